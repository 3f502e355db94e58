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
  /** [L][T] FAR of each class as measured: a draw changes which classes count, not their rates. */
  readonly classFalseAcceptRates: readonly (readonly (number | null)[])[];
  /** [replicates × T] */
  readonly weights: Float32Array;
  readonly replicates: number;
}

/**
 * The threshold of a policy in every replicate, among the given thresholds.
 *
 * @returns [replicates]; -Infinity and Infinity for a threshold below or above all of them; NaN where a
 *   draw has no pairs, or its constraints exclude each other
 */
export function resampledThresholds(policy: PolicyTargets, levels: ResampledLevels): Float64Array {
  const { thresholds, weights, replicates, classFalseAcceptRates } = levels;
  const count = thresholds.length;
  const classes = weights.length / replicates;
  const constraints = constraintsOf(policy);
  const orders = classFalseAcceptRates.map((rates) =>
    Array.from({ length: classes }, (_, c) => c)
      .filter((c) => rates[c] !== null)
      .sort((a, b) => rates[a]! - rates[b]!),
  );
  return Float64Array.from({ length: replicates }, (_, b) => {
    const impostorPairs = levels.impostorPairs[b]!;
    const genuinePairs = levels.genuinePairs[b]!;
    if (!(impostorPairs > 0 && genuinePairs > 0)) return NaN;
    const falseAcceptRate = (k: number): number => levels.impostors[k]![b]! / impostorPairs;
    const falseRejectRate = (k: number): number => 1 - levels.genuines[k]![b]! / genuinePairs;
    const drawn = weights.subarray(b * classes, (b + 1) * classes);
    const classQuantile = (k: number, q: number): number =>
      weightedQuantile(orders[k]!, classFalseAcceptRates[k]!, drawn, q);
    // Feasible are the levels from `first` to `last`.
    let first = 0;
    let last = count - 1;
    for (const { kind, target } of constraints) {
      if (kind === 'frr') {
        while (last >= 0 && falseRejectRate(last) > target) last--;
        continue;
      }
      const rateAt =
        kind === 'far'
          ? falseAcceptRate
          : (k: number) => classQuantile(k, kind === 'worst-class-far' ? 1 : 0.95);
      while (first < count && rateAt(first) > target) first++;
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

/**
 * Quantile (type 7) of values of which each counts as often as its class was drawn; 0 when no class
 * with a value was.
 */
function weightedQuantile(
  order: readonly number[],
  values: readonly (number | null)[],
  drawn: Float32Array,
  q: number,
): number {
  let total = 0;
  for (const c of order) total += drawn[c]!;
  if (total === 0) return 0;
  const position = q * (total - 1);
  const below = Math.floor(position);
  let passed = 0;
  let low: number | null = null;
  for (const c of order) {
    passed += drawn[c]!;
    if (low === null && passed > below) low = values[c]!;
    if (low !== null && passed > Math.min(below + 1, total - 1)) {
      return low + (values[c]! - low) * (position - below);
    }
  }
  return low ?? 0;
}
