import { atOrAbove32 } from '../../../core/float32.ts';
import { thresholdScales } from '../../../core/metrics/threshold-scales.ts';

/** In what a threshold is written. `score`: as it is, for scores without cosine scales. */
export type ThresholdScale =
  'cosine-similarity' | 'cosine-distance' | 'l2-distance' | 'angle' | 'score';

/** The scales of cosine scores. */
export const cosineScales: readonly ThresholdScale[] = [
  'cosine-similarity',
  'cosine-distance',
  'l2-distance',
  'angle',
];

/** The values that a scale allows. */
const ranges: Readonly<Record<ThresholdScale, readonly [number, number]>> = {
  'cosine-similarity': [-1, 1],
  'cosine-distance': [0, 2],
  'l2-distance': [0, 2],
  angle: [0, 180],
  score: [-Infinity, Infinity],
};

/**
 * A threshold in a scale, a float32 rounded towards rejection.
 *
 * @returns null where it accepts nothing
 */
export function inScale(threshold: number, scale: ThresholdScale): number | null {
  if (scale === 'score') return Number.isFinite(threshold) ? threshold : null;
  const scales = thresholdScales(threshold);
  if (scales === null) return null;
  switch (scale) {
    case 'cosine-similarity':
      return scales.cosineSimilarity;
    case 'cosine-distance':
      return scales.cosineDistance;
    case 'l2-distance':
      return scales.l2Distance;
    case 'angle':
      return scales.angleDegrees;
  }
}

/**
 * The score from which is accepted, for a value in a scale: the least float32 that accepts nothing
 * which the value rejects.
 *
 * @returns null for a value outside of the scale
 */
export function fromScale(value: number, scale: ThresholdScale): number | null {
  const [least, greatest] = ranges[scale];
  if (!(value >= least && value <= greatest) || !Number.isFinite(value)) return null;
  return atOrAbove32(similarityOf(value, scale));
}

function similarityOf(value: number, scale: ThresholdScale): number {
  switch (scale) {
    case 'cosine-similarity':
    case 'score':
      return value;
    case 'cosine-distance':
      return 1 - value;
    case 'l2-distance':
      return 1 - (value * value) / 2;
    case 'angle':
      return Math.cos((value * Math.PI) / 180);
  }
}
