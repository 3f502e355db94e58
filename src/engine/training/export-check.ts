import path from 'node:path';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { seededGenerator } from '../../core/random.ts';
import { ProblemList } from '../datasets/problems.ts';
import { scanFolder } from '../datasets/scan.ts';
import type { DecodedImage } from '../embedding/decode.ts';
import { decodeImage } from '../embedding/decode.ts';
import { imageWriter } from '../embedding/normalise-pixels.ts';
import { recipeChannels } from '../models/recipe.ts';
import type { Embeddings, SessionRequest } from '../models/session.ts';
import { openEmbeddingSession } from '../models/session.ts';
import type { SavedHead } from './head-file.ts';
import { HeadRunner } from './head-runner.ts';

/** A model and how images get into it. */
type Way = Pick<SessionRequest, 'modelFile' | 'model' | 'recipe'>;

export interface BothWaysRequest {
  /** The backbone, behind which the head is applied. */
  readonly apart: Way;
  /** Backbone and head in one model. */
  readonly fused: Way;
  readonly saved: Pick<SavedHead, 'head' | 'parameters'>;
  /** Whether the fused model's embeddings have length 1. */
  readonly normalise: boolean;
  readonly imagesFolder: string | null;
  readonly seed: number;
  readonly threads: number;
}

/** How the two ways compare. */
export interface BothWays {
  readonly inputs: 'images' | 'random pixels';
  readonly count: number;
  /** Over all numbers of all embeddings. */
  readonly largestDifference: number;
}

/** The largest difference that is accepted. */
export const acceptedDifference = 1e-5;

const IMAGES = 16;
const RANDOM_IMAGES = 4;

/**
 * Embeds the same images both ways on the CPU, through the backbone and then the head as in training,
 * and through the fused model, and checks that the embeddings are the same.
 *
 * @throws IsolineError what `openEmbeddingSession` throws; (input) `export-no-images` where the folder
 *   has none that can be decoded, `head-dimension` where the head does not fit the embeddings,
 *   `embedding-not-finite` where the backbone gives NaN or zeros; (failure) `export-differs`
 */
export async function checkBothWays(request: BothWaysRequest): Promise<BothWays> {
  const { apart, fused, saved, normalise, imagesFolder, seed, threads } = request;
  const { recipe } = apart;
  const images =
    imagesFolder === null ? randomImages(recipe, seed) : await folderImages(imagesFolder, recipe);
  const embeddings = await embed(apart, images, threads);
  const { inputDimension } = saved.head;
  if (embeddings.dimension !== inputDimension) {
    throw new IsolineError({
      code: 'head-dimension',
      sentence: `The head takes embeddings of ${inputDimension} numbers, and the model gives ${embeddings.dimension}.`,
      next: 'Give the model and the recipe that the head was trained with.',
    });
  }
  const unit = unitRows(embeddings);
  if (!unit.every(Number.isFinite)) {
    throw new IsolineError({
      code: 'embedding-not-finite',
      sentence: `The model ${apart.modelFile} gives embeddings with NaN, or without a length, so nothing can be compared.`,
      next: 'Check the model and its recipe; give a folder of images where random pixels are beyond it.',
      subject: apart.modelFile,
    });
  }
  const runner = await HeadRunner.create(saved.head, threads);
  const headed = await runner.apply(unit, saved.parameters);
  await runner.release();
  const { dimension } = runner;
  const expected = normalise ? unitRows({ data: headed, dimension }) : headed;
  const actual = await embed(fused, images, threads);
  const difference = largestDifference(expected, actual.data);
  if (difference > acceptedDifference) {
    throw new IsolineError({
      code: 'export-differs',
      kind: 'failure',
      sentence: `The fused model gives other embeddings than ${apart.modelFile} and the head one after the other: the largest difference is ${difference.toExponential(1)}, and at most ${acceptedDifference.toExponential(0)} is accepted.`,
      next: 'Nothing was written; use the head as a second model behind the first.',
      subject: apart.modelFile,
    });
  }
  return {
    inputs: imagesFolder === null ? 'random pixels' : 'images',
    count: images.length,
    largestDifference: difference,
  };
}

async function embed(
  way: Way,
  images: readonly DecodedImage[],
  threads: number,
): Promise<Embeddings> {
  const session = await openEmbeddingSession({ ...way, provider: 'cpu', threads });
  try {
    const [height, width] = way.recipe.size;
    const length = images.length * height * width * recipeChannels(way.recipe);
    const pixels =
      session.input.type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
    images.forEach(imageWriter(way.recipe, pixels));
    return await session.run(pixels, images.length);
  } finally {
    await session.close();
  }
}

function randomImages({ size: [height, width] }: Recipe, seed: number): DecodedImage[] {
  const generator = seededGenerator(seed);
  return Array.from({ length: RANDOM_IMAGES }, () => ({
    data: Uint8Array.from({ length: 3 * height * width }, () => generator.integer(256)),
    width,
    height,
  }));
}

/** One image of each of the first classes; those that cannot be decoded are passed over. */
async function folderImages(folder: string, recipe: Recipe): Promise<DecodedImage[]> {
  const images: DecodedImage[] = [];
  let lastClass: string | undefined;
  let failure: unknown;
  for await (const { path: name, className } of scanFolder(folder, new ProblemList())) {
    if (className === lastClass) continue;
    try {
      images.push(await decodeImage(path.join(folder, name), recipe));
      lastClass = className;
    } catch (error) {
      failure = error;
    }
    if (images.length === IMAGES) break;
  }
  if (images.length > 0) return images;
  throw new IsolineError({
    code: 'export-no-images',
    sentence: `The folder ${folder} has no image in a folder of a class that can be decoded.`,
    next: 'Give a folder with a folder per class, or none: the check then uses random pixels.',
    subject: folder,
    cause: failure,
  });
}

/** Rows divided by their L2 length. */
function unitRows({ data, dimension }: Embeddings): Float32Array {
  const unit = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += dimension) {
    let squares = 0;
    for (let k = start; k < start + dimension; k++) squares += data[k]! * data[k]!;
    const length = Math.sqrt(squares);
    for (let k = start; k < start + dimension; k++) unit[k] = data[k]! / length;
  }
  return unit;
}

/** Infinite where the lengths differ, or a number is NaN. */
function largestDifference(expected: Float32Array, actual: Float32Array): number {
  if (expected.length !== actual.length) return Infinity;
  let largest = 0;
  for (let k = 0; k < expected.length; k++) {
    const difference = Math.abs(expected[k]! - actual[k]!);
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}
