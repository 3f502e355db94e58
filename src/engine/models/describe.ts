import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import type { OnnxGraph, OnnxModel, OnnxTensor, OnnxValueInfo } from '../../core/onnx/model.ts';
import { DataType, decodeOnnx } from '../../core/onnx/model.ts';

/** An input or output of a model. `shape`: numbers are fixed, names and null are free; null = unknown rank. */
export interface TensorDescription {
  name: string;
  /** `float32`, `uint8`, ...; `unknown` where the file does not say. */
  type: string;
  shape: (number | string | null)[] | null;
}

/** An input that takes images. */
export interface ImageInput {
  name: string;
  type: 'float32' | 'float16' | 'float64' | 'uint8';
  layout: 'NCHW' | 'NHWC';
  /** 1 or 3; a free channel axis counts as 3. */
  channels: 1 | 3;
  /** Null where the model takes any. */
  height: number | null;
  width: number | null;
  /** The fixed batch size; null where the model takes any. */
  batch: number | null;
}

/** What a model file says of itself. */
export interface ModelDescription {
  /** Without the initialisers that old exporters list among the inputs. */
  inputs: TensorDescription[];
  outputs: TensorDescription[];
  /** The inputs that can take an image, at least one. */
  imageInputs: ImageInput[];
  /** Version of the default operator set. */
  opset: number;
  irVersion: number;
  /** The model file and its external files together. */
  bytes: number;
  /**
   * Of the file. With external files: of the lines `HASH  NAME` of the model (its name left empty)
   * and of every external file, so that another weight is another model.
   */
  sha256: string;
  /** Files with weights, relative to the model's folder, by code point. */
  externalFiles: string[];
  /** The file's own preprocessing recipe: the metadata entry `isoline.recipe`, not yet checked. */
  recipeText: string | null;
  /** Whether a head that Isoline has trained is part of it, by its metadata. */
  trained: boolean;
}

/** Elements that an image input may have; others come with a sentence. */
const imageTypes: ReadonlySet<string> = new Set(['float32', 'float16', 'float64', 'uint8']);

const typeNames: ReadonlyMap<number, string> = new Map([
  [DataType.FLOAT, 'float32'],
  [DataType.UINT8, 'uint8'],
  [DataType.INT8, 'int8'],
  [DataType.UINT16, 'uint16'],
  [DataType.INT16, 'int16'],
  [DataType.INT32, 'int32'],
  [DataType.INT64, 'int64'],
  [DataType.STRING, 'string'],
  [DataType.BOOL, 'bool'],
  [DataType.FLOAT16, 'float16'],
  [DataType.DOUBLE, 'float64'],
  [DataType.UINT32, 'uint32'],
  [DataType.UINT64, 'uint64'],
  [DataType.BFLOAT16, 'bfloat16'],
]);

/**
 * Reads a model file and says what goes in and what comes out.
 *
 * @throws IsolineError (input) `model-not-found`; `model-not-onnx`; `model-external-data-missing`,
 *   `model-external-data-outside`; `model-no-image-input`; `model-other-inputs` when it needs more
 *   than one image
 */
export async function describeModel(file: string): Promise<ModelDescription> {
  const bytes = await readModelFile(file);
  const model = decode(bytes, file);
  const graph = model.graph ?? {};
  const initialised = new Set((graph.initializer ?? []).map((tensor) => tensor.name));
  const inputs = (graph.input ?? [])
    .filter((input) => !initialised.has(input.name))
    .map(describeTensor);
  const externalFiles = externalLocations(graph, file);
  const external = await hashExternalFiles(file, externalFiles);
  return {
    inputs,
    outputs: (graph.output ?? []).map(describeTensor),
    imageInputs: imageInputsOf(inputs, file),
    opset: model.opsetImport?.find(({ domain }) => !domain || domain === 'ai.onnx')?.version ?? 1,
    irVersion: model.irVersion ?? 0,
    bytes: external.reduce((sum, part) => sum + part.bytes, bytes.length),
    sha256: fingerprint(bytes, external),
    externalFiles,
    recipeText: model.metadataProps?.find(({ key }) => key === 'isoline.recipe')?.value ?? null,
    trained: model.metadataProps?.some(({ key }) => key.startsWith('isoline.head')) ?? false,
  };
}

/**
 * The input that a recipe means.
 *
 * @param name the recipe's `input`; without it the model must have one image input
 * @throws IsolineError (input) `model-input-unknown`, `model-several-inputs`
 */
export function selectImageInput(model: ModelDescription, name: string | undefined): ImageInput {
  const names = model.imageInputs.map((input) => input.name).join(', ');
  if (name !== undefined) {
    const named = model.imageInputs.find((input) => input.name === name);
    if (named !== undefined) return named;
    throw new IsolineError({
      code: 'model-input-unknown',
      sentence: `The model has no image input "${name}"; it has ${names}.`,
      next: 'Set "input" in the recipe to one of them.',
      subject: name,
    });
  }
  const [only, second] = model.imageInputs;
  if (only !== undefined && second === undefined) return only;
  throw new IsolineError({
    code: 'model-several-inputs',
    sentence: `The model has several image inputs: ${names}.`,
    next: 'Set "input" in the recipe to one of them.',
  });
}

/**
 * The output that a recipe means.
 *
 * @param name the recipe's `output`; without it the model must have one output
 * @throws IsolineError (input) `model-output-unknown`, `model-several-outputs`
 */
export function selectOutput(model: ModelDescription, name: string | undefined): TensorDescription {
  const list = model.outputs.map(describeInWords).join(', ');
  if (name !== undefined) {
    const named = model.outputs.find((output) => output.name === name);
    if (named !== undefined) return named;
    throw new IsolineError({
      code: 'model-output-unknown',
      sentence: `The model has no output "${name}"; it has ${list}.`,
      next: 'Set "output" in the recipe to one of them.',
      subject: name,
    });
  }
  const [only, second] = model.outputs;
  if (only !== undefined && second === undefined) return only;
  throw new IsolineError({
    code: 'model-several-outputs',
    sentence: `The model has several outputs: ${list}.`,
    next: 'Say which one holds the embedding: set "output" in the recipe.',
  });
}

/** `features float32 [N, 512]` */
export function describeInWords({ name, type, shape }: TensorDescription): string {
  const sizes =
    shape === null ? 'of unknown shape' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
  return `${name} ${type} ${sizes}`;
}

async function readModelFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new IsolineError({
      code: 'model-not-found',
      sentence: `The model ${file} cannot be opened: ${(error as Error).message}.`,
      next: 'Give the path of an .onnx file that can be read.',
      subject: file,
      cause: error,
    });
  }
}

function decode(bytes: Uint8Array, file: string): OnnxModel {
  let cause: unknown;
  try {
    const model = decodeOnnx(bytes);
    // Protobuf accepts many a file that is something else: a model has operators and outputs.
    if ((model.graph?.node?.length ?? 0) > 0 && (model.graph?.output?.length ?? 0) > 0)
      return model;
  } catch (error) {
    cause = error;
  }
  throw new IsolineError({
    code: 'model-not-onnx',
    sentence: `${file} is not an ONNX model.`,
    next: 'Export the model to ONNX (torch.onnx.export, tf2onnx) and give that file.',
    subject: file,
    cause,
  });
}

function describeTensor({ name, type }: OnnxValueInfo): TensorDescription {
  const tensor = type?.tensorType;
  const shape = tensor?.shape?.dim?.map(({ dimValue, dimParam }) =>
    dimValue !== undefined && dimValue > 0 ? dimValue : (dimParam ?? null),
  );
  return { name, type: typeNames.get(tensor?.elemType ?? 0) ?? 'unknown', shape: shape ?? null };
}

function imageInputsOf(inputs: readonly TensorDescription[], file: string): ImageInput[] {
  const found = inputs.map((input) => ({ input, image: asImageInput(input) }));
  const images = found.flatMap(({ image }) => (image === null ? [] : [image]));
  const others = found.flatMap(({ input, image }) =>
    image === null ? [describeInWords(input)] : [],
  );
  if (images.length === 0) {
    throw new IsolineError({
      code: 'model-no-image-input',
      sentence: `The model ${file} takes no images: an image input is float or uint8 with 4 axes, of which the second or the last has 1 or 3 channels; it has ${others.join(', ') || 'no inputs'}.`,
      next: 'Export the part of the model that turns an image into an embedding.',
      subject: file,
    });
  }
  if (others.length > 0) {
    throw new IsolineError({
      code: 'model-other-inputs',
      sentence: `The model ${file} needs more than an image: ${others.join(', ')}.`,
      next: 'Export the part of the model that turns an image into an embedding.',
      subject: file,
    });
  }
  return images;
}

function asImageInput({ name, type, shape }: TensorDescription): ImageInput | null {
  if (!imageTypes.has(type) || shape?.length !== 4) return null;
  const [batch, second, third, last] = shape.map((size) =>
    typeof size === 'number' ? size : null,
  );
  const layout = isChannels(second) || (second === null && !isChannels(last)) ? 'NCHW' : 'NHWC';
  const channels = (layout === 'NCHW' ? second : last) ?? 3;
  if (!isChannels(channels)) return null;
  return {
    name,
    type: type as ImageInput['type'],
    layout,
    channels,
    height: (layout === 'NCHW' ? third : second) ?? null,
    width: (layout === 'NCHW' ? last : third) ?? null,
    batch: batch ?? null,
  };
}

function isChannels(size: number | null | undefined): size is 1 | 3 {
  return size === 1 || size === 3;
}

/** Names of the files in which weights lie, relative to the model's folder, by code point. */
function externalLocations(graph: OnnxGraph, file: string): string[] {
  const locations = new Set<string>();
  const visitTensor = (tensor: OnnxTensor | undefined): void => {
    if (tensor?.dataLocation !== 1) return;
    const location = tensor.externalData?.find(({ key }) => key === 'location')?.value ?? '';
    const normal = path.posix.normalize(location.replaceAll('\\', '/'));
    if (location === '' || path.isAbsolute(location) || normal.startsWith('..')) {
      throw new IsolineError({
        code: 'model-external-data-outside',
        sentence: `The model ${file} keeps weights in "${location}", which is not below its own folder.`,
        next: 'Save the model with its weights beside it.',
        subject: location,
      });
    }
    locations.add(normal);
  };
  const visit = (part: OnnxGraph): void => {
    part.initializer?.forEach(visitTensor);
    for (const attribute of part.node?.flatMap((node) => node.attribute ?? []) ?? []) {
      visitTensor(attribute.t);
      if (attribute.g !== undefined) visit(attribute.g);
    }
  };
  visit(graph);
  // By code unit, which is by code point for all but exotic names; any fixed order serves the hash.
  return [...locations].sort();
}

interface ExternalFile {
  location: string;
  bytes: number;
  sha256: string;
}

async function hashExternalFiles(
  file: string,
  locations: readonly string[],
): Promise<ExternalFile[]> {
  const parts: ExternalFile[] = [];
  for (const location of locations) {
    const external = path.join(path.dirname(file), location);
    try {
      const { size } = await stat(external);
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(external)) hash.update(chunk as Buffer);
      parts.push({ location, bytes: size, sha256: hash.digest('hex') });
    } catch (error) {
      throw new IsolineError({
        code: 'model-external-data-missing',
        sentence: `The model ${file} keeps weights in "${location}", and that file cannot be read.`,
        next: `Put "${location}" beside the model, as it was exported.`,
        subject: external,
        cause: error,
      });
    }
  }
  return parts;
}

function fingerprint(bytes: Uint8Array, external: readonly ExternalFile[]): string {
  const own = createHash('sha256').update(bytes).digest('hex');
  if (external.length === 0) return own;
  const lines = [{ sha256: own, location: '' }, ...external];
  const text = lines.map(({ sha256, location }) => `${sha256}  ${location}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}
