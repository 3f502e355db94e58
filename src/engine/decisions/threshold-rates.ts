import type { ThresholdRates } from '../../contract/decision.ts';
import { clopperPearson } from '../../core/metrics/binomial.ts';
import {
  classWeights,
  falseAcceptInterval,
  fewestClassesForInterval,
  rateInterval,
  resampledImpostorPairs,
  resampledSum,
} from '../../core/metrics/class-bootstrap.ts';
import { meanOf } from '../../core/metrics/statistics.ts';
import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
} from '../../core/scores/class-layout.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import type { WalkCounts } from './count-scores.ts';

/** Class resamples behind every interval. */
const replicates = 1000;

/** The class draws of a set, as its evaluation drew them; null with too few classes. */
export function drawClasses(classes: number, seed: number): ClassResamples | null {
  if (classes < fewestClassesForInterval) return null;
  return { weights: classWeights(classes, replicates, seed), replicates };
}

/** Rates with counts and intervals at one level of a walk. */
export function ratesAtLevel(
  set: ThresholdRates['set'],
  threshold: number,
  level: number,
  counts: WalkCounts,
  layout: ClassLayout,
  resamples: ClassResamples | null,
): ThresholdRates {
  const impostorsOf = impostorPairsByClass(layout);
  const genuinesOf = genuinePairsByClass(layout);
  const sum = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((total, value) => total + value, 0);
  const impostorPairs = sum(impostorsOf) / 2;
  const genuinePairs = sum(genuinesOf);
  const classFalseAccepts = Array.from(counts.impostors[level]!);
  const genuineAccepts = counts.genuines[level]!;
  const classFalseRejects = Array.from(genuinesOf, (pairs, c) =>
    pairs === 0 ? null : pairs - genuineAccepts[c]!,
  );
  const falseAccepts = sum(classFalseAccepts) / 2;
  const falseRejects = sum(classFalseRejects.map((rejects) => rejects ?? 0));
  const classFalseAcceptRate = classFalseAccepts.map((accepts, c) =>
    impostorsOf[c] === 0 ? null : accepts / impostorsOf[c]!,
  );
  const classFalseRejectRate = classFalseRejects.map((rejects, c) =>
    rejects === null ? null : rejects / genuinesOf[c]!,
  );
  const optimistic = (errors: number, pairs: number) =>
    pairs === 0 ? null : clopperPearson(errors, pairs);
  return {
    set,
    threshold,
    impostorPairs,
    genuinePairs,
    falseAccepts,
    falseRejects,
    falseAcceptRate: impostorPairs === 0 ? null : falseAccepts / impostorPairs,
    falseRejectRate: genuinePairs === 0 ? null : falseRejects / genuinePairs,
    macroFalseAcceptRate: meanOf(classFalseAcceptRate),
    macroFalseRejectRate: meanOf(classFalseRejectRate),
    ...intervals(
      counts.resampled[level],
      falseAccepts,
      classFalseRejects,
      genuinesOf,
      layout,
      resamples,
    ),
    optimistic: {
      falseAcceptRate: optimistic(falseAccepts, impostorPairs),
      falseRejectRate: optimistic(falseRejects, genuinePairs),
    },
    classFalseAccepts,
    classFalseRejects,
    classFalseAcceptRate,
    classFalseRejectRate,
  };
}

/** 95 % intervals of pooled FAR and FRR: classes are resampled, the threshold is held. */
function intervals(
  resampledAccepts: Float64Array | undefined,
  falseAccepts: number,
  classFalseRejects: readonly (number | null)[],
  genuinesOf: Float64Array,
  layout: ClassLayout,
  resamples: ClassResamples | null,
): Pick<ThresholdRates, 'falseAcceptRateInterval' | 'falseRejectRateInterval' | 'intervalReason'> {
  if (resamples === null || resampledAccepts === undefined) {
    return {
      falseAcceptRateInterval: null,
      falseRejectRateInterval: null,
      intervalReason: `intervals resample classes; ${String(layout.classes)} classes are too few`,
    };
  }
  const { weights, replicates } = resamples;
  const sizes = Array.from({ length: layout.classes }, (_, c) => classSize(layout, c));
  const rejects = classFalseRejects.map((count) => count ?? 0);
  const withGenuine = classFalseRejects.filter((count) => count !== null).length;
  const falseAcceptRateInterval = falseAcceptInterval(
    resampledAccepts,
    resampledImpostorPairs(weights, sizes, replicates),
    falseAccepts,
  );
  const falseRejectRateInterval =
    withGenuine < fewestClassesForInterval
      ? null
      : rateInterval(
          resampledSum(weights, rejects, replicates),
          resampledSum(weights, genuinesOf, replicates),
        );
  return {
    falseAcceptRateInterval,
    falseRejectRateInterval,
    ...(falseAcceptRateInterval === null || falseRejectRateInterval === null
      ? {
          intervalReason:
            'too few classes bring such pairs, or the rate is the same however classes are resampled',
        }
      : {}),
  };
}
