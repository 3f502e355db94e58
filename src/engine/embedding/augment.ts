import type { Sharp } from 'sharp';
import { seededGenerator } from '../../core/random.ts';
import type { DecodedImage } from './decode.ts';
import { openImage } from './decode.ts';
import type { Augmentation } from './view.ts';

/** Below this, libvips has no blur. */
const leastBlur = 0.3;
/** Neighbours that interpolation looks at beyond the edge of what is shown. */
const margin = 2;
const noiseLength = 1 << 16;
let noise: Float32Array | undefined;

/**
 * Decodes an image file and changes it as a view does: turned, cut, brighter or darker, blurred, noisy.
 * What a turn brings in from beyond the edge is the image mirrored there, which leaves no dark corners.
 *
 * An image of more than twice the pixels that are wanted is reduced first, since turning costs by the
 * pixel.
 *
 * @param size height and width that the recipe asks for
 * @returns RGB pixels, to be brought to the recipe's size
 * @throws Error in sharp's words when the file cannot be decoded
 */
export async function augmentImage(
  file: string,
  augmentation: Augmentation,
  [height, width]: readonly [number, number],
): Promise<DecodedImage> {
  const image = await pixelsOf(
    openImage(file)
      .resize(2 * width, 2 * height, {
        fit: 'outside',
        withoutEnlargement: true,
        kernel: 'linear',
        fastShrinkOnLoad: false,
      })
      .flop(augmentation.mirrored),
  );
  const { contrast, brightness, blur } = augmentation;
  const turned = await turnAndCut(image, augmentation);
  // About the middle grey, 127.5.
  turned.linear(contrast, 127.5 * (1 - contrast) + brightness);
  const deviation = blur * Math.min(image.width, image.height);
  if (deviation >= leastBlur) turned.blur(deviation);
  return addNoise(await pixelsOf(turned), augmentation);
}

/** Shows a part of an image, turned about that part's centre. */
async function turnAndCut(
  image: DecodedImage,
  { rotation, area, x, y }: Augmentation,
): Promise<Sharp> {
  const shown = {
    width: Math.max(1, Math.round(image.width * Math.sqrt(area))),
    height: Math.max(1, Math.round(image.height * Math.sqrt(area))),
  };
  const angle = (Math.abs(rotation) * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  // What the part covers before it is turned: more than itself, and at the edges more than the image.
  const cover = {
    width: Math.ceil(shown.width * cosine + shown.height * sine) + 2 * margin,
    height: Math.ceil(shown.width * sine + shown.height * cosine) + 2 * margin,
  };
  const left = Math.round(x * (image.width - shown.width) + (shown.width - cover.width) / 2);
  const top = Math.round(y * (image.height - shown.height) + (shown.height - cover.height) / 2);
  const beyond = {
    left: Math.max(0, -left),
    top: Math.max(0, -top),
    right: Math.max(0, left + cover.width - image.width),
    bottom: Math.max(0, top + cover.height - image.height),
  };
  const extended = await pixelsOf(openImage(image).extend({ ...beyond, extendWith: 'mirror' }));
  const turned = await pixelsOf(
    openImage(extended)
      .extract({ left: left + beyond.left, top: top + beyond.top, ...cover })
      .rotate(rotation),
  );
  return openImage(turned).extract({
    left: Math.floor((turned.width - shown.width) / 2),
    top: Math.floor((turned.height - shown.height) / 2),
    ...shown,
  });
}

/** Adds normal noise, in place: a stretch of one fixed field, since drawing it anew would cost more than all else. */
function addNoise(
  image: DecodedImage,
  { noise: deviation, noiseStart }: Augmentation,
): DecodedImage {
  if (noise === undefined) {
    const generator = seededGenerator(0);
    noise = Float32Array.from({ length: noiseLength }, () => generator.normal());
  }
  const { buffer, byteOffset, length } = image.data;
  // Rounds, and stays within 0 to 255.
  const pixels = new Uint8ClampedArray(buffer, byteOffset, length);
  const start = Math.floor(noiseStart * noiseLength);
  for (let k = 0; k < length; k++) {
    pixels[k] = pixels[k]! + deviation * noise[(start + k) % noiseLength]!;
  }
  return image;
}

async function pixelsOf(image: Sharp): Promise<DecodedImage> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
