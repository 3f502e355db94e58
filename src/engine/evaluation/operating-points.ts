import type {
  ClassCollision,
  Evaluation,
  HeldOutRates,
  OperatingPoint,
} from '../../contract/evaluation.ts';
import {
  addClassPairs,
  type ClassPairCounts,
  effectiveImpostorTrials,
  falseAcceptInterval,
  fewestClassesForInterval,
  rateInterval,
  resampledImpostorPairs,
  resampledSum,
} from '../../core/metrics/class-bootstrap.ts';
import { deviationOf, meanOf } from '../../core/metrics/statistics.ts';
import { thresholdScales } from '../../core/metrics/threshold-scales.ts';
import type { ClassCounts } from '../../core/scores/class-counts.ts';
import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
} from '../../core/scores/class-layout.ts';
import { firstOfBin } from '../../core/scores/order-statistics.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import { binOf, lowerEdge, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import type { CountedScores, PooledScores, ScorePasses } from '../scoring/score-passes.ts';
import { binOfTarget, type TargetLocation, thresholdOf } from './threshold-plan.ts';

/** Most class collisions that an operating point lists. */
const greatestCollisions = 100;
/** Fewest effective accepts behind an estimate of the effective trials. */
const fewestEffectiveAccepts = 4;

export interface LocatedTarget {
  readonly target: number;
  readonly location: TargetLocation;
}

/**
 * By the fine bin of a threshold outside the tail: the level at which the second pass counted the
 * class pairs above the bin `top`. Those from the threshold up to there are listed.
 */
export type LevelOfBin = ReadonlyMap<number, { readonly level: number; readonly top: number }>;

/** What the passes found, for reading rates at a threshold. */
export interface MeasuredCounts {
  readonly passes: ScorePasses;
  readonly pooled: PooledScores;
  readonly counted: CountedScores;
  readonly impostors: ClassCounts;
  readonly genuines: ClassCounts;
  readonly levels: LevelOfBin;
  readonly resamples: ClassResamples | null;
}

/** Exact rates, spread, intervals and collisions at every target FAR. */
export function describeOperatingPoints(
  targets: readonly LocatedTarget[],
  counts: MeasuredCounts,
  cosine: boolean,
): OperatingPoint[] {
  return targets.map(({ target, location }) => {
    const threshold = thresholdOf(location, counts.counted.listedImpostors, counts.passes.bins);
    if (location.kind === 'none' || threshold === null) {
      return {
        targetFalseAcceptRate: target,
        threshold: null,
        reason: location.kind === 'none' ? location.reason : 'insufficient data',
      };
    }
    const rates = ratesAt(threshold, binOfTarget(location), counts);
    const scales = cosine ? thresholdScales(threshold) : null;
    return {
      targetFalseAcceptRate: target,
      threshold,
      falseAcceptRate: rates.falseAcceptRate,
      falseRejectRate: rates.falseRejectRate,
      falseAccepts: rates.falseAccepts,
      falseRejects: rates.falseRejects,
      macroFalseAcceptRate: meanOf(rates.classFalseAcceptRate),
      macroFalseRejectRate: meanOf(rates.classFalseRejectRate),
      classFalseAcceptRate: rates.classFalseAcceptRate,
      classFalseRejectRate: rates.classFalseRejectRate,
      classFalseAccepts: rates.classFalseAccepts,
      classFalseRejects: rates.classFalseRejects,
      spread: {
        falseAcceptRate: deviationOf(rates.classFalseAcceptRate),
        falseRejectRate: deviationOf(rates.classFalseRejectRate),
      },
      falseAcceptRateInterval: rates.falseAcceptRateInterval,
      falseRejectRateInterval: rates.falseRejectRateInterval,
      ...intervalReason(rates, counts),
      ...(scales === null ? {} : { scales }),
      collisions: collisions(rates.classPairs, counts.passes),
    };
  });
}

function intervalReason(
  rates: Rates,
  { resamples, passes }: MeasuredCounts,
): Pick<OperatingPoint, 'intervalReason'> {
  if (resamples === null) {
    return {
      intervalReason: `intervals resample classes; ${String(passes.layout.classes)} classes are too few`,
    };
  }
  return rates.falseAcceptRateInterval === null || rates.falseRejectRateInterval === null
    ? {
        intervalReason:
          'too few classes bring such pairs, or the rate is the same however classes are resampled',
      }
    : {};
}

/** Exact rates of one set at a threshold that was fixed on another. */
export function ratesAtFixed(threshold: number, counts: MeasuredCounts): HeldOutRates {
  const rates = ratesAt(threshold, levelBinOf(threshold, counts.passes.bins), counts);
  return {
    falseAcceptRate: rates.falseAcceptRate,
    falseRejectRate: rates.falseRejectRate,
    falseAccepts: rates.falseAccepts,
    falseRejects: rates.falseRejects,
    impostorPairs: rates.impostorPairs,
    genuinePairs: rates.genuinePairs,
    falseAcceptRateInterval: rates.falseAcceptRateInterval,
    falseRejectRateInterval: rates.falseRejectRateInterval,
    classFalseAcceptRate: rates.classFalseAcceptRate,
    classFalseRejectRate: rates.classFalseRejectRate,
  };
}

/** The bin above whose interval everything is accepted at a threshold; the bin itself was listed. */
export function levelBinOf(threshold: number, bins: ScoreBins): number {
  const bin = binOf(bins, threshold);
  return threshold <= lowerEdge(bins, bin) ? bin - 1 : bin;
}

interface Rates extends HeldOutRates {
  classFalseAccepts: number[];
  classFalseRejects: (number | null)[];
  /** Accepted impostors by their two classes; null beyond the tail. */
  classPairs: ClassPairCounts | null;
}

function ratesAt(threshold: number, levelBin: number, counts: MeasuredCounts): Rates {
  const { layout, impostorPairs, genuinePairs } = counts.passes;
  const impostorsOf = impostorPairsByClass(layout);
  const genuinesOf = genuinePairsByClass(layout);
  const classFalseAccepts = Array.from(counts.impostors.acceptedAt(threshold));
  const genuineAccepts = counts.genuines.acceptedAt(threshold);
  const classFalseRejects = Array.from(genuinesOf, (pairs, c) =>
    pairs === 0 ? null : pairs - genuineAccepts[c]!,
  );
  const falseAccepts = classFalseAccepts.reduce((sum, count) => sum + count, 0) / 2;
  const falseRejects = classFalseRejects.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const { tail } = counts.pooled;
  const pairs = isInTail(threshold, tail, impostorPairs)
    ? classPairsOf(tail, layout, 0, acceptedPrefix(tail, threshold))
    : null;
  return {
    falseAcceptRate: impostorPairs === 0 ? null : falseAccepts / impostorPairs,
    falseRejectRate: genuinePairs === 0 ? null : falseRejects / genuinePairs,
    falseAccepts,
    falseRejects,
    impostorPairs,
    genuinePairs,
    classPairs: pairs,
    classFalseAccepts,
    classFalseRejects,
    classFalseAcceptRate: classFalseAccepts.map((count, c) =>
      impostorsOf[c] === 0 ? null : count / impostorsOf[c]!,
    ),
    classFalseRejectRate: classFalseRejects.map((count, c) =>
      count === null ? null : count / genuinesOf[c]!,
    ),
    ...intervals(threshold, levelBin, falseAccepts, classFalseRejects, genuinesOf, pairs, counts),
  };
}

/**
 * 95 % intervals of pooled FAR and FRR, the threshold held fixed; null with too few classes (for FRR:
 * classes with genuine pairs), or where every resample gives the same rate.
 */
function intervals(
  threshold: number,
  levelBin: number,
  falseAccepts: number,
  classFalseRejects: readonly (number | null)[],
  genuinesOf: Float64Array,
  pairs: ClassPairCounts | null,
  counts: MeasuredCounts,
): Pick<HeldOutRates, 'falseAcceptRateInterval' | 'falseRejectRateInterval'> {
  const { resamples, passes } = counts;
  if (resamples === null) return { falseAcceptRateInterval: null, falseRejectRateInterval: null };
  const { weights, replicates } = resamples;
  const sizes = Array.from({ length: passes.layout.classes }, (_, c) =>
    classSize(passes.layout, c),
  );
  const rejects = classFalseRejects.map((count) => count ?? 0);
  const withGenuine = classFalseRejects.filter((count) => count !== null).length;
  const denominators = resampledImpostorPairs(weights, sizes, replicates);
  return {
    falseAcceptRateInterval: falseAcceptInterval(
      resampledAccepts(threshold, levelBin, pairs, counts, resamples),
      denominators,
      falseAccepts,
    ),
    falseRejectRateInterval:
      withGenuine < fewestClassesForInterval
        ? null
        : rateInterval(
            resampledSum(weights, rejects, replicates),
            resampledSum(weights, genuinesOf, replicates),
          ),
  };
}

/**
 * [replicates] Σ w_c w_c' accepted(c, c') at the threshold.
 *
 * @param pairs accepted impostors by their two classes, where the tail holds them all.
 */
function resampledAccepts(
  threshold: number,
  levelBin: number,
  pairs: ClassPairCounts | null,
  { passes, counted, levels }: MeasuredCounts,
  { weights, replicates }: ClassResamples,
): Float64Array {
  const { layout, bins } = passes;
  if (pairs !== null) {
    const sums = new Float64Array(replicates);
    addClassPairs(sums, weights, layout.classes, pairs);
    return sums;
  }
  const { level, top } = levels.get(levelBin)!;
  const sums = counted.resampledAccepts[level]!.slice();
  const listed = classPairsOf(
    counted.listedImpostors,
    layout,
    top === -1 ? 0 : firstOfBin(counted.listedImpostors, bins, top),
    top === -1 ? 0 : acceptedPrefix(counted.listedImpostors, threshold),
  );
  addClassPairs(sums, weights, layout.classes, listed);
  return sums;
}

/** Whether the tail holds every impostor pair that a threshold accepts. */
export function isInTail(threshold: number, tail: PairList, impostorPairs: number): boolean {
  if (tail.length === impostorPairs) return true;
  return tail.length > 0 && threshold >= tail.scores[tail.length - 1]!;
}

/** How many pairs of a descending list score at least a threshold. */
function acceptedPrefix({ scores, length }: PairList, threshold: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pairs [from, to) of a list, counted by their two classes, the lesser one first, in its order. */
function classPairsOf(
  list: PairList,
  { classOf, classes }: ClassLayout,
  from: number,
  to: number,
): ClassPairCounts {
  // Sorted positions ascend with their classes, and a pair's first image comes first.
  const starts = new Uint32Array(classes + 1);
  for (let k = from; k < to; k++) starts[classOf[list.first[k]!]! + 1]!++;
  for (let c = 0; c < classes; c++) starts[c + 1]! += starts[c]!;
  const seconds = new Uint32Array(starts[classes]!);
  const next = starts.slice();
  for (let k = from; k < to; k++) {
    seconds[next[classOf[list.first[k]!]!]!++] = classOf[list.second[k]!]!;
  }
  const first: number[] = [];
  const second: number[] = [];
  const accepted: number[] = [];
  const counts = new Uint32Array(classes);
  for (let c = 0; c < classes; c++) {
    const others = seconds.subarray(starts[c], starts[c + 1]);
    for (const other of others) counts[other]!++;
    for (const other of others) {
      if (counts[other] === 0) continue;
      first.push(c);
      second.push(other);
      accepted.push(counts[other]!);
      counts[other] = 0;
    }
  }
  return {
    first: Uint32Array.from(first),
    second: Uint32Array.from(second),
    accepted: Float64Array.from(accepted),
  };
}

/** Pairs of classes that share accepted impostors, most first; null beyond the tail. */
function collisions(
  pairs: ClassPairCounts | null,
  { layout }: ScorePasses,
): ClassCollision[] | null {
  if (pairs === null) return null;
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
 * The smallest FAR that the data can certify at 95 %: 3 over the effective number of impostor trials.
 * That number depends on the threshold, and its estimate is only as good as the accepted pairs behind
 * it: it is taken at the strictest target that keeps at least 4 effective accepts (rate × effective
 * trials); where none does, the least over all targets that accept something counts.
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
  const impostorsOf = impostorPairsByClass(layout);
  const nothing = new Float64Array(layout.classes);
  const estimates = points
    .filter(({ falseAccepts = 0 }) => falseAccepts > 0)
    .map((point) => ({
      target: point.targetFalseAcceptRate,
      rate: point.falseAcceptRate ?? 0,
      trials: effectiveImpostorTrials(
        point.falseAccepts ?? 0,
        impostorPairs,
        point.classFalseAccepts ?? nothing,
        impostorsOf,
      ),
    }));
  const sound = estimates.filter(({ rate, trials }) => rate * trials >= fewestEffectiveAccepts);
  const chosen =
    sound.length > 0
      ? sound.reduce((strictest, next) => (next.target < strictest.target ? next : strictest))
      : estimates.reduce<(typeof estimates)[number] | null>(
          (least, next) => (least === null || next.trials < least.trials ? next : least),
          null,
        );
  const effectiveTrials =
    chosen?.trials ?? effectiveImpostorTrials(0, impostorPairs, nothing, impostorsOf);
  const targetFalseAcceptRate = chosen?.target ?? null;
  return {
    value: effectiveTrials > 0 ? Math.min(1, 3 / effectiveTrials) : null,
    effectiveTrials,
    targetFalseAcceptRate,
  };
}
