import { expect, test } from 'vitest';
import { clampedTo, linearScale, logScale, logScaleWithZero, probitScale } from './scale.ts';

test('a linear axis has its ends at 0 and 1 and round ticks within them', () => {
  const scale = linearScale(-0.13, 0.98);
  expect(scale.at(-0.13)).toBe(0);
  expect(scale.at(0.98)).toBeCloseTo(1, 12);
  expect(scale.from(scale.at(0.3))).toBeCloseTo(0.3, 12);
  expect(scale.ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
});

test('an axis without width still places its value', () => {
  expect(linearScale(0.5, 0.5).at(0.5)).toBe(0);
});

test('a logarithmic axis has a tick at each power of ten, and at fewer where there are many', () => {
  expect(logScale(1e-3, 1).ticks).toEqual([0.001, 0.01, 0.1, 1]);
  expect(logScale(1e-3, 1).at(0.1)).toBeCloseTo(2 / 3, 12);
  expect(logScale(1e-3, 1).at(0)).toBe(-Infinity);
  expect(logScale(1, 1e12).ticks.length).toBeLessThanOrEqual(8);
});

test('a logarithmic axis of less than three powers has ticks between them', () => {
  expect(logScale(0.5, 30).ticks).toEqual([0.5, 1, 2, 5, 10, 20]);
  expect(logScale(0.5, 1.5).ticks).toEqual([0.5, 1]);
  expect(logScale(0.5, 200).ticks).toEqual([1, 10, 100]);
  expect(logScale(0.5, 3e8).ticks).toEqual([1, 100, 1e4, 1e6, 1e8]);
});

test('a logarithmic axis may have a place for 0, before all others', () => {
  const scale = logScaleWithZero(1e-3, 1);
  expect(scale.ticks).toEqual([0, 0.001, 0.01, 0.1, 1]);
  const places = [0, 1e-5, 1e-3, 0.1, 1].map((value) => scale.at(value));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(scale.at(0)).toBeLessThan(scale.at(1e-3));
  expect(scale.at(1)).toBe(1);
  for (const value of [0, 1e-3, 0.02, 1])
    expect(scale.from(scale.at(value))).toBeCloseTo(value, 12);
});

test('a probit axis is even around one half and leads back', () => {
  const scale = probitScale(0.001, 0.999);
  expect(scale.at(0.5)).toBeCloseTo(0.5, 9);
  expect(scale.from(scale.at(0.02))).toBeCloseTo(0.02, 9);
  expect(scale.ticks.every((tick) => tick >= 0.001 && tick <= 0.999)).toBe(true);
  expect(clampedTo(scale, 0)).toBe(0);
  expect(clampedTo(scale, 1)).toBe(1);
});
