import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './code-point-order.ts';

const anyString = fc.string({ unit: 'binary' });
/** Lone surrogates included, shared prefixes likely. */
const fewUnits = fc
  .array(fc.constantFrom(0x61, 0xd83d, 0xd83e, 0xde00, 0xde01, 0xffff), { maxLength: 5 })
  .map((units) => String.fromCharCode(...units));

/** The definition, spelled out: code points side by side. */
function naiveCompare(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0)!);
  const right = Array.from(b, (character) => character.codePointAt(0)!);
  for (let k = 0; k < Math.min(left.length, right.length); k++) {
    if (left[k] !== right[k]) return left[k]! - right[k]!;
  }
  return left.length - right.length;
}

describe('compareCodePoints', () => {
  it('puts U+FFFD before an emoji, which UTF-16 order does not', () => {
    expect(compareCodePoints('\uFFFD', '😀')).toBeLessThan(0);
    expect(['\uFFFD', '😀'].sort()).toEqual(['😀', '\uFFFD']);
  });

  it('puts upper case before lower case and a prefix first', () => {
    expect(['b', 'a', 'B', 'ab', 'é', 'e\u0301'].sort(compareCodePoints)).toEqual([
      'B',
      'a',
      'ab',
      'b',
      'e\u0301',
      'é',
    ]);
  });

  it('agrees with the definition on any strings', () => {
    fc.assert(
      fc.property(fc.oneof(anyString, fewUnits), fc.oneof(anyString, fewUnits), (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(naiveCompare(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the order of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(anyString, anyString, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        );
      }),
    );
  });
});
