import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import { seededGenerator } from '../../core/random.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import type { SampleClass } from './built-in-sample-canvas.ts';
import { drawSampleImage, SAMPLE_SIZE } from './built-in-sample-canvas.ts';
import { sampleClasses } from './built-in-sample-classes.ts';
import { mapInOrder } from './in-order.ts';

/** Raised whenever the drawn images change, so that an older sample is not taken for this one. */
const SAMPLE_VERSION = 1;

/** Lies in the sample's folder and says what it holds. Scans pass over names with a leading dot. */
const RECORD_NAME = '.isoline-sample.json';

/** Begins the name of a folder in which a sample is being drawn. */
const UNFINISHED_PREFIX = '.isoline-sample-';

/** Images being drawn or compressed at once: enough to keep the compressor's threads busy. */
const IMAGES_AT_ONCE = 4;

/** A drawn sample on disk. */
export interface BuiltInSample {
  /** Absolute path; one folder a class in it. */
  folder: string;
  classes: number;
  images: number;
  /** Size of all images. */
  bytes: number;
  /** Whether the sample was there already. */
  reused: boolean;
}

export interface DrawSampleOptions {
  /** Equal seeds give equal files on one machine. The classes are the same for every seed. */
  seed: number;
  onProgress?: (progress: Progress) => void;
  /** Stops between two images; nothing of the sample stays. */
  signal?: AbortSignal;
}

interface PlannedImage {
  sample: SampleClass;
  classIndex: number;
  imageIndex: number;
}

/**
 * Draws the built-in sample, a labelled folder for trying Isoline out: logos, glyphs and textures,
 * 20 to 28 JPEG images a class, some classes easy, some hard, some near twins.
 *
 * The folder appears complete or not at all: it is drawn beside and renamed. A complete sample of
 * the same seed is used again.
 *
 * @param folder missing, empty, or an earlier sample of this seed
 * @throws IsolineError `sample-folder-taken` (input) when the folder holds anything else;
 *   `stopped` (interrupted) when the signal aborts
 */
export async function drawSample(
  folder: string,
  { seed, onProgress, signal }: DrawSampleOptions,
): Promise<BuiltInSample> {
  const target = path.resolve(folder);
  const existing = await findSample(target, seed);
  if (existing !== null) return existing;

  await mkdir(path.dirname(target), { recursive: true });
  const unfinished = await mkdtemp(path.join(path.dirname(target), UNFINISHED_PREFIX));
  try {
    const bytes = await drawImages(unfinished, seed, onProgress, () => {
      if (signal?.aborted === true) throw stoppedError(target);
    });
    await writeFileAtomically(path.join(unfinished, RECORD_NAME), recordOf(seed, bytes));
    await takePlace(unfinished, target);
    return describeSample(target, bytes, false);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Removes what a killed `drawSample` has left beside its folder. Only while none is drawing there.
 *
 * @param parent the folder around the sample's; it may be missing
 */
export async function removeUnfinishedSamples(parent: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(parent);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  for (const name of names) {
    if (name.startsWith(UNFINISHED_PREFIX)) {
      await rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

/** Draws every image below `folder`; returns their size in bytes. */
async function drawImages(
  folder: string,
  seed: number,
  onProgress: DrawSampleOptions['onProgress'],
  throwIfStopped: () => void,
): Promise<number> {
  for (const { name } of sampleClasses) await mkdir(path.join(folder, name));
  const plan = sampleClasses.flatMap((sample, classIndex): PlannedImage[] =>
    Array.from({ length: sample.images }, (_, imageIndex) => ({ sample, classIndex, imageIndex })),
  );
  const draw = async ({ sample, classIndex, imageIndex }: PlannedImage): Promise<number> => {
    throwIfStopped();
    // One stream an image: no image depends on how many were drawn before it.
    const generator = seededGenerator(seed, classIndex * 1000 + imageIndex);
    const jpeg = await sharp(drawSampleImage(sample, generator), {
      raw: { width: SAMPLE_SIZE, height: SAMPLE_SIZE, channels: 3 },
    })
      .jpeg({ quality: 90 })
      .toBuffer();
    const name = `${String(imageIndex + 1).padStart(2, '0')}.jpg`;
    await writeFile(path.join(folder, sample.name, name), jpeg);
    return jpeg.length;
  };
  let bytes = 0;
  let done = 0;
  for await (const size of mapInOrder(plan, IMAGES_AT_ONCE, draw)) {
    bytes += size;
    done++;
    onProgress?.({ stage: 'Drawing the sample', done, total: plan.length, unit: 'images' });
  }
  return bytes;
}

function stoppedError(folder: string): IsolineError {
  return new IsolineError({
    code: 'stopped',
    kind: 'interrupted',
    sentence: `Drawing the built-in sample into ${folder} was stopped.`,
    next: 'Nothing of it was kept; start again for the whole sample.',
    subject: folder,
  });
}

const recordOf = (seed: number, bytes: number): string =>
  `${JSON.stringify({ version: SAMPLE_VERSION, seed, bytes })}\n`;

function describeSample(folder: string, bytes: number, reused: boolean): BuiltInSample {
  const images = sampleClasses.reduce((sum, sample) => sum + sample.images, 0);
  return { folder, classes: sampleClasses.length, images, bytes, reused };
}

/**
 * The sample in `folder`, whole and of this seed; null where the folder is missing or empty.
 *
 * @throws IsolineError `sample-folder-taken` when the folder holds anything else
 */
async function findSample(folder: string, seed: number): Promise<BuiltInSample | null> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
  if (names.length === 0) return null;
  const bytes = await sizeOfSample(folder);
  if (
    bytes === null ||
    (await readText(path.join(folder, RECORD_NAME))) !== recordOf(seed, bytes)
  ) {
    throw new IsolineError({
      code: 'sample-folder-taken',
      sentence: `The folder ${folder} holds something else than the built-in sample of seed ${seed}.`,
      next: 'Choose another folder, or empty this one.',
      subject: folder,
    });
  }
  return describeSample(folder, bytes, true);
}

/** Size of the sample's images in bytes; null where a class or an image is missing. */
async function sizeOfSample(folder: string): Promise<number | null> {
  let bytes = 0;
  for (const { name, images } of sampleClasses) {
    try {
      const files = await readdir(path.join(folder, name));
      if (files.length !== images) return null;
      const sizes = await Promise.all(
        files.map(async (file) => (await stat(path.join(folder, name, file))).size),
      );
      for (const size of sizes) bytes += size;
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return null;
      throw error;
    }
  }
  return bytes;
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Renames the finished folder; an empty folder gives way to it. */
async function takePlace(finished: string, target: string): Promise<void> {
  try {
    await rmdir(target);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  await rename(finished, target);
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
