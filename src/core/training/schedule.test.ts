import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learningRate } from './schedule.ts';

test('rises linearly, peaks, and falls along half a cosine to 0', () => {
  const schedule = { peak: 0.4, warmUpSteps: 4, totalSteps: 12 };
  const rates = Array.from({ length: 14 }, (_, step) => learningRate(schedule, step));
  [0.1, 0.2, 0.3, 0.4].forEach((rate, step) => expect(rates[step]).toBeCloseTo(rate, 12));
  expect(rates[4]).toBeCloseTo(0.4, 12);
  expect(rates[8]).toBeCloseTo(0.2, 12);
  expect(rates[11]).toBeCloseTo(0.2 * (1 + Math.cos((7 * Math.PI) / 8)), 12);
  expect(rates.slice(12)).toEqual([0, 0]);
});

test('stays in (0, peak] while it lasts, also without warm-up or with nothing else', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      fc.nat(),
      (totalSteps, warmUp, at) => {
        const warmUpSteps = Math.min(warmUp, totalSteps);
        const rate = learningRate({ peak: 2, warmUpSteps, totalSteps }, at % totalSteps);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(2);
      },
    ),
  );
});
