import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Database from 'better-sqlite3';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { openWorkspace } from '../store/workspace.ts';
import { importDataset } from './dataset.ts';
import { loadSplit, splitClasses } from './split.ts';
import { splitDataset } from './split-dataset.ts';
import { removeDataset } from './stored-dataset.ts';

const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** A dataset with an image a class; the class `torn` has none that can be read. */
async function datasetOf(
  classNames: readonly string[],
): Promise<{ db: Database.Database; datasetId: number; folder: string }> {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  const { db } = workspace;
  const folder = temporaryFolder();
  for (const name of classNames) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, '1.png'), name === 'torn' ? 'torn' : pixel);
  }
  const { datasetId } = await importDataset(db, folder);
  return { db, datasetId, folder };
}

test('splits the classes that have images by a seed, and takes the split away', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { db, datasetId } = await datasetOf([...names, 'torn']);
  await splitDataset(db, datasetId, { seed: 5 });
  const expected = splitClasses(names, 5);
  expect(loadSplit(db, datasetId)).toEqual(new Map(names.map((name, k) => [name, expected[k]!])));
  await splitDataset(db, datasetId, null);
  expect(loadSplit(db, datasetId).size).toBe(0);
});

test('splits as a file says', async () => {
  const { db, datasetId, folder } = await datasetOf(['a', '<b>']);
  const file = path.join(folder, 'split.csv');
  writeFileSync(file, 'class,split\n<b>,test\na,val\n');
  await splitDataset(db, datasetId, { file });
  expect([...loadSplit(db, datasetId)]).toEqual([
    ['<b>', 'held-out'],
    ['a', 'calibration'],
  ]);
});

test('keeps the split it had where the new one is no good', async () => {
  const { db, datasetId, folder } = await datasetOf(['a', 'b']);
  const file = path.join(folder, 'split.csv');
  writeFileSync(file, 'class,split\na,val\nb,test\n');
  await splitDataset(db, datasetId, { file });
  const kept = loadSplit(db, datasetId);
  writeFileSync(file, 'class,split\na,train\nb,test\n');
  await expect(splitDataset(db, datasetId, { file })).rejects.toMatchObject({
    code: 'split-set-empty',
    sentence: 'The split leaves no calibration images.',
  });
  writeFileSync(file, 'class,split\na,val\n');
  await expect(splitDataset(db, datasetId, { file })).rejects.toMatchObject({
    code: 'split-class-missing',
  });
  await expect(splitDataset(db, datasetId, { seed: 1 })).rejects.toMatchObject({
    code: 'split-set-empty',
  });
  expect(loadSplit(db, datasetId)).toEqual(kept);

  db.prepare("UPDATE datasets SET fingerprint = ''").run();
  await expect(splitDataset(db, datasetId, { seed: 1 })).rejects.toMatchObject({
    code: 'dataset-incomplete',
  });
  removeDataset(db, datasetId);
  await expect(splitDataset(db, datasetId, null)).rejects.toMatchObject({
    code: 'dataset-removed',
  });
});
