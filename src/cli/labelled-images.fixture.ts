/** For tests: labelled folders of small images, a model that takes its time, a look at files and rows. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { OnnxModel, OnnxNode } from '../core/onnx/model.ts';
import { floatTensor, onnxNode, valueInfo } from '../core/onnx/model.ts';
import { seededGenerator } from '../core/random.ts';
import { testModel } from '../engine/models/test-models.ts';
import type { Ended, Running } from './test-run.ts';

/** Pixels of an image that follow from a seed, none of them below 4: [height, width, RGB]. */
export function noisePixels(seed: number, size = 4): Uint8Array {
  const random = seededGenerator(seed);
  return Uint8Array.from({ length: size * size * 3 }, () => 4 + random.integer(250));
}

/** Writes pixels as a PNG of `size` x `size`; folders are made. */
export async function writeImage(file: string, pixels: Uint8Array, size = 4): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const channels = 3;
  await sharp(pixels, { raw: { width: size, height: size, channels } })
    .png()
    .toFile(file);
}

/** Writes `count` images of 4 x 4 into every class's folder; no two are alike. */
export async function writeImages(
  folder: string,
  classNames: readonly string[],
  count: number,
): Promise<string> {
  for (const [c, name] of classNames.entries()) {
    for (let k = 0; k < count; k++) {
      await writeImage(path.join(folder, name, `${k}.png`), noisePixels(c * count + k));
    }
  }
  return folder;
}

/** [N, 3, 64, 64] → [N, 64] through a row of convolutions: 7 GFLOP an image. */
export function slowModel(): OnnxModel {
  const layers = 24;
  const wave = (length: number, height: number): Float32Array =>
    Float32Array.from({ length }, (_, k) => Math.sin(k * 1.7) * height);
  const convolution = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  const node: OnnxNode[] = [onnxNode('Conv', ['image', 'first'], ['maps0'], convolution)];
  for (let k = 0; k < layers; k++) {
    node.push(
      onnxNode('Conv', [`maps${k}`, 'weights', 'bias'], [`sum${k}`], convolution),
      onnxNode('Tanh', [`sum${k}`], [`maps${k + 1}`]),
    );
  }
  node.push(
    onnxNode('GlobalAveragePool', [`maps${layers}`], ['means']),
    onnxNode('Flatten', ['means'], ['embedding']),
  );
  return testModel(
    [valueInfo('image', ['N', 3, 64, 64])],
    node,
    [valueInfo('embedding', ['N', 64])],
    [
      floatTensor('first', [64, 3, 3, 3], wave(64 * 27, 0.01)),
      floatTensor('weights', [64, 64, 3, 3], wave(64 * 576, 0.1)),
      floatTensor('bias', [64], wave(64, 0.5)),
    ],
  );
}

/**
 * Waits until a running `isoline` has rows of embeddings on the disk, as another program sees its
 * workspace; throws where it ends before.
 *
 * @returns how many rows there are
 */
export async function firstRows(workspace: string, { ended }: Running): Promise<number> {
  mkdirSync(workspace, { recursive: true });
  const changes = watch(workspace, { recursive: true })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const rows = rowsDone(workspace);
      if (rows > 0) return rows;
      const end = await Promise.race([changes.next().then(() => null), ended]);
      if (end !== null) throw new Error(`It ended before: ${end.stderr}`);
    }
  } finally {
    await changes.return?.();
  }
}

/** Rows of embedding runs, ended or not, as another connection to the database sees them. */
export function rowsDone(workspace: string): number {
  const file = path.join(workspace, 'isoline.db');
  if (!existsSync(file)) return 0;
  const db = new Database(file, { readonly: true, timeout: 5000 });
  try {
    const { rows } = db
      .prepare<[], { rows: number | null }>('SELECT max(rows) AS rows FROM embedding_matrices')
      .get() ?? { rows: null };
    return rows ?? 0;
  } catch (error) {
    // Its tables come with the first transaction.
    if (error instanceof Database.SqliteError && error.message.includes('no such table')) return 0;
    throw error;
  } finally {
    db.close();
  }
}

/** Every file below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Expects that a call was refused as it should be: exit code 2, one line on stderr with the sentence
 * and what to do next, nothing on stdout, no result and nothing half-written.
 *
 * @param results the folder into which the call would have written
 */
export function expectRefused(ended: Ended, sentence: RegExp, results: string): void {
  expect(ended.stderr).toMatch(sentence);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  // A sentence, then another that says what to do.
  expect(ended.stderr).toMatch(/^.+[.:)] [A-Z-].*[.?]\n$/);
  expect(filesBelow(results)).toEqual([]);
}

/** Writes a text file. @returns its path */
export function writeText(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
