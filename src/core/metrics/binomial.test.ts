import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearson, logGamma, regularisedBeta, upperLimit } from './binomial.ts';

/** P(X <= successes) by its definition. */
function naiveCumulative(successes: number, trials: number, p: number): number {
  let term = (1 - p) ** trials;
  let sum = term;
  for (let k = 1; k <= successes; k++) {
    term *= ((trials - k + 1) / k) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe('clopperPearson', () => {
  it('has limits at which the binomial tails are what they should be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, share) => {
          const successes = Math.round(share * trials);
          const { lower, upper } = clopperPearson(successes, trials);
          expect(lower).toBeLessThanOrEqual(successes / trials);
          expect(upper).toBeGreaterThanOrEqual(successes / trials);
          if (successes < trials) {
            expect(naiveCumulative(successes, trials, upper)).toBeCloseTo(0.025, 8);
          } else expect(upper).toBe(1);
          if (successes > 0) {
            expect(1 - naiveCumulative(successes - 1, trials, lower)).toBeCloseTo(0.025, 8);
          } else expect(lower).toBe(0);
        },
      ),
    );
  });

  it('gives published values', () => {
    // R 4: binom.test(10, 100)$conf.int, binom.test(0, 30)$conf.int.
    expect(clopperPearson(10, 100).lower).toBeCloseTo(0.04900469, 8);
    expect(clopperPearson(10, 100).upper).toBeCloseTo(0.1762226, 7);
    expect(clopperPearson(0, 30).upper).toBeCloseTo(0.1157033, 7);
    // The rule of three, exactly: 1 - 0.05^(1/59).
    expect(upperLimit(0, 59)).toBeCloseTo(1 - 0.05 ** (1 / 59), 12);
  });

  it('holds for as many pairs as an evaluation counts', () => {
    const trials = 5e9;
    const rate = 1e-3;
    const { lower, upper } = clopperPearson(rate * trials, trials);
    const deviation = Math.sqrt((rate * (1 - rate)) / trials);
    expect((upper - rate) / deviation).toBeCloseTo(1.96, 2);
    expect((rate - lower) / deviation).toBeCloseTo(1.96, 2);
    expect(upperLimit(0, trials)).toBeCloseTo(-Math.log(0.05) / trials, 14);
  });
});

describe('regularisedBeta', () => {
  it('is symmetric and known in closed form for small parameters', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        expect(regularisedBeta(x, 1, 1)).toBeCloseTo(x, 12);
        expect(regularisedBeta(x, 2, 1)).toBeCloseTo(x * x, 12);
        expect(regularisedBeta(x, 3, 5) + regularisedBeta(1 - x, 5, 3)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('logGamma', () => {
  it('follows the recurrence of Γ, also where its two formulas meet', () => {
    for (const x of [0.25, 0.5, 1, 3.5, 42, 98.5, 99.5, 100, 1e4]) {
      expect(logGamma(x + 1)).toBeCloseTo(logGamma(x) + Math.log(x), 9);
    }
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 10);
  });
});
