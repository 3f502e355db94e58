import type { RandomGenerator } from '../../core/random.ts';
import { seededGenerator } from '../../core/random.ts';
import type { Shape } from './built-in-sample-shapes.ts';

/** Red, green and blue, 0 to 1, as stored (sRGB). */
export type Colour = readonly [number, number, number];

/** A shape filled with one colour; later layers cover earlier ones. */
export interface Layer {
  shape: Shape;
  colour: Colour;
  /** 0 to 1; default 1. */
  opacity?: number;
}

/** What a class of the sample looks like, and how roughly its pictures are taken. */
export interface SampleClass {
  /** Name of the class and of its folder. */
  name: string;
  layers: readonly Layer[];
  /** Fills the whole image (a texture, shifted at will); without it each image has its own background. */
  ground?: Colour;
  /** 0 (every image nearly alike) to 1 (turned, small, dim, blurred, noisy, cluttered). */
  wear: number;
  images: number;
}

/** Width and height of a sample image, in pixels. */
export const SAMPLE_SIZE = 112;

/** Standard normal numbers, drawn once: pixel noise reads them from a random offset. */
const grain = ((): Float32Array => {
  const generator = seededGenerator(20230704);
  return Float32Array.from({ length: 1 << 16 }, () => generator.normal());
})();

/** How one image departs from its design. */
interface Capture {
  degrees: number;
  scale: number;
  shift: readonly [number, number];
  /** Width of a blurred edge, in pixels; 1 is sharp. */
  softness: number;
  /** Gain of each channel. */
  gain: Colour;
  /** Relative brightening a half-width towards the right and the bottom. */
  gradient: readonly [number, number];
  /** Standard deviation of the pixel noise. */
  noise: number;
}

/** A uniform number in [-reach, reach). */
const spread = (generator: RandomGenerator, reach: number): number =>
  reach * (2 * generator.uniform() - 1);

function drawCapture(sample: SampleClass, generator: RandomGenerator): Capture {
  const { wear } = sample;
  const light = Math.exp(spread(generator, 0.06 + 0.36 * wear)) * (1 - 0.1 * wear);
  const tint = 0.015 + 0.1 * wear;
  const direction = 2 * Math.PI * generator.uniform();
  const slope = (0.04 + 0.5 * wear) * generator.uniform();
  const reach = sample.ground === undefined ? 0.03 + 0.15 * wear : 0.1 + 2 * wear;
  return {
    degrees: spread(generator, 3 + 26 * wear),
    scale: Math.exp(spread(generator, 0.03 + 0.2 * wear)) * (1 - 0.12 * wear),
    shift: [spread(generator, reach), spread(generator, reach)],
    softness: 1 + 4 * wear * generator.uniform() ** 2,
    gain: [
      light * (1 + spread(generator, tint)),
      light * (1 + spread(generator, tint)),
      light * (1 + spread(generator, tint)),
    ],
    gradient: [slope * Math.cos(direction), slope * Math.sin(direction)],
    noise: 0.008 + 0.07 * wear * generator.uniform(),
  };
}

/** A quiet two-coloured background with, for rough classes, soft blots on it. */
function drawBackground(
  wear: number,
  generator: RandomGenerator,
): (x: number, y: number) => Colour {
  const level = generator.uniform() < 0.1 + 0.4 * wear ? 0.42 : 0.86;
  const muted = (): Colour => {
    const grey = level + spread(generator, 0.07 + 0.08 * wear);
    const hue = 2 * Math.PI * generator.uniform();
    const chroma = 0.02 + 0.08 * wear * generator.uniform();
    return [
      grey + chroma * Math.cos(hue),
      grey + chroma * Math.cos(hue - 2.1),
      grey + chroma * Math.cos(hue + 2.1),
    ];
  };
  const from = muted();
  const to = muted();
  const direction = 2 * Math.PI * generator.uniform();
  const [dx, dy] = [Math.cos(direction) / 2, Math.sin(direction) / 2];
  const blots = Array.from({ length: generator.integer(1 + Math.round(7 * wear)) }, () => ({
    x: spread(generator, 1.1),
    y: spread(generator, 1.1),
    r: 0.15 + 0.3 * generator.uniform(),
    colour: muted(),
  }));
  return (x, y) => {
    const blend = Math.min(1, Math.max(0, 0.5 + x * dx + y * dy));
    let red = from[0] + (to[0] - from[0]) * blend;
    let green = from[1] + (to[1] - from[1]) * blend;
    let blue = from[2] + (to[2] - from[2]) * blend;
    for (const blot of blots) {
      const distance = Math.sqrt((x - blot.x) ** 2 + (y - blot.y) ** 2) - blot.r;
      if (distance >= 0) continue;
      const cover = Math.min(1, -distance * 12);
      red += (blot.colour[0] - red) * cover;
      green += (blot.colour[1] - green) * cover;
      blue += (blot.colour[2] - blue) * cover;
    }
    return [red, green, blue];
  };
}

/**
 * Draws one image of a class.
 *
 * @returns RGB bytes, row by row, SAMPLE_SIZE x SAMPLE_SIZE; the same for the same generator state.
 */
export function drawSampleImage(sample: SampleClass, generator: RandomGenerator): Uint8Array {
  const capture = drawCapture(sample, generator);
  const { ground } = sample;
  const background =
    ground === undefined ? drawBackground(sample.wear, generator) : (): Colour => ground;
  const half = SAMPLE_SIZE / 2;
  const angle = (capture.degrees * Math.PI) / 180;
  const cosine = Math.cos(angle) / capture.scale;
  const sine = Math.sin(angle) / capture.scale;
  /** Pixels a unit of the design is long on the image, over the width of an edge. */
  const steepness = (capture.scale * half) / capture.softness;
  const [gainRed, gainGreen, gainBlue] = capture.gain;
  let grainAt = generator.integer(grain.length);

  const pixels = new Uint8Array(SAMPLE_SIZE * SAMPLE_SIZE * 3);
  let at = 0;
  for (let row = 0; row < SAMPLE_SIZE; row++) {
    const py = (row + 0.5) / half - 1;
    for (let column = 0; column < SAMPLE_SIZE; column++) {
      const px = (column + 0.5) / half - 1;
      const x = cosine * (px - capture.shift[0]) + sine * (py - capture.shift[1]);
      const y = cosine * (py - capture.shift[1]) - sine * (px - capture.shift[0]);
      let [red, green, blue] = background(px, py);
      for (const { shape, colour, opacity = 1 } of sample.layers) {
        const cover = Math.min(1, 0.5 - shape(x, y) * steepness) * opacity;
        if (cover <= 0) continue;
        red += (colour[0] - red) * cover;
        green += (colour[1] - green) * cover;
        blue += (colour[2] - blue) * cover;
      }
      const light = 1 + px * capture.gradient[0] + py * capture.gradient[1];
      const speck = capture.noise * (grain[grainAt] as number);
      grainAt = (grainAt + 1) % grain.length;
      pixels[at++] = toByte(red * gainRed * light + speck);
      pixels[at++] = toByte(green * gainGreen * light + speck);
      pixels[at++] = toByte(blue * gainBlue * light + speck);
    }
  }
  return pixels;
}

const toByte = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)));
