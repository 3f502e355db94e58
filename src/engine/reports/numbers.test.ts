import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAngle,
  formatCount,
  formatCounts,
  formatDistance,
  formatExact,
  formatInterval,
  formatNumberOf,
  formatPercent,
  formatRate,
  formatRatio,
  formatTarget,
  formatThreshold,
  formatTime,
  formatTrials,
} from './numbers.ts';

const spaced = (text: string): string => text.replace(/\u00a0/g, ' ');

describe('formatRate', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.5, '0.500'],
    [0.062105, '0.0621'],
    [0.000984848, '0.000985'],
    [0.0001, '0.000100'],
    [0.0000985, '9.85e-5'],
    [0.00009996, '0.000100'],
    [0.9996, '0.99960'],
    [0.99999999, '0.999999990'],
    [12.345, '12.3'],
  ])('%d as %s', (rate, text) => {
    expect(formatRate(rate)).toBe(text);
  });

  it('keeps three digits and never makes 0 or 1 of what is not', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (rate) => {
        const printed = Number(formatRate(rate));
        expect(Math.abs(printed - rate)).toBeLessThanOrEqual(0.00501 * rate);
        expect(printed).toBeGreaterThan(0);
        expect(printed).toBeLessThan(1);
      }),
    );
  });
});

describe('values in the scales of a threshold', () => {
  const float32 = fc.float({ min: -1, max: 1, noNaN: true });

  it('round a similarity towards rejection, by less than a millionth', () => {
    fc.assert(
      fc.property(float32, (threshold) => {
        const printed = Number(formatThreshold(threshold));
        expect(Math.fround(printed)).toBeGreaterThanOrEqual(threshold);
        expect(printed - threshold).toBeLessThan(1e-6 + 1e-12);
      }),
    );
  });

  it('round a distance and an angle towards rejection', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), (distance) => {
        const printed = Number(formatDistance(distance));
        expect(printed).toBeLessThanOrEqual(distance);
        expect(distance - printed).toBeLessThan(1e-6 + 1e-12);
        expect(Number(formatAngle(distance * 90).replace('°', ''))).toBeLessThanOrEqual(
          distance * 90,
        );
      }),
    );
  });

  it('print the ends', () => {
    expect(formatThreshold(Math.fround(0.31))).toBe('0.310000');
    expect(formatThreshold(Math.fround(1 + 2 ** -23))).toBe('1.000001');
    expect(formatDistance(0)).toBe('0.000000');
    expect(formatDistance(-1e-7)).toBe('none');
    expect(formatDistance(Number.NaN)).toBe('none');
    expect(formatAngle(Number.NaN)).toBe('none');
  });

  it('give an exact value that reads back as the same float32', () => {
    fc.assert(
      fc.property(float32, (value) => {
        expect(Math.fround(Number(formatExact(value))) === value).toBe(true);
        const digits = formatExact(value)
          .replace(/e.*$/, '')
          .replace(/^-?0?\.?0*|\./g, '');
        expect(digits.length).toBeLessThanOrEqual(9);
      }),
    );
    expect(formatExact(0.1)).toBe('0.1');
  });
});

it('prints counts, shares and times', () => {
  expect(formatCount(0)).toBe('0');
  expect(formatCount(999)).toBe('999');
  expect(formatCount(2_303_858_542)).toBe('2,303,858,542');
  expect(spaced(formatCounts(39, 39_600))).toBe('39 / 39,600');
  expect(spaced(formatNumberOf(1, 'class', 'classes'))).toBe('1 class');
  expect(spaced(formatNumberOf(1200, 'class', 'classes'))).toBe('1,200 classes');
  expect(spaced(formatInterval({ lower: 0.00081, upper: 0.002, level: 0.95, replicates: 9 }))).toBe(
    '[0.000810, 0.00200]',
  );
  expect([0.1, 0.01, 0.001, 0.0005, 1e-4, 0].map(formatTarget)).toEqual([
    '0.1',
    '0.01',
    '0.001',
    '5e-4',
    '1e-4',
    '0',
  ]);
  expect([3.21, 9.96, 12.4, 1412].map(formatRatio)).toEqual(['3.2', '10', '12', '1,400']);
  expect([0, 0.0001, 0.125, 1].map(formatPercent).map(spaced)).toEqual([
    '0 %',
    '< 0.1 %',
    '12.5 %',
    '100 %',
  ]);
  expect([1.5, 30, 41_229.6].map(formatTrials)).toEqual(['1.5', '30', '41,230']);
  expect(formatTime('2026-01-31T09:26:53.120Z')).toBe('2026-01-31 09:26 UTC');
  expect(formatTime('yesterday')).toBe('yesterday');
});
