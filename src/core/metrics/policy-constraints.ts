import { utility } from './opis.ts';
import { quantile } from './statistics.ts';
import { acceptableCount } from './targets.ts';

/** Rates that a threshold must keep, and what it is to be best at: see docs/definitions.md. */
export interface PolicyTargets {
  readonly falseAcceptRate?: number | undefined;
  readonly falseRejectRate?: number | undefined;
  readonly worstClassFalseAcceptRate?: number | undefined;
  readonly worstClassFalseAcceptRate95?: number | undefined;
  readonly objective?: PolicyObjective | undefined;
}

export type PolicyObjective =
  | { readonly kind: 'equal-error-rate' }
  | { readonly kind: 'utility' }
  | {
      readonly kind: 'cost';
      readonly falseAcceptCost: number;
      readonly falseRejectCost: number;
      readonly prevalence: number;
    };

/** One rate that must not exceed its target. */
export interface Constraint {
  readonly kind: 'far' | 'frr' | 'worst-class-far' | 'worst-class-far-p95';
  readonly target: number;
}

/** Pairs of one set of classes. */
export interface PairTotals {
  readonly impostorPairs: number;
  readonly genuinePairs: number;
  /** [T] with one end in each class. */
  readonly classImpostorPairs: ArrayLike<number>;
}

/** Pairs with score >= threshold. */
export interface AcceptedPairs {
  readonly impostors: number;
  readonly genuines: number;
  /** [T] an impostor pair counts for both its classes. */
  readonly classImpostors: ArrayLike<number>;
}

/** The constraints of a policy. */
export function constraintsOf(policy: PolicyTargets): Constraint[] {
  const wanted: [Constraint['kind'], number | undefined][] = [
    ['far', policy.falseAcceptRate],
    ['worst-class-far', policy.worstClassFalseAcceptRate],
    ['worst-class-far-p95', policy.worstClassFalseAcceptRate95],
    ['frr', policy.falseRejectRate],
  ];
  return wanted.flatMap(([kind, target]) => (target === undefined ? [] : [{ kind, target }]));
}

/**
 * Whether a constraint holds. A FAR constraint holds from some threshold on, an FRR constraint up to
 * some threshold. Counts are compared, not rates: at most the largest k with k / pairs <= target.
 */
export function holds(
  { kind, target }: Constraint,
  accepted: AcceptedPairs,
  totals: PairTotals,
): boolean {
  switch (kind) {
    case 'far':
      return accepted.impostors <= acceptableCount(target, totals.impostorPairs);
    case 'frr':
      return (
        totals.genuinePairs - accepted.genuines <= acceptableCount(target, totals.genuinePairs)
      );
    case 'worst-class-far':
      return classesAbove(target, accepted, totals).length === 0;
    case 'worst-class-far-p95':
      return highClassRate(accepted, totals) <= target;
  }
}

/** The classes whose FAR is above a target, ascending. */
export function classesAbove(
  target: number,
  { classImpostors }: Pick<AcceptedPairs, 'classImpostors'>,
  { classImpostorPairs }: Pick<PairTotals, 'classImpostorPairs'>,
): number[] {
  const above: number[] = [];
  for (let c = 0; c < classImpostors.length; c++) {
    if (classImpostors[c]! > acceptableCount(target, classImpostorPairs[c]!)) above.push(c);
  }
  return above;
}

/** The 95th percentile of the class FARs, over the classes that have impostor pairs; 0 without any. */
function highClassRate(
  { classImpostors }: Pick<AcceptedPairs, 'classImpostors'>,
  { classImpostorPairs }: Pick<PairTotals, 'classImpostorPairs'>,
): number {
  const rates: number[] = [];
  for (let c = 0; c < classImpostors.length; c++) {
    if (classImpostorPairs[c]! > 0) rates.push(classImpostors[c]! / classImpostorPairs[c]!);
  }
  return rates.length === 0 ? 0 : quantile(Float64Array.from(rates).sort(), 0.95);
}

/** How far rates are from what an objective wants: 0 is best. */
export function lossOf(
  objective: PolicyObjective,
  falseAcceptRate: number,
  falseRejectRate: number,
): number {
  switch (objective.kind) {
    case 'equal-error-rate':
      return Math.abs(falseAcceptRate - falseRejectRate);
    case 'utility':
      return 1 - utility(falseAcceptRate, falseRejectRate);
    case 'cost': {
      const { falseAcceptCost, falseRejectCost, prevalence } = objective;
      return (
        falseAcceptCost * (1 - prevalence) * falseAcceptRate +
        falseRejectCost * prevalence * falseRejectRate
      );
    }
  }
}

/** The least loss that rates within bounds can have: no threshold between the bounds has less. */
export function leastLoss(
  objective: PolicyObjective,
  falseAcceptRate: readonly [low: number, high: number],
  falseRejectRate: readonly [low: number, high: number],
): number {
  if (objective.kind !== 'equal-error-rate') {
    return lossOf(objective, falseAcceptRate[0], falseRejectRate[0]);
  }
  return Math.max(
    0,
    falseAcceptRate[0] - falseRejectRate[1],
    falseRejectRate[0] - falseAcceptRate[1],
  );
}

/** By how much a loss may exceed the least and still be a tie: the rounding errors of `lossOf`. */
export function tieMargin(objective: PolicyObjective, least: number): number {
  return objective.kind === 'cost' ? 1e-12 * least : 1e-12;
}
