import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import { decodeOnnx } from '../../core/onnx/model.ts';
import {
  buildDescriptor,
  descriptorDescription,
  descriptorDimension,
  descriptorParts,
  descriptorRecipe,
} from './built-in-descriptor.ts';
import { describeModel } from './describe.ts';
import type { EmbeddingSession } from './session.ts';
import { openEmbeddingSession } from './session.ts';

const SIZE = 96;
const PIXELS = SIZE * SIZE;
const file = fileURLToPath(new URL('../../../resources/descriptor.onnx', import.meta.url));

let session: EmbeddingSession;
beforeAll(async () => {
  const model = await describeModel(file);
  session = await openEmbeddingSession({
    modelFile: file,
    model,
    recipe: descriptorRecipe,
    provider: 'cpu',
    threads: 1,
  });
});
afterAll(() => session.close());

async function embed(...images: Float32Array[]): Promise<Float32Array[]> {
  const pixels = new Float32Array(images.length * 3 * PIXELS);
  images.forEach((image, k) => pixels.set(image, k * 3 * PIXELS));
  const { data, dimension } = await session.run(pixels, images.length);
  return images.map((_, k) => data.slice(k * dimension, (k + 1) * dimension));
}

/** An image from a function of the pixel, RGB 0 to 1. */
function paint(colour: (x: number, y: number) => readonly [number, number, number]): Float32Array {
  const image = new Float32Array(3 * PIXELS);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      colour(x, y).forEach((value, channel) => {
        image[channel * PIXELS + y * SIZE + x] = value;
      });
    }
  }
  return image;
}

/** A white bar through the middle whose long side points `degrees` clockwise from the right. */
function bar(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return paint((x, y) => {
    const across = Math.cos(angle) * (y - 47.5) - Math.sin(angle) * (x - 47.5);
    const value = Math.min(1, Math.max(0, 8 - Math.abs(across)));
    return [value, value, value];
  });
}

function noise(seed: number): Float32Array {
  const generator = seededGenerator(seed);
  return Float32Array.from({ length: 3 * PIXELS }, () => generator.uniform());
}

function partOf(embedding: ArrayLike<number>, name: string): number[] {
  const part = descriptorParts.find((candidate) => candidate.name === name);
  if (part === undefined) throw new Error(`no part ${name}`);
  const length = part.channels * part.grid * part.grid;
  return Array.from({ length }, (_, k) => embedding[part.offset + k] as number);
}

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    dot += (a[k] as number) * (b[k] as number);
    aa += (a[k] as number) ** 2;
    bb += (b[k] as number) ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

test('the file in resources is what the code builds', () => {
  expect(Buffer.from(buildDescriptor()).equals(readFileSync(file))).toBe(true);
});

test('the file says what it is, how to feed it and what comes out', async () => {
  const bytes = readFileSync(file);
  expect(bytes.length).toBeLessThan(100_000);
  const { metadataProps } = decodeOnnx(bytes);
  expect(metadataProps).toContainEqual({
    key: 'isoline.description',
    value: descriptorDescription,
  });
  const model = await describeModel(file);
  expect(JSON.parse(model.recipeText ?? '')).toEqual(descriptorRecipe);
  expect(model.imageInputs).toMatchObject([
    { name: 'image', type: 'float32', height: SIZE, width: SIZE, batch: null },
  ]);
  expect(model.outputs).toMatchObject([
    { name: 'embedding', shape: ['batch', descriptorDimension] },
  ]);
});

test('an embedding is what the plain loops below compute', async () => {
  const generator = seededGenerator(5);
  const blocks = Float32Array.from({ length: 3 * 64 }, () => generator.uniform());
  const images = [
    noise(1),
    // Blocks of flat colour: most cells have few edges or none.
    paint((x, y) => {
      const block = (y >> 4) * 6 + (x >> 4);
      return [0, 1, 2].map((channel) => blocks[3 * block + channel] as number) as [
        number,
        number,
        number,
      ];
    }),
    bar(20),
  ];
  const embeddings = await embed(...images);
  images.forEach((image, k) => {
    const expected = naiveEmbedding(image);
    const actual = embeddings[k] as Float32Array;
    expect(expected.length).toBe(descriptorDimension);
    expect(actual.length).toBe(descriptorDimension);
    const error = expected.map((value, at) => Math.abs(value - (actual[at] as number)));
    expect(Math.max(...error)).toBeLessThan(1e-5);
  });
});

test('a bar speaks in the channel of its direction, at every scale', async () => {
  for (const scale of [0, 1, 2]) {
    // The gradient stands across the bar.
    for (const [channel, gradient] of [0, 30, 60, 90, 120, 150].entries()) {
      const [embedding] = await embed(bar(gradient + 90));
      expect(largest(partOf(embedding as Float32Array, `whole-${scale}`))).toBe(channel);
    }
  }
});

test('a hue speaks in its channel, bright or dim', async () => {
  const patch = (colour: readonly [number, number, number], gain: number): Float32Array =>
    paint(() => colour.map((value) => gain * value) as [number, number, number]);
  const hueOf = async (image: Float32Array): Promise<number> => {
    const colours = partOf((await embed(image))[0] as Float32Array, 'colours');
    return largest(Array.from({ length: 8 }, (_, hue) => colours[hue * 16] as number));
  };
  for (const gain of [0.3, 1]) {
    expect(await hueOf(patch([0.8, 0.2, 0.5], gain))).toBe(0);
    expect(await hueOf(patch([0.6, 0.6, 0.1], gain))).toBe(2);
    expect(await hueOf(patch([0.2, 0.8, 0.5], gain))).toBe(4);
    expect(await hueOf(patch([0.3, 0.3, 0.9], gain))).toBe(6);
  }
});

test('a flat image has a finite embedding that is not zero', async () => {
  for (const level of [0, 0.5, 1]) {
    const [embedding] = await embed(new Float32Array(3 * PIXELS).fill(level));
    const values = Array.from(embedding as Float32Array);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(Math.hypot(...values)).toBeGreaterThan(0.04);
  }
});

test('brighter light changes little, another picture much', async () => {
  const picture = bar(40);
  const lit = picture.map((value) => 0.1 + 0.6 * value);
  const [a, b, c] = (await embed(picture, lit, bar(130))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  expect(cosine(a, b)).toBeGreaterThan(0.95);
  expect(cosine(a, c)).toBeLessThan(0.5);
});

test('an image alone embeds as it does among others', async () => {
  const images = [noise(2), bar(10), new Float32Array(3 * PIXELS), noise(3), bar(75)];
  const together = await embed(...images);
  for (const [k, image] of images.entries()) {
    const [alone] = await embed(image);
    (alone as Float32Array).forEach((value, at) => {
      expect(Math.abs(value - (together[k]?.[at] ?? NaN))).toBeLessThan(1e-6);
    });
  }
});

/** The descriptor by its description, in float64 and plain loops over maps of rows. */
function naiveEmbedding(image: Float32Array): number[] {
  type Map2d = number[][];
  const build = (height: number, width: number, value: (y: number, x: number) => number): Map2d =>
    Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => value(y, x)));
  const at = (map: Map2d, y: number, x: number): number => map[y]?.[x] ?? NaN;
  const size = (map: Map2d): number => map.length;
  const average = (map: Map2d, window: number, step: number): Map2d => {
    const cells = Math.floor((size(map) - window) / step) + 1;
    return build(cells, cells, (cy, cx) => {
      let sum = 0;
      for (let y = 0; y < window; y++) {
        for (let x = 0; x < window; x++) sum += at(map, cy * step + y, cx * step + x);
      }
      return sum / window ** 2;
    });
  };
  /** Roots less their mean over the channels, divided by their length. */
  const part = (histograms: Map2d[]): number[] => {
    const n = size(histograms[0] as Map2d);
    const centred = histograms.map((histogram) =>
      build(n, n, (y, x) => {
        let mean = 0;
        for (const other of histograms) mean += Math.sqrt(at(other, y, x)) / histograms.length;
        return Math.sqrt(at(histogram, y, x)) - mean;
      }),
    );
    const row = centred.flat(2);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value ** 2, 1e-4));
    return row.map((value) => value / length);
  };

  const channel = (index: number): Map2d =>
    build(SIZE, SIZE, (y, x) => image[index * PIXELS + y * SIZE + x] as number);
  const [red, green, blue] = [channel(0), channel(1), channel(2)];
  const mix = (r: number, g: number, b: number): Map2d =>
    build(SIZE, SIZE, (y, x) => r * at(red, y, x) + g * at(green, y, x) + b * at(blue, y, x));
  const opponent = [
    mix(1 / 3, 1 / 3, 1 / 3),
    mix(Math.SQRT1_2, -Math.SQRT1_2, 0),
    mix(1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)),
  ];

  const taps = [-2, -1, 0, 1, 2];
  const gauss = (t: number): number => Math.exp((-t * t) / 2);
  const area = taps.reduce((sum, t) => sum + gauss(t), 0);
  const moment = taps.reduce((sum, t) => sum + t * t * gauss(t), 0);
  const gradient = (map: Map2d): { right: Map2d; down: Map2d } => {
    const along = (weight: (dy: number, dx: number) => number): Map2d =>
      build(size(map) - 4, size(map) - 4, (y, x) => {
        let sum = 0;
        for (const dy of taps) {
          for (const dx of taps) sum += weight(dy, dx) * at(map, y + 2 + dy, x + 2 + dx);
        }
        return sum;
      });
    return {
      right: along((dy, dx) => ((gauss(dy) / area) * dx * gauss(dx)) / moment),
      down: along((dy, dx) => ((gauss(dx) / area) * dy * gauss(dy)) / moment),
    };
  };

  const cellsOf = [
    [32, 20],
    [14, 10],
    [8, 4],
  ] as const;
  const grids: number[] = [];
  const wholes: number[] = [];
  let scaled = opponent;
  for (const [scale, [window, step]] of cellsOf.entries()) {
    if (scale > 0) scaled = scaled.map((map) => average(map, 2, 2));
    const gradients = scaled.map(gradient);
    const n = size(scaled[0] as Map2d) - 4;
    const cells = [0, 30, 60, 90, 120, 150].map((degrees) => {
      const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const votes = build(n, n, (y, x) => {
        let along = 0;
        let total = 1e-6;
        for (const { right, down } of gradients) {
          along += (c * at(right, y, x) + s * at(down, y, x)) ** 2;
          total += at(right, y, x) ** 2 + at(down, y, x) ** 2;
        }
        return Math.sqrt(total) * (along / total) ** 3;
      });
      return average(votes, window, step);
    });
    const around = (cy: number, cx: number): number => {
      let sum = 0;
      let count = 0;
      for (let y = Math.max(0, cy - 1); y <= Math.min(3, cy + 1); y++) {
        for (let x = Math.max(0, cx - 1); x <= Math.min(3, cx + 1); x++) {
          count++;
          for (const map of cells) sum += at(map, y, x);
        }
      }
      return sum / count + 0.02;
    };
    grids.push(...part(cells.map((map) => build(4, 4, (y, x) => at(map, y, x) / around(y, x)))));
    wholes.push(...part(cells.map((map) => average(map, 4, 4))).map((value) => 0.6 * value));
  }

  const [light, redGreen, yellowBlue] = opponent.map((map) => average(map, 4, 4)) as [
    Map2d,
    Map2d,
    Map2d,
  ];
  const mean = at(average(light, 24, 24), 0, 0) + 0.02;
  const hues = [0, 45, 90, 135, 180, 225, 270, 315].map((degrees) => {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const votes = build(24, 24, (y, x) => {
      const [a, b] = [at(redGreen, y, x) / mean, at(yellowBlue, y, x) / mean];
      return Math.max(0, c * a + s * b) ** 2 / Math.sqrt(a * a + b * b + 1e-6);
    });
    return average(votes, 9, 5);
  });
  return [...grids, ...wholes, ...part(hues), 0.05];
}
