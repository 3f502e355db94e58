import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from './onnxruntime.ts';
import { IsolineError } from '../../core/errors.ts';
import { decodeOnnx, encodeOnnx } from '../../core/onnx/model.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { ImageInput, ModelDescription } from './describe.ts';
import { selectImageInput, selectOutput } from './describe.ts';
import { checkOutput, wrongShape, wrongType } from './embedding-output.ts';
import { withFloatPorts } from './float-ports.ts';
import { poolOutput } from './pooling.ts';

/** The execution providers of ONNX Runtime that Isoline uses, in the order in which it prefers them. */
export const providerNames = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type ProviderName = (typeof providerNames)[number];

export interface SessionRequest {
  modelFile: string;
  model: ModelDescription;
  recipe: Recipe;
  /** Nothing else is loaded beside it, save what ONNX Runtime itself puts on the CPU. */
  provider: ProviderName;
  /** Threads of one operator on the CPU, 1 or more. */
  threads: number;
  /** Begins the path of a profile of every operator, written by `close`. */
  profilePrefix?: string;
}

/** A loaded model that turns images into embeddings. One call at a time; a call blocks its thread. */
export interface EmbeddingSession {
  readonly input: ImageInput;
  /**
   * Embeds images.
   *
   * @param pixels `count` images in the recipe's geometry and layout, one behind the other: float32,
   *   or uint8 where the input is
   * @returns [count, dimension], row by row
   * @throws IsolineError `model-output-shape`, `model-output-type`, `model-batch` (input);
   *   `out-of-memory`, `model-run-failed` (failure)
   */
  run(pixels: Float32Array | Uint8Array, count: number): Promise<Embeddings>;
  close(): Promise<void>;
}

export interface Embeddings {
  data: Float32Array;
  dimension: number;
}

/**
 * Loads a model for embedding.
 *
 * A model with a fixed batch of k runs k images at a time, the last of them padded with repeats.
 *
 * @throws IsolineError (input) what `selectImageInput` and `selectOutput` throw; `model-output-shape`,
 *   `model-output-type` where the file already tells; (failure) `model-not-loadable`
 */
export async function openEmbeddingSession(request: SessionRequest): Promise<EmbeddingSession> {
  const { model, recipe } = request;
  const input = selectImageInput(model, recipe.input);
  const output = selectOutput(model, recipe.output);
  checkOutput(output, recipe.pooling);
  const { session, names } = await load(request, { input: input.name, output: output.name });

  const [height, width] = recipe.size;
  const imageLength = input.channels * height * width;
  const imageDims =
    recipe.layout === 'NCHW' ? [input.channels, height, width] : [height, width, input.channels];

  /** Runs as many images as go into the model at once. */
  const runOnce = async (pixels: Float32Array | Uint8Array, count: number): Promise<Embeddings> => {
    const dims = [count, ...imageDims];
    const feed =
      pixels instanceof Uint8Array
        ? new Tensor('uint8', pixels, dims)
        : new Tensor('float32', pixels, dims);
    let result: Tensor;
    try {
      result = (await session.run({ [names.input]: feed }, [names.output]))[names.output] as Tensor;
    } catch (error) {
      throw runError(error, request, count);
    }
    if (result.type !== 'float32') throw wrongType(output.name, result.type);
    if (result.dims[0] !== count) throw wrongBatch(request.modelFile, count, result.dims);
    const pooled = poolOutput(
      result.data as Float32Array,
      result.dims,
      recipe.pooling,
      recipe.layout,
    );
    if (pooled === null) throw wrongShape(output.name, result.dims, recipe.pooling);
    return pooled;
  };

  const { batch } = input;
  return {
    input,
    async run(pixels, count) {
      if (batch === null || batch === count) {
        return await runOnce(pixels.subarray(0, count * imageLength), count);
      }
      let all: Embeddings | undefined;
      for (let first = 0; first < count; first += batch) {
        const use = Math.min(batch, count - first);
        const part = padded(
          pixels.subarray(first * imageLength, (first + use) * imageLength),
          batch * imageLength,
          imageLength,
        );
        const { data, dimension } = await runOnce(part, batch);
        all ??= { data: new Float32Array(count * dimension), dimension };
        all.data.set(data.subarray(0, use * dimension), first * dimension);
      }
      return all ?? { data: new Float32Array(0), dimension: 0 };
    },
    async close() {
      if (request.profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

async function load(
  { modelFile, model, provider, threads, profilePrefix }: SessionRequest,
  ports: { input: string; output: string },
): Promise<{ session: InferenceSession; names: { input: string; output: string } }> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    // Errors come as exceptions; what ONNX Runtime prints besides would only repeat them.
    logSeverityLevel: 4,
    // Idle threads sleep: images are decoded on the same cores meanwhile.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...(profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
  try {
    const half = [...model.inputs, ...model.outputs].some(
      ({ name, type }) =>
        (name === ports.input || name === ports.output) &&
        ['float16', 'bfloat16', 'float64'].includes(type),
    );
    if (!half) return { session: await InferenceSession.create(modelFile, options), names: ports };
    const cast = withFloatPorts(decodeOnnx(await readFile(modelFile)), ports);
    // A model that comes as bytes has no folder: its external files come with it.
    const externalData = await Promise.all(
      model.externalFiles.map(async (location) => ({
        path: location,
        data: await readFile(path.join(path.dirname(modelFile), location)),
      })),
    );
    const session = await InferenceSession.create(encodeOnnx(cast.model), {
      ...options,
      ...(externalData.length === 0 ? {} : { externalData }),
    });
    return { session, names: cast.ports };
  } catch (error) {
    throw new IsolineError({
      code: 'model-not-loadable',
      kind: 'failure',
      sentence: `ONNX Runtime cannot load the model ${modelFile} on ${provider}: ${onnxRuntimeWords(error)}.`,
      next: 'Try the provider cpu, or export the model with an older opset.',
      subject: modelFile,
      cause: error,
    });
  }
}

/** The images, and behind them repeats of the last one, up to `length` numbers. */
function padded<Pixels extends Float32Array | Uint8Array>(
  pixels: Pixels,
  length: number,
  imageLength: number,
): Pixels {
  if (pixels.length === length) return pixels;
  const full = (
    pixels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)
  ) as Pixels;
  full.set(pixels);
  const last = pixels.subarray(pixels.length - imageLength);
  for (let at = pixels.length; at < length; at += imageLength) full.set(last, at);
  return full;
}

function runError(
  error: unknown,
  { modelFile, provider }: SessionRequest,
  count: number,
): IsolineError {
  const message = onnxRuntimeWords(error);
  if (/allocate|allocation|out of memory|bad_alloc/i.test(String(error))) {
    return new IsolineError({
      code: 'out-of-memory',
      kind: 'failure',
      sentence: `There is not enough memory for a batch of ${count} on ${provider}: ${message}.`,
      next: 'Choose a smaller batch.',
      cause: error,
    });
  }
  return new IsolineError({
    code: 'model-run-failed',
    kind: 'failure',
    sentence: `ONNX Runtime cannot run the model ${modelFile} on ${provider} with a batch of ${count}: ${message}.`,
    next: 'Try a batch of 1, or the provider cpu.',
    subject: modelFile,
    cause: error,
  });
}

function wrongBatch(modelFile: string, count: number, dims: readonly number[]): IsolineError {
  return new IsolineError({
    code: 'model-batch',
    sentence: `The model ${modelFile} says that it takes any batch, but answered ${count} images with the shape [${dims.join(', ')}].`,
    next: 'Set the batch to 1.',
    subject: modelFile,
  });
}

/** ONNX Runtime's own words in one line, without the places in its source files and the full stop. */
export function onnxRuntimeWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n').find((part) => part.trim() !== '') ?? message;
  return line
    .replace(/^\/\S+\s/, '')
    .replace(/^onnxruntime::.* was false\. /, '')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300);
}
