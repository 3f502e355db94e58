import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededGenerator } from '../random.ts';
import { classWeights } from './class-bootstrap.ts';
import { opis } from './opis.ts';
import {
  pairedInterval,
  resampledDeviation,
  resampledOpis,
  resampledRatio,
  wordOfInterval,
} from './paired-bootstrap.ts';

const replicates = 40;

/** The classes of one replicate, each as often as it was drawn. */
function drawnClasses(weights: Float32Array, classes: number, b: number): number[] {
  return Array.from({ length: classes }, (_, c) => c).flatMap((c) =>
    new Array<number>(weights[b * classes + c]!).fill(c),
  );
}

describe('resampled figures', () => {
  it('are those of the drawn classes, each copied as often as it was drawn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom(0.05, 0.1, 0.3),
        (seed, classes, epsilon) => {
          const generator = seededGenerator(seed);
          const grid = 11;
          const usable = Array.from(
            { length: classes },
            (_, c) => c === 0 || generator.uniform() < 0.8,
          );
          // Coarse values, so that classes tie.
          const phi = Float64Array.from(
            { length: classes * grid },
            () => generator.integer(17) / 16,
          );
          const utilities = Float32Array.from(phi, (value) => (2 * value) / (1 + value));
          const weights = classWeights(classes, replicates, seed);
          const drawn = resampledOpis({ utilities, usable, epsilon }, weights, replicates);
          const values = usable.map((keep, c) => (keep ? phi[c * grid]! : null));
          const counts = usable.map((keep) => (keep ? 1 + generator.integer(9) : 0));
          const hits = counts.map((count) => generator.integer(count + 1));
          const ratios = resampledRatio(weights, hits, counts, replicates);
          const deviations = resampledDeviation(weights, values, replicates);
          for (let b = 0; b < replicates; b++) {
            const copies = drawnClasses(weights, classes, b).filter((c) => usable[c]);
            if (copies.length === 0) {
              expect(drawn.opis[b]).toBeNaN();
              expect(ratios[b]).toBeNaN();
              expect(deviations[b]).toBeNaN();
              continue;
            }
            // FRR 0 and FAR 1 - phi give the utility 2 phi / (1 + phi).
            const naive = opis({
              axis: Float64Array.from({ length: grid }, (_, g) => 0.5 + g / 10),
              falseAcceptRates: Float64Array.from(
                copies.flatMap((c) =>
                  Array.from(phi.subarray(c * grid, (c + 1) * grid), (value) => 1 - value),
                ),
              ),
              falseRejectRates: new Float64Array(copies.length * grid),
              usable: copies.map(() => true),
              beta: 1,
              epsilon,
            });
            expect(drawn.opis[b]).toBeCloseTo(naive.value!, 6);
            expect(drawn.epsilonOpis[b]).toBeCloseTo(naive.epsilonOpis!, 6);
            expect(drawn.meanUtility[b]).toBeCloseTo(naive.meanUtility!, 6);
            const sum = (of: (c: number) => number): number =>
              copies.reduce((total, c) => total + of(c), 0);
            expect(ratios[b]).toBeCloseTo(sum((c) => hits[c]!) / sum((c) => counts[c]!), 12);
            const mean = sum((c) => values[c]!) / copies.length;
            expect(deviations[b]).toBeCloseTo(
              Math.sqrt(sum((c) => (values[c]! - mean) ** 2) / copies.length),
              12,
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('pairedInterval', () => {
  it('is 0 to 0 for a figure beside itself, however much it varies', () => {
    const values = Float64Array.from({ length: 200 }, (_, k) => Math.sin(k));
    expect(pairedInterval(values, values)).toEqual({
      lower: 0,
      upper: 0,
      level: 0.95,
      replicates: 200,
    });
  });

  it('is of the differences of each draw, not of the values', () => {
    // Both vary widely together; the difference is 1 to 3.
    const before = Float64Array.from({ length: 1000 }, (_, k) => 1000 * Math.sin(k));
    const after = before.map((value, k) => value + 1 + (2 * k) / 999);
    const interval = pairedInterval(before, after)!;
    expect(interval.lower).toBeCloseTo(1.05, 9);
    expect(interval.upper).toBeCloseTo(2.95, 9);
  });

  it('turns around when before and after are exchanged', () => {
    const generator = seededGenerator(3);
    const before = Float64Array.from({ length: 333 }, () => generator.normal());
    const after = Float64Array.from({ length: 333 }, () => generator.normal() + 0.1);
    const forth = pairedInterval(before, after)!;
    const back = pairedInterval(after, before)!;
    expect(back.lower).toBeCloseTo(-forth.upper, 12);
    expect(back.upper).toBeCloseTo(-forth.lower, 12);
  });

  it('leaves out draws without a value, and gives nothing when they are the most', () => {
    const values = Float64Array.of(NaN, 1, 1, NaN, 1);
    const other = Float64Array.of(NaN, 2, 2, 5, 2);
    expect(pairedInterval(values, other)).toMatchObject({ lower: 1, upper: 1, replicates: 3 });
    expect(pairedInterval(Float64Array.of(NaN, NaN, 1), Float64Array.of(1, 1, 1))).toBeNull();
    expect(pairedInterval([], [])).toBeNull();
  });

  it('covers the true difference about as often as it says', () => {
    // Classes hard for one model are hard for the other: the true mean difference is 0.1.
    const classes = 60;
    const trials = 300;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const generator = seededGenerator(trial);
      const before: number[] = [];
      const after: number[] = [];
      for (let c = 0; c < classes; c++) {
        const hardness = 5 * generator.normal();
        before.push(hardness + 0.3 * generator.normal());
        after.push(hardness + 0.1 + 0.3 * generator.normal());
      }
      const weights = classWeights(classes, 200, trial);
      const ones = before.map(() => 1);
      const interval = pairedInterval(
        resampledRatio(weights, before, ones, 200),
        resampledRatio(weights, after, ones, 200),
      )!;
      // Unpaired, the interval would be some 2.6 wide.
      expect(interval.upper - interval.lower).toBeLessThan(0.4);
      if (interval.lower <= 0.1 && interval.upper >= 0.1) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.99);
  });
});

describe('wordOfInterval', () => {
  it('says better or worse only when 0 lies outside', () => {
    expect(wordOfInterval({ lower: -2, upper: -1 }, 'lower')).toBe('better');
    expect(wordOfInterval({ lower: -2, upper: -1 }, 'higher')).toBe('worse');
    expect(wordOfInterval({ lower: 1, upper: 2 }, 'lower')).toBe('worse');
    expect(wordOfInterval({ lower: 1, upper: 2 }, 'higher')).toBe('better');
    expect(wordOfInterval({ lower: 0, upper: 2 }, 'lower')).toBe('not-distinguishable');
    expect(wordOfInterval({ lower: 0, upper: 0 }, 'higher')).toBe('not-distinguishable');
  });
});
