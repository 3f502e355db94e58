import { open, type FileHandle } from 'node:fs/promises';
import type { Parity } from '../../contract/api/models.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { reasonOf } from '../datasets/image-file.ts';
import { mapInOrder } from '../datasets/in-order.ts';
import { type DecodedImage, decodeImage } from '../embedding/decode.ts';
import { imageWriter } from '../embedding/normalise-pixels.ts';
import type { MatrixHeader } from '../embedding/npy.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ModelDescription } from './describe.ts';
import { openEmbeddingSession, type ProviderName } from './session.ts';

/** An image of which a running system has a vector. */
export interface ParityImage {
  /** As the list names it. */
  name: string;
  /** Absolute. */
  file: string;
}

export interface ParityTaskInput {
  modelFile: string;
  model: ModelDescription;
  recipe: Recipe;
  provider: ProviderName;
  /** Images in one run of the model. */
  batch: number;
  /** One a row of the matrix, in its order; at least one. */
  images: readonly ParityImage[];
  /** The .npy file of the running system, and its header. */
  vectors: string;
  header: MatrixHeader;
}

/** Batches whose images are decoded while one is in the model. */
const batchesAhead = 2;
/** As many of the images that differ most are named. */
const worstNamed = 20;
/** Least cosine of any image, for the words. */
const sameCosine = 0.9999;
const closeCosine = 0.99;

/**
 * Embeds the images, a batch at a time, and compares each embedding with its row of the matrix. Both
 * are brought to length 1 first; the arithmetic is in double precision. Runs on the compute thread.
 *
 * @throws IsolineError (input) `image-unreadable`, `parity-dimension`, `parity-no-direction`, each
 *   with the image; (interrupted) `stopped`; what `openEmbeddingSession` and its `run` throw
 */
export async function parityTask(input: ParityTaskInput, context: TaskContext): Promise<Parity> {
  const { images, recipe, batch, vectors, header } = input;
  const file = await open(vectors, 'r');
  try {
    const session = await openEmbeddingSession({ ...input, threads: context.threads });
    try {
      const { channels, type } = session.input;
      const length = batch * channels * recipe.size[0] * recipe.size[1];
      const pixels = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
      const write = imageWriter(recipe, pixels);
      const parts = Array.from({ length: Math.ceil(images.length / batch) }, (_, k) =>
        images.slice(k * batch, (k + 1) * batch),
      );
      const cosines = new Float64Array(images.length);
      let greatestDifference = 0;
      let done = 0;
      const decoded = mapInOrder(parts, batchesAhead + 1, (part) =>
        Promise.all(part.map((image) => decode(image, recipe))),
      );
      for await (const part of decoded) {
        part.forEach(write);
        const { data, dimension } = await session.run(pixels, part.length);
        if (dimension !== header.columns) throw wrongDimension(input, dimension);
        const theirs = await readRows(file, input, done, part.length);
        for (let k = 0; k < part.length; k++) {
          const { name } = images[done + k]!;
          const ownRow = unit(data.subarray(k * dimension, (k + 1) * dimension));
          if (ownRow === null) throw noDirection('The model', name);
          const theirRow = unit(theirs.subarray(k * dimension, (k + 1) * dimension));
          if (theirRow === null) throw noDirection(vectors, name);
          let cosine = 0;
          for (let d = 0; d < dimension; d++) {
            cosine += ownRow[d]! * theirRow[d]!;
            const difference = Math.abs(ownRow[d]! - theirRow[d]!);
            if (difference > greatestDifference) greatestDifference = difference;
          }
          cosines[done + k] = Math.min(1, Math.max(-1, cosine));
        }
        done += part.length;
        context.progress({
          stage: 'Comparing',
          done,
          total: images.length,
          unit: 'images',
          note: input.provider,
        });
        context.throwIfStopped();
      }
      return describe(input, cosines, greatestDifference);
    } finally {
      await session.close();
    }
  } finally {
    await file.close();
  }
}

function describe(
  { images, header }: ParityTaskInput,
  cosines: Float64Array,
  greatestDifference: number,
): Parity {
  const order = Array.from(cosines.keys()).sort((a, b) => cosines[a]! - cosines[b]! || a - b);
  const leastCosine = cosines[order[0]!]!;
  return {
    images: images.length,
    dimension: header.columns,
    leastCosine,
    meanCosine: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
    greatestDifference,
    worst: order
      .slice(0, worstNamed)
      .map((row) => ({ path: images[row]!.name, cosine: cosines[row]! })),
    word: leastCosine >= sameCosine ? 'same' : leastCosine >= closeCosine ? 'close' : 'different',
  };
}

async function decode({ name, file }: ParityImage, recipe: Recipe): Promise<DecodedImage> {
  try {
    return await decodeImage(file, recipe);
  } catch (error) {
    throw new IsolineError({
      code: 'image-unreadable',
      sentence: `The image ${name} cannot be read. ${reasonOf(error, file)}`,
      next: 'Leave out its line and its row, or bring the image back as it was.',
      subject: name,
      cause: error,
    });
  }
}

/** Some rows of the matrix, in double precision. */
async function readRows(
  file: FileHandle,
  { vectors, header }: ParityTaskInput,
  first: number,
  count: number,
): Promise<Float64Array> {
  const { columns, type, dataOffset } = header;
  const numbers =
    type === 'float32' ? new Float32Array(count * columns) : new Float64Array(count * columns);
  const bytes = new Uint8Array(numbers.buffer);
  const position = dataOffset + first * columns * numbers.BYTES_PER_ELEMENT;
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) {
      throw new IsolineError({
        code: 'npy-truncated',
        sentence: `${vectors} ends before its matrix does.`,
        next: 'Copy or save the file again.',
        subject: vectors,
      });
    }
    read += bytesRead;
  }
  return Float64Array.from(numbers);
}

/** The vector at length 1; null where it has no direction. */
function unit(vector: Float32Array | Float64Array): Float64Array | null {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 0 && length < Infinity ? Float64Array.from(vector, (v) => v / length) : null;
}

function wrongDimension({ vectors, header }: ParityTaskInput, dimension: number): IsolineError {
  return new IsolineError({
    code: 'parity-dimension',
    sentence: `The model gives ${dimension} numbers an image, but ${vectors} has ${header.columns}.`,
    next: 'Choose the model and the output that the running system uses.',
    subject: vectors,
  });
}

function noDirection(whose: string, name: string): IsolineError {
  return new IsolineError({
    code: 'parity-no-direction',
    sentence: `${whose} has a vector for ${name} that is zero or not finite.`,
    next: 'Leave out its line and its row.',
    subject: name,
  });
}
