import { nextUp32 } from '../float32.ts';
import { sideOf, type ScoreRange } from './policy-brackets.ts';
import {
  type AcceptedPairs,
  classesAbove,
  type Constraint,
  constraintsOf,
  holds,
  lossOf,
  type PairTotals,
  type PolicyObjective,
  type PolicyTargets,
  tieMargin,
} from './policy-constraints.ts';

/** Every pair whose score lies in a range, each kind in descending order, and what lies above it. */
export interface ListedRange extends ScoreRange {
  /** Counts at the threshold `to`. */
  readonly above: AcceptedPairs;
  readonly impostorScores: Float32Array;
  /** The two classes of each impostor pair. */
  readonly firstClass: Uint32Array;
  readonly secondClass: Uint32Array;
  readonly genuineScores: Float32Array;
}

/** The least or greatest threshold at which a constraint holds. */
export interface ConstraintBound extends Constraint {
  readonly side: 'at-least' | 'at-most';
  readonly threshold: number;
  /** Of a `worst-class-far`: the classes that exceed it at the next threshold below, ascending. */
  readonly classes: number[];
}

/** The threshold of a policy, or what stands in its way. */
export type PolicySelection =
  | { readonly kind: 'threshold'; readonly threshold: number; readonly bounds: ConstraintBound[] }
  /** The constraints exclude each other: `least` > `greatest`. */
  | {
      readonly kind: 'infeasible';
      readonly least: number;
      readonly greatest: number;
      readonly bounds: ConstraintBound[];
    }
  /** Accepting nothing is best. */
  | { readonly kind: 'nothing'; readonly bounds: ConstraintBound[] };

/**
 * The exact threshold of a policy.
 *
 * - Each FAR constraint gives the smallest float32 threshold at which it holds, an FRR constraint the
 *   largest: the threshold lies between them.
 * - `equal-error-rate`: the score of least |FAR - FRR|, the smallest such; ties are exact.
 * - `utility`, `cost`: the largest threshold of least loss, up to rounding errors.
 * - No objective: the smallest threshold; the largest where the only constraint is a FRR.
 *
 * @param listed the ranges that `bracketPolicy` asked for, ascending, with their pairs
 * @returns null when the pairs contradict the ranges: the scores are not those that were bracketed
 */
export function selectThreshold(
  policy: PolicyTargets,
  listed: readonly ListedRange[],
  totals: PairTotals,
): PolicySelection | null {
  const bounds: ConstraintBound[] = [];
  for (const constraint of constraintsOf(policy)) {
    const bound = boundOf(constraint, listed, totals);
    if (bound === null) return null;
    bounds.push(bound);
  }
  const thresholds = (side: ConstraintBound['side']): number[] =>
    bounds.flatMap((bound) => (bound.side === side ? [bound.threshold] : []));
  const least = Math.max(-Infinity, ...thresholds('at-least'));
  const greatest = Math.min(Infinity, ...thresholds('at-most'));
  if (least > greatest) return { kind: 'infeasible', least, greatest, bounds };
  const threshold =
    policy.objective === undefined
      ? least === -Infinity
        ? greatest
        : least
      : bestThreshold(policy.objective, listed, totals, least, greatest);
  return threshold === Infinity
    ? { kind: 'nothing', bounds }
    : { kind: 'threshold', threshold, bounds };
}

/** Null when no range holds the threshold at which the constraint turns. */
function boundOf(
  constraint: Constraint,
  listed: readonly ListedRange[],
  totals: PairTotals,
): ConstraintBound | null {
  const side = sideOf(constraint);
  for (const range of listed) {
    const threshold =
      side === 'at-least'
        ? leastHeld(constraint, range, totals)
        : greatestHeld(constraint, range, totals);
    if (threshold === null) continue;
    const classes =
      constraint.kind === 'worst-class-far'
        ? classesAbove(constraint.target, justBelow(threshold, range), totals)
        : [];
    return { ...constraint, side, threshold, classes };
  }
  return null;
}

/** The counts at the greatest score below a threshold. */
function justBelow(threshold: number, range: ListedRange): AcceptedPairs {
  const { impostorScores } = range;
  const first = impostorScores.findIndex((score) => score < threshold);
  const next = impostorScores.findIndex((score) => score < impostorScores[first]!);
  return withListed(range, next === -1 ? impostorScores.length : next);
}

/** Above the first score, in descending order, whose acceptance breaks a FAR constraint. */
function leastHeld(constraint: Constraint, range: ListedRange, totals: PairTotals): number | null {
  const { impostorScores, above } = range;
  const breaksAt = (accepted: number): boolean =>
    !holds(constraint, withListed(range, accepted), totals);
  if (!holds(constraint, above, totals) || !breaksAt(impostorScores.length)) return null;
  let kept = 0;
  let broken = impostorScores.length;
  while (broken - kept > 1) {
    const middle = (kept + broken) >>> 1;
    if (breaksAt(middle)) broken = middle;
    else kept = middle;
  }
  return nextUp32(impostorScores[kept]!);
}

/** The score, in descending order, whose acceptance makes an FRR constraint hold. */
function greatestHeld(
  constraint: Constraint,
  { above, genuineScores }: ListedRange,
  totals: PairTotals,
): number | null {
  const heldWith = (accepted: number): boolean =>
    holds(constraint, { ...above, genuines: above.genuines + accepted }, totals);
  if (heldWith(0) || !heldWith(genuineScores.length)) return null;
  let missing = 0;
  let enough = genuineScores.length;
  while (enough - missing > 1) {
    const middle = (missing + enough) >>> 1;
    if (heldWith(middle)) enough = middle;
    else missing = middle;
  }
  return genuineScores[enough - 1]!;
}

/** The counts once the first `impostors` listed impostor pairs are accepted too. */
function withListed(range: ListedRange, impostors: number): AcceptedPairs {
  const { above, firstClass, secondClass } = range;
  const classImpostors = Float64Array.from(above.classImpostors);
  for (let k = 0; k < impostors; k++) {
    const first = firstClass[k]!;
    const second = secondClass[k]!;
    classImpostors[first] = classImpostors[first]! + 1;
    classImpostors[second] = classImpostors[second]! + 1;
  }
  return { impostors: above.impostors + impostors, genuines: above.genuines, classImpostors };
}

/** The best threshold in [least, greatest]; Infinity where accepting nothing is best. */
function bestThreshold(
  objective: PolicyObjective,
  listed: readonly ListedRange[],
  totals: PairTotals,
  least: number,
  greatest: number,
): number {
  const { impostorPairs, genuinePairs } = totals;
  const visit = (
    see: (score: number, falseAccepts: number, falseRejects: number) => void,
  ): void => {
    for (const range of listed) {
      forScores(range, (score, impostors, genuines) => {
        if (score >= least && score <= greatest) see(score, impostors, genuinePairs - genuines);
      });
    }
  };
  const loss = (falseAccepts: number, falseRejects: number): number =>
    lossOf(objective, falseAccepts / impostorPairs, falseRejects / genuinePairs);
  const acceptNothing = greatest === Infinity ? lossOf(objective, 0, 1) : Infinity;
  let smallestLoss = objective.kind === 'equal-error-rate' ? Infinity : acceptNothing;
  visit((_score, falseAccepts, falseRejects) => {
    smallestLoss = Math.min(smallestLoss, loss(falseAccepts, falseRejects));
  });
  // No score is feasible: nothing is accepted from the smallest feasible threshold on.
  if (smallestLoss === Infinity) return Infinity;
  const margin = tieMargin(objective, smallestLoss);
  if (objective.kind !== 'equal-error-rate') {
    if (acceptNothing <= smallestLoss + margin) return Infinity;
    let largest = -Infinity;
    visit((score, falseAccepts, falseRejects) => {
      if (loss(falseAccepts, falseRejects) <= smallestLoss + margin) {
        largest = Math.max(largest, score);
      }
    });
    return largest;
  }
  let best = Infinity;
  let difference: bigint | null = null;
  visit((score, falseAccepts, falseRejects) => {
    if (loss(falseAccepts, falseRejects) > smallestLoss + margin) return;
    // |FAR - FRR| over the common denominator, in integers: a tie is a tie.
    const signed =
      BigInt(falseAccepts) * BigInt(genuinePairs) - BigInt(falseRejects) * BigInt(impostorPairs);
    const here = signed < 0n ? -signed : signed;
    if (difference === null || here < difference || (here === difference && score < best)) {
      difference = here;
      best = score;
    }
  });
  return best;
}

/** Visits the distinct scores of a range in descending order, with the pairs that each accepts. */
function forScores(
  { above, impostorScores, genuineScores }: ListedRange,
  visit: (score: number, impostors: number, genuines: number) => void,
): void {
  let impostors = 0;
  let genuines = 0;
  while (impostors < impostorScores.length || genuines < genuineScores.length) {
    const score = Math.max(
      impostorScores[impostors] ?? -Infinity,
      genuineScores[genuines] ?? -Infinity,
    );
    while (impostorScores[impostors] === score) impostors++;
    while (genuineScores[genuines] === score) genuines++;
    visit(score, above.impostors + impostors, above.genuines + genuines);
  }
}
