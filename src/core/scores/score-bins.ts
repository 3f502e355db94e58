import { nextDown32, nextUp32 } from '../float32.ts';

/** Number of fine bins: 65,536, so that a cosine bin is 3.1e-5 wide. */
export const fineBinCount = 65536;

/**
 * A uniform grid over scores. `bin(s) = trunc((s + offset) × scale)`: monotone in `s`, computed in
 * float64, so that a comparison of bins never contradicts a comparison of scores.
 */
export interface ScoreBins {
  readonly offset: number;
  readonly scale: number;
  /** Scores are clamped to this range: [-1, 1] for cosine, unbounded for AS-norm. */
  readonly least: number;
  readonly greatest: number;
}

/** Bins of cosine similarities. Float32 products a rounding error outside [-1, 1] stay in the end bins. */
export const cosineBins: ScoreBins = { offset: 1, scale: 32767.9, least: -1, greatest: 1 };

/** Bins between two bounds that no score exceeds. */
export function binsBetween(low: number, high: number): ScoreBins {
  const width = high > low ? high - low : 1;
  return {
    offset: -low,
    scale: (fineBinCount - 0.1) / width,
    least: -Infinity,
    greatest: Infinity,
  };
}

/** The bin of a score, in [0, 65535]. */
export function binOf(bins: ScoreBins, score: number): number {
  const bin = Math.trunc((score + bins.offset) * bins.scale);
  return bin < 0 ? 0 : bin >= fineBinCount ? fineBinCount - 1 : bin;
}

/** The least float32 score whose bin is at least `bin`: accepting from it accepts exactly these bins. */
export function lowerEdge(bins: ScoreBins, bin: number): number {
  let edge = Math.fround(bin / bins.scale - bins.offset);
  while ((edge + bins.offset) * bins.scale >= bin) edge = nextDown32(edge);
  while ((edge + bins.offset) * bins.scale < bin) edge = nextUp32(edge);
  return edge;
}
