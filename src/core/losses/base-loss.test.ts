import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { centralDifferences, relativeError } from '../graph/run-graph.fixture.ts';
import { seededGenerator, shuffle } from '../random.ts';
import type { RandomGenerator } from '../random.ts';
import { buildBaseLoss, defaultBaseLosses, hasProxies } from './base-loss.ts';
import type { BaseLoss } from './base-loss.ts';
import { runLoss } from './loss-graph.fixture.ts';
import type { LossData } from './loss-graph.fixture.ts';
import { naiveBaseLoss, rowsOf } from './naive-losses.fixture.ts';

const losses: BaseLoss[] = [
  ...Object.values(defaultBaseLosses),
  { kind: 'multi-similarity', alpha: 40, beta: 90, base: 0.2, epsilon: 0.2 },
  { kind: 'proxy-anchor', margin: 0.2, alpha: 60 },
  { kind: 'smooth-ap', temperature: 0.1 },
  { kind: 'recall-at-k', ks: [1, 3], rankTemperature: 0.5, similarityTemperature: 0.1 },
];

/** Classes of every size from 1 to K, images in any order, and empty places. */
function drawBatch(generator: RandomGenerator): LossData & { proxies: number[][] } {
  const classCount = 3 + generator.integer(4);
  const imagesPerClass = 2 + generator.integer(3);
  const dimension = 3 + generator.integer(6);
  const vector = (): number[] => Array.from({ length: dimension }, () => generator.normal());
  const labels = shuffle(
    Array.from({ length: classCount }, (_, label) =>
      Array.from({ length: imagesPerClass }, (_, k) => (k > label ? -1 : label)),
    ).flat(),
    generator,
  );
  const centres = Array.from({ length: classCount + 1 }, vector);
  const embeddings = labels.map((label) => {
    const centre = centres[Math.max(label, 0)]!;
    return vector().map((value, k) => centre[k]! + 0.7 * value);
  });
  return { labels, imagesPerClass, embeddings, proxies: Array.from(centres, vector) };
}

function withoutProxies(data: LossData, loss: BaseLoss): LossData {
  const { proxies, ...rest } = data;
  return hasProxies(loss.kind) && proxies !== undefined ? data : rest;
}

describe.each(losses.map((loss) => ({ loss, text: JSON.stringify(loss) })))('$text', ({ loss }) => {
  test.each([1, 2, 3, 4])('batch %i: value and gradients agree with float64', async (seed) => {
    const data = drawBatch(seededGenerator(seed));
    const run = await runLoss(withoutProxies(data, loss), (batch) => buildBaseLoss(batch, loss));
    const dimension = data.embeddings[0]!.length;
    const naive = (embeddings: ArrayLike<number>, proxies: ArrayLike<number>): number =>
      naiveBaseLoss(
        {
          labels: data.labels,
          embeddings: rowsOf(embeddings, dimension),
          proxies: rowsOf(proxies, dimension),
        },
        loss,
      );
    // The product reads float32, so the naive side reads the same rounded numbers.
    const embeddings = Float32Array.from(data.embeddings.flat());
    const proxies = Float32Array.from(data.proxies.flat());
    expect(relativeError([run.loss], [naive(embeddings, proxies)], 1e-2)).toBeLessThan(1e-4);
    const expected = centralDifferences((x) => naive(x, proxies), embeddings, 1e-6);
    expect(relativeError(run.embeddingGradients, expected)).toBeLessThan(1e-3);
    if (hasProxies(loss.kind)) {
      const expectedOfProxies = centralDifferences((x) => naive(embeddings, x), proxies, 1e-6);
      expect(relativeError(run.proxyGradients, expectedOfProxies)).toBeLessThan(1e-3);
    }
  });

  test('the order of images changes nothing', async () => {
    const generator = seededGenerator(5);
    const data = withoutProxies(drawBatch(generator), loss);
    const order = shuffle(
      data.labels.map((_, k) => k),
      generator,
    );
    const moved = {
      ...data,
      labels: order.map((k) => data.labels[k]!),
      embeddings: order.map((k) => data.embeddings[k]!),
    };
    const [before, after] = await Promise.all(
      [data, moved].map((each) => runLoss(each, (batch) => buildBaseLoss(batch, loss))),
    );
    expect(after!.loss).toBeCloseTo(before!.loss, 4);
  });

  test('what empty places hold changes nothing, and they have no gradient', async () => {
    const data = withoutProxies(drawBatch(seededGenerator(6)), loss);
    const emptied = {
      ...data,
      embeddings: data.embeddings.map((row, k) => (data.labels[k]! < 0 ? row.map(() => 0) : row)),
    };
    const before = await runLoss(data, (batch) => buildBaseLoss(batch, loss));
    const after = await runLoss(emptied, (batch) => buildBaseLoss(batch, loss));
    expect(after.loss).toBe(before.loss);
    const dimension = data.embeddings[0]!.length;
    for (const run of [before, after]) {
      rowsOf(run.embeddingGradients, dimension).forEach((row, k) => {
        if (data.labels[k]! < 0) expect(row.every((value) => value === 0)).toBe(true);
      });
    }
  });

  const axes = [
    [3, 0, 0],
    [0, 2, 0],
    [0, 0, 1],
    [-1, 0, 0],
  ];
  const same = axes.map(() => [0.5, -1, 2]);
  test.each([
    ['one class', [0, 0, 0, 0], axes],
    ['classes of one', [0, 1, 2, 3], axes],
    ['empty places only', [-1, -1, -1, -1], axes],
    ['identical embeddings', [0, 0, 1, 1], same],
    ['identical embeddings of one class', [0, 0, 0, 0], same],
    ['zero embeddings', [0, 0, 1, 1], axes.map(() => [0, 0, 0])],
    ['embeddings on and opposite to their proxies', [0, 1, 2, 0], axes],
  ])('%s: loss and gradients are finite', async (_, labels, embeddings) => {
    const data = { labels, embeddings, imagesPerClass: 4, proxies: axes };
    const run = await runLoss(withoutProxies(data, loss), (batch) => buildBaseLoss(batch, loss));
    expect(Number.isFinite(run.loss)).toBe(true);
    expect(run.embeddingGradients.every(Number.isFinite)).toBe(true);
    expect(run.proxyGradients.every(Number.isFinite)).toBe(true);
    if (labels.every((label) => label < 0) && loss.kind !== 'proxy-anchor')
      expect(run.loss).toBeCloseTo(0);
  });
});

test('ArcFace agrees with float64 also where an image is nearly opposite to its proxy', async () => {
  const loss = defaultBaseLosses.arcface;
  const generator = seededGenerator(12);
  const proxies = Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, () => Math.fround(generator.normal())),
  );
  const labels = [0, 1, 2, 2];
  const embeddings = labels.map((label) =>
    proxies[label]!.map((value) => Math.fround(0.1 * generator.normal() - value)),
  );
  const run = await runLoss({ labels, embeddings, imagesPerClass: 2, proxies }, (batch) =>
    buildBaseLoss(batch, loss),
  );
  const naive = (x: ArrayLike<number>): number =>
    naiveBaseLoss({ labels, embeddings: rowsOf(x, 4), proxies }, loss);
  expect(relativeError([run.loss], [naive(embeddings.flat())])).toBeLessThan(1e-4);
  const expected = centralDifferences(naive, embeddings.flat(), 1e-6);
  expect(relativeError(run.embeddingGradients, expected)).toBeLessThan(1e-3);
});

test.each<BaseLoss>([
  { kind: 'multi-similarity', alpha: 2, beta: 200, base: 0.5, epsilon: 0.1 },
  { kind: 'multi-similarity', alpha: 60, beta: 50, base: 0.5, epsilon: 0.1 },
  { kind: 'proxy-anchor', margin: 0.1, alpha: 100 },
])('a loss too sharp for float32 is refused: %o', async (loss) => {
  const data = withoutProxies(drawBatch(seededGenerator(1)), loss);
  await expect(runLoss(data, (batch) => buildBaseLoss(batch, loss))).rejects.toMatchObject({
    code: 'loss-too-sharp',
  });
});

interface Fixture {
  options: BaseLoss;
  labels: number[];
  embeddings: number[][];
  proxies?: number[][];
  loss: number;
  embeddingGradients: number[][];
  proxyGradients?: number[][];
}

test.each(Object.keys(defaultBaseLosses))('%s agrees with its golden values', async (kind) => {
  const file = new URL(`./fixtures/${kind}.json`, import.meta.url);
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Fixture;
  const { labels, embeddings, proxies, options } = golden;
  const run = await runLoss(
    { labels, embeddings, imagesPerClass: 3, ...(proxies === undefined ? {} : { proxies }) },
    (batch) => buildBaseLoss(batch, options),
  );
  expect(relativeError([run.loss], [golden.loss])).toBeLessThan(1e-5);
  expect(relativeError(run.embeddingGradients, golden.embeddingGradients.flat())).toBeLessThan(
    1e-4,
  );
  expect(relativeError(run.proxyGradients, golden.proxyGradients?.flat() ?? [])).toBeLessThan(1e-4);
});
