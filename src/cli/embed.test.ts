import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, onTestFinished, test } from 'vitest';
import { floatTensor, onnxNode, valueInfo } from '../core/onnx/model.ts';
import { mapInOrder } from '../engine/datasets/in-order.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/engine.ts';
import {
  logarithmModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  testModel,
  writeModel,
  writeModelWithExternalData,
} from '../engine/models/test-models.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import {
  expectRefused,
  filesBelow,
  firstRows,
  noisePixels,
  rowsDone,
  slowModel,
  writeImage,
  writeImages,
  writeText,
} from './labelled-images.fixture.ts';
import type { Running } from './test-run.ts';
import { run, start } from './test-run.ts';

/** Places for one test: a workspace, results, and the call that uses them. */
interface Places {
  folder: string;
  workspace: string;
  results: string;
  matrix: string;
  labels: string;
  embed: (...more: string[]) => string[];
}

function places(folder = temporaryFolder()): Places {
  const results = path.join(folder, 'results');
  mkdirSync(results, { recursive: true });
  const workspace = path.join(folder, 'workspace');
  const matrix = path.join(results, 'X.npy');
  const labels = path.join(results, 'L.csv');
  const embed = (...more: string[]): string[] => [
    ...['embed', '--workspace', workspace, '--out', matrix, '--labels', labels, '--quiet'],
    ...more,
  ];
  return { folder, workspace, results, matrix, labels, embed };
}

function recipeFile(folder: string, height = 4, width = 4): string {
  return writeText(folder, 'recipe.json', JSON.stringify(plainRecipe(height, width)));
}

/** The rows of a .npy file, read by the format's own rules. */
function rowsOfNpy(file: string): number[][] {
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const begin = 10 + bytes.readUInt16LE(8);
  expect(begin % 64).toBe(0);
  const header = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/;
  const [, rows, columns] = header.exec(bytes.subarray(10, begin).toString('latin1'))!.map(Number);
  expect(bytes.length).toBe(begin + rows! * columns! * 4);
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(begin)).buffer);
  return Array.from({ length: rows! }, (_, row) => [
    ...numbers.subarray(row * columns!, (row + 1) * columns!),
  ]);
}

/** What the pixel model makes of an image: channel after channel. */
function pixelRow(pixels: Uint8Array): number[] {
  return [0, 1, 2].flatMap((channel) => [...pixels].filter((_, k) => k % 3 === channel));
}

test('the matrix and its labels, again without decoding, and after one image changed', async () => {
  const { folder, results, matrix, labels, embed } = places();
  const images = path.join(folder, 'images');
  const files = ['a/b/0.png', 'a/b/1.png', 'shoes, "red"/0.png', '靴/0.png'];
  for (const [k, file] of files.entries()) {
    await writeImage(path.join(images, file), noisePixels(k));
  }
  writeText(images, '靴/notes.txt', 'no image');
  const model = writeModel(folder, pixelModel());
  const call = embed(images, '--model', model, '--recipe', recipeFile(folder), '--json', '-');

  const first = await run(call);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(first.stdout)).toMatchObject({
    schema: 'isoline-embedding-1',
    images: 4,
    classes: 3,
    decoded: 4,
    reused: 0,
    provider: 'cpu',
    recipe: plainRecipe(4, 4),
    matrix,
    labels,
  });
  const rows = [0, 1, 2, 3].map((seed) => pixelRow(noisePixels(seed)));
  expect(rowsOfNpy(matrix)).toEqual(rows);
  expect(parse(readFileSync(labels))).toEqual([
    ['path', 'class'],
    ['a/b/0.png', 'a/b'],
    ['a/b/1.png', 'a/b'],
    ['shoes, "red"/0.png', 'shoes, "red"'],
    ['靴/0.png', '靴'],
  ]);
  expect(filesBelow(results)).toEqual(['L.csv', 'X.npy']);

  const bytes = readFileSync(matrix);
  const second = await run(call);
  expect(JSON.parse(second.stdout)).toMatchObject({ decoded: 0, reused: 4 });
  expect(readFileSync(matrix)).toEqual(bytes);

  await writeImage(path.join(images, 'a/b/1.png'), noisePixels(9));
  const third = await run(call);
  expect(JSON.parse(third.stdout)).toMatchObject({ decoded: 1, reused: 3 });
  expect(rowsOfNpy(matrix)).toEqual(rows.with(1, pixelRow(noisePixels(9))));

  writeText(images, 'a/b/empty.png', '');
  for (let k = 0; k < 5; k++) writeText(images, `靴/text-${String(k)}.png`, 'no image');
  expect(JSON.parse((await run(call)).stdout)).toMatchObject({
    images: 4,
    notes: [
      'Images that could not be read or embedded, and are left out: 6 (a/b/empty.png, 靴/text-0.png, 靴/text-1.png, 靴/text-2.png, 靴/text-3.png, …).',
    ],
  });
});

test('an error on the way leaves earlier results as they were', async () => {
  const { folder, results, matrix, labels, embed } = places();
  writeFileSync(matrix, 'an earlier matrix');
  writeFileSync(labels, 'its labels');
  const images = await writeImages(path.join(folder, 'images'), ['a'], 3);
  await writeImage(path.join(images, 'a/black.png'), new Uint8Array(48));
  const model = writeModel(folder, pixelModel());
  const ended = await run(embed(images, '--model', model, '--recipe', recipeFile(folder)));
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(path.join(images, 'a/black.png'));
  expect(readFileSync(matrix, 'utf8')).toBe('an earlier matrix');
  expect(readFileSync(labels, 'utf8')).toBe('its labels');
  expect(filesBelow(results)).toEqual(['L.csv', 'X.npy']);
});

test('what it cannot take is refused with a sentence, and nothing is written', async () => {
  const { folder } = places();
  const images = await writeImages(path.join(folder, 'images'), ['a', 'b'], 2);
  const model = writeModel(folder, pixelModel(), 'pixels.onnx');
  const recipe = recipeFile(folder);
  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const loose = path.join(folder, 'loose');
  await writeImage(path.join(loose, '0.png'), noisePixels(0));
  const dark = await writeImages(path.join(folder, 'dark'), ['a'], 2);
  await writeImage(path.join(dark, 'a/dark.png'), new Uint8Array(48).fill(2));
  const twoSets = writeText(
    folder,
    'two-sets.csv',
    'path,class,split\nimages/a/0.png,a,training\nimages/a/1.png,a,test\n',
  );
  const text = writeText(folder, 'text.onnx', 'no model at all');
  const external = writeModelWithExternalData(folder);
  const alone = path.join(folder, 'alone');
  mkdirSync(alone);
  writeFileSync(path.join(alone, 'model.onnx'), readFileSync(external));
  const table = writeModel(
    folder,
    testModel(
      [valueInfo('features', ['N', 10])],
      [onnxNode('MatMul', ['features', 'weights'], ['embedding'])],
      [valueInfo('embedding', ['N', 2])],
      [floatTensor('weights', [10, 2], new Float32Array(20))],
    ),
    'table.onnx',
  );
  const several = writeModel(folder, mapsAndTokensModel(), 'several.onnx');
  const logarithm = writeModel(folder, logarithmModel(), 'logarithm.onnx');
  const missing = process.platform === 'win32' ? 'coreml' : 'dml';
  const withModel = (file: string, ...more: string[]): string[] => [
    ...[images, '--model', file, '--recipe', recipe],
    ...more,
  ];

  const cases: [call: string[], sentence: RegExp][] = [
    [[path.join(folder, 'none'), '--model', model], /There is no file or folder .*none\./],
    [[empty, '--model', model], /holds no images/],
    [[loose, '--model', model], /has no classes: its 1 image lies directly in it/],
    [[twoSets, '--model', model], /two-sets\.csv, line 3: .*"a".*training/],
    [[images], /required option '--model <file>' not specified\. Ask isoline embed --help/],
    [withModel(path.join(folder, 'none.onnx')), /none\.onnx cannot be opened/],
    [withModel(text), /text\.onnx is not an ONNX model/],
    [
      withModel(path.join(alone, 'model.onnx')),
      /keeps weights in "weights\.bin", and that file cannot be read/,
    ],
    [withModel(table), /takes no images: .* it has features float32 \[N, 10\]/],
    [withModel(several), /several outputs: maps .*\[N, 3, 4, 4\], tokens .*\[N, 16, 3\]/],
    [withModel(several, '--output', 'maps'), /maps.*\[N, 3, 4, 4\]/],
    [withModel(several, '--output', 'logits'), /has no output "logits"/],
    [
      [dark, '--model', logarithm, '--recipe', recipe],
      /NaN or infinite numbers for .*dark.a.dark\.png/,
    ],
    [
      [images, '--model', model, '--recipe', writeText(folder, 'a.json', '{ "size": ')],
      /a\.json is wrong: it is not JSON/,
    ],
    [
      [images, '--model', model, '--recipe', writeText(folder, 'b.json', '{ "size": [4] }')],
      /b\.json is wrong: size.*fit/,
    ],
    [
      [images, '--model', model, '--recipe', path.join(folder, 'none.json')],
      /recipe .*none\.json cannot be read/,
    ],
    [
      [images, '--model', model, '--recipe', recipeFile(alone, 5, 4)],
      /size is \[5, 4\], but the model's input image takes \[4, 4\]/,
    ],
    [
      [images, '--model', model, '--preset', 'imagnet'],
      /There is no preset "imagnet"; there are .*imagenet/,
    ],
    [[images, '--model', model, '--preset', 'clip', '--recipe', recipe], /not both/],
    [withModel(model, '--provider', 'gpu'), /'gpu' is invalid.*cuda/],
    [
      withModel(model, '--provider', missing),
      /The provider (dml|coreml) does not run this model: .* has no (dml|coreml)\./,
    ],
    [withModel(model, '--batches', '1'), /unknown option '--batches'\. Did you mean --batch\?/],
    [withModel(model, '--out', model), /--model and --out name the same file/],
    [withModel(model, '--out', '-'), /is not the name of a file/],
    [withModel(model, '--labels', path.join(folder, 'no', 'L.csv')), /does not exist/],
    [withModel(model, '--json', path.join(folder, 'no', 'a.json')), /does not exist/],
    [withModel(model, '--workspace', text), /value of --workspace, ".*text\.onnx", is no folder/],
  ];
  const ends = mapInOrder(cases, 3, async ([call, sentence]) => {
    const own = places();
    return { own, sentence, ended: await run(own.embed(...call)) };
  });
  for await (const { own, sentence, ended } of ends) {
    expectRefused(ended, sentence, own.results);
    expect(filesBelow(own.folder).filter((file) => file.includes('partial'))).toEqual([]);
  }

  const own = places();
  const both = await run(own.embed(...withModel(model, '--out', own.labels)));
  expectRefused(both, /--out and --labels name the same file/, own.results);
});

const slowImages = 24;

/** Starts a slow embedding and waits until some of its rows, and not all, are on the disk. */
async function startSlowEmbedding(
  { embed, workspace }: Places,
  call: readonly string[],
): Promise<{ running: Running; rows: number }> {
  const running = start(embed(...call));
  const rows = await firstRows(workspace, running);
  expect(rows).toBeLessThan(slowImages);
  return { running, rows };
}

/** 24 images in 12 batches of a slow model: the call, without the places. */
async function slowCall(folder: string): Promise<string[]> {
  const images = await writeImages(path.join(folder, 'images'), ['a', 'b', 'c'], 8);
  const model = writeModel(folder, slowModel(), 'slow.onnx');
  const recipe = recipeFile(folder, 64, 64);
  return [images, '--model', model, '--recipe', recipe, '--batch', '2', '--provider', 'cpu'];
}

function open(workspace: string): Engine {
  const engine = openEngine({ workspace, program: 'isoline test' });
  onTestFinished(() => engine.close());
  return engine;
}

test('killed in the middle: the workspace opens, the job reads interrupted, the rest gives the same bits', async () => {
  const folder = temporaryFolder();
  const call = await slowCall(folder);
  const killed = places();
  const { running, rows } = await startSlowEmbedding(killed, call);
  running.child.kill('SIGKILL');
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(filesBelow(killed.results)).toEqual([]);

  const engine = open(killed.workspace);
  const [job] = engine.jobs.list();
  expect(job).toMatchObject({ kind: 'embed', status: 'interrupted' });
  expect(job?.error?.code).toBe('job-interrupted');
  await engine.close();

  const resumed = await run(killed.embed(...call, '--json', '-'));
  const { decoded, images } = JSON.parse(resumed.stdout) as { decoded: number; images: number };
  expect(images).toBe(slowImages);
  expect(decoded).toBeLessThanOrEqual(slowImages - rows);

  const whole = places();
  expect(await run(whole.embed(...call))).toMatchObject({ code: 0 });
  expect(readFileSync(killed.matrix)).toEqual(readFileSync(whole.matrix));
  expect(readFileSync(killed.labels)).toEqual(readFileSync(whole.labels));
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C in the middle ends with 130 and keeps the rows that are done',
  async () => {
    const own = places();
    const call = await slowCall(own.folder);
    const { running, rows } = await startSlowEmbedding(own, call);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: 'Interrupted. What was finished is kept.\n',
    });
    expect(rowsDone(own.workspace)).toBeGreaterThanOrEqual(rows);
    expect(filesBelow(own.results)).toEqual([]);
    const kept = rowsDone(own.workspace);

    const resumed = await run(own.embed(...call, '--json', '-'));
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      images: slowImages,
      decoded: slowImages - kept,
    });
  },
);

test.skipIf(process.platform === 'win32')(
  'a second program on the workspace is told who has it; the first goes on',
  async () => {
    const own = places();
    const call = await slowCall(own.folder);
    const { running } = await startSlowEmbedding(own, call);
    // Held while the second one tries, so that it cannot end before.
    running.child.kill('SIGSTOP');
    const other = places();
    const second = await run([
      ...['evaluate', '--workspace', own.workspace, '--json', path.join(other.results, 'a.json')],
      ...call,
    ]);
    running.child.kill('SIGCONT');
    const first = `is in use by isoline embed (process ${running.child.pid},`;
    expect(second.stderr).toContain(first);
    expectRefused(second, / in use by isoline embed /, other.results);

    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    expect(rowsOfNpy(own.matrix)).toHaveLength(slowImages);
    const jobs = open(own.workspace).jobs.list();
    expect(jobs.map(({ kind, status }) => ({ kind, status }))).toEqual([
      { kind: 'embed', status: 'done' },
    ]);
  },
);
