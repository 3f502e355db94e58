import { quantile as quantileOf } from '../../core/metrics/statistics.ts';
import type { Decision } from '../../contract/decision.ts';
import type { Evaluation, OperatingPoint } from '../../contract/evaluation.ts';
import { formatPolicy, type Policy } from '../../contract/policy.ts';
import { decidedPoint } from './decided-point.ts';
import { formatTarget } from './numbers.ts';

/** What the report says about an evaluation before any of it is laid out. */

/** An operating point that the data can show. */
export type ShownPoint = OperatingPoint & {
  threshold: number;
  /** Of the point that someone decided on: how it was chosen, whatever its target FAR says. */
  policy?: Policy;
};

/** The target at which the report speaks about single classes, where the data can show it. */
export const preferredTarget = 1e-3;

export interface MainPoint {
  point: ShownPoint | null;
  /** Which target was taken and why, or why there is none. */
  sentence: string;
}

function isShown(point: OperatingPoint): point is ShownPoint {
  return point.threshold !== null;
}

/** The operating points that have a threshold. */
export function shownPoints(evaluation: Evaluation): ShownPoint[] {
  return evaluation.operatingPoints.filter(isShown);
}

/** How a point was chosen, as the end of a sentence: `target FAR 0.001`, `policy far=0.001,eer`. */
export function choiceOf({ policy, targetFalseAcceptRate }: ShownPoint): string {
  return policy === undefined
    ? `target FAR ${formatTarget(targetFalseAcceptRate)}`
    : `policy ${formatPolicy(policy)}`;
}

/** The FAR that was asked for; undefined of a decision by a policy that names none. */
export function askedFalseAcceptRate(point: ShownPoint): number | undefined {
  return point.policy === undefined ? point.targetFalseAcceptRate : point.policy.falseAcceptRate;
}

/** The label of a point in tables and drawings: its target FAR, or that it was decided. */
export function pointLabel({
  policy,
  targetFalseAcceptRate,
}: OperatingPoint & { policy?: Policy }): string {
  return policy === undefined ? formatTarget(targetFalseAcceptRate) : 'decided';
}

/** The points that are drawn: the decided one takes the place of one with the same threshold. */
export function drawnPoints(evaluation: Evaluation, main: ShownPoint | null): ShownPoint[] {
  const shown = shownPoints(evaluation);
  if (main === null || shown.includes(main)) return shown;
  return [...shown.filter(({ threshold }) => threshold !== main.threshold), main];
}

/**
 * The main operating point: the one that was decided on; without a decision target FAR 1e-3, else the
 * strictest target that the data can show.
 */
export function mainPoint(evaluation: Evaluation, decision: Decision | null = null): MainPoint {
  const decided = decision === null ? null : decidedPoint(evaluation, decision);
  if (decided !== null) {
    return {
      point: decided,
      sentence: `The main operating point is the threshold that was decided on, by ${choiceOf(decided)}.`,
    };
  }
  const shown = shownPoints(evaluation);
  const preferred = shown.find((point) => point.targetFalseAcceptRate === preferredTarget);
  if (preferred !== undefined) {
    return { point: preferred, sentence: 'The main operating point is target FAR 0.001.' };
  }
  const asked = evaluation.operatingPoints.find(
    (point) => point.targetFalseAcceptRate === preferredTarget,
  );
  const why =
    asked === undefined
      ? 'target FAR 0.001 was not asked for'
      : `target FAR 0.001 has none: ${reasonText(asked.reason)}`;
  let strictest: ShownPoint | undefined;
  for (const point of shown) {
    if (strictest === undefined || point.targetFalseAcceptRate < strictest.targetFalseAcceptRate) {
      strictest = point;
    }
  }
  if (strictest !== undefined) {
    return {
      point: strictest,
      sentence: `The main operating point is the strictest target that has a threshold, FAR ${formatTarget(strictest.targetFalseAcceptRate)} (${why}).`,
    };
  }
  const first = evaluation.operatingPoints[0];
  return {
    point: null,
    sentence: `There is no operating point: ${
      first === undefined ? 'none was asked for' : reasonText(first.reason)
    }.`,
  };
}

/** A reason as the end of a sentence: without its full stop. */
export function reasonText(reason: string | undefined): string {
  return reason === undefined || reason === ''
    ? 'no reason was recorded'
    : reason.replace(/\.$/, '');
}

/** `n_c (n_c - 1) / 2`. */
export function genuinePairsOf(evaluation: Evaluation, index: number): number {
  const images = evaluation.classImages[index] ?? 0;
  return (images * (images - 1)) / 2;
}

/** `n_c (N - n_c)`. */
export function impostorPairsOf(evaluation: Evaluation, index: number): number {
  const images = evaluation.classImages[index] ?? 0;
  return images * (evaluation.images - images);
}

export interface WorstClass {
  index: number;
  rate: number;
  /** Classes that have the same rate, this one included. */
  sharedBy: number;
}

/**
 * The class with the highest rate; among equals the one with the most pairs, then the first.
 * Null where no class has a rate.
 */
export function worstClass(
  rates: readonly (number | null)[] | undefined,
  pairs: (index: number) => number,
): WorstClass | null {
  let worst: WorstClass | null = null;
  rates?.forEach((rate, index) => {
    if (rate === null) return;
    if (worst === null || rate > worst.rate) worst = { index, rate, sharedBy: 1 };
    else if (rate === worst.rate) {
      worst.sharedBy++;
      if (pairs(index) > pairs(worst.index)) worst.index = index;
    }
  });
  return worst;
}

/**
 * The classes that stand highest in FAR_c or in FRR_c at a point, by their better place of the two;
 * none that is without an error. Among equals the one with more pairs behind the rate comes first.
 */
export function worstClasses(evaluation: Evaluation, point: ShownPoint, limit: number): number[] {
  const place = new Map<number, number>();
  for (const [rates, pairs] of [
    [point.classFalseRejectRate, genuinePairsOf],
    [point.classFalseAcceptRate, impostorPairsOf],
  ] as const) {
    (rates ?? [])
      .flatMap((rate, index) =>
        rate === null || rate === 0 ? [] : [{ index, rate, pairs: pairs(evaluation, index) }],
      )
      .sort((a, b) => b.rate - a.rate || b.pairs - a.pairs || a.index - b.index)
      .forEach(({ index }, at) => place.set(index, Math.min(at, place.get(index) ?? at)));
  }
  return [...place]
    .sort(([a, placeA], [b, placeB]) => placeA - placeB || a - b)
    .slice(0, limit)
    .map(([index]) => index);
}

/**
 * The point whose collisions are shown: the main one, or, where they were not counted there, the
 * loosest one at which they were. Null where they were counted nowhere.
 */
export function collisionPoint(evaluation: Evaluation, main: ShownPoint | null): ShownPoint | null {
  if (main === null || (main.collisions ?? null) !== null) return main;
  return (
    shownPoints(evaluation)
      .filter(({ collisions }) => (collisions ?? []).length > 0)
      .sort((a, b) => a.threshold - b.threshold)[0] ?? null
  );
}

/** Class indices by descending value; nulls last, ties in class order. */
export function descendingOrder(values: readonly (number | null | undefined)[]): number[] {
  return values
    .map((_, index) => index)
    .sort((a, b) => (values[b] ?? -1) - (values[a] ?? -1) || a - b);
}

/**
 * The `limit` classes that stand highest in contribution to OPIS, in FAR_c or in FRR_c at `point`
 * (by their best place in the three lists), in descending order of contribution; all of them when
 * there are no more.
 */
export function classesToList(
  evaluation: Evaluation,
  point: OperatingPoint | null,
  limit: number,
): number[] {
  const byContribution = descendingOrder(
    evaluation.classNames.map((_, index) => evaluation.opis.classContribution[index]),
  );
  if (byContribution.length <= limit) return byContribution;
  const bestPlace = new Array<number>(byContribution.length).fill(Number.POSITIVE_INFINITY);
  const lists = [
    evaluation.opis.classContribution,
    point?.classFalseAcceptRate,
    point?.classFalseRejectRate,
  ];
  for (const values of lists) {
    if (values === undefined) continue;
    descendingOrder(values).forEach((index, place) => {
      // A class without a value has no place in that list.
      if (typeof values[index] === 'number') {
        bestPlace[index] = Math.min(bestPlace[index] as number, place);
      }
    });
  }
  const chosen = new Set(
    [...byContribution]
      .sort((a, b) => (bestPlace[a] as number) - (bestPlace[b] as number))
      .slice(0, limit),
  );
  return byContribution.filter((index) => chosen.has(index));
}

/** The quantile of sorted values, linear between neighbours; null where there is none. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : quantileOf(sorted, share);
}
