import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextUp32 } from '../float32.ts';
import { type ScoreScale, similarityOf } from './score-scales.ts';

test('known values', () => {
  for (const [scale, value, similarity] of [
    ['cosine', 0.5, 0.5],
    ['cosine-distance', 0.25, 0.75],
    ['l2', 1, 0.5],
    ['l2', 2, -1],
    ['angle', 0, 1],
    ['angle', 180, -1],
    ['other', -1379.5, -1379.5],
    ['other', 66_633, 66_633],
    ['other', 0.1, Math.fround(0.1)],
  ] as [ScoreScale, number, number][]) {
    expect(similarityOf(scale, value)).toBe(similarity);
  }
  expect(similarityOf('angle', 60)).toBeCloseTo(0.5, 7);
});

test('a cosine that was written out comes back; what is converted is never rounded up', () => {
  fc.assert(
    fc.property(fc.float({ min: -1, max: 1, noNaN: true }), (similarity) => {
      // Text knows no -0.
      expect(similarityOf('cosine', Number(String(similarity)))).toBe(similarity + 0);
      const exact = {
        'cosine-distance': [1 - similarity, (d: number) => 1 - d],
        l2: [Math.sqrt(2 - 2 * similarity), (d: number) => 1 - (d * d) / 2],
        angle: [
          (Math.acos(similarity) * 180) / Math.PI,
          (d: number) => Math.cos((d * Math.PI) / 180),
        ],
      } as const;
      for (const [scale, [value, back]] of Object.entries(exact)) {
        const converted = similarityOf(scale as ScoreScale, value)!;
        expect(converted).toBe(Math.fround(converted));
        expect(converted).toBeLessThanOrEqual(Math.max(-1, back(value)));
        if (converted < 1) expect(nextUp32(converted)).toBeGreaterThan(back(value));
      }
    }),
  );
});

test('values that a scale does not have', () => {
  for (const [scale, values] of [
    ['cosine', [1.001, -1.001, NaN, Infinity]],
    ['cosine-distance', [-0.001, 2.001]],
    ['l2', [-0.001, 2.001]],
    ['angle', [-0.1, 180.1]],
    ['other', [NaN, -Infinity, 1e39, 3.4028234663852886e38]],
  ] as [ScoreScale, number[]][]) {
    for (const value of values) expect(similarityOf(scale, value)).toBeNull();
  }
  // Rounding in another program.
  expect(similarityOf('cosine', 1.000001)).toBe(1);
  expect(similarityOf('l2', -1e-7)).toBe(1);
});
