import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededGenerator } from '../random.ts';
import { binomial, redrawOpis } from './noise-floor.ts';
import { opis, uniformGrid, utility } from './opis.ts';

const rates = (classes: number, grid: number, rate: (c: number, g: number) => number) =>
  Float64Array.from({ length: classes * grid }, (_, k) => rate(Math.floor(k / grid), k % grid));

describe('opis', () => {
  it('is 0 for classes that are all alike, however bad', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (rate) => {
        const result = opis({
          axis: uniformGrid(0.2, 0.9, 11),
          falseAcceptRates: rates(4, 11, () => rate),
          falseRejectRates: rates(4, 11, () => rate),
          usable: [true, true, true, true],
          beta: 1,
          epsilon: 0.1,
        });
        expect(result.value).toBeCloseTo(0, 12);
        expect(result.epsilonOpis).toBeCloseTo(0, 12);
        expect(result.meanUtility).toBeCloseTo(1 - rate, 12);
      }),
    );
  });

  it('integrates two constant classes in closed form and leaves unusable classes out', () => {
    const grid = 5;
    // Utilities 1 and 0.5: variance 1/16, gap 1/2.
    const far = rates(3, grid, (c) => [0, 0.5, 0.123][c]!);
    const result = opis({
      axis: uniformGrid(1, 3, grid),
      falseAcceptRates: far,
      falseRejectRates: far,
      usable: [true, true, false],
      beta: 1,
      epsilon: 0.1,
    });
    expect(result.value).toBeCloseTo(1 / 16, 12);
    expect(result.epsilonOpis).toBeCloseTo(1 / 4, 12);
    expect(result.contributions).toEqual([
      expect.closeTo(1 / 16, 12),
      expect.closeTo(1 / 16, 12),
      null,
    ]);
    expect(result.classesUsed).toBe(2);
  });

  it('is null over a range without width', () => {
    const result = opis({
      axis: Float64Array.of(0.5, 0.5),
      falseAcceptRates: rates(2, 2, () => 0),
      falseRejectRates: rates(2, 2, () => 0),
      usable: [true, true],
      beta: 1,
      epsilon: 0.1,
    });
    expect(result).toMatchObject({ value: null, epsilonOpis: null, meanUtility: null });
  });

  it('takes the F_b mean as utility, 0 where both rates are 1', () => {
    expect(utility(1, 1)).toBe(0);
    expect(utility(0, 0)).toBe(1);
    expect(utility(0.2, 0.6)).toBeCloseTo((2 * 0.8 * 0.4) / 1.2, 12);
    expect(utility(0.2, 0.6, 2)).toBeCloseTo((5 * 0.8 * 0.4) / (4 * 0.8 + 0.4), 12);
  });
});

describe('noise floor', () => {
  const floor = (pairs: number) => ({
    axis: uniformGrid(0.4, 0.6, 21),
    falseAcceptRate: uniformGrid(0.01, 0.1, 21),
    falseRejectRate: uniformGrid(0.5, 0.2, 21),
    genuinePairs: new Float64Array(80).fill(pairs),
    impostorPairs: new Float64Array(80).fill(100 * pairs),
    beta: 1,
  });
  const meanOf = (pairs: number): number => {
    let sum = 0;
    for (let k = 0; k < 40; k++) sum += redrawOpis(floor(pairs), seededGenerator(3, k));
    return sum / 40;
  };

  it('falls in proportion to the number of pairs', () => {
    const few = meanOf(25);
    const many = meanOf(400);
    expect(few / many).toBeGreaterThan(12);
    expect(few / many).toBeLessThan(20);
  });

  it('comes near what the law of one class gives by hand', () => {
    // One pair: FRR is 0 or 1, so the utility is 0 or about 2φ/(φ+1).
    const value = meanOf(1);
    const input = floor(1);
    let expected = 0;
    input.axis.forEach((_, g) => {
      const accept = 1 - input.falseRejectRate[g]!;
      const u = utility(input.falseAcceptRate[g]!, 0);
      expected += ((g === 0 || g === 20 ? 0.5 : 1) / 20) * accept * (1 - accept) * u * u;
    });
    expect(value / expected).toBeGreaterThan(0.9);
    expect(value / expected).toBeLessThan(1.1);
  });
});

describe('binomial', () => {
  it.each([
    [10, 0.3],
    [200, 0.02],
    [5000, 0.4],
    [100000, 0.97],
  ])('has the mean and variance of %i trials at %f', (trials, probability) => {
    const generator = seededGenerator(8);
    const draws = Array.from({ length: 20_000 }, () => binomial(trials, probability, generator));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    const expected = trials * probability * (1 - probability);
    expect(Math.abs(mean - trials * probability)).toBeLessThan(5 * Math.sqrt(expected / 20_000));
    expect(variance / expected).toBeGreaterThan(0.95);
    expect(variance / expected).toBeLessThan(1.05);
    expect(draws.every((draw) => Number.isInteger(draw) && draw >= 0 && draw <= trials)).toBe(true);
  });
});
