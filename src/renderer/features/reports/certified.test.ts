import { expect, test } from 'vitest';
import { moreClassesToCertify } from './certified.ts';

test('more classes are wanted until 3 over the trials is no more than the rate', () => {
  // 100 classes with 3,000 trials certify 1e-3; half of it wants twice the classes.
  expect(moreClassesToCertify(1e-3, 100, 3000)).toBe(0);
  expect(moreClassesToCertify(2e-3, 100, 3000)).toBe(0);
  expect(moreClassesToCertify(5e-4, 100, 3000)).toBe(100);
  const more = moreClassesToCertify(7e-4, 100, 3000);
  const trialsWith = (classes: number): number => (3000 / 100) * classes;
  expect(3 / trialsWith(100 + more)).toBeLessThanOrEqual(7e-4);
  expect(3 / trialsWith(100 + more - 1)).toBeGreaterThan(7e-4);
});
