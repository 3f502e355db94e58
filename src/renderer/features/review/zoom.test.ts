import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greatestScale, moved, transformOf, wholeImage, zoomedAt } from './zoom.ts';

const place = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const step = fc.record({
  factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
  right: place,
  down: place,
});

/** The share of the image that lies at a place of the pane. */
const seenAt = ({ scale, x }: { scale: number; x: number }, right: number): number =>
  x + right / scale;

test('the image always fills its pane', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let zoom = wholeImage;
      for (const { factor, right, down } of steps) {
        zoom = moved(zoomedAt(zoom, factor, right, down), right, down);
        expect(zoom.scale).toBeGreaterThanOrEqual(1);
        expect(zoom.scale).toBeLessThanOrEqual(greatestScale);
        for (const middle of [zoom.x, zoom.y]) {
          expect(middle - 0.5 / zoom.scale).toBeGreaterThanOrEqual(-1e-12);
          expect(middle + 0.5 / zoom.scale).toBeLessThanOrEqual(1 + 1e-12);
        }
      }
    }),
  );
});

test('what lies under the pointer stays there', () => {
  fc.assert(
    fc.property(place, fc.double({ min: 1, max: 8, noNaN: true }), (right, factor) => {
      expect(seenAt(zoomedAt(wholeImage, factor, right), right)).toBeCloseTo(
        seenAt(wholeImage, right),
        9,
      );
    }),
  );
});

test('an image is moved with the pointer, and put back whole', () => {
  const twice = zoomedAt(wholeImage, 2);
  expect(moved(twice, 0.25, 0).x).toBeCloseTo(0.375);
  expect(moved(twice, 5, 5)).toEqual({ scale: 2, x: 0.25, y: 0.25 });
  expect(zoomedAt(moved(twice, 0.25, 0.1), 0.1)).toEqual(wholeImage);
  expect(transformOf(moved(twice, 0.25, 0))).toBe('translate(25%, 0%) scale(2)');
});
