import { nextUp32 } from '../float32.ts';
import { constraintsOf, lossOf, type PolicyTargets, tieMargin } from './policy-constraints.ts';

/**
 * Where a policy's threshold lies when the classes are drawn anew. Each replicate weighs the classes
 * (see class-bootstrap.ts) and chooses the threshold again.
 */

/** Weighted counts of every replicate at some thresholds. */
export interface ResampledLevels {
  /** [L] ascending. */
  readonly thresholds: readonly number[];
  /** [L][replicates] Σ w_c w_c' accepted(c, c'), and [replicates] the same over all pairs. */
  readonly impostors: readonly ArrayLike<number>[];
  readonly impostorPairs: ArrayLike<number>;
  /** [L][replicates] Σ w_c accepted(c), and [replicates] the same over all pairs. */
  readonly genuines: readonly ArrayLike<number>[];
  readonly genuinePairs: ArrayLike<number>;
  readonly replicates: number;
}

/**
 * The threshold of a policy in every replicate, among the given thresholds.
 *
 * @param policy without a constraint on class FARs: draws say too little of those
 * @returns [replicates]; -Infinity and Infinity for a threshold below or above all of them; NaN where a
 *   draw has no pairs, or its constraints exclude each other
 */
export function resampledThresholds(policy: PolicyTargets, levels: ResampledLevels): Float64Array {
  const { thresholds, replicates } = levels;
  const count = thresholds.length;
  const constraints = constraintsOf(policy);
  return Float64Array.from({ length: replicates }, (_, b) => {
    const impostorPairs = levels.impostorPairs[b]!;
    const genuinePairs = levels.genuinePairs[b]!;
    if (!(impostorPairs > 0 && genuinePairs > 0)) return NaN;
    const falseAcceptRate = (k: number): number => levels.impostors[k]![b]! / impostorPairs;
    const falseRejectRate = (k: number): number => 1 - levels.genuines[k]![b]! / genuinePairs;
    // Feasible are the levels from `first` to `last`.
    let first = 0;
    let last = count - 1;
    for (const { kind, target } of constraints) {
      if (kind === 'frr') {
        while (last >= 0 && falseRejectRate(last) > target) last--;
      } else {
        while (first < count && falseAcceptRate(first) > target) first++;
      }
    }
    const boundedBelow = constraints.some(({ kind }) => kind !== 'frr');
    if (first > last) {
      if (first === count && last === count - 1) return Infinity;
      return last === -1 && first === 0 ? -Infinity : NaN;
    }
    const { objective } = policy;
    if (objective === undefined) {
      // At an end of the grid the threshold may as well lie beyond it.
      if (boundedBelow) return first === 0 ? -Infinity : thresholds[first]!;
      return last === count - 1 ? Infinity : thresholds[last]!;
    }
    const losses = Array.from({ length: last - first + 1 }, (_, k) =>
      lossOf(objective, falseAcceptRate(first + k), falseRejectRate(first + k)),
    );
    const least = Math.min(...losses);
    const isBest = (loss: number): boolean => loss <= least + tieMargin(objective, least);
    const best =
      first +
      (objective.kind === 'equal-error-rate'
        ? losses.findIndex(isBest)
        : losses.findLastIndex(isBest));
    if (best === 0) return -Infinity;
    return best === count - 1 ? Infinity : thresholds[best]!;
  });
}

/**
 * The threshold of a target FAR in every replicate, exactly, from the impostor pairs of highest score.
 *
 * @param scores descending, with the two classes of each pair: every pair from the last score up
 * @param impostorPairs [replicates] Σ w_c w_c' over all pairs
 * @returns [replicates]; null when a replicate's threshold lies below the listed scores
 */
export function resampledTailThresholds(
  target: number,
  scores: Float32Array,
  firstClass: Uint32Array,
  secondClass: Uint32Array,
  impostorPairs: ArrayLike<number>,
  weights: Float32Array,
): Float64Array | null {
  const replicates = impostorPairs.length;
  const classes = weights.length / replicates;
  const thresholds = new Float64Array(replicates);
  for (let b = 0; b < replicates; b++) {
    const pairs = impostorPairs[b]!;
    if (!(pairs > 0)) {
      thresholds[b] = NaN;
      continue;
    }
    const row = b * classes;
    let accepted = 0;
    let k = 0;
    for (; k < scores.length; k++) {
      accepted += weights[row + firstClass[k]!]! * weights[row + secondClass[k]!]!;
      if (accepted / pairs > target) break;
    }
    if (k === scores.length) return null;
    thresholds[b] = nextUp32(scores[k]!);
  }
  return thresholds;
}

/** The percentile interval of drawn thresholds: order statistics, so that each is a threshold that was drawn. */
export function thresholdLimits(
  drawn: Float64Array,
  level = 0.95,
): { lower: number; upper: number; replicates: number } | null {
  const usable = drawn.filter((threshold) => !Number.isNaN(threshold)).sort();
  if (usable.length === 0 || usable.length * 2 < drawn.length) return null;
  const last = usable.length - 1;
  return {
    lower: usable[Math.floor(((1 - level) / 2) * last)]!,
    upper: usable[Math.ceil(((1 + level) / 2) * last)]!,
    replicates: usable.length,
  };
}
