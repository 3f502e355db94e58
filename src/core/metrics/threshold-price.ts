/** Class counts at some thresholds, ascending, the first of which accepts every pair. */
export interface ClassProfile {
  readonly thresholds: readonly number[];
  /** [K][T] pairs of each class with score >= threshold; an impostor pair counts for both its classes. */
  readonly impostors: readonly ArrayLike<number>[];
  readonly genuines: readonly ArrayLike<number>[];
}

/** What a threshold of its own would give each class. */
export interface OwnThresholds {
  /** Pooled FRR over all genuine pairs, each class at its own threshold. */
  readonly falseRejectRate: number;
  /** [T] null for a class without impostor pairs, which keeps the one threshold. */
  readonly thresholds: (number | null)[];
}

/**
 * Gives every class the threshold at which its own FAR is the given one: what is left of FRR then is
 * not due to uneven classes. Counts between two thresholds of the profile are interpolated.
 *
 * @param falseAcceptRate above 0
 * @param acceptedAtOne [T] genuine pairs that the one threshold accepts
 * @param genuinePairs pairs of all classes
 */
export function ownThresholds(
  falseAcceptRate: number,
  { thresholds, impostors, genuines }: ClassProfile,
  classImpostorPairs: ArrayLike<number>,
  acceptedAtOne: ArrayLike<number>,
  genuinePairs: number,
): OwnThresholds {
  const last = thresholds.length - 1;
  let accepted = 0;
  const own = Array.from({ length: classImpostorPairs.length }, (_, c) => {
    const pairs = classImpostorPairs[c]!;
    if (pairs === 0) {
      accepted += acceptedAtOne[c]!;
      return null;
    }
    const allowed = falseAcceptRate * pairs;
    let low = 0;
    let high = last + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (impostors[middle]![c]! <= allowed) high = middle;
      else low = middle + 1;
    }
    if (low === 0 || low > last) {
      const end = low === 0 ? 0 : last;
      accepted += genuines[end]![c]!;
      return thresholds[end]!;
    }
    const above = impostors[low]![c]!;
    const below = impostors[low - 1]![c]!;
    const share = (below - allowed) / (below - above);
    const between = (from: number, to: number): number => from + (to - from) * share;
    accepted += between(genuines[low - 1]![c]!, genuines[low]![c]!);
    return between(thresholds[low - 1]!, thresholds[low]!);
  });
  return { falseRejectRate: 1 - accepted / genuinePairs, thresholds: own };
}
