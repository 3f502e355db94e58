import type { Policy } from '../../contract/policy.ts';
import {
  constraintsOf,
  type PairTotals,
  type PolicyTargets,
} from '../../core/metrics/policy-constraints.ts';
import { acceptableCount } from '../../core/metrics/targets.ts';

/** What the data cannot show, as a sentence; null when it can. */
export function lackingData(policy: PolicyTargets, totals: PairTotals): string | null {
  const { impostorPairs, genuinePairs, classImpostorPairs } = totals;
  const constraints = constraintsOf(policy);
  const kinds = constraints.map(({ kind }) => kind);
  if (impostorPairs === 0 && (policy.objective !== undefined || kinds.some((k) => k !== 'frr'))) {
    return 'Insufficient data: there are no impostor pairs.';
  }
  if (genuinePairs === 0 && (policy.objective !== undefined || kinds.includes('frr'))) {
    return 'Insufficient data: there are no genuine pairs.';
  }
  for (const { kind, target } of constraints) {
    if (kind === 'far' && acceptableCount(target, impostorPairs) === 0) {
      const least = (1 / impostorPairs).toPrecision(2);
      return `Insufficient data: ${impostorPairs.toLocaleString('en-US')} impostor pairs can show FAR >= ${least}.`;
    }
    if (kind === 'worst-class-far' && fewPairs(target, classImpostorPairs).none) {
      const most = Math.max(...Array.from(classImpostorPairs));
      return `Insufficient data: the class with the most impostor pairs has ${most.toLocaleString('en-US')} and can show FAR >= ${(1 / most).toPrecision(2)}.`;
    }
  }
  return null;
}

/** How many classes have too few impostor pairs to show a FAR, and whether none has enough. */
function fewPairs(
  target: number,
  classImpostorPairs: ArrayLike<number>,
): { count: number; none: boolean } {
  const pairs = Array.from(classImpostorPairs).filter((count) => count > 0);
  const count = pairs.filter((own) => acceptableCount(target, own) === 0).length;
  return { count, none: count === pairs.length };
}

/** Sentences on what the data shows only in part. */
export function notesOf(policy: Policy, totals: PairTotals, hasHeldOut: boolean): string[] {
  const notes: string[] = [];
  const { worstClassFalseAcceptRate: worst, falseRejectRate } = policy;
  if (worst !== undefined) {
    const { count } = fewPairs(worst, totals.classImpostorPairs);
    if (count > 0) {
      notes.push(
        `${String(count)} ${count === 1 ? 'class has' : 'classes have'} too few impostor pairs to show a FAR of ${String(worst)}: of ${count === 1 ? 'it' : 'them'} the threshold accepts none.`,
      );
    }
  }
  if (
    falseRejectRate !== undefined &&
    acceptableCount(falseRejectRate, totals.genuinePairs) === 0
  ) {
    notes.push(
      `${totals.genuinePairs.toLocaleString('en-US')} genuine pairs are too few to show a FRR of ${String(falseRejectRate)}: the threshold rejects none of them.`,
    );
  }
  if (!hasHeldOut) {
    notes.push(
      policy.threshold === undefined
        ? 'There is no split: the rates are those of the very classes that the threshold was fitted on.'
        : 'There is no split: where the threshold was picked by looking at these classes, expect worse rates on others.',
    );
  }
  return notes;
}
