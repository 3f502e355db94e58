import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ModelPreview } from '../../contract/api/models.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { DataType } from '../../core/onnx/model.ts';
import { decodeImage } from '../embedding/decode.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { describeModel } from './describe.ts';
import { previewImage } from './preview.ts';
import { pixelModel, plainRecipe, writeModel } from './test-models.ts';

/** A picture with a value of its own at every place: red across, green down, blue 200. */
async function gradient(width: number, height: number): Promise<string> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, k) => {
    const position = Math.floor(k / 3);
    return [(position % width) % 256, Math.floor(position / width) % 256, 200][k % 3]!;
  });
  const file = path.join(temporaryFolder(), 'gradient.png');
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}

async function preview(
  file: string,
  recipe: Recipe,
  type: number = DataType.FLOAT,
): Promise<ModelPreview & { pixels: number[] }> {
  const channels = recipe.colour === 'GRAY' ? 1 : 3;
  const dims =
    recipe.layout === 'NCHW' ? ['N', channels, ...recipe.size] : ['N', ...recipe.size, channels];
  const model = await describeModel(writeModel(temporaryFolder(), pixelModel(dims, type)));
  const result = await previewImage(file, recipe, model);
  expect(result.image.type).toBe('image/png');
  const { data, info } = await sharp(await result.image.bytes())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([result.width, result.height]);
  // sharp reads a grey PNG back with one channel or with three equal ones.
  const pixels = [...data].filter((_, k) => channels === 3 || k % info.channels === 0);
  return { ...result, pixels };
}

test('brings back the pixels that the recipe keeps, and tells the numbers that go in', async () => {
  const file = await gradient(40, 30);
  const recipe: Recipe = {
    ...plainRecipe(20, 20),
    fit: 'crop',
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  };
  const { width, height, channels, pixels } = await preview(file, recipe);
  expect([width, height]).toEqual([20, 20]);
  const { data } = await decodeImage(file, recipe);
  expect(pixels).toEqual([...data]);
  for (const c of [0, 1, 2]) {
    const values = [...data]
      .filter((_, k) => k % 3 === c)
      .map((level) => (level / 255 - recipe.mean[c]!) / recipe.std[c]!);
    expect(channels[c]!.least).toBeCloseTo(Math.min(...values), 5);
    expect(channels[c]!.greatest).toBeCloseTo(Math.max(...values), 5);
    expect(channels[c]!.mean).toBeCloseTo(values.reduce((sum, v) => sum + v, 0) / values.length, 5);
  }
});

test.each(['NCHW', 'NHWC'] as const)(
  'shows blue first as the model gets it, %s',
  async (layout) => {
    const file = await gradient(4, 4);
    const rgb = await preview(file, plainRecipe(4, 4, { layout }));
    const bgr = await preview(file, plainRecipe(4, 4, { layout, colour: 'BGR' }));
    expect(rgb.pixels.slice(0, 6)).toEqual([0, 0, 200, 1, 0, 200]);
    expect(bgr.pixels.slice(0, 6)).toEqual([200, 0, 0, 200, 0, 1]);
    expect(bgr.channels).toEqual(rgb.channels.toReversed());
  },
);

test('shows the black border of a padded image, and grey as one channel', async () => {
  const file = await gradient(8, 4);
  const padded = await preview(file, plainRecipe(8, 8, { fit: 'pad' }));
  expect(padded.pixels.slice(0, 8 * 3 * 2)).toEqual(Array.from({ length: 48 }, () => 0));
  expect(padded.channels[2]).toEqual({ least: 0, greatest: 200, mean: 100 });
  const grey = await preview(file, { ...plainRecipe(4, 8), colour: 'GRAY', mean: [0], std: [1] });
  expect(grey.channels).toHaveLength(1);
  expect(grey.pixels.slice(0, 2)).toEqual([
    Math.round(0.114 * 200),
    Math.round(0.299 + 0.114 * 200),
  ]);
});

test('shows what is lost: clamped bytes, and a scale of 0', async () => {
  const file = await gradient(4, 4);
  const bytes = await preview(file, plainRecipe(4, 4, { scale: 2 }), DataType.UINT8);
  expect(bytes.channels[2]).toEqual({ least: 255, greatest: 255, mean: 255 });
  expect(bytes.pixels[2]).toBe(128);
  const nothing = await preview(file, plainRecipe(4, 4, { scale: 0, mean: [1, 1, 1] }));
  expect(nothing.channels[0]).toEqual({ least: -1, greatest: -1, mean: -1 });
  expect(new Set(nothing.pixels)).toEqual(new Set([0]));
});

test('makes a large image out of strips', async () => {
  const file = await gradient(64, 48);
  const recipe = plainRecipe(1500, 1000);
  const { pixels, channels } = await preview(file, recipe);
  const { data } = await decodeImage(file, recipe);
  expect(Buffer.compare(Buffer.from(pixels), data)).toBe(0);
  expect(channels[2]).toEqual({ least: 200, greatest: 200, mean: 200 });
});

test('says what is wrong with the recipe, and with the image', async () => {
  const folder = temporaryFolder();
  const model = await describeModel(writeModel(folder, pixelModel()));
  const file = path.join(folder, 'torn.png');
  writeFileSync(file, 'no image');
  await expect(previewImage(file, plainRecipe(4, 4, { std: [1] }), model)).rejects.toThrow(
    'The recipe is wrong: std: RGB wants 3 numbers, not 1.',
  );
  await expect(previewImage(file, plainRecipe(5, 4), model)).rejects.toMatchObject({
    code: 'recipe-model-mismatch',
  });
  await expect(previewImage(file, plainRecipe(4, 4), model)).rejects.toMatchObject({
    code: 'image-unreadable',
    sentence: `The image ${file} cannot be shown. The file is damaged or holds no image of a format that Isoline reads.`,
  });
  const gone = path.join(folder, 'gone.png');
  await expect(previewImage(gone, plainRecipe(4, 4), model)).rejects.toMatchObject({
    code: 'image-unreadable',
    subject: gone,
  });
});
