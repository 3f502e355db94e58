import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { endOf, openApi, refusalOf, resultOf } from './api-client.fixture.ts';

const pixel = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** Two images a class, all different. */
function drawImages(folder: string, classNames: readonly string[], count = 2): string {
  for (const name of classNames) {
    mkdirSync(path.join(folder, name), { recursive: true });
    for (let k = 0; k < count; k++) {
      writeFileSync(
        path.join(folder, name, `${k}.png`),
        Buffer.concat([pixel, Buffer.from(`${name}${k}`)]),
      );
    }
  }
  return folder;
}

test('imports a folder and shows it, its classes and its images', async () => {
  const root = drawImages(path.join(temporaryFolder(), 'shoes'), ['a', '<b>漢😀']);
  const { api } = openApi([root]);
  const { datasetId } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: root, name: '  <script>alert(1)</script> ' }),
  );
  const [summary] = await api.datasets.list();
  expect(summary).toMatchObject({
    id: datasetId,
    name: '<script>alert(1)</script>',
    root,
    complete: true,
    reachable: true,
    images: 4,
    classes: 2,
    sets: null,
  });
  const details = await api.datasets.get({ id: datasetId });
  expect(details).toEqual({
    ...summary,
    classList: [
      { name: '<b>漢😀', images: 2, unreadable: 0, missing: 0, split: null },
      { name: 'a', images: 2, unreadable: 0, missing: 0, split: null },
    ],
    problems: [],
  });
  const page = await api.datasets.images({ id: datasetId, offset: 1, limit: 2 });
  expect(page.total).toBe(4);
  expect(page.images.map((image) => [image.className, image.path])).toEqual([
    ['<b>漢😀', '<b>漢😀/1.png'],
    ['a', 'a/0.png'],
  ]);
  expect(
    await api.datasets.images({ id: datasetId, className: 'a', offset: 0, limit: 1 }),
  ).toMatchObject({ total: 2, images: [{ status: 'ok', width: 3, height: 2, reason: null }] });
  expect(
    await refusalOf(api.datasets.images({ id: datasetId, className: 'x', offset: 0, limit: 1 })),
  ).toMatchObject({ code: 'class-unknown', subject: 'x' });
  expect((await api.datasets.rename({ id: datasetId, name: 'Shoes' })).name).toBe('Shoes');
  await expect(api.datasets.rename({ id: datasetId, name: '  ' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  expect(await refusalOf(api.datasets.get({ id: 99 }))).toMatchObject({
    code: 'dataset-unknown',
    sentence: 'The workspace has no dataset 99.',
  });
});

test('reads nothing outside the granted folders, by whatever name', async () => {
  const root = drawImages(temporaryFolder(), ['a', 'b', 'c']);
  const outside = drawImages(temporaryFolder(), ['a', 'b', 'c']);
  const split = path.join(outside, 'split.csv');
  writeFileSync(split, 'class,split\na,train\nb,val\nc,test\n');
  symlinkSync(outside, path.join(root, '.link'));
  const { api } = openApi([root]);
  const { datasetId: id } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: root }),
  );
  for (const place of [outside, path.join(root, '.link'), `${root}/../x`, 'a', `${outside}/gone`]) {
    for (const refusal of await Promise.all(
      [
        api.datasets.import({ path: place }),
        api.datasets.relocate({ id, path: place }),
        // Before anything else: not even whether there is such a dataset is told.
        api.datasets.relocate({ id: 99, path: place }),
        api.datasets.split({ id, by: { file: place } }),
      ].map((call) => refusalOf(call)),
    )) {
      expect(refusal).toMatchObject({ code: 'path-not-granted', subject: place });
    }
  }
  expect(await refusalOf(api.datasets.split({ id, by: { file: split } }))).toMatchObject({
    code: 'path-not-granted',
  });
  expect(await api.jobs.list({})).toHaveLength(1);
  // A link that leads into a granted folder is the folder itself.
  const link = path.join(root, '.inside');
  symlinkSync(root, link);
  const again = await resultOf(api, api.datasets.import({ path: link }));
  expect(again).toEqual({ datasetId: id });
});

test('an import can be cancelled and resumed, and says why it failed', async () => {
  const root = drawImages(temporaryFolder(), ['a', 'b'], 300);
  mkdirSync(path.join(root, '.empty'));
  const { api } = openApi([root]);
  const { jobId } = await api.datasets.import({ path: root });
  for await (const { progress } of await api.jobs.watch({ id: jobId })) {
    if (progress?.stage === 'Reading images') await api.jobs.cancel({ id: jobId });
  }
  expect((await api.jobs.get({ id: jobId })).status).toBe('cancelled');
  const resumed = await endOf(api, api.jobs.resume({ id: jobId }));
  expect(resumed).toMatchObject({ status: 'done', resumes: jobId });
  expect(await api.datasets.list()).toMatchObject([{ complete: true, images: 600 }]);

  const failed = await endOf(api, api.datasets.import({ path: path.join(root, '.empty') }));
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'dataset-empty' } });
  expect(await api.datasets.list()).toHaveLength(1);
});

test('a job is resumed only where its paths may still be named', async () => {
  const root = drawImages(temporaryFolder(), ['a', 'b'], 300);
  const workspace = temporaryFolder();
  const first = openApi([root], workspace);
  const { jobId } = await first.api.datasets.import({ path: root });
  for await (const { progress } of await first.api.jobs.watch({ id: jobId })) {
    if (progress?.stage === 'Reading images') await first.api.jobs.cancel({ id: jobId });
  }
  // As the command line starts one, which reads whatever its user may read.
  const matrix = { kind: 'matrix', embeddings: path.join(root, 'x.npy'), labels: '/y.csv' };
  const byCommand = first.engine.jobs.start('embed', matrix);
  await byCommand.finished.catch(() => undefined);
  await first.engine.close();

  const { api, folders } = openApi([], workspace);
  expect(await refusalOf(api.jobs.resume({ id: jobId }))).toMatchObject({
    code: 'path-not-granted',
    sentence: `"${root}" does not lie in a folder that Isoline may read.`,
  });
  expect(await refusalOf(api.jobs.resume({ id: byCommand.id }))).toMatchObject({
    code: 'path-not-granted',
  });
  expect(await api.jobs.list({})).toHaveLength(2);
  folders.grant(root);
  const resumed = await endOf(api, api.jobs.resume({ id: jobId }));
  expect(resumed).toMatchObject({ status: 'done', resumes: jobId });
  expect(await refusalOf(api.jobs.resume({ id: jobId + 100 }))).toMatchObject({
    code: 'job-not-found',
  });
});

test('splits by seed, by file and not at all', async () => {
  const root = drawImages(temporaryFolder(), ['a', 'b', 'c']);
  const { api } = openApi([root]);
  const { datasetId: id } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: root }),
  );
  const bySeed = await api.datasets.split({ id, by: { seed: 3 } });
  expect(bySeed.sets).toEqual({
    training: { classes: 1, images: 2 },
    calibration: { classes: 1, images: 2 },
    heldOut: { classes: 1, images: 2 },
  });
  const file = path.join(root, 'split.csv');
  writeFileSync(file, 'class,split\na,test\nb,val\nc,test\n');
  const byFile = await api.datasets.split({ id, by: { file } });
  expect(byFile.classList.map(({ split }) => split)).toEqual([
    'held-out',
    'calibration',
    'held-out',
  ]);
  writeFileSync(file, 'class,split\na,test\nb,other\nc,test\n');
  expect(await refusalOf(api.datasets.split({ id, by: { file } }))).toMatchObject({
    code: 'split-word-unknown',
    sentence: `${file}, line 3: "other" names no set of classes.`,
  });
  expect(await api.datasets.get({ id })).toEqual(byFile);
  expect((await api.datasets.split({ id, by: null })).sets).toBeNull();
});

test('follows a folder that was moved', async () => {
  const base = temporaryFolder();
  const root = drawImages(path.join(base, 'before'), ['a', 'b']);
  const { api } = openApi([base]);
  const { datasetId: id } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: root }),
  );
  const after = path.join(base, 'after');
  renameSync(root, after);
  expect(await api.datasets.list()).toMatchObject([{ id, root, reachable: false }]);
  const other = drawImages(path.join(base, 'other'), ['a']);
  expect(await refusalOf(api.datasets.relocate({ id, path: other }))).toMatchObject({
    code: 'dataset-relocation-mismatch',
  });
  expect(await api.datasets.relocate({ id, path: after })).toMatchObject({
    id,
    root: after,
    reachable: true,
  });
});

test('removes softly: restored by a call or by importing the folder again, after a restart too', async () => {
  const workspace = temporaryFolder();
  const root = drawImages(temporaryFolder(), ['a', 'b', 'c']);
  cpSync(path.join(root, 'a'), path.join(root, 'copy'), { recursive: true });
  const first = openApi([root], workspace);
  const { datasetId: id } = await resultOf<{ datasetId: number }>(
    first.api,
    first.api.datasets.import({ path: root }),
  );
  const before = await first.api.datasets.split({ id, by: { seed: 1 } });
  expect(before.problems.map(({ kind }) => kind)).toContain('duplicate-across-classes');
  await first.api.datasets.remove({ id });
  await first.engine.close();

  const { api } = openApi([root], workspace);
  expect(await api.datasets.list()).toEqual([]);
  for (const refusal of await Promise.all(
    [
      api.datasets.get({ id }),
      api.datasets.images({ id, offset: 0, limit: 1 }),
      api.datasets.rename({ id, name: 'x' }),
      api.datasets.split({ id, by: null }),
      api.datasets.relocate({ id, path: root }),
    ].map((call) => refusalOf(call)),
  )) {
    expect(refusal).toMatchObject({ code: 'dataset-removed' });
  }
  const { classList, problems, ...summary } = before;
  expect(await api.datasets.restore({ id })).toEqual(summary);
  expect(await api.datasets.get({ id })).toMatchObject({ classList, problems });

  await api.datasets.remove({ id });
  expect(await resultOf(api, api.datasets.import({ path: root }))).toEqual({ datasetId: id });
  expect(await api.datasets.list()).toMatchObject([{ id, sets: summary.sets }]);
  expect(await refusalOf(api.datasets.remove({ id: 99 }))).toMatchObject({
    code: 'dataset-unknown',
  });
});
