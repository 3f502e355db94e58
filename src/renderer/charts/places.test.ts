import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesOf, thinned } from './places.ts';
import { linearScale, logScale } from './scale.ts';

test('points lie at their shares of the axes, and at the nearer end where they are outside', () => {
  const places = placesOf(
    [
      [0, 1],
      [5, 0.01],
      [20, 0],
    ],
    linearScale(0, 10),
    logScale(1e-4, 1),
  );
  expect(places).toEqual([
    { x: 0, y: 1 },
    { x: 0.5, y: 0.5 },
    { x: 1, y: 0 },
  ]);
});

test('few points stay as they are', () => {
  const points = [3, 1, 2];
  expect(thinned(points, 3)).toBe(points);
});

test('many points are thinned evenly, in their order, with both ends', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 500 }), (most, more) => {
      const points = Array.from({ length: most + more }, (_, k) => k);
      const kept = thinned(points, most);
      const step = (points.length - 1) / (most - 1);
      expect(kept).toHaveLength(most);
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(points.length - 1);
      for (let k = 1; k < kept.length; k++) {
        const gap = kept[k]! - kept[k - 1]!;
        expect(gap).toBeGreaterThanOrEqual(1);
        expect(Math.abs(gap - step)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
