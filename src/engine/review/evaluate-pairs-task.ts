import type { PairEvaluation } from '../../contract/api/pairs.ts';
import {
  curveThresholds,
  equalErrorRateOfLists,
  ratesOfLists,
  type ScoreLists,
  sortDescending,
  thresholdForShare,
} from '../../core/metrics/score-lists.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';

/** A list of scored pairs, column by column. */
export interface EvaluatePairsInput {
  scores: Float32Array;
  /** [P] 1: same class. */
  same: Uint8Array;
  /** Classes of both images of each pair; null where they are not known. */
  classes: { names: string[]; first: Uint32Array; second: Uint32Array } | null;
  targets: number[];
  thresholds: number[];
}

/** Points of a curve, at most. */
const mostPoints = 1000;

export type PairRates = Pick<
  PairEvaluation,
  | 'pairs'
  | 'genuinePairs'
  | 'impostorPairs'
  | 'operatingPoints'
  | 'fixedThresholds'
  | 'equalErrorRate'
  | 'curve'
  | 'classes'
>;

/** Exact rates over a list of pairs, by sorting. */
export const evaluatePairsTask: ComputeTask<EvaluatePairsInput, PairRates> = (input) =>
  Promise.resolve(ratesOfPairs(input));

/** The same, on this thread. */
export function ratesOfPairs({
  scores,
  same,
  classes,
  targets,
  thresholds,
}: EvaluatePairsInput): PairRates {
  const lists = listsOf(scores, same, () => true);
  const genuinePairs = lists.genuine.length;
  const impostorPairs = lists.impostor.length;
  const operatingPoints = targets.map((target): PairRates['operatingPoints'][number] => {
    const threshold = thresholdForShare(lists.impostor, target);
    if (threshold !== null) {
      return { targetFalseAcceptRate: target, threshold, ...ratesOfLists(lists, threshold) };
    }
    return {
      targetFalseAcceptRate: target,
      threshold: null,
      reason:
        impostorPairs === 0
          ? 'Insufficient data: there are no impostor pairs.'
          : `Insufficient data: ${impostorPairs.toLocaleString('en-US')} impostor pairs can show FAR >= ${(1 / impostorPairs).toPrecision(2)}.`,
      ...ratesOfLists(lists, Infinity),
    };
  });
  return {
    pairs: same.length,
    genuinePairs,
    impostorPairs,
    operatingPoints,
    fixedThresholds: thresholds.map((threshold) => ({
      threshold,
      ...ratesOfLists(lists, threshold),
    })),
    equalErrorRate: equalErrorRateOfLists(lists) ?? {
      threshold: null,
      rate: null,
      reason: genuinePairs === 0 ? 'there are no genuine pairs' : 'there are no impostor pairs',
    },
    curve: curveThresholds(lists, mostPoints).map((threshold) => {
      const { falseAcceptRate, falseRejectRate } = ratesOfLists(lists, threshold);
      return { threshold, falseAcceptRate, falseRejectRate };
    }),
    classes:
      classes === null
        ? null
        : classRates(
            scores,
            same,
            classes,
            operatingPoints.map(({ threshold }) => threshold),
          ),
  };
}

/** The scores of the pairs that count, each kind in descending order. */
function listsOf(
  scores: Float32Array,
  same: Uint8Array,
  counts: (pair: number) => boolean,
): ScoreLists {
  return {
    genuine: sortDescending(scores.filter((_, pair) => same[pair] === 1 && counts(pair))),
    impostor: sortDescending(scores.filter((_, pair) => same[pair] === 0 && counts(pair))),
  };
}

/** Counts of each class at some thresholds; an impostor pair counts for both its classes. */
function classRates(
  scores: Float32Array,
  same: Uint8Array,
  { names, first, second }: NonNullable<EvaluatePairsInput['classes']>,
  thresholds: readonly (number | null)[],
): NonNullable<PairRates['classes']> {
  const genuine = new Uint32Array(names.length);
  const impostor = new Uint32Array(names.length);
  const accepts = thresholds.map(() => new Uint32Array(names.length));
  const rejects = thresholds.map(() => new Uint32Array(names.length));
  for (let pair = 0; pair < scores.length; pair++) {
    const a = first[pair]!;
    const b = second[pair]!;
    const score = scores[pair]!;
    if (same[pair] === 1) genuine[a]!++;
    else for (const c of a === b ? [a] : [a, b]) impostor[c]!++;
    thresholds.forEach((threshold, point) => {
      if (threshold === null) return;
      if (same[pair] === 1) {
        if (score < threshold) rejects[point]![a]!++;
      } else if (score >= threshold) {
        for (const c of a === b ? [a] : [a, b]) accepts[point]![c]!++;
      }
    });
  }
  return names.map((className, c) => ({
    className,
    genuinePairs: genuine[c]!,
    impostorPairs: impostor[c]!,
    rates: thresholds.map((threshold, point) =>
      threshold === null
        ? null
        : {
            falseAccepts: accepts[point]![c]!,
            falseRejects: rejects[point]![c]!,
            falseAcceptRate: impostor[c] === 0 ? null : accepts[point]![c]! / impostor[c]!,
            falseRejectRate: genuine[c] === 0 ? null : rejects[point]![c]! / genuine[c]!,
          },
    ),
  }));
}
