import { createHash } from 'node:crypto';
import { seededGenerator } from '../../core/random.ts';

/** A further view of an image: a small change of its pixels, the same one whenever it is asked for. */
export interface View {
  /** 1, 2, 3, ...; view 0 is the image as it is. */
  readonly index: number;
  readonly seed: number;
  /** Whether half of the views are mirrored: text, glyphs and logos mean something else then. */
  readonly flip: boolean;
}

/** How far a view goes. What changes here, or in what `augmentImage` makes of it, is a new version. */
const limits = {
  version: 1,
  /** Degrees either way. */
  rotation: 10,
  /** Least share of the image's area that a view shows. */
  leastArea: 0.85,
  /** The contrast is multiplied by 1 plus or minus so much. */
  contrast: 0.2,
  /** Levels of 255 either way. */
  brightness: 25,
  /** Standard deviation of the blur, as a share of the shorter side. */
  blur: 0.006,
  /** Standard deviation of the noise, in levels of 255. */
  noise: 8,
} as const;

/** What a view does to one image. */
export interface Augmentation {
  /** Degrees, clockwise. */
  readonly rotation: number;
  /** Share of the image's area that is shown; the shape stays. */
  readonly area: number;
  /** Where that part lies in the room that is left, each in [0, 1). */
  readonly x: number;
  readonly y: number;
  /** Factor about the middle grey. */
  readonly contrast: number;
  /** Added levels. */
  readonly brightness: number;
  /** Standard deviation, as a share of the shorter side. */
  readonly blur: number;
  /** Standard deviation, in levels. */
  readonly noise: number;
  /** Where the field of noise begins, in [0, 1). */
  readonly noiseStart: number;
  readonly mirrored: boolean;
}

/** What a view does to an image: a function of the image's bytes, the view's index and its seed. */
export function drawAugmentation(imageSha256: string, { index, seed, flip }: View): Augmentation {
  const hash = createHash('sha256')
    .update(JSON.stringify([imageSha256, index, seed]))
    .digest();
  const generator = seededGenerator(hash.readUIntBE(0, 6));
  const either = (limit: number): number => limit * (2 * generator.uniform() - 1);
  return {
    rotation: either(limits.rotation),
    area: limits.leastArea + (1 - limits.leastArea) * generator.uniform(),
    x: generator.uniform(),
    y: generator.uniform(),
    contrast: 1 + either(limits.contrast),
    brightness: either(limits.brightness),
    blur: limits.blur * generator.uniform(),
    noise: limits.noise * generator.uniform(),
    noiseStart: generator.uniform(),
    // Drawn last: mirrored or not, the rest stays what it is.
    mirrored: flip && generator.uniform() < 0.5,
  };
}

/** Tells the embeddings of one view from those of another; `plain` for those of the images as they are. */
export function viewKey(view: View | null): string {
  if (view === null) return 'plain';
  const { index, seed, flip } = view;
  return createHash('sha256')
    .update(JSON.stringify([limits, index, seed, flip]))
    .digest('hex');
}
