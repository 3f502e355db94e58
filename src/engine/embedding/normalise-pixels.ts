import type { Recipe } from '../../contract/recipe.ts';
import type { DecodedImage } from './decode.ts';

/** Writes a decoded image into a batch: image number `index` of `batch`. */
export type ImageWriter = (image: DecodedImage, index: number) => void;

/**
 * How decoded pixels get into the tensor of a batch: value = (pixel × scale − mean) / std for every
 * channel, in the recipe's colour order and layout. Grey is ITU-R 601 luma in whole levels, as
 * Pillow's mode L. In a uint8 batch the values are rounded and clamped to 0..255.
 *
 * @param batch room for whole images of the recipe's size
 */
export function imageWriter(recipe: Recipe, batch: Float32Array | Uint8Array): ImageWriter {
  const [height, width] = recipe.size;
  const positions = height * width;
  const grey = recipe.colour === 'GRAY';
  const [first, second = first, third = first] = recipe.mean.map((mean, channel) =>
    valueTable(recipe.scale, mean, recipe.std[channel] ?? 1, batch instanceof Uint8Array),
  );
  if (first === undefined || second === undefined || third === undefined) {
    throw new RangeError('the recipe has no mean');
  }
  if (grey) {
    return ({ data }, index) => {
      const start = index * positions;
      for (let position = 0, at = 0; position < positions; position++, at += 3) {
        const luma =
          (data[at]! * 19595 + data[at + 1]! * 38470 + data[at + 2]! * 7471 + 0x8000) >> 16;
        batch[start + position] = first[luma]!;
      }
    };
  }
  const [red, green, blue] = recipe.colour === 'RGB' ? [0, 1, 2] : [2, 1, 0];
  const [channelStep, positionStep] = recipe.layout === 'NCHW' ? [positions, 1] : [1, 3];
  return ({ data }, index) => {
    let to = index * 3 * positions;
    for (let at = 0; at < 3 * positions; at += 3, to += positionStep) {
      batch[to] = first[data[at + red]!]!;
      batch[to + channelStep] = second[data[at + green]!]!;
      batch[to + 2 * channelStep] = third[data[at + blue]!]!;
    }
  };
}

/** The value of each of the 256 levels. */
function valueTable(scale: number, mean: number, std: number, bytes: boolean): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => {
    const value = (level * scale - mean) / std;
    return bytes ? Math.min(255, Math.max(0, Math.round(value))) : value;
  });
}
