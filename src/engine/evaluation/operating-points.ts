import type {
  ClassCollision,
  Evaluation,
  HeldOutRates,
  Interval,
  OperatingPoint,
} from '../../contract/evaluation.ts';
import {
  addClassPairs,
  type ClassPairCounts,
  effectiveImpostorTrials,
  percentileInterval,
  resampledImpostorPairs,
  resampledSum,
} from '../../core/metrics/class-bootstrap.ts';
import { deviationOf, meanOf } from '../../core/metrics/statistics.ts';
import { thresholdScales } from '../../core/metrics/threshold-scales.ts';
import type { ClassCounts } from '../../core/scores/class-counts.ts';
import {
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
} from '../../core/scores/class-layout.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import { binOf } from '../../core/scores/score-bins.ts';
import type {
  ClassResamples,
  CountedScores,
  PooledScores,
  ScorePasses,
} from '../scoring/score-passes.ts';
import { type TargetLocation, thresholdOf } from './threshold-plan.ts';

/** Most class collisions that an operating point lists. */
const greatestCollisions = 100;
/** Fewest accepted pairs from which a jackknife variance is taken. */
const fewestAccepted = 10;

export interface LocatedTarget {
  readonly target: number;
  readonly location: TargetLocation;
}

interface Input {
  readonly targets: readonly LocatedTarget[];
  /** Targets that were asked for; the others serve other figures. */
  readonly wanted: readonly number[];
  readonly passes: ScorePasses;
  readonly pooled: PooledScores;
  readonly counted: CountedScores;
  readonly counts: { readonly impostors: ClassCounts; readonly genuines: ClassCounts };
  /** Targets whose class pairs the second pass counted, loosest first. */
  readonly levelTargets: readonly LocatedTarget[];
  readonly resamples: ClassResamples | null;
  readonly cosine: boolean;
}

/** Exact rates, spread, intervals and collisions at every target FAR. */
export function describeOperatingPoints(input: Input): {
  wanted: OperatingPoint[];
  all: OperatingPoint[];
} {
  const all = input.targets.map((target) => describe(target, input));
  const wanted = input.wanted.flatMap((target) =>
    all.filter((point) => point.targetFalseAcceptRate === target),
  );
  return { wanted, all };
}

function describe(located: LocatedTarget, input: Input): OperatingPoint {
  const { passes, counts, counted } = input;
  const { target, location } = located;
  const threshold = thresholdOf(location, counted.listedImpostors, passes.bins);
  if (location.kind === 'none' || threshold === null) {
    return {
      targetFalseAcceptRate: target,
      threshold: null,
      reason: location.kind === 'none' ? location.reason : 'insufficient data',
    };
  }
  const { layout, impostorPairs, genuinePairs } = passes;
  const impostorsOf = impostorPairsByClass(layout);
  const genuinesOf = genuinePairsByClass(layout);
  const classFalseAccepts = Array.from(counts.impostors.acceptedAt(threshold));
  const genuineAccepts = counts.genuines.acceptedAt(threshold);
  const classFalseRejects = Array.from(genuinesOf, (pairs, c) =>
    pairs === 0 ? null : pairs - genuineAccepts[c]!,
  );
  const falseAccepts = classFalseAccepts.reduce((sum, count) => sum + count, 0) / 2;
  const falseRejects = classFalseRejects.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const classFalseAcceptRate = classFalseAccepts.map((count, c) =>
    impostorsOf[c] === 0 ? null : count / impostorsOf[c]!,
  );
  const classFalseRejectRate = classFalseRejects.map((count, c) =>
    count === null ? null : count / genuinesOf[c]!,
  );
  const scales = input.cosine ? thresholdScales(threshold) : null;
  return {
    targetFalseAcceptRate: target,
    threshold,
    falseAcceptRate: impostorPairs === 0 ? null : falseAccepts / impostorPairs,
    falseRejectRate: genuinePairs === 0 ? null : falseRejects / genuinePairs,
    falseAccepts,
    falseRejects,
    macroFalseAcceptRate: meanOf(classFalseAcceptRate),
    macroFalseRejectRate: meanOf(classFalseRejectRate),
    classFalseAcceptRate,
    classFalseRejectRate,
    classFalseAccepts,
    classFalseRejects,
    spread: {
      falseAcceptRate: deviationOf(classFalseAcceptRate),
      falseRejectRate: deviationOf(classFalseRejectRate),
    },
    ...intervals(located, threshold, classFalseRejects, genuinesOf, input),
    ...(scales === null ? {} : { scales }),
    collisions: collisions(location, threshold, input),
  };
}

/** Exact pooled rates at a threshold that was fixed elsewhere. */
export function ratesAt(
  threshold: number,
  { impostorPairs, genuinePairs }: ScorePasses,
  counts: Input['counts'],
): HeldOutRates {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const falseAccepts = sum(counts.impostors.acceptedAt(threshold)) / 2;
  const falseRejects = genuinePairs - sum(counts.genuines.acceptedAt(threshold));
  return {
    falseAcceptRate: impostorPairs === 0 ? null : falseAccepts / impostorPairs,
    falseRejectRate: genuinePairs === 0 ? null : falseRejects / genuinePairs,
    falseAccepts,
    falseRejects,
    impostorPairs,
    genuinePairs,
  };
}

/** 95 % intervals of pooled FAR and FRR, the threshold held fixed. */
function intervals(
  located: LocatedTarget,
  threshold: number,
  classFalseRejects: readonly (number | null)[],
  genuinesOf: Float64Array,
  input: Input,
): Pick<
  OperatingPoint,
  'falseAcceptRateInterval' | 'falseRejectRateInterval' | 'intervalReason'
> {
  const { resamples, passes } = input;
  if (resamples === null) {
    return {
      falseAcceptRateInterval: null,
      falseRejectRateInterval: null,
      intervalReason: `intervals resample classes; ${String(passes.layout.classes)} classes are too few`,
    };
  }
  const { weights, replicates } = resamples;
  const sizes = Array.from({ length: passes.layout.classes }, (_, c) => classSize(passes.layout, c));
  const falseAcceptRateInterval: Interval | null = percentileInterval(
    resampledAccepts(located, threshold, input, resamples),
    resampledImpostorPairs(weights, sizes, replicates),
  );
  const falseRejectRateInterval: Interval | null = percentileInterval(
    resampledSum(
      weights,
      classFalseRejects.map((count) => count ?? 0),
      replicates,
    ),
    resampledSum(weights, genuinesOf, replicates),
  );
  return { falseAcceptRateInterval, falseRejectRateInterval };
}

/** [replicates] Σ w_c w_c' accepted(c, c') at the threshold. */
function resampledAccepts(
  located: LocatedTarget,
  threshold: number,
  { passes, pooled, counted, levelTargets }: Input,
  { weights, replicates }: ClassResamples,
): Float64Array {
  const { layout, bins } = passes;
  const level = levelTargets.findIndex(({ target }) => target === located.target);
  if (level === -1) {
    const sums = new Float64Array(replicates);
    const pairs = classPairs(pooled.tail, layout.classOf, (score) => score >= threshold);
    addClassPairs(sums, weights, layout.classes, pairs);
    return sums;
  }
  // The strip counted what lies above the threshold's own bin; the rest was listed.
  const sums = counted.resampledAccepts[level]!.slice();
  const bin = located.location.kind === 'bin' ? located.location.location.bin : NaN;
  const pairs = classPairs(
    counted.listedImpostors,
    layout.classOf,
    (score) => score >= threshold && binOf(bins, score) === bin,
  );
  addClassPairs(sums, weights, layout.classes, pairs);
  return sums;
}

/** Pairs of a list, counted by their two classes. */
function classPairs(
  list: PairList,
  classOf: Int32Array,
  wanted: (score: number) => boolean,
): ClassPairCounts {
  const counts = new Map<number, number>();
  const range = 2 ** 26;
  for (let k = 0; k < list.length; k++) {
    if (!wanted(list.scores[k]!)) continue;
    const a = classOf[list.first[k]!]!;
    const b = classOf[list.second[k]!]!;
    const key = Math.min(a, b) * range + Math.max(a, b);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts.keys()];
  return {
    first: Uint32Array.from(keys, (key) => Math.floor(key / range)),
    second: Uint32Array.from(keys, (key) => key % range),
    accepted: Float64Array.from(counts.values()),
  };
}

/** Pairs of classes that share accepted impostors, most first; null beyond the tail. */
function collisions(
  location: TargetLocation,
  threshold: number,
  { passes, pooled }: Input,
): ClassCollision[] | null {
  if (location.kind !== 'exact' || !location.inTail) return null;
  const { layout } = passes;
  const pairs = classPairs(pooled.tail, layout.classOf, (score) => score >= threshold);
  const order = Array.from(pairs.accepted.keys()).sort(
    (a, b) =>
      pairs.accepted[b]! - pairs.accepted[a]! ||
      pairs.first[a]! - pairs.first[b]! ||
      pairs.second[a]! - pairs.second[b]!,
  );
  return order.slice(0, greatestCollisions).map((k) => ({
    first: pairs.first[k]!,
    second: pairs.second[k]!,
    falseAccepts: pairs.accepted[k]!,
    pairs: classSize(layout, pairs.first[k]!) * classSize(layout, pairs.second[k]!),
  }));
}

/**
 * The smallest FAR that the data can certify at 95 %: 3 over the effective number of impostor trials,
 * taken at the strictest target with at least 10 accepted pairs.
 */
export function certifiable(
  points: readonly OperatingPoint[],
  { layout, impostorPairs }: ScorePasses,
): Evaluation['certifiableFalseAcceptRate'] {
  if (impostorPairs === 0 || layout.classes < 2) {
    return {
      value: null,
      effectiveTrials: 0,
      targetFalseAcceptRate: null,
      reason: 'there are no impostor pairs',
    };
  }
  const accepting = points.filter((point) => (point.falseAccepts ?? 0) >= fewestAccepted);
  const point = accepting.reduce<OperatingPoint | null>(
    (strictest, next) =>
      strictest === null || next.targetFalseAcceptRate < strictest.targetFalseAcceptRate
        ? next
        : strictest,
    null,
  );
  const effectiveTrials = effectiveImpostorTrials(
    point?.falseAccepts ?? 0,
    impostorPairs,
    point?.classFalseAccepts ?? new Array<number>(layout.classes).fill(0),
    impostorPairsByClass(layout),
  );
  return {
    value: effectiveTrials > 0 ? Math.min(1, 3 / effectiveTrials) : null,
    effectiveTrials,
    targetFalseAcceptRate: point?.targetFalseAcceptRate ?? null,
  };
}
