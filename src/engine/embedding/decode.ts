import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Recipe } from '../../contract/recipe.ts';

// One thread an image: many are decoded side by side, which costs less than sharing one image out.
sharp.concurrency(1);
// The cache of libvips is keyed by path: a file that was rewritten in place would keep its old pixels.
sharp.cache(false);

/** An image in a recipe's geometry: RGB, 8 bits, row by row, without padding. */
export interface DecodedImage {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * An image file, or pixels in their place, as they are meant to be seen.
 *
 * The EXIF orientation is applied. Transparent parts lie on white, as logos and product cut-outs are
 * meant to be seen. Of an animation the first frame counts.
 */
export function openImage(source: string | DecodedImage): Sharp {
  // A warning, as about an odd colour profile, is no reason to leave an image out.
  const options = { failOn: 'error', autoOrient: true } as const;
  if (typeof source === 'string') return sharp(source, options).flatten({ background: '#fff' });
  const { data, width, height } = source;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/**
 * Decodes an image file and brings it to the recipe's size.
 *
 * See `openImage`; grey, CMYK, 16-bit and palette images, and those with a colour profile, become
 * 8-bit sRGB. `linear` and `cubic` (Catmull-Rom) widen with the reduction, as Pillow's do; libvips
 * enlarges half an output pixel off Pillow's grid.
 *
 * `stretch` and `pad` go straight to the size. `crop` is torchvision's Resize and CenterCrop, to the
 * pixel: the shorter side first, the longer one rounded down, the centre rounded half to even.
 *
 * @throws Error in sharp's words when the file cannot be decoded, a truncated one included
 */
export async function decodeImage(
  source: string | DecodedImage,
  recipe: Recipe,
): Promise<DecodedImage> {
  const [height, width] = recipe.size;
  // The greater shrink while loading would be 9 % faster on large photos, and up to 8 levels off.
  const scaling = {
    kernel: recipe.interpolation === 'bilinear' ? 'linear' : 'cubic',
    fastShrinkOnLoad: false,
  } as const;
  const image = openImage(source);
  if (recipe.fit === 'crop') {
    const { autoOrient } = await image.metadata();
    const resized = cropGeometry(autoOrient.width, autoOrient.height, recipe);
    image
      .resize(resized.width, resized.height, { fit: 'fill', ...scaling })
      .extract({ left: resized.left, top: resized.top, width, height });
  } else if (recipe.fit === 'pad') {
    image.resize(width, height, { fit: 'contain', background: '#000', ...scaling });
  } else {
    image.resize(width, height, { fit: 'fill', ...scaling });
  }
  const { data, info } = await image
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 3) {
    throw new Error(`it came out as ${info.width} x ${info.height} with ${info.channels} channels`);
  }
  return { data, width, height };
}

/** Size before the crop, and where the crop begins. */
function cropGeometry(
  width: number,
  height: number,
  recipe: Recipe,
): { width: number; height: number; left: number; top: number } {
  const [cropHeight, cropWidth] = recipe.size;
  const shorter = recipe.resizeShorterSide;
  const scale =
    shorter === undefined
      ? Math.max(cropWidth / width, cropHeight / height)
      : shorter / Math.min(width, height);
  // What the scale makes whole must not lose a pixel to rounding.
  const scaled = (side: number): number => Math.floor(side * scale + 1e-6);
  const resizedWidth = Math.max(cropWidth, scaled(width));
  const resizedHeight = Math.max(cropHeight, scaled(height));
  return {
    width: resizedWidth,
    height: resizedHeight,
    left: roundHalfToEven((resizedWidth - cropWidth) / 2),
    top: roundHalfToEven((resizedHeight - cropHeight) / 2),
  };
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + (down % 2) : Math.round(value);
}
