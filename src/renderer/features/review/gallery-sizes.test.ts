import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSizes, readSizes } from './gallery-sizes.ts';

test('the first galleries leave classes outside, and are read back as they are shown', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20_000 }), (classes) => {
      const sizes = firstSizes(classes);
      expect(sizes.length).toBeGreaterThan(0);
      expect(Math.max(...sizes)).toBeLessThan(classes);
      expect(readSizes(sizes.join(', '), classes)).toEqual(sizes);
    }),
  );
  expect(firstSizes(3)).toEqual([1]);
  expect(firstSizes(80)).toEqual([10, 20, 40]);
});

test('sizes are whole numbers of classes, ascending, each once, as many as can be told apart', () => {
  expect(readSizes('40, 10, 40', 80)).toEqual([10, 40]);
  expect(readSizes('10; 80', 80)).toEqual([10, 80]);
  expect(readSizes('1,2,3,4,5,6', 80)).toEqual([1, 2, 3, 4, 5, 6]);
  for (const wrong of ['', 'ten', '0', '-1', '81', '2.5', '1,2,3,4,5,6,7']) {
    expect(readSizes(wrong, 80)).toBeNull();
  }
});
