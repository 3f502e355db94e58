import type { ThresholdInterval } from '../../contract/decision.ts';
import {
  effectiveImpostorTrials,
  resampledImpostorPairs,
  resampledSum,
} from '../../core/metrics/class-bootstrap.ts';
import {
  constraintsOf,
  type PairTotals,
  type PolicyTargets,
} from '../../core/metrics/policy-constraints.ts';
import { pairsWithin } from '../../core/metrics/policy-brackets.ts';
import type { ListedRange } from '../../core/metrics/policy-selection.ts';
import {
  resampledTailThresholds,
  resampledThresholds,
  thresholdLimits,
} from '../../core/metrics/resampled-threshold.ts';
import { nextUp32 } from '../../core/float32.ts';
import {
  classSize,
  genuinePairsByClass,
  type ClassLayout,
} from '../../core/scores/class-layout.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import { listScores, type OpenSet, type WalkCounts } from './count-scores.ts';
import type { CountedProfile } from './exact-threshold.ts';

/** Coverage aimed at. */
const level = 0.95;
/** Thresholds of the grid on which a resampled policy is chosen again. */
const gridPoints = 33;
/** Pairs behind an exact interval, at most: each draw walks down their list. */
const listedPairs = 2_000_000;
/** Fewest that say anything. */
const fewestGridPoints = 9;
/** Rates further from those at the threshold than by this factor are not tried. */
const greatestReach = 32;

/** The interval of a threshold, or why there is none. */
export interface ThresholdSpread {
  readonly thresholdInterval: ThresholdInterval | null;
  readonly thresholdIntervalReason?: string;
}

/**
 * Why draws of the classes give no interval of a policy's threshold; null where they do. Drawn again,
 * classes keep the FARs that they have against all others, and none is worse than the worst at hand
 * (docs/certainty.md says how seldom such intervals hold).
 */
export function withoutSpread(policy: PolicyTargets): string | null {
  const kinds = constraintsOf(policy).map(({ kind }) => kind);
  if (kinds.includes('worst-class-far')) {
    return 'drawing the classes again never brings a class that is worse than the worst at hand, so it bounds such a threshold from one side only';
  }
  return kinds.includes('worst-class-far-p95')
    ? 'drawing the classes again leaves the FAR of each class as it is, which makes an interval of such a threshold too narrow'
    : null;
}

/**
 * The exact interval of the threshold of a policy that asks for a pooled FAR and nothing else: from the
 * impostor pairs of highest score, those of the stored tail, or as many as are affordable.
 *
 * @returns null for another policy, and where there are too many such pairs
 */
export async function exactSpread(
  policy: PolicyTargets,
  open: OpenSet,
  profile: CountedProfile,
  { impostorPairs }: PairTotals,
  resamples: ClassResamples,
  context: TaskContext,
): Promise<ThresholdSpread | null> {
  const [only, ...others] = constraintsOf(policy);
  if (only?.kind !== 'far' || others.length > 0 || policy.objective !== undefined) return null;
  const { tail, labels } = open.set;
  const classOf = (image: number): number => labels[image]!;
  const fromTail = drawn(
    only.target,
    {
      impostorScores: tail.scores,
      firstClass: tail.first.map(classOf),
      secondClass: tail.second.map(classOf),
    },
    open,
    resamples,
  );
  if (fromTail !== null) return describe(fromTail, { resolution: 'exact' });
  const { thresholds, accepted } = profile;
  const wanted = Math.min(impostorPairs, greatestReach * only.target * impostorPairs);
  const from = thresholds.findLastIndex((_, k) => accepted[k]!.impostors >= wanted);
  const range = { from: thresholds[Math.max(0, from)]!, to: Infinity };
  if (pairsWithin([range], profile) > listedPairs) return null;
  const [listed] = await listScores(open, [range], context);
  const fromList = drawn(only.target, listed!, open, resamples);
  return fromList === null ? null : describe(fromList, { resolution: 'exact' });
}

/** The threshold of a FAR in every draw; null where one lies below the listed pairs. */
function drawn(
  target: number,
  listed: Pick<ListedRange, 'impostorScores' | 'firstClass' | 'secondClass'>,
  { layout }: OpenSet,
  { weights, replicates }: ClassResamples,
): Float64Array | null {
  return resampledTailThresholds(
    target,
    listed.impostorScores,
    listed.firstClass,
    listed.secondClass,
    resampledImpostorPairs(weights, sizesOf(layout), replicates),
    weights,
  );
}

/**
 * Thresholds around a chosen one, at which the policy is chosen again for every draw of the classes:
 * where FAR, FRR or both are as far from those at the threshold as draws of the classes bring them, and
 * some way beyond.
 *
 * @param most how many there is room for
 */
export function thresholdGrid(
  policy: PolicyTargets,
  threshold: number,
  profile: CountedProfile,
  totals: PairTotals,
  { set, layout }: OpenSet,
  most: number,
): number[] {
  const points = Math.min(gridPoints, most);
  if (points < fewestGridPoints) return [];
  const { thresholds, accepted } = profile;
  const constraints = constraintsOf(policy);
  const byAccepts =
    policy.objective !== undefined || constraints.some(({ kind }) => kind !== 'frr');
  const byRejects =
    policy.objective !== undefined || constraints.some(({ kind }) => kind === 'frr');
  const each = byAccepts && byRejects ? Math.floor(points / 2) : points;
  const nearest = Math.max(
    0,
    thresholds.findLastIndex((own) => own <= threshold),
  );
  const grid = new Set<number>();
  if (byAccepts) {
    const counts = accepted.map(({ impostors }) => impostors);
    const { impostors, classImpostors } = accepted[nearest]!;
    const trials = effectiveImpostorTrials(
      impostors,
      totals.impostorPairs,
      classImpostors,
      totals.classImpostorPairs,
    );
    const rate = Math.max(1, impostors) / totals.impostorPairs;
    const deviation = Math.sqrt((1 - rate) / (rate * Math.max(1, trials)));
    const here = Math.max(1, countAt(thresholds, counts, threshold));
    for (const factor of factors(each, reachOf(policy, deviation))) {
      const wanted = Math.min(factor * here, totals.impostorPairs);
      const score = set.tail.scores[Math.round(wanted)];
      grid.add(
        score === undefined
          ? Math.fround(thresholdOfCount(counts, wanted, thresholds))
          : nextUp32(score),
      );
    }
  }
  if (byRejects) {
    // Counted below 0, so that they fall from threshold to threshold as accepts do.
    const counts = accepted.map(({ genuines }) => genuines - totals.genuinePairs);
    const pairs = genuinePairsByClass(layout);
    const rejects = Array.from(pairs, (own, c) => own - profile.classGenuines[nearest]![c]!);
    const all = Math.max(
      1,
      rejects.reduce((sum, own) => sum + own, 0),
    );
    const squares = rejects.reduce(
      (sum, own, c) => sum + (own - (all * pairs[c]!) / totals.genuinePairs) ** 2,
      0,
    );
    const here = Math.min(-1, countAt(thresholds, counts, threshold));
    for (const factor of factors(each, reachOf(policy, Math.sqrt(squares) / all))) {
      const wanted = Math.max(factor * here, -totals.genuinePairs);
      grid.add(Math.fround(thresholdOfCount(counts, wanted, thresholds)));
    }
  }
  return [...grid].sort((a, b) => a - b);
}

/**
 * How far, as a factor, the grid reaches.
 *
 * @param deviation relative standard deviation of the rate between draws of the classes
 */
function reachOf(policy: PolicyTargets, deviation: number): number {
  // An optimum is flat: it wanders further than the rate itself.
  const logarithm = policy.objective === undefined ? 4 * deviation : Math.max(0.5, 8 * deviation);
  return Math.min(greatestReach, Math.exp(Math.max(0.02, logarithm)));
}

/** Evenly spaced in the logarithm from 1 / reach to reach. */
function factors(points: number, reach: number): number[] {
  return Array.from({ length: points }, (_, k) => reach ** ((2 * k) / (points - 1) - 1));
}

/** A count at a threshold, interpolated between the profile's own. */
function countAt(
  thresholds: readonly number[],
  counts: readonly number[],
  threshold: number,
): number {
  const next = thresholds.findIndex((own) => own >= threshold);
  if (next === -1) return counts.at(-1)!;
  if (next === 0) return counts[0]!;
  const share = (threshold - thresholds[next - 1]!) / (thresholds[next]! - thresholds[next - 1]!);
  return counts[next - 1]! + (counts[next]! - counts[next - 1]!) * share;
}

/** The threshold at which a falling count has come down to `wanted`, interpolated. */
function thresholdOfCount(
  counts: readonly number[],
  wanted: number,
  thresholds: readonly number[],
): number {
  const next = counts.findIndex((count) => count <= wanted);
  if (next === -1) return thresholds.at(-1)!;
  if (next === 0) return thresholds[0]!;
  const share = (counts[next - 1]! - wanted) / (counts[next - 1]! - counts[next]!);
  return thresholds[next - 1]! + (thresholds[next]! - thresholds[next - 1]!) * share;
}

/** The interval of a policy's threshold from the weighted counts at the thresholds of a grid. */
export function gridSpread(
  policy: PolicyTargets,
  thresholds: readonly number[],
  counts: WalkCounts,
  { layout }: OpenSet,
  { weights, replicates }: ClassResamples,
): ThresholdSpread {
  if (thresholds.length < fewestGridPoints) {
    return {
      thresholdInterval: null,
      thresholdIntervalReason: 'there are too many classes to resample them at many thresholds',
    };
  }
  const thresholdOfDraw = resampledThresholds(policy, {
    thresholds,
    impostors: counts.resampled,
    impostorPairs: resampledImpostorPairs(weights, sizesOf(layout), replicates),
    genuines: counts.genuines.map((accepted) => resampledSum(weights, accepted, replicates)),
    genuinePairs: resampledSum(weights, genuinePairsByClass(layout), replicates),
    replicates,
  });
  return describe(thresholdOfDraw, { resolution: 'grid', gridThresholds: thresholds.length });
}

function describe(
  thresholdOfDraw: Float64Array,
  how: Pick<ThresholdInterval, 'resolution' | 'gridThresholds'>,
): ThresholdSpread {
  const limits = thresholdLimits(thresholdOfDraw, level);
  if (limits === null) {
    return {
      thresholdInterval: null,
      thresholdIntervalReason: 'in most draws of the classes the policy has no threshold',
    };
  }
  const finite = (threshold: number): number | null =>
    Number.isFinite(threshold) ? threshold : null;
  const lower = finite(limits.lower);
  const upper = finite(limits.upper);
  return {
    thresholdInterval: { lower, upper, level, replicates: limits.replicates, ...how },
    ...(lower === null || upper === null
      ? {
          thresholdIntervalReason:
            'an end of the interval lies beyond the thresholds that were tried',
        }
      : {}),
  };
}

function sizesOf(layout: ClassLayout): number[] {
  return Array.from({ length: layout.classes }, (_, c) => classSize(layout, c));
}
