import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import { plainRecipe } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { augmentImage } from './augment.ts';
import type { DecodedImage } from './decode.ts';
import { decodeImage } from './decode.ts';
import { type Augmentation, drawAugmentation } from './view.ts';

/** Changes nothing. */
const none: Augmentation = {
  rotation: 0,
  area: 1,
  x: 0,
  y: 0,
  contrast: 1,
  brightness: 0,
  blur: 0,
  noise: 0,
  noiseStart: 0,
  mirrored: false,
};

/** Writes a PNG whose grey level at (x, y) is given. */
async function picture(
  width: number,
  height: number,
  level: (x: number, y: number) => number,
): Promise<string> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, k) => {
    const place = Math.floor(k / 3);
    return level(place % width, Math.floor(place / width));
  });
  const file = path.join(temporaryFolder(), 'image.png');
  const image = sharp(data, { raw: { width, height, channels: 3 } }).png();
  writeFileSync(file, await image.toBuffer());
  return file;
}

/** The red channel, row by row. */
function rowsOf({ data, width, height }: DecodedImage): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[3 * (y * width + x)]!),
  );
}

test('an augmentation that changes nothing gives the pixels back, mirrored where it is to be', async () => {
  const level = (x: number, y: number): number => 10 * x + 60 * y;
  const file = await picture(5, 4, level);
  const rows = Array.from({ length: 4 }, (_, y) => [0, 1, 2, 3, 4].map((x) => level(x, y)));
  expect(rowsOf(await augmentImage(file, none, [4, 4]))).toEqual(rows);
  const mirrored = await augmentImage(file, { ...none, mirrored: true }, [4, 4]);
  expect(rowsOf(mirrored)).toEqual(rows.map((row) => row.toReversed()));
});

test('shows a part of the image, where it is to be, in the shape of the whole', async () => {
  const file = await picture(20, 10, (x, y) => x + 20 * y);
  const rows = rowsOf(
    await augmentImage(file, { ...none, area: 0.81, x: 0.5, y: 0.999 }, [20, 20]),
  );
  expect(rows).toHaveLength(9);
  expect(rows.every((row) => row.length === 18)).toBe(true);
  expect(rows[0]![0]).toBe(1 + 20 * 1);
  expect(rows[8]![17]).toBe(18 + 20 * 9);
});

test('turns clockwise about the centre', async () => {
  // A spot straight above the centre, 30 pixels away.
  const file = await picture(101, 101, (x, y) => (Math.hypot(x - 50, y - 20) < 4 ? 255 : 0));
  for (const rotation of [10, -7]) {
    const rows = rowsOf(await augmentImage(file, { ...none, rotation }, [101, 101]));
    let [sum, left, top] = [0, 0, 0];
    rows.forEach((row, y) =>
      row.forEach((value, x) => {
        sum += value;
        left += value * x;
        top += value * y;
      }),
    );
    const angle = (rotation * Math.PI) / 180;
    expect(Math.abs(left / sum - (50 + 30 * Math.sin(angle)))).toBeLessThan(1);
    expect(Math.abs(top / sum - (50 - 30 * Math.cos(angle)))).toBeLessThan(1);
  }
});

test('what a turn brings in is the image, not a dark corner', async () => {
  const file = await picture(40, 25, () => 200);
  for (const rotation of [10, -10, 3.3]) {
    const { data, width, height } = await augmentImage(file, { ...none, rotation }, [40, 40]);
    expect([width, height]).toEqual([40, 25]);
    expect(new Set(data)).toEqual(new Set([200]));
  }
});

test('contrast turns about the middle grey, brightness adds, and levels stay within 0 to 255', async () => {
  const file = await picture(3, 1, (x) => [20, 128, 240][x]!);
  const change = { ...none, contrast: 1.2, brightness: 10 };
  const [row] = rowsOf(await augmentImage(file, change, [4, 4]));
  expect(row![0]).toBe(Math.floor(1.2 * (20 - 127.5) + 127.5 + 10));
  expect(Math.abs(row![1]! - (1.2 * 0.5 + 127.5 + 10))).toBeLessThanOrEqual(1);
  expect(row![2]).toBe(255);
});

test('blur spreads an edge, and noise has the deviation that was asked for', async () => {
  const edge = await picture(60, 60, (x) => (x < 30 ? 50 : 200));
  const blurred = rowsOf(await augmentImage(edge, { ...none, blur: 1 / 60 }, [60, 60]))[30]!;
  expect(blurred[29]!).toBeGreaterThan(60);
  expect(blurred[29]!).toBeLessThan(125);
  expect([blurred[0], blurred[59]]).toEqual([50, 200]);

  const flat = await picture(80, 80, () => 128);
  const { data } = await augmentImage(flat, { ...none, noise: 6, noiseStart: 0.9 }, [80, 80]);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  expect(Math.abs(mean - 128)).toBeLessThan(0.2);
  expect(Math.abs(Math.sqrt(variance) - 6)).toBeLessThan(0.2);
});

test('the same view of the same bytes has the same pixels, any other view has others', async () => {
  const random = seededGenerator(4);
  const file = await picture(30, 20, () => random.integer(256));
  const pixels = async (sha256: string, index: number, seed: number): Promise<string> => {
    const augmentation = drawAugmentation(sha256, { index, seed, flip: false });
    const image = await decodeImage(
      await augmentImage(file, augmentation, [16, 16]),
      plainRecipe(16, 16, { fit: 'crop' }),
    );
    expect([image.width, image.height]).toEqual([16, 16]);
    return Buffer.from(image.data).toString('hex');
  };
  const first = await pixels('a', 1, 1);
  const together = await Promise.all(Array.from({ length: 6 }, () => pixels('a', 1, 1)));
  expect(new Set(together)).toEqual(new Set([first]));
  const others = await Promise.all([pixels('a', 2, 1), pixels('a', 1, 2), pixels('b', 1, 1)]);
  expect(new Set([first, ...others]).size).toBe(4);
});

test('reduces what is much larger than wanted, and takes the smallest images', async () => {
  const large = await picture(300, 120, (x) => x % 256);
  const { width, height } = await augmentImage(large, none, [20, 30]);
  expect([width, height]).toEqual([100, 40]);
  for (const [w, h] of [
    [1, 1],
    [1, 9],
    [3, 2],
  ] as const) {
    const file = await picture(w, h, () => 90);
    for (const rotation of [-10, 0, 4]) {
      const small = await augmentImage(file, { ...none, rotation, area: 0.85 }, [8, 8]);
      expect(new Set(small.data)).toEqual(new Set([90]));
    }
  }
});

test('refuses what cannot be decoded', async () => {
  const file = path.join(temporaryFolder(), 'text.png');
  writeFileSync(file, 'no image');
  await expect(augmentImage(file, none, [8, 8])).rejects.toThrow();
});
