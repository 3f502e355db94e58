import { describe, expect, it } from 'vitest';
import { dailyErrors, dailyReview } from './traffic.ts';

const traffic = {
  comparisonsPerDay: 1000,
  prevalence: 0.1,
  falseAcceptCost: 5,
  falseRejectCost: 2,
};

describe('traffic', () => {
  it('counts the errors of a day and what they cost', () => {
    const errors = dailyErrors({ falseAcceptRate: 0.01, falseRejectRate: 0.2 }, traffic);
    // 900 impostor and 100 genuine comparisons.
    expect(errors.falseAccepts).toBeCloseTo(9, 12);
    expect(errors.falseRejects).toBeCloseTo(20, 12);
    expect(errors.cost).toBeCloseTo(9 * 5 + 20 * 2, 12);
  });

  it('sends to review what lies between two thresholds', () => {
    const low = { falseAcceptRate: 0.1, falseRejectRate: 0.05 };
    const high = { falseAcceptRate: 0.01, falseRejectRate: 0.2 };
    const review = dailyReview(low, high, traffic);
    // 81 impostor and 15 genuine comparisons lie between.
    expect(review.comparisons).toBeCloseTo(96, 10);
    expect(review.share).toBeCloseTo(0.096, 12);
    expect(review.falseAccepts).toBeCloseTo(9, 12);
    expect(review.falseRejects).toBeCloseTo(5, 12);
    expect(dailyReview(low, low, traffic).share).toBe(0);
  });
});
