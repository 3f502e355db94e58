import { expect, test } from 'vitest';
import { cheapest, costCurve } from './cost-curve.ts';

const traffic = {
  comparisonsPerDay: 1000,
  prevalence: 0.1,
  falseAcceptCost: 10,
  falseRejectCost: 2,
};
const point = (threshold: number, falseAcceptRate: number | null, falseRejectRate: number) => ({
  threshold,
  falseAcceptRate,
  falseRejectRate,
});

test('errors of a day cost what they cost, and the least threshold is the cheapest of equals', () => {
  const curve = costCurve(
    [point(0.1, 0.5, 0), point(0.2, null, 0.1), point(0.3, 0.01, 0.1), point(0.4, 0, 0.55)],
    traffic,
  );
  // 900 impostor and 100 genuine comparisons.
  expect(curve).toEqual([
    { threshold: 0.1, cost: 4500 },
    { threshold: 0.3, cost: 9 * 10 + 10 * 2 },
    { threshold: 0.4, cost: expect.closeTo(110, 9) as number },
  ]);
  expect(cheapest(curve)?.threshold).toBe(0.3);
  expect(cheapest([])).toBeNull();
});
