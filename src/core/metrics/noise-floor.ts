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
  for (let c = 0; c < classes; c++) {
    drawRates(input.falseAcceptRate, impostorPairs[c] as number, generator, accepts);
    drawRates(input.falseRejectRate, genuinePairs[c] as number, generator, rejects);
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

/**
 * Draws one class's rates along the grid: `pairs` scores from the pooled distribution, counted at
 * every grid point.
 */
function drawRates(
  pooled: Float64Array,
  pairs: number,
  generator: RandomGenerator,
  rates: Float64Array,
): void {
  const grid = pooled.length;
  rates.fill(0);
  const ascending = (pooled[0] as number) <= (pooled[grid - 1] as number);
  const at = (k: number): number => (ascending ? k : grid - 1 - k);
  if (pairs <= grid) {
    // Few pairs: place each one in its cell.
    for (let pair = 0; pair < pairs; pair++) {
      const u = generator.uniform();
      let low = 0;
      let high = grid;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((pooled[at(middle)] as number) > u) high = middle;
        else low = middle + 1;
      }
      if (low < grid) rates[at(low)] = (rates[at(low)] as number) + 1;
    }
    let count = 0;
    for (let k = 0; k < grid; k++) {
      count += rates[at(k)] as number;
      rates[at(k)] = count / pairs;
    }
    return;
  }
  let count = 0;
  let probability = 0;
  for (let k = 0; k < grid; k++) {
    const next = pooled[at(k)] as number;
    const left = 1 - probability;
    if (next > probability && left > 0) {
      count += binomial(pairs - count, Math.min(1, (next - probability) / left), generator);
      probability = next;
    }
    rates[at(k)] = count / pairs;
  }
}

/**
 * A binomial draw: by inversion where its mean is below 12, else by the normal law with the same mean
 * and variance, rounded (OPIS depends on the first two moments).
 */
export function binomial(trials: number, probability: number, generator: RandomGenerator): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomial(trials, 1 - probability, generator);
  const mean = trials * probability;
  if (mean >= 12) {
    const draw = Math.round(mean + Math.sqrt(mean * (1 - probability)) * generator.normal());
    return Math.min(trials, Math.max(0, draw));
  }
  const odds = probability / (1 - probability);
  let term = Math.exp(trials * Math.log1p(-probability));
  let u = generator.uniform();
  let k = 0;
  while (u > term && k < trials) {
    u -= term;
    k++;
    term *= (odds * (trials - k + 1)) / k;
  }
  return k;
}
