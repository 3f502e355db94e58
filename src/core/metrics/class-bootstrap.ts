import { seededGenerator } from '../random.ts';
import { quantile } from './statistics.ts';

/**
 * Intervals by resampling classes, the units that repeat. Pairs share images and classes, so an
 * interval that treats pairs as independent is far too narrow.
 *
 * An impostor pair of classes c ≠ c' weighs w_c w_c'; copies of one class form no impostor pairs; a
 * genuine pair of c weighs w_c.
 */

/** Fewest classes from which an interval is given. */
export const fewestClassesForInterval = 10;

/**
 * Multinomial class weights.
 *
 * @returns [replicates × T] how often each class was drawn; each row sums to T.
 */
export function classWeights(classes: number, replicates: number, seed: number): Float32Array {
  const weights = new Float32Array(replicates * classes);
  for (let b = 0; b < replicates; b++) {
    const generator = seededGenerator(seed, b);
    for (let draw = 0; draw < classes; draw++) {
      const at = b * classes + generator.integer(classes);
      weights[at] = (weights[at] as number) + 1;
    }
  }
  return weights;
}

/** A pair of classes (first ≠ second, each unordered pair once or summed) and its accepted impostors. */
export interface ClassPairCounts {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly accepted: Float64Array;
}

/**
 * Adds Σ w_c w_c' accepted(c, c') of each replicate to `sums` [replicates].
 *
 * @param pairs in any order; the fewer runs of one first class, the quicker: more than a third of the
 *   classes are not drawn, and their runs are skipped.
 */
export function addClassPairs(
  sums: Float64Array,
  weights: Float32Array,
  classes: number,
  { first, second, accepted }: ClassPairCounts,
): void {
  const runs: number[] = [];
  for (let k = 0; k < first.length; k++) if (k === 0 || first[k] !== first[k - 1]) runs.push(k);
  runs.push(first.length);
  const starts = Uint32Array.from(runs);
  for (let b = 0; b < sums.length; b++) {
    const row = b * classes;
    let sum = 0;
    for (let run = 0; run + 1 < starts.length; run++) {
      const from = starts[run]!;
      const weight = weights[row + first[from]!]!;
      if (weight === 0) continue;
      const to = starts[run + 1]!;
      let weighted = 0;
      for (let k = from; k < to; k++) weighted += weights[row + second[k]!]! * accepted[k]!;
      sum += weight * weighted;
    }
    sums[b] = (sums[b] as number) + sum;
  }
}

/** [replicates] Σ over pairs of different classes of w_c w_c' n_c n_c'. */
export function resampledImpostorPairs(
  weights: Float32Array,
  classSizes: ArrayLike<number>,
  replicates: number,
): Float64Array {
  const classes = classSizes.length;
  return Float64Array.from({ length: replicates }, (_, b) => {
    let sum = 0;
    let squares = 0;
    for (let c = 0; c < classes; c++) {
      const weighted = (weights[b * classes + c] as number) * (classSizes[c] as number);
      sum += weighted;
      squares += weighted * weighted;
    }
    return (sum * sum - squares) / 2;
  });
}

/** [replicates] Σ w_c value_c. */
export function resampledSum(
  weights: Float32Array,
  values: ArrayLike<number>,
  replicates: number,
): Float64Array {
  const classes = values.length;
  return Float64Array.from({ length: replicates }, (_, b) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      sum += (weights[b * classes + c] as number) * (values[c] as number);
    }
    return sum;
  });
}

export interface BootstrapInterval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  /** Replicates with a rate: one that drew no pairs at all has none. */
  readonly replicates: number;
  /** What to know before believing it. */
  readonly note?: string;
}

/** Fewest accepted pairs behind an interval of a FAR that needs no note (docs/certainty.md). */
const fewestAcceptsForInterval = 100;

/**
 * The interval of a pooled rate over the replicates, as `percentileInterval`. Null too where every
 * replicate gives the same rate, about which resampling says nothing.
 */
export function rateInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
): BootstrapInterval | null {
  const interval = percentileInterval(numerators, denominators);
  return interval === null || interval.lower === interval.upper ? null : interval;
}

/**
 * The interval of a pooled FAR, as `rateInterval`, with a note where few pairs are accepted.
 *
 * @param accepts accepted impostor pairs, as measured
 */
export function falseAcceptInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  accepts: number,
): BootstrapInterval | null {
  return notedWhereFew(
    rateInterval(numerators, denominators),
    accepts,
    'accepted pairs: the interval can be too narrow, above all upwards',
  );
}

/**
 * The interval of a difference of two pooled FARs, as `percentileInterval`, with a note where few pairs are
 * accepted on either side.
 *
 * @param accepts accepted impostor pairs of each, as measured
 */
export function falseAcceptDifferenceInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  accepts: readonly [before: number, after: number],
): BootstrapInterval | null {
  return notedWhereFew(
    percentileInterval(numerators, denominators),
    Math.min(...accepts),
    'accepted pairs before or after: the interval can be too narrow',
  );
}

function notedWhereFew(
  interval: BootstrapInterval | null,
  accepts: number,
  what: string,
): BootstrapInterval | null {
  if (interval === null || accepts >= fewestAcceptsForInterval) return interval;
  return { ...interval, note: `fewer than ${String(fewestAcceptsForInterval)} ${what}` };
}

/** Percentile interval of numerator / denominator over the replicates; null when fewer than half are usable. */
export function percentileInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  level = 0.95,
): BootstrapInterval | null {
  const rates: number[] = [];
  for (let b = 0; b < numerators.length; b++) {
    if ((denominators[b] as number) > 0) {
      rates.push((numerators[b] as number) / (denominators[b] as number));
    }
  }
  if (rates.length * 2 < numerators.length || rates.length === 0) return null;
  const sorted = Float64Array.from(rates).sort();
  return {
    lower: quantile(sorted, (1 - level) / 2),
    upper: quantile(sorted, (1 + level) / 2),
    level,
    replicates: rates.length,
  };
}

/**
 * Effective number of independent impostor trials behind a pooled FAR: `M ×` binomial variance over
 * the class-jackknife variance.
 *
 * @param classAccepts [T] accepted impostors with one end in each class (each pair in two classes).
 * @param classPairs [T] impostor pairs of each class.
 * @returns at most M; `floor(T / 2)` when nothing is accepted.
 */
export function effectiveImpostorTrials(
  accepts: number,
  pairs: number,
  classAccepts: ArrayLike<number>,
  classPairs: ArrayLike<number>,
): number {
  const classes = classAccepts.length;
  if (accepts === 0) return Math.floor(classes / 2);
  const without: number[] = [];
  for (let c = 0; c < classes; c++) {
    const left = pairs - (classPairs[c] as number);
    if (left > 0) without.push((accepts - (classAccepts[c] as number)) / left);
  }
  if (without.length < 2) return Math.floor(classes / 2);
  const mean = without.reduce((sum, rate) => sum + rate, 0) / without.length;
  const squares = without.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const variance = ((without.length - 1) / without.length) * squares;
  const rate = accepts / pairs;
  return variance > 0 ? Math.min(pairs, (rate * (1 - rate)) / variance) : pairs;
}
