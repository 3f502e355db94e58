import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classWeights } from '../../core/metrics/class-bootstrap.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { writeNpy } from '../embedding/npy.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { temporaryFolder } from '../store/test-process.ts';
import {
  comparePairs,
  type PairCounts,
  type PairRequest,
  type ThresholdPair,
} from './compare-pairs.ts';
import { type Embedded, embedImages, scoresOf } from './compared-models.fixture.ts';
import type { ScoreSource } from './pair-scores.ts';

const context: TaskContext = {
  progress: () => undefined,
  emit: () => undefined,
  stopped: () => false,
  throwIfStopped: () => undefined,
  threads: 2,
};

const noneKnown: ScoreSource['known'] = {
  first: new Uint32Array(),
  second: new Uint32Array(),
  scores: new Float32Array(),
};

/** A matrix file that holds the images in another order. */
async function sourceOf(
  { values, dimension, labels }: Embedded,
  seed: number,
): Promise<ScoreSource> {
  const matrixFile = path.join(temporaryFolder(), 'x.npy');
  const rows = Uint32Array.from(shuffle([...labels.keys()], seededGenerator(seed)));
  const data = new Float32Array(values.length);
  rows.forEach((row, image) => {
    data.set(values.subarray(image * dimension, (image + 1) * dimension), row * dimension);
  });
  await writeNpy(matrixFile, { rows: labels.length, columns: dimension, data });
  return { matrixFile, rows, cohort: null, known: noneKnown };
}

async function requestOf(before: Embedded, after: Embedded): Promise<PairRequest> {
  return {
    before: await sourceOf(before, 1),
    after: await sourceOf(after, 2),
    labels: Int32Array.from(before.labels),
    classes: before.classes,
    imageNames: before.labels.map((_, i) => `image ${String(i)}`),
  };
}

/** Every pair looked at one by one. */
function naiveFlips(
  labels: readonly number[],
  classes: number,
  before: (i: number, j: number) => number,
  after: (i: number, j: number) => number,
  thresholds: ThresholdPair,
) {
  const zeros = (): number[] => new Array<number>(classes).fill(0);
  const counts = {
    impostor: { before: zeros(), after: zeros(), both: zeros() },
    genuine: { before: zeros(), after: zeros(), both: zeros() },
    difference: Array.from({ length: classes }, zeros),
  };
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      const a = labels[i]!;
      const b = labels[j]!;
      const was = before(i, j) >= thresholds.before;
      const is = after(i, j) >= thresholds.after;
      const kind = a === b ? counts.genuine : counts.impostor;
      for (const c of new Set([a, b])) {
        if (was) kind.before[c]!++;
        if (is) kind.after[c]!++;
        if (was && is) kind.both[c]!++;
      }
      if (a !== b) counts.difference[Math.min(a, b)]![Math.max(a, b)]! += Number(is) - Number(was);
    }
  }
  return counts;
}

describe('comparePairs', () => {
  it('counts accepts and flips of every class as brute force does, ties and all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 2, max: 120 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        async (seed, images, classes, coarse) => {
          const generator = seededGenerator(seed);
          const labels = Array.from({ length: images }, () => generator.integer(classes));
          const data = { labels, classes, coarse };
          const before = embedImages({ ...data, seed: seed + 1, dimension: 5, noise: 0.9 });
          const after = embedImages({ ...data, seed: seed + 2, dimension: 3, noise: 0.5 });
          const scoreBefore = await scoresOf(before);
          const scoreAfter = await scoresOf(after);
          // Thresholds at scores of pairs: ties are accepted.
          const at = (score: (i: number, j: number) => number): number =>
            score(generator.integer(images - 1), images - 1);
          const thresholds = [
            { before: at(scoreBefore), after: at(scoreAfter) },
            { before: at(scoreBefore), after: at(scoreBefore) },
            { before: -1, after: Math.fround(1.0000001) },
          ];
          const replicates = 5;
          const weights = classWeights(classes, replicates, seed);
          const counts = (await comparePairs(
            await requestOf(before, after),
            thresholds,
            { weights, replicates },
            context,
          )) as PairCounts;
          expect(counts.images).toBe(images);
          for (const [level, pair] of thresholds.entries()) {
            const naive = naiveFlips(labels, classes, scoreBefore, scoreAfter, pair);
            const { impostor, genuine, resampledDifference } = counts.points[level]!;
            for (const side of ['before', 'after', 'both'] as const) {
              expect([...impostor[side]]).toEqual(naive.impostor[side]);
              expect([...genuine[side]]).toEqual(naive.genuine[side]);
            }
            for (let b = 0; b < replicates; b++) {
              let sum = 0;
              naive.difference.forEach((row, a) => {
                row.forEach((difference, c) => {
                  sum += weights[b * classes + a]! * weights[b * classes + c]! * difference;
                });
              });
              expect(resampledDifference[b]).toBeCloseTo(sum, 3);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('counts across the borders of tiles', async () => {
    const classes = 90;
    const labels = Array.from({ length: 1300 }, (_, i) => i % classes);
    const before = embedImages({ labels, classes, seed: 1, dimension: 6, noise: 0.8 });
    const after = embedImages({ labels, classes, seed: 2, dimension: 6, noise: 0.6 });
    const pair = { before: 0.9, after: 0.85 };
    const weights = classWeights(classes, 3, 1);
    const counts = (await comparePairs(
      await requestOf(before, after),
      [pair],
      { weights, replicates: 3 },
      context,
    )) as PairCounts;
    const cosine = ({ values, dimension }: Embedded): ((i: number, j: number) => number) => {
      const norms = labels.map((_, i) =>
        Math.hypot(...values.subarray(i * dimension, (i + 1) * dimension)),
      );
      return (i, j) => {
        let sum = 0;
        for (let d = 0; d < dimension; d++) {
          sum += values[i * dimension + d]! * values[j * dimension + d]!;
        }
        return sum / (norms[i]! * norms[j]!);
      };
    };
    const naive = naiveFlips(labels, classes, cosine(before), cosine(after), pair);
    const { impostor, genuine, resampledDifference } = counts.points[0]!;
    for (const side of ['before', 'after', 'both'] as const) {
      expect([...impostor[side]]).toEqual(naive.impostor[side]);
      expect([...genuine[side]]).toEqual(naive.genuine[side]);
    }
    for (let b = 0; b < 3; b++) {
      const expected = naive.difference.reduce(
        (sum, row, a) =>
          row.reduce(
            (inner, difference, c) =>
              inner + weights[b * classes + a]! * weights[b * classes + c]! * difference,
            sum,
          ),
        0,
      );
      expect(resampledDifference[b]).toBeCloseTo(expected, 1);
    }
  });

  it('does not believe a matrix that gives other scores than its evaluation saw', async () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 8);
    const before = embedImages({ labels, classes: 8, seed: 1, dimension: 6, noise: 0.8 });
    const after = embedImages({ labels, classes: 8, seed: 2, dimension: 6, noise: 0.6 });
    const request = await requestOf(before, after);
    const score = (await scoresOf(after))(3, 9);
    const known = (value: number): ScoreSource['known'] => ({
      first: Uint32Array.of(3),
      second: Uint32Array.of(9),
      scores: Float32Array.of(value),
    });
    const compare = (side: Partial<ScoreSource>): ReturnType<typeof comparePairs> =>
      comparePairs(
        { ...request, after: { ...request.after, ...side } },
        [{ before: 0, after: 0 }],
        null,
        context,
      );
    expect(await compare({ known: known(score) })).toHaveProperty('points');
    expect(await compare({ known: known(score + 0.001) })).toEqual({ changed: 'after' });
    const shorter = Uint32Array.from(request.after.rows).fill(40, 39);
    expect(await compare({ rows: shorter })).toEqual({ changed: 'after' });
  });
});
