import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Progress } from '../../contract/progress.ts';
import { seededGenerator } from '../../core/random.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { drawSampleImage, SAMPLE_SIZE } from './built-in-sample-canvas.ts';
import { sampleClasses } from './built-in-sample-classes.ts';
import { drawSample } from './built-in-sample.ts';

const total = sampleClasses.reduce((sum, { images }) => sum + images, 0);

/** Every file below a folder with its content. */
function contentsOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(folder, file), readFileSync(file)]),
  );
}

test('the sample has many uneven classes under stable names', () => {
  expect(sampleClasses.length).toBeGreaterThanOrEqual(60);
  expect(new Set(sampleClasses.map(({ name }) => name)).size).toBe(sampleClasses.length);
  for (const { name, wear, images } of sampleClasses) {
    expect(name).toMatch(/^(logo|glyph|texture)-\d\d(-[a-z]+)*$/);
    expect(wear).toBeGreaterThanOrEqual(0);
    expect(wear).toBeLessThanOrEqual(1);
    expect(images).toBeGreaterThanOrEqual(20);
  }
  expect(new Set(sampleClasses.map(({ images }) => images)).size).toBeGreaterThan(3);
  expect(new Set(sampleClasses.map(({ wear }) => wear)).size).toBeGreaterThan(5);
});

test('no two classes look alike, twins included', () => {
  // Equal generators place, light and blur classes of one roughness in the same way.
  const pictures = sampleClasses.map((sample) =>
    drawSampleImage({ ...sample, wear: 0.1 }, seededGenerator(4)),
  );
  pictures.forEach((a, k) => {
    for (const b of pictures.slice(k + 1)) {
      const changed = a.filter((value, at) => Math.abs(value - (b[at] as number)) > 40).length;
      expect(changed).toBeGreaterThan(100);
    }
  });
});

test('a rougher class varies more from image to image', () => {
  const design = sampleClasses[0];
  if (design === undefined) throw new Error('no classes');
  const variation = (wear: number): number => {
    const images = [1, 2, 3, 4, 5, 6].map((seed) =>
      drawSampleImage({ ...design, wear }, seededGenerator(seed)),
    );
    let sum = 0;
    for (let at = 0; at < SAMPLE_SIZE * SAMPLE_SIZE * 3; at++) {
      const values = images.map((image) => image[at] as number);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      sum += values.reduce((a, b) => a + (b - mean) ** 2, 0);
    }
    return sum;
  };
  expect(variation(0.5)).toBeGreaterThan(1.5 * variation(0));
  expect(variation(1)).toBeGreaterThan(1.2 * variation(0.5));
});

test('equal seeds draw equal bytes; a complete sample is used again, an incomplete one refused', async () => {
  const parent = temporaryFolder();
  const [a, b] = [path.join(parent, 'a'), path.join(parent, 'deep', 'b')];
  mkdirSync(a);
  const seen: Progress[] = [];
  const [first] = await Promise.all([
    drawSample(a, { seed: 7, onProgress: (progress) => seen.push(progress) }),
    drawSample(b, { seed: 7 }),
  ]);

  const files = contentsOf(a);
  const images = [...files].filter(([name]) => name.endsWith('.jpg'));
  const bytes = images.reduce((sum, [, content]) => sum + content.length, 0);
  expect(first).toEqual({
    folder: a,
    classes: sampleClasses.length,
    images: total,
    bytes,
    reused: false,
  });
  expect(images.length).toBe(total);
  expect(bytes).toBeLessThan(15e6);
  expect(contentsOf(b)).toEqual(files);
  expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: total }, (_, k) => k + 1));
  expect(seen.every((progress) => progress.total === total)).toBe(true);
  for (const { name, images: count } of sampleClasses) {
    expect(readdirSync(path.join(a, name)).length).toBe(count);
  }
  expect(readdirSync(parent).sort()).toEqual(['a', 'deep']);
  const meta = await sharp(images[0]?.[1]).metadata();
  expect(meta).toMatchObject({ format: 'jpeg', width: SAMPLE_SIZE, height: SAMPLE_SIZE });

  expect(await drawSample(a, { seed: 7 })).toEqual({ ...first, reused: true });
  await expect(drawSample(a, { seed: 8 })).rejects.toMatchObject({ code: 'sample-folder-taken' });

  const lost = path.join(b, images[100]?.[0] ?? '');
  writeFileSync(lost, '');
  await expect(drawSample(b, { seed: 7 })).rejects.toMatchObject({ code: 'sample-folder-taken' });
  rmSync(lost);
  await expect(drawSample(b, { seed: 7 })).rejects.toMatchObject({ code: 'sample-folder-taken' });
});

test('a folder with other things is refused and left alone', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'letter.txt'), 'mine');
  await expect(drawSample(folder, { seed: 1 })).rejects.toMatchObject({
    code: 'sample-folder-taken',
    kind: 'input',
    subject: folder,
  });
  expect(readdirSync(folder)).toEqual(['letter.txt']);
});

test('a stop leaves nothing behind', async () => {
  const parent = temporaryFolder();
  const stop = new AbortController();
  const drawing = drawSample(path.join(parent, 'sample'), {
    seed: 1,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 10) stop.abort();
    },
  });
  await expect(drawing).rejects.toMatchObject({ code: 'stopped', kind: 'interrupted' });
  expect(readdirSync(parent)).toEqual([]);
});
