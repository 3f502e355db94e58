import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDown32 } from '../../../core/float32.ts';
import { cosineScales, fromScale, inScale, type ThresholdScale } from './threshold-scale.ts';

/** The similarity that a value of a scale stands for, by the definition. */
const similarityAt = {
  'cosine-similarity': (value: number) => value,
  'cosine-distance': (value: number) => 1 - value,
  'l2-distance': (value: number) => 1 - value ** 2 / 2,
  angle: (value: number) => Math.cos((value * Math.PI) / 180),
  score: (value: number) => value,
} satisfies Record<ThresholdScale, (value: number) => number>;

test('a typed value becomes the least float32 that accepts nothing which the value rejects', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...cosineScales),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (scale, value) => {
        const threshold = fromScale(value, scale)!;
        expect(Math.fround(threshold)).toBe(threshold);
        expect(threshold).toBeGreaterThanOrEqual(similarityAt[scale](value));
        expect(nextDown32(threshold)).toBeLessThan(similarityAt[scale](value));
      },
    ),
  );
});

test('similarities are kept, and rounded up between two float32 numbers', () => {
  expect(fromScale(0.5, 'cosine-similarity')).toBe(0.5);
  expect(fromScale(0.842, 'cosine-similarity')).toBeGreaterThanOrEqual(0.842);
  expect(fromScale(0.1, 'cosine-similarity')).toBeGreaterThanOrEqual(0.1);
  expect(nextDown32(fromScale(0.842, 'cosine-similarity')!)).toBeLessThan(0.842);
});

test('the scales agree with each other', () => {
  expect(fromScale(0, 'cosine-distance')).toBe(1);
  expect(fromScale(Math.SQRT2, 'l2-distance')).toBeCloseTo(0, 7);
  expect(fromScale(60, 'angle')).toBeCloseTo(0.5, 6);
  expect(fromScale(180, 'angle')).toBe(-1);
  for (const scale of cosineScales) {
    expect(fromScale(inScale(0.625, scale)!, scale)).toBeGreaterThanOrEqual(0.625);
    expect(fromScale(inScale(0.625, scale)!, scale)).toBeCloseTo(0.625, 6);
  }
});

test('values outside of a scale are refused', () => {
  expect(fromScale(1.01, 'cosine-similarity')).toBeNull();
  expect(fromScale(-0.1, 'l2-distance')).toBeNull();
  expect(fromScale(181, 'angle')).toBeNull();
  expect(fromScale(Number.NaN, 'score')).toBeNull();
  expect(fromScale(3.5, 'score')).toBe(3.5);
});

test('a threshold that accepts nothing has no value in any scale', () => {
  for (const scale of cosineScales) expect(inScale(1.0000001192092896, scale)).toBeNull();
  expect(inScale(Infinity, 'score')).toBeNull();
});
