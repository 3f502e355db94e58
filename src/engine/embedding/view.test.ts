import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawAugmentation, type View, viewKey } from './view.ts';

const view: View = { index: 1, seed: 1, flip: false };
const hashes = Array.from({ length: 400 }, (_, k) => String(k).padStart(64, '0'));

test('property: small changes, the same whenever they are drawn, others for other images and views', () => {
  const anyView = fc.record({
    index: fc.integer({ min: 1, max: 15 }),
    seed: fc.nat(),
    flip: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.constantFrom(...hashes), anyView, (sha256, drawn) => {
      const augmentation = drawAugmentation(sha256, drawn);
      expect(drawAugmentation(sha256, { ...drawn })).toEqual(augmentation);
      const { rotation, area, x, y, contrast, brightness, blur, noise } = augmentation;
      expect(Math.abs(rotation)).toBeLessThanOrEqual(10);
      expect(area).toBeGreaterThanOrEqual(0.85);
      expect(area).toBeLessThan(1);
      expect(Math.abs(contrast - 1)).toBeLessThanOrEqual(0.2);
      expect(Math.abs(brightness)).toBeLessThanOrEqual(25);
      for (const [value, limit] of [[x, 1] as const, [y, 1], [blur, 0.006], [noise, 8]]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(limit);
      }
      const { index, seed } = drawn;
      for (const other of [{ index: index + 1 }, { seed: seed + 1 }]) {
        expect(drawAugmentation(sha256, { ...drawn, ...other }).rotation).not.toBe(rotation);
      }
      expect(drawAugmentation('f'.repeat(64), drawn).rotation).not.toBe(rotation);
    }),
  );
});

test('mirrors never unless asked, then about half, and nothing else depends on it', () => {
  let mirrored = 0;
  for (const sha256 of hashes) {
    const plain = drawAugmentation(sha256, view);
    const asked = drawAugmentation(sha256, { ...view, flip: true });
    expect(plain.mirrored).toBe(false);
    expect({ ...asked, mirrored: false }).toEqual(plain);
    if (asked.mirrored) mirrored++;
  }
  expect(mirrored).toBeGreaterThan(150);
  expect(mirrored).toBeLessThan(250);
});

test('every view has a key of its own', () => {
  const keys = [
    null,
    view,
    { ...view, index: 2 },
    { ...view, seed: 2 },
    { ...view, flip: true },
  ].map(viewKey);
  expect(keys[0]).toBe('plain');
  expect(new Set(keys).size).toBe(keys.length);
  expect(viewKey({ ...view })).toBe(keys[1]);
});
