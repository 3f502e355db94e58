import {
  type AcceptedPairs,
  type Constraint,
  constraintsOf,
  holds,
  leastLoss,
  lossOf,
  type PairTotals,
  type PolicyTargets,
  tieMargin,
} from './policy-constraints.ts';

/** Counts at some thresholds, ascending; the first accepts every pair. */
export interface ThresholdProfile {
  readonly thresholds: readonly number[];
  readonly accepted: readonly AcceptedPairs[];
}

/** The scores in [from, to): the thresholds in (from, to] tell them apart. `to` may be Infinity. */
export interface ScoreRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The ranges of scores that must be looked at one by one, so that a policy's exact threshold is known:
 * for each constraint the step between two thresholds at which it begins or ceases to hold, and for an
 * objective every step within which no bound rules out its best threshold.
 *
 * @returns ascending, without overlap; empty when any threshold will do
 */
export function bracketPolicy(
  policy: PolicyTargets,
  profile: ThresholdProfile,
  totals: PairTotals,
): ScoreRange[] {
  const { thresholds, accepted } = profile;
  const last = thresholds.length - 1;
  const nothing: AcceptedPairs = {
    impostors: 0,
    genuines: 0,
    classImpostors: new Float64Array(totals.classImpostorPairs.length),
  };
  const at = (k: number): AcceptedPairs => accepted[k] ?? nothing;
  const steps = new Set<number>();
  // Edges from `first` to `lastHeld` are known to be feasible.
  let first = 0;
  let lastHeld = last + 1;
  for (const constraint of constraintsOf(policy)) {
    if (constraint.kind === 'frr') {
      lastHeld = firstIndex(last + 1, (k) => !holds(constraint, at(k), totals)) - 1;
      if (lastHeld >= 0) steps.add(lastHeld);
    } else {
      const begins = firstIndex(last + 1, (k) => holds(constraint, at(k), totals));
      if (begins > 0) steps.add(begins - 1);
      first = Math.max(first, begins);
    }
  }
  const { objective } = policy;
  if (objective !== undefined) {
    const rates = (k: number): [falseAcceptRate: number, falseRejectRate: number] => [
      at(k).impostors / totals.impostorPairs,
      1 - at(k).genuines / totals.genuinePairs,
    ];
    let best = Infinity;
    for (let k = first; k <= lastHeld; k++) best = Math.min(best, lossOf(objective, ...rates(k)));
    for (let k = Math.max(0, first - 1); k <= Math.min(last, lastHeld); k++) {
      const [falseAcceptHigh, falseRejectLow] = rates(k);
      const [falseAcceptLow, falseRejectHigh] = rates(k + 1);
      const least = leastLoss(
        objective,
        [falseAcceptLow, falseAcceptHigh],
        [falseRejectLow, falseRejectHigh],
      );
      const isEmpty = falseAcceptLow === falseAcceptHigh && falseRejectLow === falseRejectHigh;
      if (!isEmpty && least <= best + 2 * tieMargin(objective, best)) steps.add(k);
    }
  }
  const ranges: ScoreRange[] = [];
  for (const k of [...steps].sort((a, b) => a - b)) {
    const range = { from: thresholds[k]!, to: thresholds[k + 1] ?? Infinity };
    const before = ranges.at(-1);
    if (before?.to === range.from) ranges[ranges.length - 1] = { from: before.from, to: range.to };
    else ranges.push(range);
  }
  return ranges;
}

/** How many pairs the profile counts within the ranges. */
export function pairsWithin(
  ranges: readonly ScoreRange[],
  { thresholds, accepted }: ThresholdProfile,
): number {
  const pairsFrom = (threshold: number): number => {
    const at = accepted[thresholds.indexOf(threshold)];
    return at === undefined ? 0 : at.impostors + at.genuines;
  };
  return ranges.reduce((sum, { from, to }) => sum + pairsFrom(from) - pairsFrom(to), 0);
}

/** The first index in [0, end) at which a predicate that turns true once is true; `end` without one. */
function firstIndex(end: number, isTrue: (k: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The side on which a constraint bounds the threshold. */
export function sideOf({ kind }: Pick<Constraint, 'kind'>): 'at-least' | 'at-most' {
  return kind === 'frr' ? 'at-most' : 'at-least';
}
