import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDown32, nextUp32 } from '../float32.ts';
import { acceptableCount } from './targets.ts';
import { leastSimilarity, thresholdScales } from './threshold-scales.ts';

describe('acceptableCount', () => {
  it('is the largest k with k / pairs <= target', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 1e9 }),
        (target, pairs) => {
          const k = acceptableCount(target, pairs);
          expect(k / pairs).toBeLessThanOrEqual(target);
          if (k < pairs) expect((k + 1) / pairs).toBeGreaterThan(target);
        },
      ),
    );
    expect(acceptableCount(1e-3, 999)).toBe(0);
    expect(acceptableCount(1e-3, 1000)).toBe(1);
    expect(acceptableCount(0.1, 30)).toBe(3);
  });
});

describe('neighbouring float32 numbers', () => {
  it('are next to each other, with nothing between', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const up = nextUp32(value);
        expect(up).toBeGreaterThan(value);
        expect(
          Math.fround((value + up) / 2) === value || Math.fround((value + up) / 2) === up,
        ).toBe(true);
        if (Number.isFinite(up)) expect(nextDown32(up)).toBe(value === 0 ? 0 : value);
      }),
    );
    expect(nextUp32(1)).toBe(1 + 2 ** -23);
    expect(nextUp32(0)).toBe(2 ** -149);
    expect(nextUp32(Infinity)).toBe(Infinity);
  });
});

describe('thresholdScales', () => {
  it('never accepts more in another scale than in cosine similarity', () => {
    fc.assert(
      fc.property(fc.float({ min: -1, max: 1, noNaN: true }), (threshold) => {
        const scales = thresholdScales(threshold)!;
        // The loosest similarity that each converted threshold still accepts.
        expect(1 - scales.cosineDistance).toBeGreaterThanOrEqual(threshold);
        expect(1 - scales.l2Distance ** 2 / 2).toBeGreaterThanOrEqual(threshold);
        expect(Math.cos((scales.angleDegrees * Math.PI) / 180)).toBeGreaterThanOrEqual(threshold);
        expect(scales.cosineSimilarity).toBe(threshold);
      }),
    );
  });

  it('has no other scale above 1, where nothing is accepted', () => {
    expect(thresholdScales(nextUp32(1))).toBeNull();
    expect(thresholdScales(1)).toEqual({
      cosineSimilarity: 1,
      cosineDistance: 0,
      l2Distance: 0,
      angleDegrees: 0,
    });
  });
});

describe('leastSimilarity', () => {
  const similarity = fc.float({ min: -1, max: 1, noNaN: true });
  const distances = {
    cosineDistance: (s: number) => 1 - s,
    l2Distance: (s: number) => Math.sqrt(2 - 2 * s),
    angleDegrees: (s: number) => (Math.acos(s) * 180) / Math.PI,
  };

  it('is the least float32 similarity whose distance the value accepts', () => {
    fc.assert(
      fc.property(
        similarity,
        fc.constantFrom('cosineDistance', 'l2Distance', 'angleDegrees'),
        (drawn, scale) => {
          const value = Math.fround(distances[scale](drawn));
          const least = leastSimilarity(scale, value);
          expect(Math.fround(least)).toBe(least);
          expect(distances[scale](least)).toBeLessThanOrEqual(value);
          if (least > -1) expect(distances[scale](nextDown32(least))).toBeGreaterThan(value);
        },
      ),
    );
    expect(leastSimilarity('cosineDistance', 0)).toBe(1);
    expect(leastSimilarity('l2Distance', 2)).toBe(-1);
    expect(leastSimilarity('angleDegrees', 180)).toBe(-1);
  });

  it('never accepts more than the threshold from which a value was rounded', () => {
    fc.assert(
      fc.property(similarity, (threshold) => {
        const scales = thresholdScales(threshold)!;
        for (const scale of ['cosineDistance', 'l2Distance', 'angleDegrees'] as const) {
          // In float64, 1 - s is 1 for the smallest s.
          const least = leastSimilarity(scale, scales[scale]);
          expect(least).toBeGreaterThanOrEqual(threshold - 2 ** -52);
        }
      }),
    );
  });
});
