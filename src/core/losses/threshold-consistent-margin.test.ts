import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { centralDifferences, relativeError } from '../graph/run-graph.fixture.ts';
import { seededGenerator } from '../random.ts';
import { runLoss } from './loss-graph.fixture.ts';
import type { LossRun } from './loss-graph.fixture.ts';
import { naiveTcm, rowsOf } from './naive-losses.fixture.ts';
import { thresholdConsistentMargin } from './threshold-consistent-margin.ts';

interface Options {
  positiveMargin: number;
  negativeMargin: number;
  positiveWeight: number;
  negativeWeight: number;
}

const defaults: Options = {
  positiveMargin: 0.9,
  negativeMargin: 0.5,
  positiveWeight: 1,
  negativeWeight: 1,
};

/** Margins are inputs of the graph, as in training. */
function runTcm(
  labels: number[],
  embeddings: number[][],
  options: Partial<Options> = {},
): Promise<LossRun> {
  const { positiveMargin, negativeMargin, ...weights } = { ...defaults, ...options };
  return runLoss(
    { labels, embeddings, imagesPerClass: labels.length },
    (batch, graph) => {
      const terms = thresholdConsistentMargin(batch, {
        positiveMargin: graph.input('positiveMargin', 'float32', []),
        negativeMargin: graph.input('negativeMargin', 'float32', []),
        ...weights,
      });
      graph.output('violatingPositives', terms.violatingPositives);
      graph.output('violatingNegatives', terms.violatingNegatives);
      return terms.loss;
    },
    { positiveMargin: [positiveMargin], negativeMargin: [negativeMargin] },
  );
}

test.each([1, 2, 3, 4, 5])('draw %i agrees with float64 over unordered pairs', async (seed) => {
  const generator = seededGenerator(seed);
  const size = 6 + generator.integer(10);
  const dimension = 3 + generator.integer(4);
  const labels = Array.from({ length: size }, () => generator.integer(5) - 1);
  const embeddings = labels.map(() => Array.from({ length: dimension }, () => generator.normal()));
  const options = {
    positiveMargin: 0.4 + generator.uniform() / 2,
    negativeMargin: generator.uniform() / 2,
    positiveWeight: generator.uniform() * 2,
    negativeWeight: generator.uniform() * 2,
  };
  const run = await runTcm(labels, embeddings, options);
  const naive = (x: ArrayLike<number>): number =>
    naiveTcm(
      { labels, embeddings: rowsOf(x, dimension), proxies: [] },
      options.positiveMargin,
      options.negativeMargin,
      options.positiveWeight,
      options.negativeWeight,
    );
  const flat = embeddings.flat();
  expect(relativeError([run.loss], [naive(flat)])).toBeLessThan(1e-5);
  const expected = centralDifferences(naive, flat, 1e-6);
  expect(relativeError(run.embeddingGradients, expected)).toBeLessThan(1e-3);
});

test('agrees with its golden values', async () => {
  const golden = JSON.parse(
    readFileSync(new URL('./fixtures/tcm.json', import.meta.url), 'utf8'),
  ) as {
    labels: number[];
    embeddings: number[][];
    loss: number;
    embeddingGradients: number[][];
  };
  const run = await runTcm(golden.labels, golden.embeddings, {
    negativeMargin: 0.1,
    positiveWeight: 1.5,
    negativeWeight: 0.5,
  });
  expect(relativeError([run.loss], [golden.loss])).toBeLessThan(1e-5);
  expect(relativeError(run.embeddingGradients, golden.embeddingGradients.flat())).toBeLessThan(
    1e-4,
  );
});

const isZero = (value: number): boolean => value === 0;

test('without violating pairs the loss and every gradient are 0', async () => {
  const run = await runTcm([0, 0, 1, 1], [[2, 0], [1, 0], [0, 3], [0, 1]]); // prettier-ignore
  expect(run.loss).toBe(0);
  expect(run.embeddingGradients.every(isZero)).toBe(true);
  expect(run.outputs['violatingPositives']).toEqual([0]);
  expect(run.outputs['violatingNegatives']).toEqual([0]);
});

test('with one class only the positive term is left', async () => {
  const run = await runTcm([0, 0, 0], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]); // prettier-ignore
  expect(run.loss).toBeCloseTo(0.9, 6);
  expect(run.outputs['violatingPositives']).toEqual([3]);
  expect(run.outputs['violatingNegatives']).toEqual([0]);
  // Three pairs of score 0, each pulls with -1/3: of image 0, along the other two axes.
  expect(run.embeddingGradients[0]).toBeCloseTo(0, 6);
  expect(run.embeddingGradients[1]).toBeCloseTo(-1 / 3, 6);
  expect(run.embeddingGradients[2]).toBeCloseTo(-1 / 3, 6);
});

test('with classes of one only the negative term is left', async () => {
  const run = await runTcm([0, 1], [[1, 0], [0.6, 0.8]]); // prettier-ignore
  expect(run.loss).toBeCloseTo(0.1, 6);
  expect(run.outputs['violatingNegatives']).toEqual([1]);
  // The gradient of the cosine by the first image is the part of the second across it.
  expect(run.embeddingGradients[0]).toBeCloseTo(0, 6);
  expect(run.embeddingGradients[1]).toBeCloseTo(0.8, 6);
});

test('identical embeddings: the negatives violate, and nothing can move them', async () => {
  const row = [0.3, -1.2, 0.7];
  const run = await runTcm([0, 0, 1, 1], [row, row, row, row]);
  expect(run.loss).toBeCloseTo(0.5, 6);
  expect(run.outputs['violatingNegatives']).toEqual([4]);
  expect(Math.max(...run.embeddingGradients.map(Math.abs))).toBeLessThan(1e-6);
});

test('empty places and zero embeddings give no NaN', async () => {
  const empty = await runTcm([-1, -1], [[1, 0], [0, 1]]); // prettier-ignore
  expect(empty.loss).toBe(0);
  expect(empty.embeddingGradients.every(isZero)).toBe(true);
  const zeros = await runTcm([0, 0, 1], [[0, 0], [0, 0], [0, 0]]); // prettier-ignore
  expect(zeros.loss).toBeCloseTo(0.9, 6);
  expect(zeros.embeddingGradients.every(isZero)).toBe(true);
});

test('a score on a margin counts among the violating pairs, with a gap of 0', async () => {
  const run = await runTcm([0, 0, 1], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], {
    positiveMargin: 0,
    negativeMargin: 0,
  }); // prettier-ignore
  expect(run.loss).toBe(0);
  expect(run.outputs['violatingPositives']).toEqual([1]);
  expect(run.outputs['violatingNegatives']).toEqual([2]);
  expect(run.embeddingGradients.some((value) => value !== 0)).toBe(true);
});
