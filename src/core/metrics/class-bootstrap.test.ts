import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededGenerator } from '../random.ts';
import {
  addClassPairs,
  classWeights,
  effectiveImpostorTrials,
  falseAcceptDifferenceInterval,
  falseAcceptInterval,
  percentileInterval,
  resampledImpostorPairs,
  resampledSum,
} from './class-bootstrap.ts';
import { quantile } from './statistics.ts';

/** Images of a few classes with a symmetric yes/no "accepted" between any two. */
function drawAccepts(seed: number, sizes: readonly number[]) {
  const generator = seededGenerator(seed);
  const classOf = sizes.flatMap((n, c) => new Array<number>(n).fill(c));
  const accepted = classOf.map(() => classOf.map(() => false));
  for (let i = 0; i < classOf.length; i++) {
    for (let j = i + 1; j < classOf.length; j++) {
      const yes = generator.uniform() < (classOf[i] === classOf[j] ? 0.7 : 0.2);
      accepted[i]![j] = yes;
      accepted[j]![i] = yes;
    }
  }
  return { classOf, accepted };
}

/**
 * Rates after drawing classes with replacement, image by image: each draw brings copies of all images
 * of its class; copies of one class meet as no pair at all, draws of different classes as impostors.
 */
function naiveRates(draws: readonly number[], classOf: readonly number[], accepted: boolean[][]) {
  const images = draws.flatMap((drawn, copy) =>
    classOf.flatMap((c, image) => (c === drawn ? [{ image, copy, c }] : [])),
  );
  let falseAccepts = 0;
  let impostors = 0;
  let rejects = 0;
  let genuines = 0;
  for (let a = 0; a < images.length; a++) {
    for (let b = a + 1; b < images.length; b++) {
      const [x, y] = [images[a]!, images[b]!];
      const yes = accepted[x.image]![y.image]!;
      if (x.c !== y.c) {
        impostors++;
        if (yes) falseAccepts++;
      } else if (x.copy === y.copy) {
        genuines++;
        if (!yes) rejects++;
      }
    }
  }
  return { falseAcceptRate: falseAccepts / impostors, falseRejectRate: rejects / genuines };
}

describe('class bootstrap', () => {
  it('equals resampling the images of drawn classes one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 3, maxLength: 7 }),
        (seed, sizes) => {
          const { classOf, accepted } = drawAccepts(seed, sizes);
          const classes = sizes.length;
          const replicates = 40;
          const weights = classWeights(classes, replicates, seed);
          const first: number[] = [];
          const second: number[] = [];
          const counts: number[] = [];
          const rejects = new Array<number>(classes).fill(0);
          for (let a = 0; a < classes; a++) {
            for (let b = a; b < classes; b++) {
              let yes = 0;
              let no = 0;
              for (let i = 0; i < classOf.length; i++) {
                for (let j = i + 1; j < classOf.length; j++) {
                  if (Math.min(classOf[i]!, classOf[j]!) !== a) continue;
                  if (Math.max(classOf[i]!, classOf[j]!) !== b) continue;
                  if (accepted[i]![j] === true) yes++;
                  else no++;
                }
              }
              if (a === b) rejects[a] = no;
              else if (yes > 0) {
                first.push(a);
                second.push(b);
                counts.push(yes);
              }
            }
          }
          const numerators = new Float64Array(replicates);
          addClassPairs(numerators, weights, classes, {
            first: Uint32Array.from(first),
            second: Uint32Array.from(second),
            accepted: Float64Array.from(counts),
          });
          const denominators = resampledImpostorPairs(weights, sizes, replicates);
          const rejected = resampledSum(weights, rejects, replicates);
          const genuine = resampledSum(
            weights,
            sizes.map((n) => (n * (n - 1)) / 2),
            replicates,
          );
          for (let b = 0; b < replicates; b++) {
            const draws = sizes.flatMap((_, c) =>
              new Array<number>(weights[b * classes + c]!).fill(c),
            );
            const naive = naiveRates(draws, classOf, accepted);
            if (denominators[b]! > 0) {
              expect(numerators[b]! / denominators[b]!).toBeCloseTo(naive.falseAcceptRate, 12);
            } else expect(naive.falseAcceptRate).toBeNaN();
            expect(rejected[b]! / genuine[b]!).toBeCloseTo(naive.falseRejectRate, 12);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('draws as many classes as there are, each about equally often, again for the same seed', () => {
    const classes = 50;
    const replicates = 400;
    const weights = classWeights(classes, replicates, 9);
    expect(classWeights(classes, replicates, 9)).toEqual(weights);
    expect(classWeights(classes, replicates, 10)).not.toEqual(weights);
    const totals = new Array<number>(classes).fill(0);
    for (let b = 0; b < replicates; b++) {
      const row = weights.subarray(b * classes, (b + 1) * classes);
      expect(row.reduce((sum, w) => sum + w, 0)).toBe(classes);
      row.forEach((w, c) => (totals[c]! += w));
    }
    // Binomial with 20,000 draws: 400 ± 5 deviations of 20.
    for (const total of totals) expect(Math.abs(total - replicates)).toBeLessThan(100);
  });

  it('gives no interval where most resamples have no pair', () => {
    expect(percentileInterval([0, 0, 0, 1], [0, 0, 0, 2])).toBeNull();
    expect(percentileInterval([1, 1], [2, 4])).toMatchObject({ replicates: 2, level: 0.95 });
  });

  it('notes of an interval of FAR that few accepted pairs are behind it', () => {
    const [accepts, pairs] = [
      Array.from({ length: 100 }, (_, b) => b),
      new Array<number>(100).fill(500),
    ];
    const { note, ...few } = falseAcceptInterval(accepts, pairs, 99)!;
    expect(note).toMatch(/^fewer than 100 accepted pairs/);
    expect(few).toEqual(percentileInterval(accepts, pairs));
    expect(falseAcceptInterval(accepts, pairs, 100)).toEqual(few);
    // The same rate in every replicate says nothing.
    expect(falseAcceptInterval(pairs, pairs, 500)).toBeNull();
  });

  it('notes of a difference of FARs that few pairs are accepted on either side', () => {
    const differences = Array.from({ length: 100 }, (_, b) => b - 40);
    const pairs = new Array<number>(100).fill(500);
    const plain = percentileInterval(differences, pairs);
    const of = (before: number, after: number) =>
      falseAcceptDifferenceInterval(differences, pairs, [before, after]);
    expect(of(100, 100)).toEqual(plain);
    for (const [before, after] of [
      [99, 100],
      [100, 0],
    ] as const) {
      const { note, ...few } = of(before, after)!;
      expect(note).toMatch(/^fewer than 100 accepted pairs before or after/);
      expect(few).toEqual(plain);
    }
    // Models that are alike differ by 0, whatever is drawn.
    expect(falseAcceptDifferenceInterval([0, 0], [5, 5], [500, 500])).toMatchObject({ upper: 0 });
  });

  it('estimates fewer effective trials when one class brings all false accepts', () => {
    const pairs = new Array<number>(20).fill(1900);
    const total = (20 * 1900) / 2;
    const even = effectiveImpostorTrials(190, total, new Array<number>(20).fill(19), pairs);
    const one = [190, ...new Array<number>(19).fill(10)];
    const uneven = effectiveImpostorTrials(190, total, one, pairs);
    expect(uneven).toBeLessThan(even / 10);
    expect(effectiveImpostorTrials(0, total, new Array<number>(20).fill(0), pairs)).toBe(10);
    expect(even).toBeLessThanOrEqual(total);
  });
});

describe('quantile', () => {
  it('interpolates linearly between order statistics', () => {
    expect(quantile([1, 2, 3, 4], 0)).toBe(1);
    expect(quantile([1, 2, 3, 4], 1)).toBe(4);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([5], 0.3)).toBe(5);
  });
});
