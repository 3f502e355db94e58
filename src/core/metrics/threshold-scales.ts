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

/**
 * The greatest float32 distance, not above `distance`, at which nothing is accepted that the
 * similarity threshold rejects.
 *
 * @param similarityAt the similarity at a distance.
 */
function towardsRejection(
  distance: number,
  threshold: number,
  similarityAt: (distance: number) => number,
): number {
  let rounded = Math.fround(distance);
  while (rounded > 0 && (rounded > distance || similarityAt(rounded) < threshold)) {
    rounded = nextDown32(rounded);
  }
  return rounded;
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
    cosineDistance: towardsRejection(1 - threshold, threshold, (distance) => 1 - distance),
    l2Distance: towardsRejection(
      Math.sqrt(2 - 2 * threshold),
      threshold,
      (distance) => 1 - (distance * distance) / 2,
    ),
    angleDegrees: towardsRejection(
      (Math.acos(Math.max(-1, threshold)) * 180) / Math.PI,
      threshold,
      (angle) => Math.cos((angle * Math.PI) / 180),
    ),
  };
}
