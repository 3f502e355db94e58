import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { importDataset } from './dataset.ts';
import { describeDataset, listDatasets, summariseDataset } from './describe-dataset.ts';
import { saveSplit } from './split.ts';
import { removeDataset, renameDataset, restoreDataset, storedDataset } from './stored-dataset.ts';

const pixel = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** Names that would do harm where they were taken for more than text. */
const oddName = '<img src=x onerror=alert(1)> “ｗｉｄｅ” \u202Etxt.exe 漢😀';

function openTestWorkspace(folder = temporaryFolder()): Workspace {
  const workspace = openWorkspace(folder, { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  return workspace;
}

/** Writes files below a folder; without contents: an image of its own. */
function put(root: string, files: Record<string, string | null>): void {
  for (const [name, contents] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, contents ?? Buffer.concat([pixel, Buffer.from(name)]));
  }
}

function code(expected: string): Error {
  return expect.objectContaining({ code: expected }) as Error;
}

test('tells of a dataset what its import found, also after a restart', async () => {
  const folder = temporaryFolder();
  const root = path.join(temporaryFolder(), 'shoes');
  put(root, {
    'a/1.png': null,
    'a/2.png': null,
    'a/torn.png': 'no image',
    [`${oddName}/1.png`]: null,
    'a/notes.txt': 'text',
  });
  const first = openTestWorkspace(folder);
  const report = await importDataset(first.db, root, { name: oddName });
  const details = await describeDataset(first.db, report.datasetId);
  expect(details).toEqual({
    id: report.datasetId,
    name: oddName,
    kind: 'folder',
    root,
    manifest: null,
    complete: true,
    reachable: true,
    fingerprint: report.fingerprint,
    images: 3,
    classes: 2,
    bytes: report.counts.bytes,
    sets: null,
    createdAt: expect.any(Number) as number,
    scannedAt: expect.any(Number) as number,
    classList: [
      { name: oddName, images: 1, unreadable: 0, missing: 0, split: null },
      { name: 'a', images: 2, unreadable: 1, missing: 0, split: null },
    ],
    problems: report.problems,
  });
  expect(details.problems.map(({ kind }) => kind).sort()).toEqual([
    'not-an-image',
    'single-image-class',
    'unreadable',
  ]);
  first.close();

  const second = openTestWorkspace(folder);
  expect(await describeDataset(second.db, report.datasetId)).toEqual(details);
  const { classList, problems, ...summary } = details;
  expect(classList.length + problems.length).toBe(5);
  expect(await listDatasets(second.db)).toEqual([summary]);
});

test('follows the split as it is now, not as it was at the import', async () => {
  const { db } = openTestWorkspace();
  const root = temporaryFolder();
  put(root, { 'a/1.png': null, 'a/2.png': null, 'b/1.png': null, 'b/2.png': null });
  put(root, { 'c/1.png': null, 'c/2.png': null, 'd/torn.png': 'no image' });
  const { datasetId } = await importDataset(db, root);
  const withoutSplit = async (): Promise<string[]> =>
    (await describeDataset(db, datasetId)).problems
      .filter(({ kind }) => kind === 'class-without-split')
      .map((problem) => problem.path);
  expect(await withoutSplit()).toEqual([]);

  saveSplit(db, datasetId, ['a', 'b'], ['calibration', 'held-out']);
  expect(await withoutSplit()).toEqual(['c']);
  expect((await summariseDataset(db, datasetId)).sets).toEqual({
    training: { classes: 0, images: 0 },
    calibration: { classes: 1, images: 2 },
    heldOut: { classes: 1, images: 2 },
  });
  // An import writes the problem down; the split that comes after mends it.
  expect((await importDataset(db, root)).problems).toContainEqual(
    expect.objectContaining({ kind: 'class-without-split', path: 'c' }),
  );
  expect(await withoutSplit()).toEqual(['c']);
  saveSplit(db, datasetId, ['a', 'b', 'c'], ['calibration', 'held-out', 'training']);
  expect(await withoutSplit()).toEqual([]);
});

test('counts an import that was stopped as far as it came', async () => {
  const { db } = openTestWorkspace();
  const root = temporaryFolder();
  for (let k = 0; k < 30; k++) put(root, { [`a/${k}.png`]: null });
  const stop = new AbortController();
  await expect(
    importDataset(db, root, {
      signal: stop.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'Reading images' && done === 10) stop.abort();
      },
    }),
  ).rejects.toThrow(code('stopped'));
  const [dataset] = await listDatasets(db);
  expect(dataset).toMatchObject({ complete: false, fingerprint: '', images: 10, classes: 1 });
  expect((await describeDataset(db, dataset!.id)).problems).toEqual([]);

  await importDataset(db, root);
  expect(await listDatasets(db)).toMatchObject([{ id: dataset!.id, complete: true, images: 30 }]);
});

test('lists the newest first, and says which roots are gone', async () => {
  const { db } = openTestWorkspace();
  const roots = [temporaryFolder(), temporaryFolder()];
  const ids: number[] = [];
  for (const root of roots) {
    put(root, { 'a/1.png': null });
    ids.push((await importDataset(db, root)).datasetId);
  }
  rmSync(roots[0]!, { recursive: true });
  expect(
    (await listDatasets(db)).map(({ id, reachable, images }) => [id, reachable, images]),
  ).toEqual([
    [ids[1], true, 1],
    [ids[0], false, 1],
  ]);
});

test('removes a dataset, and brings it back by name or by import', async () => {
  const { db } = openTestWorkspace();
  const root = temporaryFolder();
  put(root, { 'a/1.png': null, 'b/1.png': null });
  const { datasetId } = await importDataset(db, root);
  saveSplit(db, datasetId, ['a', 'b'], ['calibration', 'held-out']);
  renameDataset(db, datasetId, oddName);
  const before = await describeDataset(db, datasetId);

  removeDataset(db, datasetId);
  removeDataset(db, datasetId);
  expect(await listDatasets(db)).toEqual([]);
  await expect(describeDataset(db, datasetId)).rejects.toMatchObject({
    code: 'dataset-removed',
    sentence: `The dataset "${oddName}" was removed.`,
    next: `Restore it, or import ${root} again.`,
  });
  expect(() => renameDataset(db, datasetId, 'x')).toThrow(code('dataset-removed'));
  restoreDataset(db, datasetId);
  expect(await describeDataset(db, datasetId)).toEqual(before);

  removeDataset(db, datasetId);
  expect((await importDataset(db, root)).datasetId).toBe(datasetId);
  expect(await describeDataset(db, datasetId)).toEqual({
    ...before,
    scannedAt: expect.any(Number) as number,
  });

  for (const act of [removeDataset, restoreDataset, storedDataset]) {
    expect(() => act(db, 99)).toThrow(code('dataset-unknown'));
  }
});
