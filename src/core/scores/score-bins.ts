import { nextDown32, nextUp32 } from '../float32.ts';

/** Number of fine bins. */
export const fineBinCount = 65536;

const lastBin = fineBinCount - 1;

/**
 * A uniform grid of 65,536 bins over the range in which scores lie; scores outside fall into the end
 * bins. `bin = trunc((s + offset) × scale)`, clamped: monotone in `s` and computed in float64, so that
 * a comparison of bins never contradicts a comparison of scores.
 */
export interface ScoreBins {
  readonly offset: number;
  readonly scale: number;
  /** No score is below `least` or above `greatest`: [-1, 1] for cosine similarities. */
  readonly least: number;
  readonly greatest: number;
}

/**
 * Bins over [low, high], the range in which (nearly) all scores lie.
 *
 * The range is widened downwards to 1/20,000 of [least, greatest] where it is narrower: bins are then
 * finer than float32 numbers, and the bin number of any score fits an int32 before it is clamped. It
 * never reaches above `greatest`: a product that a rounding error lifts above it shares its bin.
 */
export function binsBetween(low: number, high: number, least: number, greatest: number): ScoreBins {
  const top = Math.min(high, greatest);
  const width = Math.max(top - Math.max(low, least), (greatest - least) / 20_000);
  return { offset: width - top, scale: (fineBinCount - 0.1) / width, least, greatest };
}

/** Bins over all cosine similarities: 3.1e-5 wide. */
export const cosineBins: ScoreBins = binsBetween(-1, 1, -1, 1);

/** The bin of a score, in [0, 65535]. The passes repeat this expression in their loops. */
export function binOf({ offset, scale }: ScoreBins, score: number): number {
  const bin = ((score + offset) * scale) | 0;
  return bin < 0 ? 0 : bin > lastBin ? lastBin : bin;
}

/**
 * The least float32 score whose bin is at least `bin`: accepting from it accepts exactly these bins.
 * For bin 0 the least score of all; beyond the last bin `Infinity`.
 */
export function lowerEdge(bins: ScoreBins, bin: number): number {
  if (bin <= 0) return bins.least;
  if (bin > lastBin) return Infinity;
  let edge = Math.fround(bin / bins.scale - bins.offset);
  while (binOf(bins, edge) >= bin) edge = nextDown32(edge);
  while (binOf(bins, edge) < bin) edge = nextUp32(edge);
  return Math.max(edge, bins.least);
}

/** The one float32 score that a bin can hold, or null when it can hold several. */
export function onlyScoreOf(bins: ScoreBins, bin: number): number | null {
  const edge = lowerEdge(bins, bin);
  const next = bin === lastBin ? nextUp32(bins.greatest) : lowerEdge(bins, bin + 1);
  return nextUp32(edge) >= next ? edge : null;
}
