import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import type { ModelPreview } from '../../contract/api/models.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { reasonOf } from '../datasets/image-file.ts';
import { type DecodedImage, decodeImage } from '../embedding/decode.ts';
import { imageWriter } from '../embedding/normalise-pixels.ts';
import { selectImageInput } from './describe.ts';
import type { ModelDescription } from './describe.ts';
import { checkRecipe, parseRecipe, recipeChannels } from './recipe.ts';

/** Pixels that are made into numbers in one turn of the event loop. */
const pixelsPerStrip = 1 << 19;

/**
 * What a model sees of an image: the very numbers that go into it, brought back to 0…255 as
 * (value × std + mean) / scale. Channels stand in the model's order: where that is blue first, red and
 * blue are exchanged in the picture.
 *
 * @param file the image, an absolute path
 * @throws IsolineError (input) what `parseRecipe` and `checkRecipe` throw; `image-unreadable`
 */
export async function previewImage(
  file: string,
  recipe: Recipe,
  model: ModelDescription,
): Promise<ModelPreview> {
  checkRecipe(parseRecipe(recipe, null), model);
  let image: DecodedImage;
  try {
    image = await decodeImage(file, recipe);
  } catch (error) {
    throw new IsolineError({
      code: 'image-unreadable',
      sentence: `The image ${file} cannot be shown. ${reasonOf(error, file)}`,
      next: 'Choose another image.',
      subject: file,
      cause: error,
    });
  }
  const bytes = selectImageInput(model, recipe.input).type === 'uint8';
  const { width, height } = image;
  const channels = recipeChannels(recipe);
  const levels = new Uint8ClampedArray(width * height * channels);
  const tallies = Array.from({ length: channels }, () => ({
    least: Infinity,
    greatest: -Infinity,
    sum: 0,
  }));
  const rowsPerStrip = Math.max(1, Math.floor(pixelsPerStrip / width));
  for (let top = 0; top < height; top += rowsPerStrip) {
    const rows = Math.min(rowsPerStrip, height - top);
    const first = top * width;
    const positions = rows * width;
    const numbers = bytes
      ? new Uint8Array(positions * channels)
      : new Float32Array(positions * channels);
    // Row by row, an image is made of its strips: each is written as an image of its own.
    imageWriter({ ...recipe, size: [rows, width] }, numbers)(
      { data: image.data.subarray(first * 3, (first + positions) * 3), width, height: rows },
      0,
    );
    const [channelStep, positionStep] = recipe.layout === 'NCHW' ? [positions, 1] : [1, channels];
    tallies.forEach((tally, channel) => {
      const mean = recipe.mean[channel]!;
      const std = recipe.std[channel]!;
      for (let position = 0; position < positions; position++) {
        const value = numbers[channel * channelStep + position * positionStep]!;
        if (value < tally.least) tally.least = value;
        if (value > tally.greatest) tally.greatest = value;
        tally.sum += value;
        // Clamped and rounded by the array; a scale of 0, which keeps nothing of the image, gives 0.
        levels[(first + position) * channels + channel] =
          recipe.scale === 0 ? 0 : (value * std + mean) / recipe.scale;
      }
    });
    await setImmediate();
  }
  const png = await sharp(levels, { raw: { width, height, channels } }).png().toBuffer();
  return {
    image: new Blob([Uint8Array.from(png)], { type: 'image/png' }),
    width,
    height,
    channels: tallies.map(({ least, greatest, sum }) => ({
      least,
      greatest,
      mean: sum / (width * height),
    })),
  };
}
