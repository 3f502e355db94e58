import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededGenerator } from '../random.ts';
import {
  fitIsotonic,
  fitPlatt,
  genuineProbability,
  type LabelledScores,
  logLikelihoodRatio,
  logLikelihoodRatioCost,
  minimumLogLikelihoodRatioCost,
  type PlattCalibration,
  reliabilityPoints,
} from './score-calibration.ts';

const golden = JSON.parse(
  readFileSync(new URL('./fixtures/score-calibration.json', import.meta.url), 'utf8'),
) as {
  genuine: number[];
  impostor: number[];
  platt: { slope: number; offset: number };
  plattCost: number;
  distinct: number[];
  isotonicRatios: number[];
  isotonicCost: number;
  minimumCost: number;
};
const goldenScores = labelled(golden.genuine, golden.impostor);

function labelled(genuine: readonly number[], impostor: readonly number[]): LabelledScores {
  return {
    genuine: { scores: genuine, weights: null },
    impostor: { scores: impostor, weights: null },
  };
}

/** Scores on a coarse grid, with many ties. */
const coarse = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 25 });
const anyScores = fc.tuple(coarse, coarse).map(([genuine, impostor]) =>
  labelled(
    genuine.map((s) => s + 2),
    impostor,
  ),
);

/** The same pairs as a histogram over the distinct scores of each kind. */
function asHistogram({ genuine, impostor }: LabelledScores): LabelledScores {
  const [first, second] = [genuine, impostor].map(({ scores }) => {
    const distinct = [...new Set(Array.from(scores))];
    const weights = distinct.map((s) => Array.from(scores).filter((other) => other === s).length);
    return { scores: distinct, weights };
  });
  return { genuine: first!, impostor: second! };
}

/** Platt's loss, term by term. */
function naivePlattLoss(slope: number, offset: number, { genuine, impostor }: LabelledScores) {
  const lossOf = (scores: number[], aim: number): number =>
    scores.reduce((sum, s) => {
      const p = 1 / (1 + Math.exp(-(slope * s + offset)));
      return sum - aim * Math.log(p) - (1 - aim) * Math.log(1 - p);
    }, 0) / scores.length;
  const n = genuine.scores.length;
  const m = impostor.scores.length;
  return (
    (lossOf(Array.from(genuine.scores), (n + 1) / (n + 2)) +
      lossOf(Array.from(impostor.scores), 1 / (m + 2))) /
    2
  );
}

/** Isotonic regression by its min-max formula, as log-likelihood ratios of the distinct scores. */
function naiveIsotonic({ genuine, impostor }: LabelledScores): Map<number, number> {
  const genuineScores = Array.from(genuine.scores);
  const impostorScores = Array.from(impostor.scores);
  const distinct = [...new Set([...genuineScores, ...impostorScores])].sort((a, b) => a - b);
  const shareOf = (from: number, to: number): number => {
    const inside = (s: number): boolean => s >= from && s <= to;
    const g = genuineScores.filter(inside).length / genuineScores.length;
    const i = impostorScores.filter(inside).length / impostorScores.length;
    return g / (g + i);
  };
  return new Map(
    distinct.map((score, k) => {
      const share = Math.max(
        ...distinct
          .slice(0, k + 1)
          .map((from) => Math.min(...distinct.slice(k).map((to) => shareOf(from, to)))),
      );
      return [score, Math.log(share / (1 - share))];
    }),
  );
}

/** A fixed calibration line for tests that need any. */
const line: PlattCalibration = { kind: 'platt', slope: 1.5, offset: -2 };

describe('fitPlatt', () => {
  it('agrees with scikit-learn', () => {
    const { slope, offset } = fitPlatt(goldenScores)!;
    expect(slope).toBeCloseTo(golden.platt.slope, 6);
    expect(offset).toBeCloseTo(golden.platt.offset, 6);
    const cost = logLikelihoodRatioCost(goldenScores, (s) => slope * s + offset);
    expect(cost).toBeCloseTo(golden.plattCost, 9);
  });

  it('has the least loss of all lines, also where the scores separate the kinds', () => {
    fc.assert(
      fc.property(anyScores, (data) => {
        const { slope, offset } = fitPlatt(data)!;
        const least = naivePlattLoss(slope, offset, data);
        expect(Number.isFinite(least)).toBe(true);
        for (const [da, db] of [
          [0.01, 0],
          [-0.01, 0],
          [0, 0.01],
          [0, -0.01],
          [0.01, 0.01],
          [0.01, -0.01],
        ] as const) {
          expect(naivePlattLoss(slope + da, offset + db, data)).toBeGreaterThan(least - 1e-12);
        }
      }),
    );
  });

  it('follows a change of the scale of the scores', () => {
    const { slope, offset } = fitPlatt(goldenScores)!;
    const scaled = labelled(
      golden.genuine.map((s) => 1000 * s + 7),
      golden.impostor.map((s) => 1000 * s + 7),
    );
    const other = fitPlatt(scaled)!;
    expect(other.slope * 1000).toBeCloseTo(slope, 8);
    expect(other.slope * 7 + other.offset).toBeCloseTo(offset, 8);
  });

  it('says nothing where every score is the same', () => {
    const { slope, offset } = fitPlatt(labelled([3, 3, 3], [3, 3, 3]))!;
    expect(slope).toBe(0);
    expect(offset).toBeCloseTo(0, 10);
  });

  it('finds the ratios of normal scores of equal spread, which lie on a line', () => {
    const generator = seededGenerator(5);
    const draw = (mean: number, count: number): number[] =>
      Array.from({ length: count }, () => mean + 0.5 * generator.normal());
    const { slope, offset } = fitPlatt(labelled(draw(1, 4000), draw(0, 40_000)))!;
    // log of the ratio of two normal densities: (s - 0.5) × (1 - 0) / 0.25.
    expect(Math.abs(slope - 4)).toBeLessThan(0.2);
    expect(Math.abs(offset + 2)).toBeLessThan(0.1);
  });
});

describe('fitIsotonic', () => {
  it('agrees with scikit-learn', () => {
    const calibration = fitIsotonic(goldenScores)!;
    golden.distinct.forEach((score, k) => {
      expect(logLikelihoodRatio(calibration, score)).toBeCloseTo(golden.isotonicRatios[k]!, 9);
    });
    const cost = logLikelihoodRatioCost(goldenScores, (s) => logLikelihoodRatio(calibration, s));
    expect(cost).toBeCloseTo(golden.isotonicCost, 9);
  });

  it('is what the min-max formula gives with a pair added at either end', () => {
    fc.assert(
      fc.property(anyScores, (data) => {
        const calibration = fitIsotonic(data)!;
        const naive = naiveIsotonic(
          labelled(
            [...Array.from(data.genuine.scores), -100],
            [...Array.from(data.impostor.scores), 100],
          ),
        );
        for (const [score, ratio] of naive) {
          expect(logLikelihoodRatio(calibration, score)).toBeCloseTo(ratio, 9);
        }
      }),
    );
  });

  it('joins cells of one ratio, which shares of all pairs tell apart by a rounding', () => {
    // One of each kind at 1, three of each at 2.
    const data = labelled([1, 2, 2, 2, 3, 3], [0, 0, 0, 0, 0, 1, 2, 2, 2]);
    expect(fitIsotonic(data)!.from).toEqual([0, 1, 3]);
  });

  it('rises, is finite, and keeps its ratio from one step to the next', () => {
    fc.assert(
      fc.property(anyScores, (data) => {
        const calibration = fitIsotonic(data)!;
        const { from, logLikelihoodRatios } = calibration;
        expect(logLikelihoodRatios.every(Number.isFinite)).toBe(true);
        for (let k = 1; k < from.length; k++) {
          expect(from[k]!).toBeGreaterThan(from[k - 1]!);
          expect(logLikelihoodRatios[k]!).toBeGreaterThan(logLikelihoodRatios[k - 1]!);
          expect(logLikelihoodRatio(calibration, from[k]! - 1e-9)).toBe(logLikelihoodRatios[k - 1]);
          expect(logLikelihoodRatio(calibration, from[k]!)).toBe(logLikelihoodRatios[k]);
        }
        expect(logLikelihoodRatio(calibration, -1e6)).toBe(logLikelihoodRatios[0]);
        expect(logLikelihoodRatio(calibration, 1e6)).toBe(logLikelihoodRatios.at(-1));
      }),
    );
  });
});

describe('costs', () => {
  it('agree with numpy and the definition', () => {
    expect(minimumLogLikelihoodRatioCost(goldenScores)).toBeCloseTo(golden.minimumCost, 10);
    // One genuine pair at ratio 0 costs 1 bit, one at log 3 costs log2(4/3); impostors alike.
    const data = labelled([0, Math.log(3)], [0]);
    expect(logLikelihoodRatioCost(data, (s) => s)).toBeCloseTo(
      ((1 + Math.log2(4 / 3)) / 2 + 1) / 2,
      12,
    );
  });

  it('are bounded as they should be', () => {
    fc.assert(
      fc.property(anyScores, (data) => {
        const minimum = minimumLogLikelihoodRatioCost(data)!;
        const naive = naiveIsotonic(data);
        expect(minimum).toBeCloseTo(
          logLikelihoodRatioCost(data, (s) => naive.get(s)!)!,
          9,
        );
        expect(minimum).toBeGreaterThanOrEqual(0);
        expect(minimum).toBeLessThanOrEqual(1 + 1e-12);
        expect(logLikelihoodRatioCost(data, () => 0)).toBeCloseTo(1, 12);
        // No line that rises, and no other rising function, costs less.
        for (const slope of [0.1, 1, 5]) {
          expect(logLikelihoodRatioCost(data, (s) => slope * (s - 1))!).toBeGreaterThanOrEqual(
            minimum - 1e-12,
          );
        }
      }),
    );
  });

  it('are 0 at best for scores that separate the kinds, however far the ratios go', () => {
    const data = labelled([2, 3], [0, 1]);
    expect(minimumLogLikelihoodRatioCost(data)).toBe(0);
    expect(logLikelihoodRatioCost(data, (s) => (s > 1 ? 800 : -800))).toBe(0);
    expect(logLikelihoodRatioCost(data, (s) => (s > 1 ? -800 : 800))).toBeCloseTo(
      800 / Math.LN2,
      9,
    );
  });
});

describe('reliabilityPoints', () => {
  it('is what counting pair by pair gives', () => {
    fc.assert(
      fc.property(anyScores, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (data, prior) => {
        const points = reliabilityPoints(data, line, prior, 4);
        const pairs = [data.genuine, data.impostor].flatMap(({ scores }, kind) =>
          Array.from(scores, (s) => ({
            p: genuineProbability(1.5 * s - 2, prior),
            genuine: kind === 0,
            weight: (kind === 0 ? prior : 1 - prior) / scores.length,
          })),
        );
        const sum = (some: typeof pairs, value: (pair: (typeof pairs)[number]) => number): number =>
          some.reduce((total, pair) => total + value(pair), 0);
        const expected = [0, 1, 2, 3].flatMap((bin) => {
          const own = pairs.filter(({ p }) => p >= bin / 4 && (bin === 3 || p < (bin + 1) / 4));
          return own.length === 0 ? [] : [own];
        });
        expect(points).toHaveLength(expected.length);
        expected.forEach((own, k) => {
          const point = points[k]!;
          const share = sum(own, ({ weight }) => weight);
          expect(point.share).toBeCloseTo(share, 10);
          expect(point.predicted).toBeCloseTo(sum(own, ({ p, weight }) => p * weight) / share, 10);
          const genuine = own.filter((pair) => pair.genuine);
          expect(point.observed).toBeCloseTo(sum(genuine, ({ weight }) => weight) / share, 10);
          expect(point.genuinePairs).toBe(genuine.length);
          expect(point.genuinePairs + point.impostorPairs).toBe(own.length);
        });
        expect(points.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('lies on the diagonal for an isotonic calibration of its own scores, at any prevalence', () => {
    const generator = seededGenerator(3);
    const draw = (mean: number, count: number): number[] =>
      Array.from({ length: count }, () => mean + generator.normal());
    const data = labelled(draw(1, 3000), draw(0, 9000));
    const calibration = fitIsotonic(data)!;
    for (const prevalence of [0.5, 0.05]) {
      const points = reliabilityPoints(data, calibration, prevalence);
      expect(points.length).toBeGreaterThan(3);
      // The two added pairs are in the first and the last step.
      for (const { predicted, observed } of points.slice(1, -1)) {
        expect(Math.abs(predicted - observed)).toBeLessThan(0.001);
      }
    }
  });
});

describe('histograms, prevalence and missing pairs', () => {
  it('gives for a histogram what it gives for its pairs', () => {
    fc.assert(
      fc.property(anyScores, (data) => {
        const histogram = asHistogram(data);
        const [one, other] = [fitPlatt(data)!, fitPlatt(histogram)!];
        expect(other.slope).toBeCloseTo(one.slope, 6);
        expect(other.offset).toBeCloseTo(one.offset, 6);
        const [steps, others] = [fitIsotonic(data)!, fitIsotonic(histogram)!];
        expect(others.from).toEqual(steps.from);
        expect(minimumLogLikelihoodRatioCost(histogram)).toBeCloseTo(
          minimumLogLikelihoodRatioCost(data)!,
          12,
        );
        expect(reliabilityPoints(histogram, line, 0.1).length).toBe(
          reliabilityPoints(data, line, 0.1).length,
        );
      }),
    );
  });

  it('reads a ratio of 1 as the prevalence, and odds as Bayes has them', () => {
    expect(genuineProbability(0, 0.001)).toBeCloseTo(0.001, 15);
    expect(genuineProbability(Math.log(99), 0.01)).toBeCloseTo(0.5, 12);
    expect(genuineProbability(-1000, 0.5)).toBe(0);
    expect(genuineProbability(1000, 0.5)).toBe(1);
  });

  it('gives null where one kind is missing', () => {
    for (const data of [labelled([], [1]), labelled([1], [])]) {
      expect(fitPlatt(data)).toBeNull();
      expect(fitIsotonic(data)).toBeNull();
      expect(logLikelihoodRatioCost(data, (s) => s)).toBeNull();
      expect(minimumLogLikelihoodRatioCost(data)).toBeNull();
      expect(reliabilityPoints(data, line, 0.5)).toEqual([]);
    }
  });
});
