import type { RandomGenerator } from '../random.ts';
import { utility } from './opis.ts';

/**
 * The noise floor of OPIS: what OPIS would be if every class shared one law and only its number of
 * pairs made it scatter.
 */
export interface NoiseFloorInput {
  /** [G] ascending axis of the OPIS. */
  readonly axis: Float64Array;
  /** [G] pooled FAR and pooled FRR at the grid points: monotone along the axis, in either direction. */
  readonly falseAcceptRate: Float64Array;
  readonly falseRejectRate: Float64Array;
  /** [T] genuine and impostor pairs of the usable classes. */
  readonly genuinePairs: Float64Array;
  readonly impostorPairs: Float64Array;
  readonly beta: number;
}

/** OPIS of one redraw: every class of its real size draws its pairs from the pooled rates. */
export function redrawOpis(input: NoiseFloorInput, generator: RandomGenerator): number {
  const { axis, genuinePairs, impostorPairs, beta } = input;
  const grid = axis.length;
  const classes = genuinePairs.length;
  const accepts = new Float64Array(grid);
  const rejects = new Float64Array(grid);
  const sums = new Float64Array(grid);
  const squares = new Float64Array(grid);
  const acceptLaw = pooledLaw(input.falseAcceptRate);
  const rejectLaw = pooledLaw(input.falseRejectRate);
  for (let c = 0; c < classes; c++) {
    drawRates(acceptLaw, impostorPairs[c] as number, generator, accepts);
    drawRates(rejectLaw, genuinePairs[c] as number, generator, rejects);
    for (let g = 0; g < grid; g++) {
      const u = utility(accepts[g] as number, rejects[g] as number, beta);
      sums[g] = (sums[g] as number) + u;
      squares[g] = (squares[g] as number) + u * u;
    }
  }
  const width = (axis[grid - 1] as number) - (axis[0] as number);
  let integral = 0;
  for (let g = 0; g < grid; g++) {
    const left = g === 0 ? 0 : (axis[g] as number) - (axis[g - 1] as number);
    const right = g === grid - 1 ? 0 : (axis[g + 1] as number) - (axis[g] as number);
    const mean = (sums[g] as number) / classes;
    const variance = Math.max(0, (squares[g] as number) / classes - mean * mean);
    integral += ((left + right) / 2) * variance;
  }
  return integral / width;
}

/** A pooled rate along the grid, read in the direction in which it rises. */
interface PooledLaw {
  readonly ascending: boolean;
  /** [G] the rate, ascending. */
  readonly cumulative: Float64Array;
  /** [G] chance that a score that is in none of the earlier cells is in this one. */
  readonly conditional: Float64Array;
  /** [G] logarithm of the chance that it is in a later one, or in none. */
  readonly logLater: Float64Array;
}

function pooledLaw(pooled: Float64Array): PooledLaw {
  const ascending = (pooled[0] as number) <= (pooled[pooled.length - 1] as number);
  const cumulative = ascending ? pooled : pooled.slice().reverse();
  const conditional = cumulative.map((rate, k) => {
    const before = k === 0 ? 0 : (cumulative[k - 1] as number);
    return before >= 1 ? 0 : Math.min(1, Math.max(0, (rate - before) / (1 - before)));
  });
  const logLater = conditional.map((chance) => Math.log1p(-chance));
  return { ascending, cumulative, conditional, logLater };
}

/**
 * Draws one class's rates along the grid: `pairs` scores from the pooled law, counted at every grid
 * point.
 */
function drawRates(
  { ascending, cumulative, conditional, logLater }: PooledLaw,
  pairs: number,
  generator: RandomGenerator,
  rates: Float64Array,
): void {
  const grid = rates.length;
  const first = cumulative[0] as number;
  const between = (cumulative[grid - 1] as number) - first;
  let count = binomial(pairs, conditional[0] as number, generator, logLater[0]);
  if (pairs * between <= grid) {
    // Few pairs lie in the cells after the first: place each one in its cell, then add up.
    const few = binomial(pairs - count, between / (1 - first), generator);
    rates.fill(0);
    rates[0] = count;
    for (let pair = 0; pair < few; pair++) {
      const u = first + between * generator.uniform();
      let low = 1;
      let high = grid - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] as number) > u) high = middle;
        else low = middle + 1;
      }
      rates[low] = (rates[low] as number) + 1;
    }
    count = 0;
    for (let k = 0; k < grid; k++) {
      count += rates[k] as number;
      rates[k] = count / pairs;
    }
  } else {
    rates[0] = count / pairs;
    for (let k = 1; k < grid; k++) {
      count += binomial(pairs - count, conditional[k] as number, generator, logLater[k]);
      rates[k] = count / pairs;
    }
  }
  if (!ascending) rates.reverse();
}

/**
 * A binomial draw: by inversion where its mean is below 12, else by the normal law with the same mean
 * and variance, rounded (OPIS depends on the first two moments).
 *
 * @param logMiss log(1 - probability), where it is at hand.
 */
export function binomial(
  trials: number,
  probability: number,
  generator: RandomGenerator,
  logMiss = Math.log1p(-probability),
): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomial(trials, 1 - probability, generator);
  const mean = trials * probability;
  if (mean >= 12) {
    const normal = normalQuantiles[generator.nextUint32() >>> 16] as number;
    const draw = Math.floor(mean + 0.5 + Math.sqrt(mean * (1 - probability)) * normal);
    return draw < 0 ? 0 : draw > trials ? trials : draw;
  }
  const odds = probability / (1 - probability);
  let term = Math.exp(trials * logMiss);
  let u = generator.uniform();
  let k = 0;
  while (u > term && k < trials) {
    u -= term;
    k++;
    term *= (odds * (trials - k + 1)) / k;
  }
  return k;
}

/** 65,536 quantiles of the normal law: a draw is one of them, taken evenly. */
const normalQuantiles = tabulateNormal(65536);

function tabulateNormal(size: number): Float64Array {
  const table = new Float64Array(size);
  // Newton's steps on the distribution function, from quantile to quantile outwards from the median.
  let z = 0;
  for (let k = size / 2; k < size; k++) {
    const probability = (k + 0.5) / size;
    for (let step = 0; step < 8; step++) {
      const error = normalDistribution(z) - probability;
      const change = error / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
      z -= Math.max(-0.1, Math.min(0.1, change));
      if (Math.abs(change) < 1e-10) break;
    }
    table[k] = z;
    table[size - 1 - k] = -z;
  }
  return table;
}

/** The standard normal distribution function for z >= 0 (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normalDistribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
