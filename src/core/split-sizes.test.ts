import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitSizes } from './split-sizes.ts';

test('242 classes are dealt out as documented', () => {
  expect(splitSizes(242)).toEqual({ training: 81, calibration: 40, heldOut: 121 });
});

test('ties go to training first, then to calibration', () => {
  const equal = { training: 1 / 3, calibration: 1 / 3, heldOut: 1 / 3 };
  expect(splitSizes(4, equal)).toEqual({ training: 2, calibration: 1, heldOut: 1 });
  expect(splitSizes(5, equal)).toEqual({ training: 2, calibration: 2, heldOut: 1 });
});

test('no class is lost, and no set is further than one class from its share', () => {
  fc.assert(
    fc.property(fc.nat(100_000), (classes) => {
      const { training, calibration, heldOut } = splitSizes(classes);
      expect(training + calibration + heldOut).toBe(classes);
      expect(Math.abs(training - classes / 3)).toBeLessThan(1);
      expect(Math.abs(calibration - classes / 6)).toBeLessThan(1);
      expect(Math.abs(heldOut - classes / 2)).toBeLessThan(1);
    }),
  );
});
