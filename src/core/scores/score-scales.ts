import { nextDown32 } from '../float32.ts';

/**
 * On which scale a file gives scores; L2 between L2-normalised embeddings, angles in degrees. `other`: a
 * scale of the matcher's own (log-likelihood ratios, counts), on which higher is more alike.
 */
export type ScoreScale = 'cosine' | 'cosine-distance' | 'l2' | 'angle' | 'other';

/** The greatest finite float32. */
const greatestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** Values of each scale: from the most to the least alike. */
const ranges: Readonly<Record<ScoreScale, readonly [least: number, greatest: number]>> = {
  cosine: [-1, 1],
  'cosine-distance': [0, 2],
  l2: [0, 2],
  angle: [0, 180],
  other: [-greatestFloat32, greatestFloat32],
};

/** What rounding in another program may add at the ends of a scale, as a share of its width. */
const rounding = 1e-5;

/** Whether more alike is a higher value on a scale. */
export function risesWithLikeness(scale: ScoreScale): boolean {
  return scale === 'cosine' || scale === 'other';
}

/** The values that a scale has. */
export function scaleRange(scale: ScoreScale): readonly [least: number, greatest: number] {
  return ranges[scale];
}

/**
 * The cosine similarity of a score on another scale, as float32; a score of `other` stays itself.
 *
 * A cosine is rounded to the nearest float32, which gives back the float32 that was written out. What
 * is converted is rounded towards rejection: never up.
 *
 * @param value in the scale's range; beyond it by up to 1e-5 of its width counts as its end.
 * @returns null for a value that the scale does not have
 */
export function similarityOf(scale: ScoreScale, value: number): number | null {
  const [least, greatest] = ranges[scale];
  if (scale === 'other') {
    const score = Math.fround(value) + 0;
    return Math.abs(score) < greatestFloat32 ? score : null;
  }
  const slack = rounding * (greatest - least);
  if (!(value >= least - slack && value <= greatest + slack)) return null;
  const inside = Math.min(greatest, Math.max(least, value));
  if (scale === 'cosine') return Math.fround(inside);
  const similarity =
    scale === 'cosine-distance'
      ? 1 - inside
      : scale === 'l2'
        ? 1 - (inside * inside) / 2
        : Math.cos((inside * Math.PI) / 180);
  const rounded = Math.fround(similarity);
  return Math.max(-1, rounded > similarity ? nextDown32(rounded) : rounded);
}
