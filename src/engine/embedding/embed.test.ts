import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { seededGenerator } from '../../core/random.ts';
import { importDataset } from '../datasets/dataset.ts';
import type { Engine } from '../engine.ts';
import { openEngine } from '../engine.ts';
import { importModel } from '../models/model.ts';
import {
  convolutionModel,
  hungryModel,
  logarithmModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  writeModel,
} from '../models/test-models.ts';
import { startProcess, temporaryFolder } from '../store/test-process.ts';
import type { EmbeddedDataset } from './embed.ts';
import { embedDataset } from './embed.ts';
import type { EmbedDatasetRequest } from './embedding-work.ts';
import { readNpy } from './npy.ts';

function openTestEngine(workspace = temporaryFolder()): Engine {
  const engine = openEngine({ workspace, program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  return engine;
}

/** Bytes of a PNG whose pixels follow from a seed: none of them 0. */
async function noise(seed: number, size = 4): Promise<Buffer> {
  const random = seededGenerator(seed);
  const pixels = Uint8Array.from({ length: size * size * 3 }, () => 4 + random.integer(250));
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}

/** The pixels of `noise` in the layout of the pixel model: channel after channel. */
function noisePixels(seed: number, size = 4): number[] {
  const random = seededGenerator(seed);
  const pixels = Array.from({ length: size * size * 3 }, () => 4 + random.integer(250));
  return [0, 1, 2].flatMap((channel) => pixels.filter((_, k) => k % 3 === channel));
}

function save(folder: string, name: string, content: Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Imports a folder and a model and returns what embeds one with the other. */
async function setUp(
  engine: Engine,
  folder: string,
  model: OnnxModel = pixelModel(),
): Promise<(changes?: Partial<EmbedDatasetRequest>) => Promise<EmbeddedDataset>> {
  const { datasetId } = await importDataset(engine.db, folder);
  const { sha256 } = await importModel(
    engine.db,
    engine.workspace.folder,
    writeModel(temporaryFolder(), model),
  );
  const { db, compute, workspace } = engine;
  return (changes = {}) =>
    embedDataset(
      { db, compute, folder: workspace.folder },
      {
        datasetId,
        modelSha256: sha256,
        recipe: plainRecipe(4, 4),
        provider: 'cpu',
        batch: 2,
        ...changes,
      },
    );
}

async function rowsOf({ matrixFile, dimension }: EmbeddedDataset): Promise<number[][]> {
  const { rows, columns, data } = await readNpy(matrixFile);
  expect(columns).toBe(dimension);
  return Array.from({ length: rows }, (_, row) => [
    ...data.subarray(row * columns, (row + 1) * columns),
  ]);
}

test('writes one row an image, by class and path, and repeats the row of a duplicate', async () => {
  const folder = temporaryFolder();
  save(folder, 'b/2.png', await noise(1));
  save(folder, 'b/10.png', await noise(2));
  save(folder, 'a/x.png', await noise(3));
  save(folder, 'Z/x.png', await noise(2));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  const first = await embed();
  expect(first).toMatchObject({
    classNames: ['Z', 'a', 'b', 'b'],
    dimension: 48,
    provider: 'cpu',
    skipped: [],
    decoded: 3,
    reused: 0,
    duplicates: 1,
  });
  expect(await rowsOf(first)).toEqual([2, 3, 2, 1].map((seed) => noisePixels(seed)));
  const paths = first.imageIds.map((id) =>
    engine.db.prepare('SELECT path FROM images WHERE id = ?').pluck().get(id),
  );
  expect(paths).toEqual(['Z/x.png', 'a/x.png', 'b/10.png', 'b/2.png']);

  expect(await embed()).toEqual({ ...first, decoded: 0, reused: 3 });
  // Nothing but the matrix is left.
  expect(readdirSync(engine.workspace.embeddingsFolder)).toEqual([path.basename(first.matrixFile)]);
});

test('embeds again only what changed, moved or came', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 6; k++) save(folder, `c${k % 2}/${k}.png`, await noise(k));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  const first = await embed();
  const before = await rowsOf(first);

  save(folder, 'c0/2.png', await noise(100));
  renameSync(path.join(folder, 'c1/5.png'), path.join(folder, 'c0/5.png'));
  await importDataset(engine.db, folder);
  const second = await embed();
  expect(second).toMatchObject({
    decoded: 1,
    reused: 5,
    classNames: ['c0', 'c0', 'c0', 'c0', 'c1', 'c1'],
  });
  expect(await rowsOf(second)).toEqual([0, 100, 4, 5, 1, 3].map((seed) => noisePixels(seed)));
  // The earlier matrix is still what it was: an evaluation may refer to it.
  expect(await rowsOf(first)).toEqual(before);

  // Back to the first images: their vectors are all known.
  save(folder, 'c0/2.png', await noise(2));
  renameSync(path.join(folder, 'c0/5.png'), path.join(folder, 'c1/5.png'));
  await importDataset(engine.db, folder);
  const third = await embed();
  expect(third).toMatchObject({ decoded: 0, reused: 6, matrixFile: first.matrixFile });

  // Another recipe is another embedding.
  expect(await embed({ recipe: plainRecipe(4, 4, { scale: 2 }) })).toMatchObject({ decoded: 6 });
});

test('keeps each view of the images apart, and embeds none of them twice', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 4; k++) save(folder, `c${k % 2}/${k}.png`, await noise(k));
  save(folder, 'c1/copy.png', await noise(3));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  const view = { index: 1, seed: 1, flip: false };
  const plain = await embed();
  const first = await embed({ view });
  const second = await embed({ view: { ...view, index: 2 } });
  expect([first, second]).toMatchObject([
    { decoded: 4, reused: 0, duplicates: 1 },
    { decoded: 4, reused: 0, duplicates: 1 },
  ]);
  const rows = await Promise.all([plain, first, second].map(rowsOf));
  for (const matrix of rows) expect(matrix).toHaveLength(5);
  for (let k = 0; k < 5; k++) {
    expect(new Set(rows.map((matrix) => matrix[k]!.join())).size).toBe(3);
  }
  // The same bytes have the same view: c1/3.png and its copy.
  expect(rows[1]![3]).toEqual(rows[1]![4]);

  expect(await embed({ view })).toEqual({ ...first, decoded: 0, reused: 4 });
  expect(await embed()).toEqual({ ...plain, decoded: 0, reused: 4 });
  expect(readdirSync(engine.workspace.embeddingsFolder).sort()).toEqual(
    [plain, first, second].map(({ matrixFile }) => path.basename(matrixFile)).sort(),
  );
  // A part of the images is another matrix of known vectors.
  const part = await embed({ view, paths: new Set(['c1/3.png', 'c0/2.png']) });
  expect(part).toMatchObject({ classNames: ['c0', 'c1'], decoded: 0, reused: 2 });
  expect(await rowsOf(part)).toEqual([rows[1]![1], rows[1]![3]]);
  expect(await rowsOf(first)).toEqual(rows[1]);
});

test('takes over what another dataset has embedded, and makes good what was deleted', async () => {
  const folder = temporaryFolder();
  const other = temporaryFolder();
  for (let k = 0; k < 4; k++) {
    save(folder, `a/${k}.png`, await noise(k));
    save(other, `b/${k}.png`, await noise(k + 2));
  }
  const engine = openTestEngine();
  const first = await (await setUp(engine, folder))();
  const embedOther = await setUp(engine, other);
  const second = await embedOther();
  expect(second).toMatchObject({ decoded: 2, reused: 2 });
  expect(await rowsOf(second)).toEqual([2, 3, 4, 5].map((seed) => noisePixels(seed)));

  rmSync(second.matrixFile);
  rmSync(first.matrixFile);
  const again = await embedOther();
  expect(again).toMatchObject({ decoded: 4, reused: 0 });
  expect(await rowsOf(again)).toEqual([2, 3, 4, 5].map((seed) => noisePixels(seed)));
});

test('a stopped run keeps its rows, and going on gives the same bits', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 120; k++) save(folder, `c${k % 3}/${k}.png`, await noise(k, 64));
  const model = convolutionModel('N', 224);
  const recipe = plainRecipe(224, 224, { interpolation: 'bicubic' });
  const whole = await (await setUp(openTestEngine(), folder, model))({ recipe });

  const engine = openTestEngine();
  const embed = await setUp(engine, folder, model);
  const abort = new AbortController();
  const stopped = embed({
    recipe,
    signal: abort.signal,
    onProgress: ({ done }) => {
      if (done > 0) abort.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: 'stopped', kind: 'interrupted' });
  const rowsKept = engine.db
    .prepare('SELECT rows FROM embedding_matrices WHERE complete = 0')
    .pluck()
    .get() as number;
  expect(rowsKept).toBeGreaterThan(0);
  expect(rowsKept).toBeLessThan(120);
  const resumed = await embed({ recipe });
  expect(resumed).toMatchObject({ decoded: 120 - rowsKept, reused: rowsKept });
  expect(readFileSync(resumed.matrixFile).equals(readFileSync(whole.matrixFile))).toBe(true);
  expect(readdirSync(engine.workspace.embeddingsFolder)).toHaveLength(1);
});

test('a killed run keeps what had reached the disk, and going on gives the same bits', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 60; k++) save(folder, `c/${k}.png`, await noise(k, 8));
  // Large inputs make it last: it is killed after its first checkpoint.
  const model = convolutionModel('N', 768);
  const recipe = plainRecipe(768, 768, { interpolation: 'bicubic' });
  const file = writeModel(temporaryFolder(), model);
  const workspace = temporaryFolder();
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const child = startProcess(`
    const { openEngine } = await import(${url('../engine.ts')});
    const { importDataset } = await import(${url('../datasets/dataset.ts')});
    const { importModel } = await import(${url('../models/model.ts')});
    const { embedDataset } = await import(${url('./embed.ts')});
    const folder = ${JSON.stringify(workspace)};
    const { db, compute } = openEngine({ workspace: folder, program: 'test', threads: 1 });
    const { datasetId } = await importDataset(db, ${JSON.stringify(folder)});
    const { sha256: modelSha256 } = await importModel(db, folder, ${JSON.stringify(file)});
    const recipe = ${JSON.stringify(recipe)};
    const recorded = db.prepare('SELECT rows FROM embedding_matrices').pluck();
    setInterval(() => recorded.get() > 0 && console.log(recorded.get()), 5);
    await embedDataset(
      { db, compute, folder },
      { datasetId, modelSha256, recipe, provider: 'cpu', batch: 2 },
    );
  `);
  const recorded = Number(await child.line());
  await child.kill();
  expect(recorded).toBeGreaterThan(0);
  expect(recorded).toBeLessThan(60);

  const resumed = await (await setUp(openTestEngine(workspace), folder, model))({ recipe });
  expect(resumed.reused).toBeGreaterThanOrEqual(recorded);
  expect(resumed.decoded).toBe(60 - resumed.reused);
  const whole = await (await setUp(openTestEngine(), folder, model))({ recipe });
  expect(readFileSync(resumed.matrixFile).equals(readFileSync(whole.matrixFile))).toBe(true);
});

test('what a stopped run finished counts for another batch and another list too', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 80; k++) save(folder, `c/${k}.png`, await noise(k, 64));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder, convolutionModel('N', 224));
  const recipe = plainRecipe(224, 224);
  const abort = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    if (done > 0) abort.abort();
  };
  await expect(embed({ recipe, onProgress, signal: abort.signal })).rejects.toMatchObject({
    code: 'stopped',
  });
  const kept = engine.db.prepare('SELECT count(*) FROM embeddings').pluck().get() as number;
  expect(kept).toBeGreaterThan(0);
  save(folder, 'c/more.png', await noise(1000, 64));
  await importDataset(engine.db, folder);
  expect(await embed({ recipe, batch: 5 })).toMatchObject({ decoded: 81 - kept, reused: kept });
});

test('lists images that cannot be decoded, remembers them, and tries unreadable ones again', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 4; k++) save(folder, `c/${k}.png`, await noise(k, 64));
  const broken = save(folder, 'c/broken.png', await noise(50, 64));
  truncateSync(broken, 6000);
  save(folder, 'd/copy.png', readFileSync(broken));
  const gone = save(folder, 'd/gone.png', await noise(60, 64));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  const content = readFileSync(gone);
  rmSync(gone);
  const first = await embed();
  expect(first).toMatchObject({ decoded: 4, reused: 0 });
  expect(first.skipped.map(({ path: file, code }) => [file, code])).toEqual([
    ['c/broken.png', 'image-undecodable'],
    ['d/copy.png', 'image-undecodable'],
    ['d/gone.png', 'image-unreadable'],
  ]);
  expect(first.skipped[1]?.reason).toContain('the same bytes as c/broken.png');
  // Still gone: nothing new comes of it, and no second copy of the matrix either.
  const second = await embed();
  expect(second).toMatchObject({ matrixFile: first.matrixFile, decoded: 0, reused: 4 });

  writeFileSync(gone, content);
  const third = await embed();
  expect(third).toMatchObject({ decoded: 1, reused: 4 });
  expect(third.skipped.map(({ code }) => code)).toEqual(['image-undecodable', 'image-undecodable']);
  expect(await rowsOf(third)).toHaveLength(5);
  expect(await embed()).toMatchObject({ matrixFile: third.matrixFile, decoded: 0 });
});

test('an image that changed after the import is left out until it is imported again', async () => {
  const folder = temporaryFolder();
  save(folder, 'c/0.png', await noise(0));
  const changing = save(folder, 'c/1.png', await noise(1));
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  writeFileSync(changing, await noise(2));
  const first = await embed();
  expect(first.skipped).toMatchObject([{ path: 'c/1.png', code: 'image-changed' }]);
  expect(await rowsOf(first)).toEqual([noisePixels(0)]);
  await importDataset(engine.db, folder);
  const second = await embed();
  expect(second).toMatchObject({ decoded: 1, reused: 1, skipped: [] });
  expect(await rowsOf(second)).toEqual([noisePixels(0), noisePixels(2)]);
});

test('names the image whose embedding is no number or has no direction', async () => {
  const folder = temporaryFolder();
  const black = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  save(folder, 'c/0.png', await noise(0));
  const file = save(folder, 'c/1.png', black);
  const engine = openTestEngine();
  await expect((await setUp(engine, folder, logarithmModel()))()).rejects.toMatchObject({
    code: 'embedding-not-finite',
    kind: 'input',
    subject: file,
    message: expect.stringContaining(file) as string,
  });
  await expect((await setUp(engine, folder, pixelModel()))()).rejects.toMatchObject({
    code: 'embedding-zero',
    kind: 'input',
    subject: file,
  });
});

test('runs a model with a fixed batch, and one for which a batch is too large', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 7; k++) save(folder, `c/${k}.png`, await noise(k));
  const engine = openTestEngine();
  const expected = [0, 1, 2, 3, 4, 5, 6].map((seed) => noisePixels(seed));
  for (const model of [pixelModel([1, 3, 4, 4]), pixelModel([3, 3, 4, 4]), hungryModel()]) {
    const embed = await setUp(engine, folder, model);
    expect(await rowsOf(await embed({ batch: 4 }))).toEqual(expected);
  }
});

test('refuses what cannot be done, and says what to do', async () => {
  const folder = temporaryFolder();
  truncateSync(save(folder, 'c/0.png', await noise(0, 64)), 6000);
  const engine = openTestEngine();
  const embed = await setUp(engine, folder);
  const code = async (changes: Partial<EmbedDatasetRequest>): Promise<unknown> =>
    embed(changes).catch((error: unknown) => (error as { code?: string }).code ?? error);
  expect(await code({})).toBe('dataset-no-embeddings');
  expect(await code({ batch: 0 })).toBe('batch-invalid');
  expect(await code({ batch: 1.5 })).toBe('batch-invalid');
  expect(await code({ datasetId: 99 })).toBe('dataset-unknown');
  expect(await code({ modelSha256: 'none' })).toBe('model-unknown');
  expect(await code({ recipe: plainRecipe(5, 4) })).toBe('recipe-model-mismatch');
  expect(await code({ recipe: plainRecipe(4, 4, { output: 'logits' }) })).toBe(
    'model-output-unknown',
  );
  expect(await code({ provider: 'gpu' })).toBe('provider-unknown');
  const several = await setUp(engine, folder, mapsAndTokensModel());
  await expect(several()).rejects.toMatchObject({ code: 'model-several-outputs' });
  await expect(several({ recipe: plainRecipe(4, 4, { output: 'maps' }) })).rejects.toMatchObject({
    code: 'model-output-shape',
  });
});

test('the same work runs once at a time', async () => {
  const folder = temporaryFolder();
  for (let k = 0; k < 4; k++) save(folder, `c/${k}.png`, await noise(k));
  const embed = await setUp(openTestEngine(), folder);
  const [first, second] = await Promise.allSettled([embed(), embed()]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ reason: { code: 'embedding-running' } });
  expect(await embed()).toMatchObject({ decoded: 0 });
});
