import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';

test('normal quantiles agree with tables', () => {
  // R: qnorm(c(0.5, 0.975, 0.01, 1e-6, 0.9999))
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  expect(normalQuantile(0.01)).toBeCloseTo(-2.326347874040841, 8);
  expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 7);
  expect(normalQuantile(0.9999)).toBeCloseTo(3.719016485455709, 7);
  expect(normalQuantile(0)).toBe(-Infinity);
  expect(normalQuantile(1)).toBe(Infinity);
});

test('the quantiles of whole deviations are whole', () => {
  // Φ(-2), Φ(-1), Φ(0), Φ(1) to sixteen digits.
  const atWholeDeviations = [0.02275013194817921, 0.15865525393145707, 0.5, 0.8413447460685429];
  atWholeDeviations.forEach((probability, k) => {
    expect(normalQuantile(probability)).toBeCloseTo(k - 2, 7);
  });
  expect(normalQuantile(0.0013498980316300933)).toBeCloseTo(-3, 7);
  expect(normalQuantile(0.9999683287581669)).toBeCloseTo(4, 7);
});
