import type { BootstrapInterval } from './class-bootstrap.ts';
import { quantile } from './statistics.ts';

/**
 * Intervals of differences between two models on the same classes. Each replicate draws the classes
 * once and looks at both models with that draw: what makes a class easy or hard for both cancels.
 * Thresholds, and the ends of the OPIS range, are held fixed.
 */

/** [replicates] Σ w_c numerator_c / Σ w_c denominator_c; NaN where a draw has no denominator. */
export function resampledRatio(
  weights: Float32Array,
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  replicates: number,
): Float64Array {
  const classes = numerators.length;
  return Float64Array.from({ length: replicates }, (_, b) => {
    let above = 0;
    let below = 0;
    for (let c = 0; c < classes; c++) {
      const weight = weights[b * classes + c]!;
      above += weight * numerators[c]!;
      below += weight * denominators[c]!;
    }
    return below > 0 ? above / below : NaN;
  });
}

/**
 * [replicates] standard deviation of the class values over the drawn classes (divisor: their number);
 * NaN where a draw has none with a value.
 *
 * @param values [T]; null for a class without a value.
 */
export function resampledDeviation(
  weights: Float32Array,
  values: readonly (number | null)[],
  replicates: number,
): Float64Array {
  const classes = values.length;
  return Float64Array.from({ length: replicates }, (_, b) => {
    let drawn = 0;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = values[c] ?? null;
      if (value === null) continue;
      drawn += weights[b * classes + c]!;
      sum += weights[b * classes + c]! * value;
    }
    if (drawn === 0) return NaN;
    const mean = sum / drawn;
    let squares = 0;
    for (let c = 0; c < classes; c++) {
      const value = values[c] ?? null;
      if (value !== null) squares += weights[b * classes + c]! * (value - mean) ** 2;
    }
    return Math.sqrt(squares / drawn);
  });
}

/** What OPIS is integrated from. */
export interface ClassUtilities {
  /** [T × G] U_c at the points of a uniform grid. */
  readonly utilities: Float32Array;
  /** [T] classes that have a utility; rows of the others are not looked at. */
  readonly usable: readonly boolean[];
  /** Share of best and of worst classes behind eps-OPIS. */
  readonly epsilon: number;
}

/** [replicates] each; NaN where a draw has no usable class. */
export interface ResampledOpis {
  readonly opis: Float64Array;
  readonly epsilonOpis: Float64Array;
  readonly meanUtility: Float64Array;
}

/**
 * OPIS, eps-OPIS and mean utility of each draw of classes: a class that is drawn w times is w classes.
 * The grid and each class's utilities stay as they were measured.
 *
 * @param weights [replicates × T]
 */
export function resampledOpis(
  { utilities, usable, epsilon }: ClassUtilities,
  weights: Float32Array,
  replicates: number,
): ResampledOpis {
  const classes = usable.length;
  const grid = utilities.length / classes;
  const used = Uint32Array.from(usable.keys()).filter((c) => usable[c] === true);
  const orders = Array.from({ length: grid }, (_, g) =>
    used.slice().sort((a, b) => utilities[a * grid + g]! - utilities[b * grid + g]! || a - b),
  );
  const opis = new Float64Array(replicates).fill(NaN);
  const epsilonOpis = new Float64Array(replicates).fill(NaN);
  const meanUtility = new Float64Array(replicates).fill(NaN);
  const sums = new Float64Array(grid);
  const squares = new Float64Array(grid);
  for (let b = 0; b < replicates; b++) {
    const drawn = weights.subarray(b * classes, (b + 1) * classes);
    let count = 0;
    sums.fill(0);
    squares.fill(0);
    for (const c of used) {
      const weight = drawn[c]!;
      if (weight === 0) continue;
      count += weight;
      for (let g = 0; g < grid; g++) {
        const u = utilities[c * grid + g]!;
        sums[g] = sums[g]! + weight * u;
        squares[g] = squares[g]! + weight * u * u;
      }
    }
    if (count === 0) continue;
    const extremes = Math.max(1, Math.floor(epsilon * count));
    let value = 0;
    let mean = 0;
    let gap = 0;
    for (let g = 0; g < grid; g++) {
      const share = (g === 0 || g === grid - 1 ? 0.5 : 1) / (grid - 1);
      const centre = sums[g]! / count;
      mean += share * centre;
      value += share * Math.max(0, squares[g]! / count - centre * centre);
      gap += share * extremeGap(orders[g]!, utilities, grid, g, drawn, extremes) ** 2;
    }
    opis[b] = value;
    epsilonOpis[b] = gap;
    meanUtility[b] = mean;
  }
  return { opis, epsilonOpis, meanUtility };
}

/** Mean utility of the best `extremes` drawn classes minus that of the worst. */
function extremeGap(
  order: Uint32Array,
  utilities: Float32Array,
  grid: number,
  g: number,
  drawn: Float32Array,
  extremes: number,
): number {
  let worst = 0;
  let left = extremes;
  for (let k = 0; left > 0; k++) {
    const c = order[k]!;
    const taken = Math.min(left, drawn[c]!);
    worst += taken * utilities[c * grid + g]!;
    left -= taken;
  }
  let best = 0;
  left = extremes;
  for (let k = order.length - 1; left > 0; k--) {
    const c = order[k]!;
    const taken = Math.min(left, drawn[c]!);
    best += taken * utilities[c * grid + g]!;
    left -= taken;
  }
  return (best - worst) / extremes;
}

/**
 * Percentile interval of `after - before` over the replicates in which both are defined; null when
 * fewer than half are.
 */
export function pairedInterval(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  level = 0.95,
): BootstrapInterval | null {
  const differences: number[] = [];
  for (let b = 0; b < before.length; b++) {
    const difference = after[b]! - before[b]!;
    if (!Number.isNaN(difference)) differences.push(difference);
  }
  if (differences.length === 0 || differences.length * 2 < before.length) return null;
  const sorted = Float64Array.from(differences).sort();
  return {
    lower: quantile(sorted, (1 - level) / 2),
    upper: quantile(sorted, (1 + level) / 2),
    level,
    replicates: differences.length,
  };
}

/** Which way a figure gets better. */
export type BetterWhen = 'lower' | 'higher';

/** What an interval of a difference says: one side of 0, or neither. */
export function wordOfInterval(
  { lower, upper }: Pick<BootstrapInterval, 'lower' | 'upper'>,
  better: BetterWhen,
): 'better' | 'worse' | 'not-distinguishable' {
  if (upper < 0) return better === 'lower' ? 'better' : 'worse';
  if (lower > 0) return better === 'higher' ? 'better' : 'worse';
  return 'not-distinguishable';
}
