import { atOrAbove32, nextDown32, nextUp32 } from '../float32.ts';

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
  return {
    cosineSimilarity: atOrAbove32(threshold),
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

/** A scale on which the value of a threshold can be told. */
export type DistanceScale = Exclude<keyof ThresholdScales, 'cosineSimilarity'>;

const distanceOf: Readonly<Record<DistanceScale, (similarity: number) => number>> = {
  cosineDistance: (similarity) => 1 - similarity,
  l2Distance: (similarity) => Math.sqrt(2 - 2 * similarity),
  angleDegrees: (similarity) => (Math.acos(similarity) * 180) / Math.PI,
};

/**
 * The least float32 similarity that a distance threshold accepts: what "accept when distance <= value"
 * comes to on similarities, the distance computed in float64.
 *
 * @param value at least 0
 * @returns -1 when every similarity is accepted
 */
export function leastSimilarity(scale: DistanceScale, value: number): number {
  const distance = distanceOf[scale];
  const accepts = (similarity: number): boolean => distance(similarity) <= value;
  let low = -1;
  let high = 1;
  if (accepts(low)) return low;
  // Identical vectors have distance 0: `high` is always accepted.
  while (nextUp32(low) < high) {
    const middle = Math.fround((low + high) / 2);
    const inside = middle > low && middle < high ? middle : nextUp32(low);
    if (accepts(inside)) high = inside;
    else low = inside;
  }
  return high;
}
