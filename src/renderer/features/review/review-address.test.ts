import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstChoice, readChoice, reviewAddress } from './review-address.ts';

test('an address gives back what was put into it', () => {
  fc.assert(
    fc.property(
      fc.record({
        threshold: fc.option(fc.float({ min: -1, max: 1, noNaN: true })),
        side: fc.constantFrom('both' as const, 'false-accepts' as const, 'false-rejects' as const),
        order: fc.constantFrom('worst' as const, 'nearest' as const),
        classes: fc.array(fc.nat(20_000), { maxLength: 2 }),
        tag: fc.option(fc.string({ minLength: 1 })),
        item: fc.option(fc.string({ minLength: 1 })),
      }),
      (choice) => {
        const address = reviewAddress('e 1', 'wrong-pairs', choice);
        const [path, search = ''] = address.split('?', 2);
        expect(path).toBe('/review/e%201/wrong-pairs');
        const read = readChoice(search);
        // Zero has no sign in an address.
        const threshold = choice.threshold === null ? null : choice.threshold + 0;
        expect(read.threshold === null ? null : Math.fround(read.threshold)).toBe(threshold);
        expect({ ...read, threshold }).toEqual({ ...choice, threshold });
      },
    ),
  );
});

test('nonsense in an address is passed over', () => {
  expect(readChoice('t=abc&side=left&order=x&class=-1&class=a&tag=')).toEqual(firstChoice);
  expect(readChoice('')).toEqual(firstChoice);
  expect(readChoice('class=1&class=2&class=3').classes).toEqual([1, 2]);
});
