import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Parity } from '../../contract/api/models.ts';
import type { Progress } from '../../contract/progress.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { seededGenerator } from '../../core/random.ts';
import sharp from 'sharp';
import { openEngine, type Engine } from '../engine.ts';
import { writeNpy } from '../embedding/npy.ts';
import { partsOf } from '../job-kinds.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { importModel } from './model.ts';
import { checkParity } from './parity.ts';
import { logarithmModel, pixelModel, plainRecipe, writeModel } from './test-models.ts';

/** Images of 4 x 4 pixels, and what the pixel model makes of each: its bytes, channel by channel. */
const images = 40;
const columns = 48;
const vectors: Float32Array[] = [];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'isoline-<i>漢-'));
  const random = seededGenerator(7);
  for (let k = 0; k < images; k++) {
    const pixels = Uint8Array.from({ length: columns }, () => 4 + random.integer(250));
    await sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } })
      .png()
      .toFile(path.join(folder, `${k}.png`));
    vectors.push(
      Float32Array.from({ length: columns }, (_, d) => pixels[(d % 16) * 3 + Math.floor(d / 16)]!),
    );
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function openTestEngine(): Engine {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  return engine;
}

interface Case {
  rows?: readonly Float32Array[];
  names?: readonly string[];
  recipe?: Recipe;
  folders?: string[];
  model?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

async function parity({
  rows = vectors,
  names,
  recipe,
  folders,
  model,
  signal,
  onProgress,
}: Case): Promise<Parity> {
  const engine = openTestEngine();
  const parts = partsOf(engine);
  const { sha256 } = await importModel(
    engine.db,
    parts.folder,
    model ?? writeModel(temporaryFolder(), pixelModel()),
  );
  const columns = rows[0]!.length;
  const npy = path.join(temporaryFolder(), 'theirs.npy');
  const data = new Float32Array(rows.length * columns);
  rows.forEach((row, k) => data.set(row, k * columns));
  await writeNpy(npy, { rows: rows.length, columns, data });
  const list = path.join(folder, 'list.csv');
  const lines = names ?? Array.from({ length: images }, (_, k) => `${k}.png`);
  writeFileSync(list, `path\n${lines.map((line) => `"${line}"\n`).join('')}`);
  return checkParity(
    parts,
    {
      modelSha256: sha256,
      recipe: recipe ?? plainRecipe(4, 4),
      vectors: npy,
      list,
      folders: folders ?? [],
      provider: 'cpu',
    },
    { onProgress: onProgress ?? (() => {}), signal: signal ?? new AbortController().signal },
  );
}

const length = (vector: Float32Array): number => Math.hypot(...vector);
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0) / length(a) / length(b);
}

test('the same preprocessing gives the same embeddings, whatever their length', async () => {
  const stages = new Set<string>();
  const scaled = vectors.map((vector) => vector.map((value) => value / length(vector)));
  const result = await parity({ rows: scaled, onProgress: ({ stage }) => stages.add(stage) });
  expect(result).toMatchObject({ images, dimension: columns, word: 'same' });
  expect(result.leastCosine).toBeGreaterThan(1 - 1e-6);
  expect(result.greatestDifference).toBeLessThan(1e-6);
  expect(result.worst).toHaveLength(20);
  expect([...stages]).toEqual(['Finding images', 'Comparing']);
});

test('exchanged colours show, with the images that differ most', async () => {
  const result = await parity({ recipe: plainRecipe(4, 4, { colour: 'BGR' }) });
  const own = vectors.map((vector) =>
    Float32Array.from(vector, (_, d) => vector[(2 - Math.floor(d / 16)) * 16 + (d % 16)]!),
  );
  const cosines = vectors.map((vector, k) => cosine(own[k]!, vector));
  const differences = vectors.flatMap((vector, k) =>
    [...vector].map((value, d) => Math.abs(value / length(vector) - own[k]![d]! / length(own[k]!))),
  );
  const order = [...cosines.keys()].sort((a, b) => cosines[a]! - cosines[b]!);
  expect(result.word).toBe('different');
  expect(result.leastCosine).toBeCloseTo(Math.min(...cosines), 6);
  expect(result.meanCosine).toBeCloseTo(cosines.reduce((sum, c) => sum + c, 0) / images, 6);
  expect(result.greatestDifference).toBeCloseTo(Math.max(...differences), 6);
  expect(result.worst.map((image) => image.path)).toEqual(
    order.slice(0, 20).map((k) => `${k}.png`),
  );
});

test('the word follows the worst image, also one beyond the first batch', async () => {
  const turned = (least: number): Float32Array[] =>
    vectors.map((vector, k) => {
      if (k !== images - 1) return vector;
      // Turned by a known angle, within the plane of the vector and of one at right angles to it.
      const across = vector.map((_, d) => (d % 2 === 0 ? vector[d + 1]! : -vector[d - 1]!));
      const sine = Math.sqrt(1 - least * least);
      return vector.map((value, d) => least * value + sine * across[d]!);
    });
  const close = await parity({ rows: turned(0.9995) });
  expect(close).toMatchObject({
    word: 'close',
    worst: [{ path: '39.png' }, ...Array.from({ length: 19 }, () => ({}))],
  });
  expect(close.leastCosine).toBeCloseTo(0.9995, 6);
  expect((await parity({ rows: turned(0.98) })).word).toBe('different');
});

test('says what does not go together', async () => {
  const some = vectors.slice(0, 2);
  await expect(parity({ rows: some })).rejects.toThrow(
    /names 40 images, but .*theirs\.npy has 2 rows\. Give one line for each row/,
  );
  const short = some.map((vector) => vector.subarray(0, 8));
  const names = ['0.png', '1.png'];
  await expect(parity({ rows: short, names })).rejects.toThrow(
    /The model gives 48 numbers an image, but .*theirs\.npy has 8\./,
  );
  await expect(parity({ rows: [some[0]!, new Float32Array(columns)], names })).rejects.toThrow(
    /theirs\.npy has a vector for 1\.png that is zero or not finite\./,
  );
  await expect(
    parity({
      rows: some,
      names,
      model: writeModel(temporaryFolder(), logarithmModel()),
      recipe: plainRecipe(4, 4, { scale: 0 }),
    }),
  ).rejects.toThrow('The model has a vector for 0.png that is zero or not finite.');
  await expect(parity({ rows: some, names: ['0.png', ''] })).rejects.toMatchObject({
    code: 'parity-path-empty',
  });
  writeFileSync(path.join(folder, 'torn.png'), 'no image');
  await expect(parity({ rows: some, names: ['0.png', 'torn.png'] })).rejects.toThrow(
    'The image torn.png cannot be read. The file is damaged',
  );
  await expect(parity({ rows: some, names: ['0.png', 'gone.png'] })).rejects.toMatchObject({
    code: 'folder-unreadable',
  });
});

test('reads images below the list and in granted folders, and nowhere else', async () => {
  const outside = temporaryFolder();
  const image = path.join(outside, 'x.png');
  await sharp(path.join(folder, '0.png')).toFile(image);
  symlinkSync(image, path.join(folder, 'link.png'));
  const rows = [vectors[0]!];
  for (const name of [image, 'link.png', path.relative(folder, image)]) {
    await expect(parity({ rows, names: [name] })).rejects.toMatchObject({
      code: 'path-not-granted',
    });
    expect((await parity({ rows, names: [name], folders: [outside] })).word).toBe('same');
  }
});

test('stops between two batches', async () => {
  const stop = new AbortController();
  await expect(
    parity({
      signal: stop.signal,
      onProgress: ({ stage }) => {
        if (stage === 'Comparing') stop.abort();
      },
    }),
  ).rejects.toMatchObject({ kind: 'interrupted' });
});
