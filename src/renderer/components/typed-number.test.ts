import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTyped, shortestDecimal } from './typed-number.ts';

test('numbers are read with a point or a comma, and nothing else is', () => {
  expect(readTyped(' 0.842 ')).toBe(0.842);
  expect(readTyped('0,842')).toBe(0.842);
  expect(readTyped('-1e-3')).toBe(-0.001);
  for (const text of ['', 'abc', '1.2.3', '1,2,3', '0x10', '1 2', 'Infinity']) {
    expect(readTyped(text)).toBeNull();
  }
});

test('the shortest decimal gives the same float32 back', () => {
  fc.assert(
    fc.property(fc.float({ min: -1, max: 1, noNaN: true }), (value) => {
      expect(Math.fround(Number(shortestDecimal(value)))).toBe(value === 0 ? 0 : value);
    }),
  );
  expect(shortestDecimal(Math.fround(0.842))).toBe('0.842');
});
