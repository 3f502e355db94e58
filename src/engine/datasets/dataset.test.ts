import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../contract/progress.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { migrations } from '../store/schema.ts';
import { importDataset, listImages } from './dataset.ts';
import { loadSplit, saveSplit, splitClasses } from './split.ts';

let base: string;
let root: string;
let db: Database.Database;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'isoline-dataset-'));
  root = join(base, 'shoes');
  await mkdir(root);
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  db.exec(migrations[0] as string);
});
afterEach(async () => {
  db.close();
  await rm(base, { recursive: true });
});

const pixel = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
  .png()
  .toBuffer();

/** A readable PNG, different for each label: what follows the image does not matter to its readers. */
function image(label: string): Buffer {
  return Buffer.concat([pixel, Buffer.from(label)]);
}

async function put(path: string, contents: Buffer | string = image(path)): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), contents);
}

const sha256 = (contents: Buffer | string): string =>
  createHash('sha256').update(contents).digest('hex');

/** The fingerprint by its definition. */
function fingerprintOf(images: [path: string, className: string, contents: Buffer][]): string {
  const lines = images
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([path, className, contents]) => `${path}\t${className}\t${sha256(contents)}\n`);
  return sha256(lines.join(''));
}

describe('importDataset of a folder', () => {
  it('stores classes and images, and takes the fingerprint', async () => {
    const paths = ['b/1.png', 'a/2.png', 'a/1.png', 'a/c/1.png', '漢/😀.png', '\uFF41/1.png'];
    for (const path of paths) await put(path);
    const report = await importDataset(db, root);
    const expected = fingerprintOf(paths.map((path) => [path, dirname(path), image(path)]));
    expect(report).toMatchObject({
      name: 'shoes',
      kind: 'folder',
      root,
      manifest: null,
      fingerprint: expected,
      counts: { images: 6, classes: 5, added: 6, changed: 0, unchanged: 0, missing: 0 },
    });
    expect(report.classes.map(({ name, images }) => [name, images])).toEqual([
      ['a', 2],
      ['a/c', 1],
      ['b', 1],
      ['漢', 1],
      ['\uFF41', 1],
    ]);
    const images = listImages(db, report.datasetId);
    expect(images.map(({ relativePath }) => relativePath)).toEqual([
      'a/1.png',
      'a/2.png',
      'a/c/1.png',
      'b/1.png',
      '漢/😀.png',
      '\uFF41/1.png',
    ]);
    expect(images[0]).toEqual({
      id: expect.any(Number) as number,
      path: join(root, 'a/1.png'),
      relativePath: 'a/1.png',
      className: 'a',
      sha256: sha256(image('a/1.png')),
      status: 'ok',
    });
    expect(db.prepare('SELECT DISTINCT width, height FROM images').all()).toEqual([
      { width: 3, height: 2 },
    ]);
  });

  it('lists what is wrong, with reasons', async () => {
    await put('a/1.png');
    await put('a/2.png');
    await put('a/cut.png', pixel.subarray(0, 12));
    await put('a/old.bmp', 'BM');
    await put('broken/x.png', 'garbage');
    await put('one/1.png');
    await put('3.png');
    await put('a/notes.txt', 'x');
    await mkdir(join(root, 'x.png'));
    await symlink('nothing', join(root, 'a/dangling.png'));
    const report = await importDataset(db, root);
    expect(report.counts).toMatchObject({ images: 3, classes: 2, unreadable: 4, withoutClass: 1 });
    expect(report.problems.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'image-without-class 3.png',
      'not-an-image a/notes.txt',
      'unreadable a/cut.png',
      'unreadable a/dangling.png',
      'unsupported-format a/old.bmp',
      'unreadable broken/x.png',
      'empty-class x.png',
      'empty-class broken',
      'single-image-class one',
    ]);
    expect(report.problems.every(({ reason }) => reason.endsWith('.'))).toBe(true);
    const unreadable = listImages(db, report.datasetId).filter(({ status }) => status !== 'ok');
    expect(unreadable.map(({ sha256, status }) => [sha256, status])).toEqual(
      Array.from({ length: 4 }, () => [null, 'unreadable']),
    );
    expect(report.fingerprint).toBe(
      fingerprintOf(['a/1.png', 'a/2.png', 'one/1.png'].map((p) => [p, dirname(p), image(p)])),
    );
  });

  it.skipIf(process.platform !== 'linux')(
    'survives names that are no Unicode, and pipes',
    async () => {
      await put('a/1.png');
      for (const byte of [0xfe, 0xff]) {
        const name = Buffer.concat([
          Buffer.from(`${root}/a/`),
          Buffer.from([byte]),
          Buffer.from('.png'),
        ]);
        await writeFile(name, pixel);
      }
      execFileSync('mkfifo', [join(root, 'a/pipe.png')]);
      const report = await importDataset(db, root);
      expect(report.counts.images).toBe(1);
      expect(report.problems).toMatchObject([
        { kind: 'unreadable', path: 'a/pipe.png', reason: 'It is not a regular file.' },
        { kind: 'unreadable', reason: 'Its name is not valid Unicode; rename it.' },
        { kind: 'unreadable', reason: 'Its name is not valid Unicode; rename it.' },
        { kind: 'single-image-class', path: 'a' },
      ]);
    },
  );

  it('finds equal files within a class and across classes', async () => {
    for (const path of ['a/1.png', 'a/2.png', 'a/3.png', 'b/1.png']) await put(path, image('same'));
    for (const path of ['b/2.png', 'c/1.png']) await put(path, image('other'));
    await put('c/2.png');
    const report = await importDataset(db, root);
    expect(report.counts).toMatchObject({ duplicatesWithinClasses: 2, duplicatesAcrossClasses: 2 });
    expect(report.problems).toMatchObject([
      {
        kind: 'duplicate-across-classes',
        path: 'a/1.png',
        count: 4,
        reason: 'The same image is labelled "a", "b": a/1.png, a/2.png, a/3.png, b/1.png.',
      },
      { kind: 'duplicate-within-class', path: 'a/1.png', count: 3 },
      { kind: 'duplicate-across-classes', path: 'b/2.png', count: 2 },
    ]);
  });

  it('brings an earlier import up to date and keeps the sets by name', async () => {
    for (const path of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png', 'c/1.png', 'c/2.png']) {
      await put(path);
    }
    const first = await importDataset(db, root, { name: 'Shoes 2026' });
    const sets = splitClasses(['a', 'b', 'c'], 5);
    saveSplit(db, first.datasetId, ['a', 'b', 'c'], sets);
    const idOf = new Map(listImages(db, first.datasetId).map((row) => [row.relativePath, row.id]));

    await put('a/1.png', image('changed'));
    await rm(join(root, 'a/2.png'));
    await put('a/3.png');
    await rename(join(root, 'b'), join(root, 'd'));
    await utimes(join(root, 'c/1.png'), 5, 5);
    const second = await importDataset(db, `${root}/`);

    expect(second).toMatchObject({
      datasetId: first.datasetId,
      name: 'Shoes 2026',
      counts: { images: 6, classes: 3, added: 3, changed: 1, unchanged: 2, missing: 3 },
    });
    expect(second.classes.map(({ name, split }) => [name, split])).toEqual([
      ['a', sets[0]],
      ['c', sets[2]],
      ['d', null],
    ]);
    expect(second.problems.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'missing a/2.png',
      'missing b/1.png',
      'missing b/2.png',
      'vanished-class b',
      'class-without-split d',
    ]);
    expect([...loadSplit(db, first.datasetId)]).toEqual([
      ['a', sets[0]],
      ['b', sets[1]],
      ['c', sets[2]],
    ]);
    const rows = listImages(db, first.datasetId);
    for (const row of rows) {
      expect(idOf.get(row.relativePath) ?? row.id).toBe(row.id);
    }
    expect(
      rows.filter(({ status }) => status === 'missing').map((row) => row.relativePath),
    ).toEqual(['a/2.png', 'b/1.png', 'b/2.png']);

    // Back as it was: the same rows, the same fingerprint.
    await put('a/1.png');
    await put('a/2.png');
    await rm(join(root, 'a/3.png'));
    await rename(join(root, 'd'), join(root, 'b'));
    const third = await importDataset(db, root);
    expect(third.fingerprint).toBe(first.fingerprint);
    expect(third.counts).toMatchObject({ images: 6, changed: 4, added: 0, missing: 3 });
    expect(third.classes.map(({ split }) => split)).toEqual(sets);
  });

  it('reads unchanged files no second time, and unreadable ones always', async () => {
    await put('a/1.png');
    await put('a/2.png', 'garbage');
    const { datasetId } = await importDataset(db, root);
    // A mark that only an unread file keeps.
    db.prepare("UPDATE images SET sha256 = 'marked' WHERE path = 'a/1.png'").run();
    db.prepare("UPDATE images SET reason = 'An earlier reason.' WHERE path = 'a/2.png'").run();
    const { counts, problems } = await importDataset(db, root);
    expect(counts).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    expect(listImages(db, datasetId)[0]?.sha256).toBe('marked');
    expect(problems[0]).toMatchObject({
      path: 'a/2.png',
      reason: expect.stringContaining('damaged') as string,
    });
  });

  it('says what to do when there is nothing to import, and adds no dataset', async () => {
    const failures = async (path: string): Promise<unknown> =>
      importDataset(db, path).then(
        () => null,
        (error: unknown) => error,
      );
    expect(await failures(join(base, 'none'))).toMatchObject({ code: 'dataset-not-found' });
    expect(await failures(root)).toMatchObject({
      code: 'dataset-empty',
      next: expect.stringContaining('folder per class') as string,
    });
    await put('1.png');
    expect(await failures(root)).toMatchObject({
      code: 'dataset-empty',
      sentence: expect.stringContaining('has no classes: its 1 image lies') as string,
    });
    expect(await failures(join(root, '1.png'))).toMatchObject({ code: 'dataset-not-a-folder' });
    await symlink('circle', join(base, 'circle'));
    expect(await failures(join(base, 'circle'))).toMatchObject({ code: 'dataset-unreadable' });
    expect(db.prepare('SELECT * FROM datasets').all()).toEqual([]);
  });

  it('keeps an earlier import when all images are gone', async () => {
    await put('a/1.png');
    const { datasetId } = await importDataset(db, root);
    await rm(join(root, 'a'), { recursive: true });
    await expect(importDataset(db, root)).rejects.toMatchObject({ code: 'dataset-empty' });
    expect(listImages(db, datasetId)).toMatchObject([{ status: 'ok' }]);
  });

  it('writes nothing into the folder', async () => {
    await put('a/1.png');
    const before = await stat(join(root, 'a'));
    await importDataset(db, root);
    expect(await readdir(root, { recursive: true })).toEqual(['a', 'a/1.png']);
    expect((await stat(join(root, 'a'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('imports 10,000 files; stopped in the middle it keeps what it read and goes on', async () => {
    const files = 10_000;
    for (let c = 0; c < 20; c++) {
      await mkdir(join(root, `class ${c}`));
      await Promise.all(Array.from({ length: files / 20 }, (_, k) => put(`class ${c}/${k}.png`)));
    }
    const controller = new AbortController();
    const stages = new Map<string, Progress>();
    const stopped = importDataset(db, root, {
      signal: controller.signal,
      onProgress: (progress) => {
        stages.set(progress.stage, progress);
        if (progress.stage === 'Reading images' && progress.done === 4321) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'stopped', kind: 'interrupted' });
    expect([...stages.values()]).toEqual([
      { stage: 'Finding images', done: files, total: null, unit: 'images' },
      { stage: 'Reading images', done: 4321, total: files, unit: 'images' },
    ]);

    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM images').pluck().get()).toBe(4321);
    const datasetId = db.prepare<[], number>('SELECT id FROM datasets').pluck().get() as number;
    expect(() => listImages(db, datasetId)).toThrow(
      expect.objectContaining({ code: 'dataset-incomplete' }),
    );

    const report = await importDataset(db, root);
    expect(report).toMatchObject({
      datasetId,
      counts: { images: files, classes: 20, added: files - 4321, unchanged: 4321, missing: 0 },
      problems: [],
    });
    expect(listImages(db, datasetId)).toHaveLength(files);

    // More rows than one transaction takes go missing.
    for (let c = 0; c < 5; c++) await rm(join(root, `class ${c}`), { recursive: true });
    const later = await importDataset(db, root);
    expect(later.counts).toMatchObject({
      images: 7500,
      classes: 15,
      unchanged: 7500,
      missing: 2500,
    });
    const missing = later.problems.filter(({ kind }) => kind === 'missing');
    expect(missing).toHaveLength(1001);
    expect(missing.reduce((sum, { count }) => sum + count, 0)).toBe(2500);
    expect(later.problems.filter(({ kind }) => kind === 'vanished-class')).toHaveLength(5);
  });

  it('refuses the images of a dataset whose renewal was stopped after a change', async () => {
    for (const path of ['a/1.png', 'a/2.png']) await put(path);
    const { datasetId } = await importDataset(db, root);
    for (const path of ['a/1.png', 'a/2.png']) await put(path, image(`new ${path}`));
    const controller = new AbortController();
    const stopped = importDataset(db, root, {
      signal: controller.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'Reading images' && done === 1) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'stopped' });
    expect(() => listImages(db, datasetId)).toThrow(
      expect.objectContaining({ code: 'dataset-incomplete' }),
    );
    const { counts, fingerprint } = await importDataset(db, root);
    expect(counts).toMatchObject({ images: 2, changed: 1, unchanged: 1 });
    expect(fingerprint).toBe(
      fingerprintOf(['a/1.png', 'a/2.png'].map((p) => [p, 'a', image(`new ${p}`)])),
    );
    expect(listImages(db, datasetId)).toHaveLength(2);
  });

  it('leaves an earlier import usable when one that finds no change is stopped', async () => {
    await put('a/1.png');
    await put('a/2.png');
    const { datasetId, fingerprint } = await importDataset(db, root);
    const stop = AbortSignal.abort();
    await expect(importDataset(db, root, { signal: stop })).rejects.toMatchObject({
      code: 'stopped',
    });
    expect(listImages(db, datasetId)).toHaveLength(2);
    expect(db.prepare('SELECT fingerprint FROM datasets').pluck().get()).toBe(fingerprint);
  });

  it('keeps two datasets apart', async () => {
    await put('a/1.png');
    const first = await importDataset(db, root);
    const second = await importDataset(db, join(root, '..'));
    expect(second.datasetId).not.toBe(first.datasetId);
    expect(listImages(db, first.datasetId)).toMatchObject([{ className: 'a', status: 'ok' }]);
    expect(listImages(db, second.datasetId)).toMatchObject([{ className: 'shoes/a' }]);
    expect(() => listImages(db, 99)).toThrow(expect.objectContaining({ code: 'dataset-unknown' }));
  });

  const shared = process.env['ISOLINE_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
  const omniglot = join(shared, 'data/omniglot-242.tar.gz');
  it.skipIf(!existsSync(omniglot))(`imports Omniglot (skipped without ${omniglot})`, async () => {
    execFileSync('tar', ['-xzf', omniglot, '-C', root]);
    const report = await importDataset(db, join(root, 'omniglot'));
    expect(report.counts).toMatchObject({ images: 4840, classes: 242, unreadable: 0 });
    expect(report.problems.filter(({ kind }) => !kind.startsWith('duplicate'))).toEqual([]);
  });
});

describe('importDataset of a manifest', () => {
  it('imports what it names and its split; a file that is missing is listed with its line', async () => {
    await put('raw/1.png');
    await put('raw/2');
    await put('raw/3.bmp');
    await put('raw/unnamed.png');
    const manifest = join(root, 'images.csv');
    await writeFile(
      manifest,
      'path,class,split\nraw/1.png,b,train\nraw/2,a,test\nraw/3.bmp,a,test\nraw/4.png,a,test\n',
    );
    const report = await importDataset(db, manifest);
    expect(report).toMatchObject({ name: 'images', kind: 'manifest', root, manifest });
    expect(report.counts).toMatchObject({ images: 2, classes: 2, missing: 1, unreadable: 1 });
    expect(report.fingerprint).toBe(
      fingerprintOf([
        ['raw/1.png', 'b', image('raw/1.png')],
        ['raw/2', 'a', image('raw/2')],
      ]),
    );
    expect(report.problems).toMatchObject([
      {
        kind: 'unsupported-format',
        path: 'raw/3.bmp',
        reason: expect.stringMatching(/^Line 4 /) as string,
      },
      { kind: 'missing', path: 'raw/4.png', reason: expect.stringMatching(/^Line 5 /) as string },
      { kind: 'single-image-class', path: 'a' },
      { kind: 'single-image-class', path: 'b' },
    ]);
    expect([...loadSplit(db, report.datasetId)]).toEqual([
      ['a', 'held-out'],
      ['b', 'training'],
    ]);

    // Without the column, the sets stay; an image may change its class, and another one go.
    await writeFile(manifest, 'path,class\nraw/1.png,a\nraw/2,b\n');
    const second = await importDataset(db, manifest);
    expect(second.datasetId).toBe(report.datasetId);
    expect(second.counts).toMatchObject({ images: 2, changed: 2, missing: 2 });
    expect(second.classes.map(({ name, split }) => [name, split])).toEqual([
      ['a', 'held-out'],
      ['b', 'training'],
    ]);
    expect(second.fingerprint).not.toBe(report.fingerprint);
  });

  it('is another dataset than its folder', async () => {
    await put('a/1.png');
    const manifest = join(root, 'images.csv');
    await writeFile(manifest, 'path,class\na/1.png,x\n');
    const ofManifest = await importDataset(db, manifest);
    const ofFolder = await importDataset(db, root);
    expect(ofFolder.datasetId).not.toBe(ofManifest.datasetId);
    expect(ofFolder.classes).toMatchObject([{ name: 'a' }]);
    expect(ofManifest.classes).toMatchObject([{ name: 'x' }]);
  });

  it('changes nothing when the manifest is wrong or empty', async () => {
    const manifest = join(root, 'images.csv');
    await writeFile(manifest, 'path,class\na.png,x\n../b.png,x\n');
    await expect(importDataset(db, manifest)).rejects.toMatchObject({
      code: 'manifest-path-outside',
    });
    await writeFile(manifest, 'path,class\n');
    await expect(importDataset(db, manifest)).rejects.toMatchObject({ code: 'dataset-empty' });
    expect(db.prepare('SELECT * FROM datasets').all()).toEqual([]);
  });
});
