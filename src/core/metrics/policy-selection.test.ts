import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextUp32 } from '../float32.ts';
import { type RandomGenerator, seededGenerator } from '../random.ts';
import { utility } from './opis.ts';
import {
  bracketPolicy,
  pairsWithin,
  type ScoreRange,
  type ThresholdProfile,
} from './policy-brackets.ts';
import type { AcceptedPairs, PairTotals, PolicyTargets } from './policy-constraints.ts';
import { type ListedRange, selectThreshold } from './policy-selection.ts';
import { quantile } from './statistics.ts';

interface Pair {
  score: number;
  first: number;
  second: number;
}

interface Data {
  impostors: Pair[];
  genuines: Pair[];
  classes: number;
  totals: PairTotals;
}

/** Pairs of every two images of some classes; few different scores make ties. */
function drawData(generator: RandomGenerator, steps: number): Data {
  const classes = 2 + generator.integer(5);
  const images = Array.from({ length: 6 + generator.integer(14) }, () =>
    generator.integer(classes),
  );
  const impostors: Pair[] = [];
  const genuines: Pair[] = [];
  images.forEach((first, i) => {
    for (const second of images.slice(i + 1)) {
      const lift = first === second ? 0.4 : 0;
      const score = Math.fround(
        Math.round((generator.uniform() * 1.2 - 0.7 + lift) * steps) / steps + 0,
      );
      (first === second ? genuines : impostors).push({ score, first, second });
    }
  });
  const classImpostorPairs = new Float64Array(classes);
  for (const { first, second } of impostors) {
    classImpostorPairs[first]!++;
    classImpostorPairs[second]!++;
  }
  return {
    impostors,
    genuines,
    classes,
    totals: {
      impostorPairs: impostors.length,
      genuinePairs: genuines.length,
      classImpostorPairs,
    },
  };
}

function acceptedAt({ impostors, genuines, classes }: Data, threshold: number): AcceptedPairs {
  const classImpostors = new Float64Array(classes);
  let count = 0;
  for (const { score, first, second } of impostors) {
    if (score < threshold) continue;
    count++;
    classImpostors[first]!++;
    classImpostors[second]!++;
  }
  return {
    impostors: count,
    genuines: genuines.filter(({ score }) => score >= threshold).length,
    classImpostors,
  };
}

function listRange(data: Data, { from, to }: ScoreRange): ListedRange {
  const inside = (pairs: Pair[]): Pair[] =>
    pairs.filter(({ score }) => score >= from && score < to).sort((a, b) => b.score - a.score);
  const impostors = inside(data.impostors);
  return {
    from,
    to,
    above: acceptedAt(data, to),
    impostorScores: Float32Array.from(impostors, ({ score }) => score),
    firstClass: Uint32Array.from(impostors, ({ first }) => first),
    secondClass: Uint32Array.from(impostors, ({ second }) => second),
    genuineScores: Float32Array.from(inside(data.genuines), ({ score }) => score),
  };
}

/** Every threshold at which something changes, tried one by one against the definitions. */
function naiveThreshold(policy: PolicyTargets, data: Data): number | 'infeasible' | 'nothing' {
  const { totals } = data;
  const scores = [...data.impostors, ...data.genuines].map(({ score }) => score);
  const thresholds = [...new Set([-1, ...scores, ...scores.map(nextUp32)])].sort((a, b) => a - b);
  const rates = thresholds.map((threshold) => {
    const accepted = acceptedAt(data, threshold);
    const classRates = Array.from(accepted.classImpostors, (count, c) =>
      totals.classImpostorPairs[c] === 0 ? null : count / totals.classImpostorPairs[c]!,
    ).filter((rate) => rate !== null);
    return {
      threshold,
      far: accepted.impostors / totals.impostorPairs,
      frr: (totals.genuinePairs - accepted.genuines) / totals.genuinePairs,
      worst: Math.max(...classRates),
      high: quantile(Float64Array.from(classRates).sort(), 0.95),
      falseAccepts: accepted.impostors,
      falseRejects: totals.genuinePairs - accepted.genuines,
    };
  });
  const feasible = rates.filter(
    ({ far, frr, worst, high }) =>
      far <= (policy.falseAcceptRate ?? 1) &&
      frr <= (policy.falseRejectRate ?? 1) &&
      worst <= (policy.worstClassFalseAcceptRate ?? 1) &&
      high <= (policy.worstClassFalseAcceptRate95 ?? 1),
  );
  if (feasible.length === 0) return 'infeasible';
  const { objective } = policy;
  if (objective === undefined) {
    const onlyRejects = Object.keys(policy).join() === 'falseRejectRate';
    return feasible.at(onlyRejects ? -1 : 0)!.threshold;
  }
  if (objective.kind === 'equal-error-rate') {
    const isScore = new Set(scores);
    const candidates = feasible.filter(({ threshold }) => isScore.has(threshold));
    if (candidates.length === 0) return 'nothing';
    const difference = ({ falseAccepts, falseRejects }: (typeof rates)[number]): number =>
      Math.abs(falseAccepts * totals.genuinePairs - falseRejects * totals.impostorPairs);
    const least = Math.min(...candidates.map(difference));
    return candidates.find((candidate) => difference(candidate) === least)!.threshold;
  }
  const loss = ({ far, frr }: (typeof rates)[number]): number => {
    if (objective.kind === 'utility') return -utility(far, frr);
    return (
      objective.falseAcceptCost * (1 - objective.prevalence) * far +
      objective.falseRejectCost * objective.prevalence * frr
    );
  };
  const least = Math.min(...feasible.map(loss));
  const best = feasible.filter(
    (candidate) => loss(candidate) <= least + 1e-12 * Math.max(1e-3, Math.abs(least)),
  );
  const { threshold, falseAccepts, falseRejects } = best.at(-1)!;
  return falseAccepts === 0 && falseRejects === totals.genuinePairs ? 'nothing' : threshold;
}

const targetRate = fc.constantFrom(0.02, 0.05, 0.1, 0.25, 1 / 3, 0.5);
const policies = fc
  .record(
    {
      falseAcceptRate: targetRate,
      falseRejectRate: targetRate,
      worstClassFalseAcceptRate: targetRate,
      worstClassFalseAcceptRate95: targetRate,
      objective: fc.oneof(
        fc.constant({ kind: 'equal-error-rate' as const }),
        fc.constant({ kind: 'utility' as const }),
        fc.record({
          kind: fc.constant('cost' as const),
          falseAcceptCost: fc.constantFrom(1, 3, 100),
          falseRejectCost: fc.constantFrom(1, 2, 50),
          prevalence: fc.constantFrom(0.01, 0.25, 0.5, 0.9),
        }),
      ),
    },
    { requiredKeys: [] },
  )
  .filter((policy) => Object.keys(policy).length > 0);

describe('selectThreshold', () => {
  it('equals the definitions, tried over every float32 threshold, whatever the bracketing edges', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        policies,
        fc.constantFrom(6, 20, 1000),
        fc.integer({ min: 1, max: 30 }),
        (seed, policy, steps, edges) => {
          const generator = seededGenerator(seed);
          const data = drawData(generator, steps);
          fc.pre(data.totals.genuinePairs > 0 && data.totals.impostorPairs > 0);
          const drawn = Array.from({ length: edges - 1 }, () =>
            Math.fround(generator.uniform() * 2 - 1),
          );
          const thresholds = [...new Set([-1, ...drawn])].sort((a, b) => a - b);
          const profile: ThresholdProfile = {
            thresholds,
            accepted: thresholds.map((threshold) => acceptedAt(data, threshold)),
          };
          const ranges = bracketPolicy(policy, profile, data.totals);
          const listed = ranges.map((range) => listRange(data, range));
          expect(pairsWithin(ranges, profile)).toBe(
            listed.reduce(
              (sum, { impostorScores, genuineScores }) =>
                sum + impostorScores.length + genuineScores.length,
              0,
            ),
          );
          const selection = selectThreshold(policy, listed, data.totals);
          const naive = naiveThreshold(policy, data);
          if (typeof naive === 'string') {
            // Without an objective, a threshold above every score is a threshold like any other.
            expect(selection?.kind).toBe(naive);
          } else expect(selection).toMatchObject({ kind: 'threshold', threshold: naive });
          for (const bound of selection?.bounds ?? []) {
            const alone = { [fieldOf[bound.kind]]: bound.target } as PolicyTargets;
            expect(bound.threshold).toBe(naiveThreshold(alone, data));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says that the scores are others than those that were bracketed', () => {
    const data = drawData(seededGenerator(3), 20);
    const nowhere = listRange(data, { from: -1, to: -0.99 });
    expect(selectThreshold({ falseAcceptRate: 0.1 }, [nowhere], data.totals)).toBeNull();
    expect(selectThreshold({ falseRejectRate: 0.1 }, [nowhere], data.totals)).toBeNull();
  });
});

const fieldOf = {
  far: 'falseAcceptRate',
  frr: 'falseRejectRate',
  'worst-class-far': 'worstClassFalseAcceptRate',
  'worst-class-far-p95': 'worstClassFalseAcceptRate95',
} as const;
