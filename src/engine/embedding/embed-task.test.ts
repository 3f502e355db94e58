import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import { hashFile } from '../datasets/image-file.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { stoppedError } from '../jobs/error-data.ts';
import { describeModel } from '../models/describe.ts';
import {
  convolutionModel,
  hungryModel,
  pixelModel,
  plainRecipe,
  writeModel,
} from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { EmbedTaskInput, PlannedImage, RowsWritten } from './embed-task.ts';
import { embedTask } from './embed-task.ts';

/** A context that notes what is emitted and is stopped when it has been asked so many times. */
function taskContext(stopAfter = Infinity): { context: TaskContext; events: RowsWritten[] } {
  const events: RowsWritten[] = [];
  let asked = 0;
  const context: TaskContext = {
    threads: 1,
    progress: () => undefined,
    emit: (event) => void events.push(event as RowsWritten),
    stopped: () => ++asked >= stopAfter,
    throwIfStopped: () => {
      if (asked >= stopAfter) throw stoppedError('The test');
    },
  };
  return { context, events };
}

async function noiseImages(count: number, size: number): Promise<PlannedImage[]> {
  const folder = temporaryFolder();
  const random = seededGenerator(1);
  const images: PlannedImage[] = [];
  for (let id = 0; id < count; id++) {
    const pixels = Uint8Array.from({ length: size * size * 3 }, () => 1 + random.integer(255));
    const file = path.join(folder, `${id}.png`);
    await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
      .png()
      .toFile(file);
    const { size: bytes, mtimeMs: modifiedAt } = statSync(file);
    const sha256 = (await hashFile(file, bytes)) ?? '';
    images.push({ id, path: file, sha256, bytes, modifiedAt });
  }
  return images;
}

async function taskInput(
  model: Parameters<typeof writeModel>[1],
  changes: Partial<EmbedTaskInput> & Pick<EmbedTaskInput, 'images'>,
): Promise<EmbedTaskInput> {
  const modelFile = writeModel(temporaryFolder(), model);
  return {
    modelFile,
    model: await describeModel(modelFile),
    recipe: plainRecipe(4, 4),
    view: null,
    provider: 'cpu',
    batch: 4,
    rowsDone: 0,
    rowsFile: path.join(temporaryFolder(), 'test.rows'),
    ...changes,
  };
}

test.each([
  ['the images as they are', null],
  ['a view of them', { index: 2, seed: 5, flip: true }],
])('a run that was stopped goes on to the same bits: %s', async (_name, view) => {
  const images = await noiseImages(23, 16);
  const changes = { images, recipe: plainRecipe(16, 16), view, batch: 3 };
  const whole = await taskInput(convolutionModel(), changes);
  const { context, events } = taskContext();
  expect(await embedTask(whole, context)).toEqual({ embedded: 23 });
  expect(events.at(-1)).toEqual({ rowsDone: 23, dimension: 8, skipped: [] });
  const expected = readFileSync(whole.rowsFile);
  expect(expected.length).toBe(23 * 8 * 4);

  const parts = await taskInput(convolutionModel(), changes);
  for (const [stopAfter, rowsBefore, rowsAfter] of [
    [2, 0, 6],
    [1, 6, 9],
    [3, 9, 18],
  ] as const) {
    const stopped = taskContext(stopAfter);
    await expect(
      embedTask({ ...parts, rowsDone: rowsBefore }, stopped.context),
    ).rejects.toMatchObject({ code: 'stopped', kind: 'interrupted' });
    expect(stopped.events.at(-1)?.rowsDone).toBe(rowsAfter);
    expect(readFileSync(parts.rowsFile).equals(expected.subarray(0, rowsAfter * 32))).toBe(true);
  }
  expect(await embedTask({ ...parts, rowsDone: 18 }, taskContext().context)).toEqual({
    embedded: 5,
  });
  expect(readFileSync(parts.rowsFile).equals(expected)).toBe(true);
});

test('halves the batch when memory runs out, and keeps every row in its place', async () => {
  const images = await noiseImages(9, 4);
  const hungry = await taskInput(hungryModel(), { images, batch: 8 });
  const plain = await taskInput(pixelModel(), { images, batch: 8 });
  expect(await embedTask(hungry, taskContext().context)).toEqual({ embedded: 9 });
  await embedTask(plain, taskContext().context);
  expect(readFileSync(hungry.rowsFile).equals(readFileSync(plain.rowsFile))).toBe(true);
});

test('leaves the row of a skipped image alone and goes on', async () => {
  const images = await noiseImages(6, 4);
  const missing = path.join(temporaryFolder(), 'missing.png');
  const damaged = images.map((image, k) => (k === 2 ? { ...image, path: missing } : image));
  const changed = damaged.map((image, k) =>
    k === 5 ? { ...image, bytes: image.bytes + 1 } : image,
  );
  const input = await taskInput(pixelModel(), { images: changed });
  const whole = await taskInput(pixelModel(), { images });
  const { context, events } = taskContext();
  expect(await embedTask(input, context)).toEqual({ embedded: 4 });
  expect(events.flatMap(({ skipped }) => skipped)).toEqual([
    {
      id: 2,
      code: 'image-unreadable',
      reason: 'There is no such file, or it is a link to nothing.',
    },
    { id: 5, code: 'image-changed', reason: expect.stringContaining('changed') as string },
  ]);
  await embedTask(whole, taskContext().context);
  const rowBytes = 48 * 4;
  const row = (file: string, k: number): Buffer =>
    readFileSync(file).subarray(k * rowBytes, (k + 1) * rowBytes);
  for (const k of [0, 1, 3, 4]) {
    expect(row(input.rowsFile, k).equals(row(whole.rowsFile, k))).toBe(true);
  }
  expect(row(input.rowsFile, 2).every((byte) => byte === 0)).toBe(true);
});

test('a file of another time but the same bytes is not a changed one', async () => {
  const images = (await noiseImages(2, 4)).map((image) => ({ ...image, modifiedAt: 0 }));
  const input = await taskInput(pixelModel(), { images });
  expect(await embedTask(input, taskContext().context)).toEqual({ embedded: 2 });
  const other = images.map((image) => ({ ...image, sha256: '0'.repeat(64) }));
  const { context, events } = taskContext();
  await embedTask({ ...input, images: other }, context);
  expect(events.flatMap(({ skipped }) => skipped.map(({ code }) => code))).toEqual([
    'image-changed',
    'image-changed',
  ]);
});
