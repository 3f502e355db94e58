import { seededGenerator } from '../../core/random.ts';
import type { Colour, Layer, SampleClass } from './built-in-sample-canvas.ts';
import { logos } from './built-in-sample-logos.ts';
import { palette } from './built-in-sample-palette.ts';
import {
  bricks,
  cellWalls,
  checker,
  herringbone,
  lattice,
  patches,
  scales,
  speckles,
  staggered,
  stripes,
  triangles,
  veins,
  waves,
  zigzag,
} from './built-in-sample-patterns.ts';
import { arc, box, disc, ring, star, stroke, turned, union } from './built-in-sample-shapes.ts';
import type { Point, Shape } from './built-in-sample-shapes.ts';

const { ink, paper, grey, red, coral, orange, yellow, lime, green, teal } = palette;
const { sky, blue, navy, violet, magenta, pink, brown, sand } = palette;

/**
 * The strokes of a glyph: a pen that wanders over a lattice of 3 x 4 points, straight or in half
 * circles, and always starts where it has been before. More strokes keep the earlier ones.
 * The lattice points visited are centred.
 */
function glyphStrokes(design: number, count: number): Shape[] {
  const generator = seededGenerator(design, 7);
  const drawPoint = (): Point => [
    0.48 * (generator.integer(3) - 1),
    0.44 * (generator.integer(4) - 1.5),
  ];
  const visited: Point[] = [drawPoint()];
  const strokes: Shape[] = [];
  while (strokes.length < count) {
    const from = visited[generator.integer(visited.length)] as Point;
    const to = drawPoint();
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const known = visited.some(([x, y]) => x === to[0] && y === to[1]);
    if (known || length < 0.4 || length > 1.1) continue;
    visited.push(to);
    if (length > 0.6 && generator.uniform() < 0.5) {
      const start = (Math.atan2(from[1] - to[1], from[0] - to[0]) * 180) / Math.PI;
      const [cx, cy] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      const side = generator.integer(2) * 180;
      strokes.push(arc(cx, cy, length / 2, start + side, 180, 0.13));
    } else strokes.push(stroke(from, to, 0.13));
  }
  const middle = (axis: 0 | 1): number => {
    const places = visited.map((point) => point[axis]);
    return (Math.min(...places) + Math.max(...places)) / 2;
  };
  const [cx, cy] = [middle(0), middle(1)];
  return strokes.map((shape) => (x, y) => shape(x + cx, y + cy));
}

/** Glyphs by the seed of their design, their strokes and their roughness. */
const glyphs: readonly { design: number; strokes: number; wear: number }[] = [
  { design: 1, strokes: 4, wear: 0.1 },
  { design: 2, strokes: 4, wear: 0.3 },
  { design: 3, strokes: 5, wear: 0.2 },
  { design: 4, strokes: 4, wear: 0.5 },
  { design: 5, strokes: 5, wear: 0.15 },
  { design: 6, strokes: 4, wear: 0.25 },
  { design: 6, strokes: 5, wear: 0.25 },
  { design: 8, strokes: 4, wear: 0.4 },
  { design: 9, strokes: 5, wear: 0.7 },
  { design: 10, strokes: 4, wear: 0.05 },
  { design: 24, strokes: 5, wear: 0.35 },
  { design: 12, strokes: 4, wear: 0.2 },
  { design: 13, strokes: 5, wear: 0.6 },
  { design: 14, strokes: 4, wear: 0.1 },
  { design: 15, strokes: 4, wear: 0.3 },
  { design: 16, strokes: 5, wear: 0.45 },
  { design: 17, strokes: 4, wear: 0.15 },
  { design: 18, strokes: 5, wear: 0.25 },
  { design: 19, strokes: 4, wear: 0.8 },
  { design: 20, strokes: 5, wear: 0.2 },
];

interface Texture {
  words: string;
  wear: number;
  ground: Colour;
  layers: readonly (readonly [Colour, Shape, opacity?: number])[];
}

const textures: readonly Texture[] = [
  { words: 'horizontal-stripes', wear: 0.15, ground: paper, layers: [[red, stripes(0.5, 0.5)]] },
  {
    words: 'rising-stripes',
    wear: 0.3,
    ground: yellow,
    layers: [[ink, turned(stripes(0.44, 0.5), -45)]],
  },
  {
    words: 'falling-stripes',
    wear: 0.3,
    ground: yellow,
    layers: [[ink, turned(stripes(0.44, 0.5), 45)]],
  },
  { words: 'zigzag', wear: 0.2, ground: paper, layers: [[teal, zigzag(0.44, 0.5, 0.6, 0.15)]] },
  { words: 'waves', wear: 0.5, ground: sky, layers: [[blue, waves(0.4, 0.5, 0.9, 0.11)]] },
  {
    words: 'polka-dots-pink',
    wear: 0.35,
    ground: pink,
    layers: [[paper, staggered(disc(0, 0, 0.14), 0.58)]],
  },
  {
    words: 'polka-dots-coral',
    wear: 0.35,
    ground: coral,
    layers: [[paper, staggered(disc(0, 0, 0.14), 0.58)]],
  },
  {
    words: 'dots-in-rows',
    wear: 0.1,
    ground: navy,
    layers: [[yellow, lattice(disc(0, 0, 0.13), 0.4)]],
  },
  {
    words: 'rings',
    wear: 0.4,
    ground: sand,
    layers: [[brown, lattice(ring(0, 0, 0.2, 0.09), 0.54)]],
  },
  { words: 'checker', wear: 0.05, ground: paper, layers: [[ink, checker(0.34)]] },
  { words: 'harlequin', wear: 0.55, ground: lime, layers: [[green, turned(checker(0.34), 45)]] },
  { words: 'bricks', wear: 0.25, ground: brown, layers: [[sand, bricks(0.64, 0.32, 0.06)]] },
  { words: 'fish-scales', wear: 0.3, ground: teal, layers: [[paper, scales(0.5, 0.04)]] },
  {
    words: 'gingham',
    wear: 0.2,
    ground: paper,
    layers: [
      [green, stripes(0.46, 0.5), 0.55],
      [green, turned(stripes(0.46, 0.5), 90), 0.55],
    ],
  },
  {
    words: 'plaid',
    wear: 0.45,
    ground: red,
    layers: [
      [navy, stripes(0.7, 0.4), 0.6],
      [navy, turned(stripes(0.7, 0.4), 90), 0.6],
      [yellow, stripes(0.7, 0.07)],
      [yellow, turned(stripes(0.7, 0.07), 90)],
    ],
  },
  { words: 'triangles', wear: 0.6, ground: orange, layers: [[paper, triangles(0.4)]] },
  { words: 'honeycomb', wear: 0.15, ground: yellow, layers: [[brown, cellWalls(0.44, 0.1, 0, 1)]] },
  { words: 'herringbone', wear: 0.7, ground: grey, layers: [[ink, herringbone(0.26, 0.5, 0.32)]] },
  {
    words: 'plus-signs',
    wear: 0.4,
    ground: violet,
    layers: [[paper, staggered(union(box(0, 0, 0.15, 0.05), box(0, 0, 0.05, 0.15)), 0.6)]],
  },
  {
    words: 'stars',
    wear: 0.1,
    ground: navy,
    layers: [[paper, staggered(star(0, 0, 0.19, 0.08, 5), 0.66)]],
  },
  {
    words: 'terrazzo',
    wear: 0.5,
    ground: paper,
    layers: [
      [coral, speckles(0.3, 0.13, 0.5, 11)],
      [teal, speckles(0.3, 0.11, 0.4, 12)],
      [ink, speckles(0.3, 0.08, 0.3, 13)],
    ],
  },
  {
    words: 'cracked-earth',
    wear: 0.65,
    ground: sand,
    layers: [[brown, cellWalls(0.42, 0.07, 0.9, 3)]],
  },
  {
    words: 'camouflage',
    wear: 0.35,
    ground: green,
    layers: [
      [sand, patches(0.6, 0.42, 21)],
      [brown, patches(0.6, 0.36, 25)],
    ],
  },
  {
    words: 'clouds',
    wear: 0.8,
    ground: sky,
    layers: [
      [paper, patches(0.8, 0.52, 31), 0.6],
      [paper, patches(0.8, 0.42, 31), 0.8],
    ],
  },
  {
    words: 'marble',
    wear: 0.9,
    ground: paper,
    layers: [[grey, turned(veins(0.5, 0.22, 0.7, 0.9, 41), 30)]],
  },
  {
    words: 'magenta-speckles',
    wear: 0.25,
    ground: magenta,
    layers: [[pink, speckles(0.24, 0.1, 0.8, 51)]],
  },
];

const number = (k: number): string => String(k + 1).padStart(2, '0');

function compose(): SampleClass[] {
  const designs: Omit<SampleClass, 'images'>[] = [
    ...logos.map(({ words, wear, layers }, k) => ({
      name: `logo-${number(k)}-${words}`,
      wear,
      layers,
    })),
    ...glyphs.map(({ design, strokes, wear }, k) => ({
      name: `glyph-${number(k)}`,
      wear,
      layers: glyphStrokes(design, strokes).map((shape): Layer => ({ shape, colour: ink })),
    })),
    ...textures.map(({ words, wear, ground, layers }, k) => ({
      name: `texture-${number(k)}-${words}`,
      wear,
      ground,
      layers: layers.map(([colour, shape, opacity = 1]): Layer => ({ shape, colour, opacity })),
    })),
  ];
  // Real folders are uneven: 20 to 28 images, the same for every seed.
  return designs.map((design, k) => ({ ...design, images: 20 + ((5 * k) % 9) }));
}

/** The classes of the built-in sample, in the order of their names' families. */
export const sampleClasses: readonly SampleClass[] = compose();
