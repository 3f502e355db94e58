import type {
  ComparedFigure,
  ComparedPoint,
  ComparedRate,
  ComparedTarget,
  ComparedWorstClass,
  Flips,
} from '../../contract/comparison.ts';
import {
  falseAcceptDifferenceInterval,
  resampledImpostorPairs,
} from '../../core/metrics/class-bootstrap.ts';
import { pairedInterval, resampledRatio } from '../../core/metrics/paired-bootstrap.ts';
import { bandsOf, changedClasses } from './class-changes.ts';
import type { AcceptCounts, PairCounts, ThresholdPair } from './compare-pairs.ts';
import {
  compareFigure,
  differentClasses,
  type SetFrame,
  type SetPoint,
  type SetSide,
  tooFewClasses,
} from './compare-set.ts';

/** A target that both evaluations have. */
interface SharedTarget {
  readonly target: number;
  readonly before: SetPoint;
  readonly after: SetPoint;
}

/** The targets of both, the loosest first. */
function sharedTargets({ before, after }: SetFrame): SharedTarget[] {
  return before.points
    .flatMap((point) => {
      const other = after.points.find(({ target }) => target === point.target);
      return other === undefined ? [] : [{ target: point.target, before: point, after: other }];
    })
    .sort((a, b) => b.target - a.target);
}

/** Why the threshold of "before" cannot be applied to "after"; undefined where it can. */
function refusedThreshold({ before, after }: SetFrame): string | undefined {
  return before.evaluation.score === after.evaluation.score
    ? undefined
    : `the scores are of different kinds (${before.evaluation.score} before, ${after.evaluation.score} after): a threshold of one means nothing on the other`;
}

/** Every pair of thresholds at which the pairs must be counted. */
export function wantedThresholds(frame: SetFrame): ThresholdPair[] {
  const wanted: ThresholdPair[] = [];
  for (const { before, after } of sharedTargets(frame)) {
    if (before.threshold === null) continue;
    const others = [
      ...(refusedThreshold(frame) === undefined ? [before.threshold] : []),
      ...(after.threshold === null ? [] : [after.threshold]),
    ];
    for (const other of new Set(others)) wanted.push({ before: before.threshold, after: other });
  }
  return wanted;
}

/** The pairs as counted at the wanted thresholds. */
export interface CountedPairs {
  readonly counts: PairCounts;
  readonly thresholds: readonly ThresholdPair[];
}

/**
 * Both evaluations at every target FAR that they share: at the same threshold, and each at its own.
 *
 * @param counted null, with a reason, where the scores of pairs are not at hand
 */
export function compareTargets(
  frame: SetFrame,
  counted: CountedPairs | null,
  countedReason: string | undefined,
): ComparedTarget[] {
  const scores: ScoresAtHand = { counted, reason: countedReason ?? 'the scores are not at hand' };
  return sharedTargets(frame).map(({ target, before, after }) => {
    if (before.threshold === null) {
      const reason = before.reason ?? 'before has no threshold';
      return {
        targetFalseAcceptRate: target,
        sameThreshold: null,
        sameThresholdReason: reason,
        matchedFalseAcceptRate: null,
        matchedFalseAcceptRateReason: reason,
      };
    }
    const own = after.threshold;
    const ratesBefore = ratesFromEvaluation(frame, before, 'before');
    const ratesAfter = own === null ? null : ratesFromEvaluation(frame, after, 'after');
    const bands = bandsOf({
      falseAcceptRate: [ratesBefore.impostor.rate, ratesAfter?.impostor.rate ?? null],
      falseRejectRate: [ratesBefore.genuine.rate, ratesAfter?.genuine.rate ?? null],
    });
    const point = (threshold: number): ComparedPoint | null => {
      const pair = { before: before.threshold!, after: threshold };
      const given = threshold === own && ratesAfter !== null ? [ratesBefore, ratesAfter] : null;
      return describePoint(frame, pair, given as [SetRates, SetRates] | null, bands, scores);
    };
    const refused = refusedThreshold(frame);
    const same = refused === undefined ? point(before.threshold) : null;
    const matched = own === null ? null : point(own);
    return {
      targetFalseAcceptRate: target,
      sameThreshold: same,
      ...(same === null ? { sameThresholdReason: refused ?? scores.reason } : {}),
      matchedFalseAcceptRate: matched,
      ...(matched === null
        ? { matchedFalseAcceptRateReason: after.reason ?? 'after has no threshold' }
        : {}),
    };
  });
}

interface ScoresAtHand {
  readonly counted: CountedPairs | null;
  readonly reason: string;
}

/** Errors and pairs of one kind: pooled, and of every common class. */
interface KindRates {
  readonly errors: number | null;
  readonly pairs: number;
  readonly rate: number | null;
  /** [T] */
  readonly classErrors: Float64Array;
  readonly classPairs: Float64Array;
}

/** Rates of one evaluation at one threshold. */
interface SetRates {
  readonly impostor: KindRates;
  readonly genuine: KindRates;
}

function classRates(rates: SetRates, kind: keyof SetRates): (number | null)[] {
  const { classErrors, classPairs } = rates[kind];
  return Array.from(classErrors, (errors, c) =>
    classPairs[c]! > 0 ? errors / classPairs[c]! : null,
  );
}

/** What the evaluation itself says at its own threshold. */
function ratesFromEvaluation(
  { before, after, classes }: SetFrame,
  point: SetPoint,
  which: 'before' | 'after',
): SetRates {
  const side: SetSide = which === 'before' ? before : after;
  const { classImages, images, impostorPairs, genuinePairs } = side.evaluation;
  const kind = (
    errors: number | null,
    pairs: number,
    rate: number | null,
    byClass: readonly (number | null)[],
    pairsOf: (size: number) => number,
  ): KindRates => {
    const classPairs = Float64Array.from(classes[which], (own) => pairsOf(classImages[own]!));
    return {
      errors,
      pairs,
      rate,
      classPairs,
      // A class rate is a quotient of two counts: the product is the count, up to a rounding error.
      classErrors: classPairs.map((own, c) => Math.round(own * (byClass[classes[which][c]!] ?? 0))),
    };
  };
  return {
    impostor: kind(
      point.falseAccepts,
      impostorPairs,
      point.falseAcceptRate,
      point.classFalseAcceptRate,
      (n) => n * (images - n),
    ),
    genuine: kind(
      point.falseRejects,
      genuinePairs,
      point.falseRejectRate,
      point.classFalseRejectRate,
      (n) => (n * (n - 1)) / 2,
    ),
  };
}

/** What the walk over the pairs counted of one side at one pair of thresholds. */
function ratesFromPairs(
  { impostorPairs, genuinePairs }: PairCounts,
  point: PairCounts['points'][number],
  which: 'before' | 'after',
): SetRates {
  const kind = (classErrors: Float64Array, classPairs: Float64Array, ends: 1 | 2): KindRates => {
    const errors = sum(classErrors) / ends;
    const pairs = sum(classPairs) / ends;
    return { errors, pairs, rate: pairs > 0 ? errors / pairs : null, classErrors, classPairs };
  };
  const accepted = point.genuine[which];
  return {
    impostor: kind(point.impostor[which], impostorPairs, 2),
    genuine: kind(
      genuinePairs.map((pairs, c) => pairs - accepted[c]!),
      genuinePairs,
      1,
    ),
  };
}

/** Null where only the scores of pairs could tell, and they are not at hand. */
function describePoint(
  frame: SetFrame,
  thresholds: ThresholdPair,
  given: readonly [SetRates, SetRates] | null,
  bands: ComparedPoint['bands'],
  { counted, reason }: ScoresAtHand,
): ComparedPoint | null {
  const level =
    counted?.thresholds.findIndex(
      (pair) => pair.before === thresholds.before && pair.after === thresholds.after,
    ) ?? -1;
  const point = counted?.counts.points[level];
  const rates: readonly [SetRates, SetRates] | null =
    counted !== null && point !== undefined
      ? [
          ratesFromPairs(counted.counts, point, 'before'),
          ratesFromPairs(counted.counts, point, 'after'),
        ]
      : given;
  if (rates === null) return null;
  const [before, after] = rates;
  const incomparable =
    point !== undefined || frame.classes.same ? undefined : differentClasses(frame.classes);
  const { resamples } = frame;
  const falseAcceptInterval = (): ComparedFigure['interval'] => {
    if (resamples === null || point === undefined || counted === null) return null;
    return falseAcceptDifferenceInterval(
      point.resampledDifference,
      resampledImpostorPairs(resamples.weights, counted.counts.classSizes, resamples.replicates),
      [before.impostor.errors!, after.impostor.errors!],
    );
  };
  const falseRejectInterval = (): ComparedFigure['interval'] => {
    if (resamples === null) return null;
    const { weights, replicates } = resamples;
    const ratio = ({ genuine }: SetRates): Float64Array =>
      resampledRatio(weights, genuine.classErrors, genuine.classPairs, replicates);
    return pairedInterval(ratio(before), ratio(after));
  };
  const pooled = (
    kind: keyof SetRates,
    missing: string,
    interval: () => ComparedFigure['interval'],
    intervalReason: string,
  ): ComparedRate => ({
    ...compareFigure(before[kind].rate, after[kind].rate, {
      better: 'lower',
      incomparable,
      missing,
      interval,
      intervalReason: resamples === null ? tooFewClasses : intervalReason,
    }),
    countBefore: before[kind].errors,
    countAfter: after[kind].errors,
    pairsBefore: before[kind].pairs,
    pairsAfter: after[kind].pairs,
  });
  const acceptRates = {
    before: classRates(before, 'impostor'),
    after: classRates(after, 'impostor'),
  };
  const rejectRates = {
    before: classRates(before, 'genuine'),
    after: classRates(after, 'genuine'),
  };
  const changed = (kind: keyof SetRates): ComparedPoint['changedClasses'] => {
    const rate = kind === 'impostor' ? 'falseAcceptRate' : 'falseRejectRate';
    return changedClasses({
      rate,
      band: bands[rate],
      ...(kind === 'impostor' ? acceptRates : rejectRates),
      countBefore: before[kind].classErrors,
      countAfter: after[kind].classErrors,
      pairs: before[kind].classPairs,
    });
  };
  return {
    thresholdBefore: thresholds.before,
    thresholdAfter: thresholds.after,
    falseAcceptRate: pooled(
      'impostor',
      'there are no impostor pairs',
      falseAcceptInterval,
      point === undefined ? reason : 'most draws of classes have no impostor pair',
    ),
    falseRejectRate: pooled(
      'genuine',
      'there are no genuine pairs',
      falseRejectInterval,
      'most draws of classes have no genuine pair',
    ),
    worstClassFalseAcceptRate: worstClass(acceptRates),
    worstClassFalseRejectRate: worstClass(rejectRates),
    ...(counted !== null && point !== undefined
      ? { flips: flipsOf(point, counted.counts) }
      : { flips: null, flipsReason: reason }),
    bands,
    classFalseAcceptRate: acceptRates,
    classFalseRejectRate: rejectRates,
    changedClasses: [...changed('genuine'), ...changed('impostor')],
  };
}

/** The highest class rate of each; among equals the first class. */
function worstClass({
  before,
  after,
}: {
  before: readonly (number | null)[];
  after: readonly (number | null)[];
}): ComparedWorstClass {
  const worst = (rates: readonly (number | null)[]): number | null =>
    rates.reduce<number | null>(
      (most, rate, c) => (rate !== null && (most === null || rate > rates[most]!) ? c : most),
      null,
    );
  const classBefore = worst(before);
  const classAfter = worst(after);
  const rateOf = (rates: readonly (number | null)[], c: number | null): number | null =>
    c === null ? null : (rates[c] ?? null);
  return {
    ...compareFigure(rateOf(before, classBefore), rateOf(after, classAfter), {
      better: 'lower',
      missing: 'no class has such pairs',
      interval: () => null,
      intervalReason: 'resampling says nothing about a maximum',
    }),
    classBefore,
    classAfter,
  };
}

function flipsOf(point: PairCounts['points'][number], counts: PairCounts): Flips {
  const impostor = flipped(point.impostor, sum(counts.impostorPairs) / 2, 2);
  const genuine = flipped(point.genuine, sum(counts.genuinePairs), 1);
  const flips = [impostor, genuine].reduce(
    (total, kind) => total + kind.acceptedToRejected + kind.rejectedToAccepted,
    0,
  );
  const pairs = impostor.pairs + genuine.pairs;
  return { impostor, genuine, share: pairs > 0 ? flips / pairs : null };
}

function flipped(
  { before, after, both }: AcceptCounts,
  pairs: number,
  ends: 1 | 2,
): Flips['impostor'] {
  const toRejected = Array.from(before, (accepted, c) => accepted - both[c]!);
  const toAccepted = Array.from(after, (accepted, c) => accepted - both[c]!);
  const acceptedToRejected = sum(toRejected) / ends;
  const rejectedToAccepted = sum(toAccepted) / ends;
  return {
    pairs,
    acceptedToRejected,
    rejectedToAccepted,
    share: pairs > 0 ? (acceptedToRejected + rejectedToAccepted) / pairs : null,
    classAcceptedToRejected: toRejected,
    classRejectedToAccepted: toAccepted,
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k]!;
  return total;
}
