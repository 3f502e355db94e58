import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextUp32 } from '../float32.ts';
import { searchRates, searchThresholds, thresholdForSearches } from './identification.ts';
import { mostAccepted, thresholdOfTail, thresholdWithout } from './image-influence.ts';
import {
  countFrom,
  curveThresholds,
  equalErrorRateOfLists,
  ratesOfLists,
  sortDescending,
  thresholdForShare,
} from './score-lists.ts';

/** Few different values, so that there are ties. */
const scores = (min: number) =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: -4, max: 4 }).map((k) => k / 4),
        fc.float({ min: -1, max: 1, noNaN: true }),
      ),
      { minLength: min, maxLength: 40 },
    )
    .map((values) => sortDescending(Float32Array.from(values, (value) => value + 0)));

const naiveCount = (list: Float32Array, threshold: number): number =>
  list.filter((score) => score >= threshold).length;

test('counts and rates are those of looking at every score', () => {
  fc.assert(
    fc.property(scores(0), scores(0), fc.float({ min: -2, max: 2, noNaN: true }), (a, b, t) => {
      const lists = { genuine: a, impostor: b };
      const threshold = b[3] ?? t;
      expect(countFrom(a, threshold)).toBe(naiveCount(a, threshold));
      const falseAccepts = naiveCount(b, threshold);
      const falseRejects = a.length - naiveCount(a, threshold);
      expect(ratesOfLists(lists, threshold)).toEqual({
        falseAccepts,
        falseRejects,
        falseAcceptRate: b.length === 0 ? null : falseAccepts / b.length,
        falseRejectRate: a.length === 0 ? null : falseRejects / a.length,
      });
    }),
  );
});

test('the threshold of a share is the smallest float32 that keeps it', () => {
  fc.assert(
    fc.property(scores(1), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (list, share) => {
      const threshold = thresholdForShare(list, share);
      if (threshold === null) {
        expect(1 / list.length).toBeGreaterThan(share);
        return;
      }
      expect(naiveCount(list, threshold) / list.length).toBeLessThanOrEqual(share);
      // The next smaller threshold that accepts anything more breaks it.
      const below = list.find((score) => score < threshold)!;
      expect(nextUp32(below)).toBe(threshold);
      expect(naiveCount(list, below) / list.length).toBeGreaterThan(share);
    }),
  );
});

test('the equal error rate is at the smallest score of least |FAR - FRR|', () => {
  fc.assert(
    fc.property(scores(1), scores(1), (genuine, impostor) => {
      const lists = { genuine, impostor };
      const gap = (threshold: number): number => {
        const { falseAccepts, falseRejects } = ratesOfLists(lists, threshold);
        return Math.abs(falseAccepts * genuine.length - falseRejects * impostor.length);
      };
      const candidates = [...genuine, ...impostor].sort((a, b) => a - b);
      const least = Math.min(...candidates.map(gap));
      const threshold = candidates.find((score) => gap(score) === least)!;
      const { falseAcceptRate, falseRejectRate } = ratesOfLists(lists, threshold);
      expect(equalErrorRateOfLists(lists)).toEqual({
        threshold: threshold + 0,
        rate: (falseAcceptRate! + falseRejectRate!) / 2,
      });
    }),
  );
  expect(
    equalErrorRateOfLists({ genuine: new Float32Array(), impostor: new Float32Array(1) }),
  ).toBeNull();
});

test('a curve begins with everything accepted and ends with nothing', () => {
  fc.assert(
    fc.property(
      scores(1),
      scores(1),
      fc.integer({ min: 5, max: 30 }),
      (genuine, impostor, most) => {
        const lists = { genuine, impostor };
        const thresholds = curveThresholds(lists, most);
        expect(thresholds.length).toBeLessThanOrEqual(most);
        expect(thresholds).toEqual([...new Set(thresholds)].sort((a, b) => a - b));
        const [first, last] = [thresholds[0]!, thresholds.at(-1)!].map((t) =>
          ratesOfLists(lists, t),
        );
        expect([first!.falseAcceptRate, first!.falseRejectRate]).toEqual([1, 0]);
        expect([last!.falseAcceptRate, last!.falseRejectRate]).toEqual([0, 1]);
      },
    ),
  );
});

describe('searches of a gallery', () => {
  test('rates, thresholds and curve', () => {
    fc.assert(
      fc.property(scores(1), scores(1), (nonMated, mates) => {
        const found = { nonMated, mates };
        const threshold = thresholdForSearches(found, 0.3);
        expect(threshold).toBe(thresholdForShare(nonMated, 0.3));
        for (const t of searchThresholds(found, 20)) {
          expect(searchRates(found, t)).toEqual({
            falsePositives: naiveCount(nonMated, t),
            falseNegatives: mates.length - naiveCount(mates, t),
            falsePositiveRate: naiveCount(nonMated, t) / nonMated.length,
            falseNegativeRate: (mates.length - naiveCount(mates, t)) / mates.length,
          });
        }
        expect(searchThresholds(found, 20).length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 50 },
    );
    const none = { nonMated: new Float32Array(), mates: new Float32Array() };
    expect(searchThresholds(none, 9)).toEqual([]);
    expect(searchRates(none, 0)).toMatchObject({
      falsePositiveRate: null,
      falseNegativeRate: null,
    });
  });
});

test('what an image owns, and the threshold without it, as by leaving its pairs out', () => {
  const tails = scores(1).chain((list) =>
    fc.record({
      list: fc.constant(list),
      ends: fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 9 })), {
        minLength: list.length,
        maxLength: list.length,
      }),
    }),
  );
  fc.assert(
    fc.property(
      tails,
      fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      ({ list, ends }, target) => {
        const tail = {
          scores: list,
          first: ends.map(([first]) => first),
          second: ends.map(([, second]) => second),
        };
        const t = list[Math.floor(list.length / 2)]!;
        const owned = mostAccepted(tail, t, 3);
        for (const { image, pairs: falseAccepts } of owned) {
          const own = ends.filter((pair, k) => pair.includes(image) && list[k]! >= t).length;
          expect(falseAccepts).toBe(own);
          const without = list.filter((_, k) => !ends[k]!.includes(image));
          // Some pairs more than the tail holds.
          const pairs = without.length + 3;
          const expected = thresholdOfTail(without, pairs, target);
          expect(thresholdWithout(tail, image, pairs, target)).toBe(expected);
        }
        expect(thresholdOfTail(list, list.length, target)).toBe(thresholdForShare(list, target));
      },
    ),
  );
});
