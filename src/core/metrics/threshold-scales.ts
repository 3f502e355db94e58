import { nextDown32, nextUp32 } from '../float32.ts';

/** One threshold in the scales that systems use; each rounded to float32 towards rejection. */
export interface ThresholdScales {
  /** Accept when similarity >= this. */
  cosineSimilarity: number;
  /** Accept when distance <= this: 1 - t. */
  cosineDistance: number;
  /** Accept when distance <= this: sqrt(2 - 2t), for L2-normalised embeddings. */
  l2Distance: number;
  /** Accept when the angle <= this, in degrees. */
  angleDegrees: number;
}

/** The greatest float32 not above `value`: a smaller distance accepts less. */
function roundDown32(value: number): number {
  const rounded = Math.fround(value);
  return rounded > value ? nextDown32(rounded) : rounded;
}

/**
 * Converts a cosine similarity threshold.
 *
 * @returns null for a threshold above 1, which accepts nothing: the other scales have "none".
 */
export function thresholdScales(threshold: number): ThresholdScales | null {
  if (threshold > 1) return null;
  const similarity = Math.fround(threshold);
  return {
    cosineSimilarity: similarity < threshold ? nextUp32(similarity) : similarity,
    cosineDistance: roundDown32(1 - threshold),
    l2Distance: roundDown32(Math.sqrt(2 - 2 * threshold)),
    angleDegrees: roundDown32((Math.acos(Math.max(-1, threshold)) * 180) / Math.PI),
  };
}
