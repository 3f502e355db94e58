/** The figures by which a choice is made, all of calibration classes. */
export interface SelectionFigures {
  readonly recallAt1: number | null;
  /** Lower is better. */
  readonly opis: number | null;
  readonly meanUtility: number | null;
}

/** How far below the best a candidate's recall and mean utility may lie. */
export interface SelectionTolerance {
  readonly recallAt1: number;
  readonly meanUtility: number;
}

export const defaultTolerance: SelectionTolerance = { recallAt1: 0.01, meanUtility: 0.01 };

/** Rounding of figures near a tolerance's edge must not decide. */
const ROUNDING = 1e-9;

/**
 * The rule by which every choice of training is made (step, interpolation, point of a sweep): the
 * least OPIS among the candidates whose recall@1 and mean utility are both within the tolerance of
 * the best of all candidates. Where no candidate is near both, the best recall. Ties: the higher
 * recall, then the higher mean utility, then the earliest.
 *
 * @param candidates the start first; those that lack one of the figures are passed over
 * @returns its index; 0 where every candidate lacks one
 */
export function chooseCandidate(
  candidates: readonly SelectionFigures[],
  tolerance: SelectionTolerance,
): number {
  const complete = completeOf(candidates);
  const eligible = withinTolerance(complete, tolerance);
  const [first, ...others] = eligible.length > 0 ? eligible : bestRecallOf(complete);
  if (first === undefined) return 0;
  const order = (a: Complete, b: Complete): number =>
    a.opis - b.opis || b.recallAt1 - a.recallAt1 || b.meanUtility - a.meanUtility;
  return others.reduce((best, other) => (order(other, best) < 0 ? other : best), first).index;
}

/**
 * The candidates that `chooseCandidate` could still choose when more candidates come: the best
 * recall, and those within the tolerance that no other one of them beats on all three figures. What
 * is best only rises, so one that is left out now stays out.
 *
 * @returns their indices, ascending
 */
export function stillEligible(
  candidates: readonly SelectionFigures[],
  tolerance: SelectionTolerance,
): number[] {
  const complete = completeOf(candidates);
  const eligible = withinTolerance(complete, tolerance);
  const unbeaten = eligible.filter(
    (own) =>
      !eligible.some((other) => {
        const asGood =
          other.recallAt1 >= own.recallAt1 &&
          other.meanUtility >= own.meanUtility &&
          other.opis <= own.opis;
        const better =
          other.recallAt1 > own.recallAt1 ||
          other.meanUtility > own.meanUtility ||
          other.opis < own.opis;
        return asGood && (better || other.index < own.index);
      }),
  );
  const indices = [...bestRecallOf(complete), ...unbeaten].map(({ index }) => index);
  return [...new Set(indices)].sort((a, b) => a - b);
}

interface Complete {
  readonly index: number;
  readonly recallAt1: number;
  readonly opis: number;
  readonly meanUtility: number;
}

function completeOf(candidates: readonly SelectionFigures[]): Complete[] {
  return candidates.flatMap(({ recallAt1, opis, meanUtility }, index) =>
    recallAt1 === null || opis === null || meanUtility === null
      ? []
      : [{ index, recallAt1, opis, meanUtility }],
  );
}

/** The candidate of the best recall, the earliest of equals; none of none. */
function bestRecallOf(complete: readonly Complete[]): Complete[] {
  const best = Math.max(...complete.map(({ recallAt1 }) => recallAt1));
  return complete.filter(({ recallAt1 }) => recallAt1 === best).slice(0, 1);
}

function withinTolerance(complete: readonly Complete[], tolerance: SelectionTolerance): Complete[] {
  const bestRecall = Math.max(...complete.map(({ recallAt1 }) => recallAt1));
  const bestUtility = Math.max(...complete.map(({ meanUtility }) => meanUtility));
  return complete.filter(
    ({ recallAt1, meanUtility }) =>
      recallAt1 >= bestRecall - tolerance.recallAt1 - ROUNDING &&
      meanUtility >= bestUtility - tolerance.meanUtility - ROUNDING,
  );
}

/**
 * The candidates that no other one beats on recall@1 and OPIS at once: not both at least as good and
 * one better. In the order of the candidates; equal ones are all kept.
 */
export function paretoFront(candidates: readonly SelectionFigures[]): number[] {
  return candidates.flatMap(({ recallAt1, opis }, index) => {
    if (recallAt1 === null || opis === null) return [];
    const isBeaten = candidates.some(
      (other) =>
        other.recallAt1 !== null &&
        other.opis !== null &&
        other.recallAt1 >= recallAt1 &&
        other.opis <= opis &&
        (other.recallAt1 > recallAt1 || other.opis < opis),
    );
    return isBeaten ? [] : [index];
  });
}

export type TrainingVerdict = 'improvement' | 'trade-off' | 'worse' | 'unchanged' | 'undecided';

/**
 * What training has done, on classes that no choice has seen: `improvement` only where OPIS and
 * recall@1 are both no worse than at the start (and one is better), `trade-off` where one is better
 * and the other worse, `worse` where nothing is better, `unchanged` where both are equal,
 * `undecided` where a figure is missing.
 */
export function trainingVerdict(
  before: SelectionFigures,
  after: SelectionFigures,
): TrainingVerdict {
  if (before.recallAt1 === null || after.recallAt1 === null) return 'undecided';
  if (before.opis === null || after.opis === null) return 'undecided';
  const recallGain = after.recallAt1 - before.recallAt1;
  const opisGain = before.opis - after.opis;
  if (recallGain === 0 && opisGain === 0) return 'unchanged';
  if (recallGain >= 0 && opisGain >= 0) return 'improvement';
  return recallGain > 0 || opisGain > 0 ? 'trade-off' : 'worse';
}

/**
 * How many of the last validations brought nothing: neither a higher recall than all before, nor
 * another choice by the rule.
 *
 * @param validations in their order, the start first
 */
export function validationsWithoutGain(
  validations: readonly SelectionFigures[],
  tolerance: SelectionTolerance,
): number {
  let without = 0;
  let bestRecall = -Infinity;
  let chosen = 0;
  validations.forEach(({ recallAt1 }, index) => {
    const choice = chooseCandidate(validations.slice(0, index + 1), tolerance);
    const gained = (recallAt1 ?? -Infinity) > bestRecall || choice !== chosen;
    without = gained ? 0 : without + 1;
    bestRecall = Math.max(bestRecall, recallAt1 ?? -Infinity);
    chosen = choice;
  });
  return without;
}
