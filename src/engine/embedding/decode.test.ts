import path from 'node:path';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { plainRecipe } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { DecodedImage } from './decode.ts';
import { decodeImage } from './decode.ts';
import { imageWriter } from './normalise-pixels.ts';

/** Raw pixels as a sharp image. */
function raw(width: number, height: number, channels: 1 | 2 | 3 | 4, pixels: number[]): Sharp {
  return sharp(Buffer.from(pixels), { raw: { width, height, channels } });
}

/** Rows of grey levels as an RGB image. */
function levels(rows: number[][]): Sharp {
  const pixels = rows.flat().flatMap((level) => [level, level, level]);
  return raw(rows[0]?.length ?? 0, rows.length, 3, pixels);
}

async function save(image: Sharp | Buffer, name = 'image.png'): Promise<string> {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, Buffer.isBuffer(image) ? image : await image.toBuffer());
  return file;
}

/** The red channel, row by row. */
function red({ data, width, height }: DecodedImage): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 3] ?? NaN),
  );
}

test('leaves an image of the right size as it is', async () => {
  const pixels = Array.from({ length: 4 * 3 * 3 }, (_, k) => k * 7);
  const file = await save(raw(4, 3, 3, pixels).png());
  expect(await decodeImage(file, plainRecipe(3, 4))).toEqual({
    data: Buffer.from(pixels),
    width: 4,
    height: 3,
  });
});

test('reduces with a kernel that widens with the reduction', async () => {
  const row = [0, 10, 20, 80, 90, 200, 210, 255];
  const file = await save(levels([row, row]).png());
  const bilinear = red(await decodeImage(file, plainRecipe(2, 4)))[0];
  // Triangle of half-width 2 about the pixel's centre: weights 1/8, 3/8, 3/8, 1/8 away from the edge.
  const triangle = (a: number, b: number, c: number, d: number): number =>
    (a + 3 * b + 3 * c + d) / 8;
  expect(bilinear?.[1]).toBe(triangle(10, 20, 80, 90));
  expect(bilinear?.[2]).toBe(triangle(80, 90, 200, 210));
  const bicubic = red(await decodeImage(file, plainRecipe(2, 4, { interpolation: 'bicubic' })))[0];
  // Catmull-Rom (a = -1/2) of half-width 4 about the centre; the first pixel repeats beyond the edge.
  const cubic = (x: number): number =>
    x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2;
  const weights = [7, 5, 3, 1, 1, 3, 5, 7].map((x) => cubic(x / 4));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const expected = weights.reduce(
    (total, weight, k) => total + (weight / sum) * [0, 0, 10, 20, 80, 90, 200, 210][k]!,
    0,
  );
  expect(Math.abs((bicubic?.[1] ?? NaN) - expected)).toBeLessThan(1);
});

test('crops the centre, rounded half to even as torchvision does', async () => {
  const crop = plainRecipe(4, 4, { fit: 'crop' });
  for (const [width, left] of [
    [4, 0],
    [7, 2],
    [8, 2],
    [9, 2],
    [11, 4],
  ] as const) {
    const row = Array.from({ length: width }, (_, x) => 10 * x);
    const wide = await save(levels([row, row, row, row]).png());
    const expected = row.slice(left, left + 4);
    expect(red(await decodeImage(wide, crop))).toEqual(Array(4).fill(expected));
    const tall = await save(levels(row.map((level) => Array<number>(4).fill(level))).png());
    expect(red(await decodeImage(tall, crop)).map(([level]) => level)).toEqual(expected);
  }
});

test('resizes the shorter side before the crop', async () => {
  // 8 x 16 → 4 x 8 → the middle 2 x 2; pairs of equal levels stay what they are.
  const row = [0, 0, 40, 40, 80, 80, 120, 120, 160, 160, 200, 200, 220, 220, 240, 240];
  const file = await save(levels(Array<number[]>(8).fill(row)).png());
  const recipe = plainRecipe(2, 2, { fit: 'crop', resizeShorterSide: 4 });
  const [top] = red(await decodeImage(file, recipe));
  // Triangle weights again: (80 + 3 × 120 + 3 × 120 + 160) / 8 and so on.
  expect(top).toEqual([120, 160]);
});

test('pads with black around the whole image', async () => {
  const row = [10, 20, 30, 40, 50, 60];
  const file = await save(levels([row, row]).png());
  const black = Array<number>(6).fill(0);
  const padded = red(await decodeImage(file, plainRecipe(6, 6, { fit: 'pad' })));
  expect(padded).toEqual([black, black, row, row, black, black]);
});

test('applies the EXIF orientation', async () => {
  const rows = [
    [0, 50, 100],
    [150, 200, 250],
  ];
  const file = await save(levels(rows).withMetadata({ orientation: 6 }).png());
  // A quarter turn clockwise: the first column from the bottom up becomes the first row.
  const turned = [
    [150, 0],
    [200, 50],
    [250, 100],
  ];
  expect(red(await decodeImage(file, plainRecipe(3, 2)))).toEqual(turned);
  expect(red(await decodeImage(file, plainRecipe(2, 2, { fit: 'crop' })))).toEqual(
    turned.slice(0, 2),
  );
});

test('brings every kind of pixel to 8-bit sRGB', async () => {
  const one = async (image: Sharp, name?: string): Promise<number[]> => {
    const decoded = await decodeImage(await save(image, name), plainRecipe(1, 1));
    return [...decoded.data];
  };
  expect(await one(raw(1, 1, 1, [77]).toColourspace('b-w').png())).toEqual([77, 77, 77]);
  expect(await one(raw(1, 1, 3, [1, 2, 3]).png({ palette: true }))).toEqual([1, 2, 3]);
  const ushort = sharp(Uint16Array.of(257 * 10, 257 * 100, 65535), {
    raw: { width: 1, height: 1, channels: 3 },
  }).toColourspace('rgb16');
  expect(await one(ushort.png())).toEqual([10, 100, 255]);
  const cmyk = sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } });
  const [r = 0, g = 255, b = 255] = await one(
    cmyk.toColourspace('cmyk').jpeg({ quality: 100 }),
    'c.jpg',
  );
  expect(r).toBeGreaterThan(200);
  expect(Math.max(g, b)).toBeLessThan(60);
});

test('puts what is transparent on white', async () => {
  const file = await save(raw(3, 1, 4, [255, 0, 0, 128, 10, 20, 30, 0, 9, 8, 7, 255]).png());
  const { data } = await decodeImage(file, plainRecipe(1, 3));
  expect([...data]).toEqual([255, 127, 127, 255, 255, 255, 9, 8, 7]);
});

test('takes the first frame of an animation', async () => {
  const frames = await Promise.all(
    [200, 10].map((level) =>
      levels([[level, level]])
        .png()
        .toBuffer(),
    ),
  );
  const file = await save(sharp(frames, { join: { animated: true } }).gif(), 'image.gif');
  expect(red(await decodeImage(file, plainRecipe(1, 2)))).toEqual([[200, 200]]);
});

test('refuses what is damaged or no image', async () => {
  const whole = await sharp({
    create: {
      width: 99,
      height: 99,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .jpeg()
    .toBuffer();
  await decodeImage(await save(whole, 'whole.jpg'), plainRecipe(8, 8));
  const half = await save(whole.subarray(0, whole.length / 2), 'half.jpg');
  const text = await save(Buffer.from('no image'), 'text.png');
  const empty = await save(Buffer.alloc(0), 'empty.png');
  for (const fit of ['stretch', 'crop', 'pad'] as const) {
    const recipe = plainRecipe(8, 8, { fit });
    for (const file of [half, text, empty]) {
      await expect(decodeImage(file, recipe)).rejects.toThrow();
    }
  }
  await expect(
    decodeImage(path.join(temporaryFolder(), 'absent.png'), plainRecipe(8, 8)),
  ).rejects.toThrow();
});

test('a file that is rewritten in place shows its new pixels', async () => {
  const file = await save(levels([[5]]).png());
  expect(red(await decodeImage(file, plainRecipe(1, 1)))).toEqual([[5]]);
  writeFileSync(
    file,
    await levels([[6]])
      .png()
      .toBuffer(),
  );
  expect(red(await decodeImage(file, plainRecipe(1, 1)))).toEqual([[6]]);
});

/** Two pixels: (10, 20, 30) and (40, 50, 60). */
const twoPixels: DecodedImage = {
  data: Uint8Array.of(10, 20, 30, 40, 50, 60),
  width: 2,
  height: 1,
};

test.each([
  ['RGB', 'NCHW', [10, 40, 20, 50, 30, 60]],
  ['BGR', 'NCHW', [30, 60, 20, 50, 10, 40]],
  ['RGB', 'NHWC', [10, 20, 30, 40, 50, 60]],
  ['BGR', 'NHWC', [30, 20, 10, 60, 50, 40]],
] as const)('writes %s in %s at the image’s place', (colour, layout, expected) => {
  const batch = new Float32Array(18);
  imageWriter(plainRecipe(1, 2, { colour, layout }), batch)(twoPixels, 1);
  expect([...batch]).toEqual([0, 0, 0, 0, 0, 0, ...expected, 0, 0, 0, 0, 0, 0]);
});

test('scales and normalises each channel in the model’s order', () => {
  const batch = new Float32Array(6);
  const recipe = plainRecipe(1, 2, { colour: 'BGR', scale: 0.1, mean: [1, 2, 3], std: [2, 4, -5] });
  imageWriter(recipe, batch)(twoPixels, 0);
  // Blue, green, red: (pixel × 0.1 − mean) / std.
  const expected = [(3 - 1) / 2, (6 - 1) / 2, (2 - 2) / 4, (5 - 2) / 4, (1 - 3) / -5, (4 - 3) / -5];
  batch.forEach((value, k) => expect(value).toBeCloseTo(expected[k] ?? NaN, 6));
});

test('makes grey as Pillow does', () => {
  const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 12, 200, 77];
  const image = { data: Uint8Array.from(colours), width: 5, height: 1 };
  const batch = new Float32Array(5);
  imageWriter(plainRecipe(1, 5, { colour: 'GRAY', mean: [0], std: [1] }), batch)(image, 0);
  expect([...batch]).toEqual([76, 150, 29, 255, 130]);
});

test('rounds and clamps where the model takes bytes', () => {
  const batch = new Uint8Array(6);
  const recipe = plainRecipe(1, 2, { scale: 6.01, mean: [60, 0, 0], layout: 'NHWC' });
  imageWriter(recipe, batch)(twoPixels, 0);
  expect([...batch]).toEqual([0, 120, 180, 180, 255, 255]);
});
