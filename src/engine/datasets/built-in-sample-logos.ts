import type { Colour, Layer } from './built-in-sample-canvas.ts';
import { palette } from './built-in-sample-palette.ts';
import {
  arc,
  around,
  box,
  difference,
  disc,
  intersection,
  polygon,
  regular,
  ring,
  star,
  stroke,
  turned,
  union,
} from './built-in-sample-shapes.ts';
import type { Point, Shape } from './built-in-sample-shapes.ts';

const { ink, paper, grey, red, coral, orange, yellow, lime, green, teal } = palette;
const { sky, blue, navy, violet, magenta, pink, brown, sand } = palette;

const layer = (colour: Colour, shape: Shape): Layer => ({ colour, shape });
const mirrored =
  (shape: Shape): Shape =>
  (x, y) =>
    shape(Math.abs(x), y);
/** What two discs of radius `r`, `apart` from each other, share: a leaf along the y axis. */
const leaf = (r: number, apart: number): Shape =>
  intersection(disc(-apart / 2, 0, r), disc(apart / 2, 0, r));
const moved =
  (shape: Shape, dx: number, dy: number): Shape =>
  (x, y) =>
    shape(x - dx, y - dy);

const heart = polygon(
  Array.from({ length: 28 }, (_, k): Point => {
    const t = (2 * Math.PI * k) / 28;
    const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
    return [0.043 * 16 * Math.sin(t) ** 3, -0.043 * y - 0.06];
  }),
);
const bolt = polygon([
  [0.12, -0.5],
  [-0.28, 0.08],
  [-0.04, 0.08],
  [-0.12, 0.5],
  [0.28, -0.1],
  [0.04, -0.1],
]);
const chevron = (y: number): Shape =>
  union(stroke([-0.5, y + 0.26], [0, y - 0.1], 0.2), stroke([0, y - 0.1], [0.5, y + 0.26], 0.2));

function ringAndBar(colour: Colour): Layer[] {
  return [
    layer(colour, ring(0, 0, 0.5, 0.22)),
    layer(ink, turned(box(0, 0, 0.78, 0.12, 0.03), -35)),
  ];
}

function starInDisc(points: number): Layer[] {
  return [layer(violet, disc(0, 0, 0.72)), layer(yellow, star(0, 0, 0.55, 0.26, points))];
}

/** A logo: the words of its class name, how rough its images are, and its layers. */
export interface Logo {
  words: string;
  wear: number;
  layers: Layer[];
}

/** The sample's logos. Some are near twins on purpose: they differ by a hue or by one small part. */
export const logos: readonly Logo[] = [
  { words: 'ring-and-bar-teal', wear: 0.3, layers: ringAndBar(teal) },
  { words: 'ring-and-bar-blue', wear: 0.3, layers: ringAndBar(blue) },
  { words: 'five-point-star', wear: 0.15, layers: starInDisc(5) },
  { words: 'six-point-star', wear: 0.15, layers: starInDisc(6) },
  {
    words: 'crescent-and-star',
    wear: 0.45,
    layers: [
      layer(blue, difference(disc(-0.08, 0, 0.66), disc(0.16, -0.06, 0.52))),
      layer(orange, turned(star(0.3, -0.04, 0.27, 0.11, 5), 12)),
    ],
  },
  {
    words: 'three-chevrons',
    wear: 0.1,
    layers: [
      layer(coral, chevron(-0.42)),
      layer(magenta, chevron(-0.04)),
      layer(violet, chevron(0.34)),
    ],
  },
  {
    words: 'four-squares',
    wear: 0.6,
    layers: [
      layer(coral, box(-0.33, -0.33, 0.28, 0.28, 0.05)),
      layer(navy, box(0.33, -0.33, 0.28, 0.28, 0.05)),
      layer(navy, box(-0.33, 0.33, 0.28, 0.28, 0.05)),
      layer(teal, box(0.33, 0.33, 0.28, 0.28, 0.05)),
    ],
  },
  {
    words: 'three-discs',
    wear: 0.2,
    layers: [
      layer(coral, disc(0, -0.3, 0.36)),
      layer(teal, disc(-0.28, 0.2, 0.36)),
      layer(yellow, disc(0.28, 0.2, 0.36)),
    ],
  },
  {
    words: 'flag',
    wear: 0.4,
    layers: [
      layer(
        coral,
        polygon([
          [-0.34, -0.64],
          [0.62, -0.64],
          [0.4, -0.34],
          [0.62, -0.04],
          [-0.34, -0.04],
        ]),
      ),
      layer(ink, stroke([-0.36, -0.66], [-0.36, 0.7], 0.12)),
    ],
  },
  {
    words: 'mountain-and-sun',
    wear: 0.05,
    layers: [
      layer(sky, box(0, 0, 0.74, 0.74, 0.2)),
      layer(yellow, disc(0.3, -0.32, 0.2)),
      layer(
        navy,
        intersection(
          box(0, 0, 0.74, 0.74, 0.2),
          union(
            polygon([
              [-0.9, 0.8],
              [-0.2, -0.28],
              [0.5, 0.8],
            ]),
            polygon([
              [-0.1, 0.8],
              [0.4, 0.06],
              [0.9, 0.8],
            ]),
          ),
        ),
      ),
    ],
  },
  {
    words: 'arrow-in-square',
    wear: 0.75,
    layers: [
      layer(green, box(0, 0, 0.66, 0.66, 0.16)),
      layer(
        paper,
        union(
          stroke([-0.3, 0.3], [0.26, -0.26], 0.16),
          stroke([0.28, -0.28], [-0.14, -0.28], 0.16),
          stroke([0.28, -0.28], [0.28, 0.14], 0.16),
        ),
      ),
    ],
  },
  {
    words: 'cross-in-shield',
    wear: 0.35,
    layers: [
      layer(blue, intersection(moved(leaf(1.1, 0.9), 0, -0.25), box(0, 0.2, 0.75, 0.85, 0.02))),
      layer(paper, union(box(0, -0.1, 0.1, 0.38), box(0, -0.14, 0.34, 0.1))),
    ],
  },
  {
    words: 'hexagon-and-dot',
    wear: 0.9,
    layers: [
      layer(orange, difference(regular(0, 0, 0.74, 6), regular(0, 0, 0.5, 6))),
      layer(ink, disc(0, 0, 0.22)),
    ],
  },
  {
    words: 'six-petals',
    wear: 0.25,
    layers: [
      layer(magenta, around(moved(turned(leaf(0.5, 0.66), 90), 0.42, 0), 6)),
      layer(yellow, disc(0, 0, 0.17)),
    ],
  },
  {
    words: 'bolt-in-disc',
    wear: 0.5,
    layers: [layer(yellow, disc(0, 0, 0.7)), layer(ink, bolt)],
  },
  {
    words: 'two-leaves',
    wear: 0.4,
    layers: [
      layer(green, moved(turned(leaf(0.6, 0.8), -32), -0.24, 0)),
      layer(lime, moved(turned(leaf(0.6, 0.8), 32), 0.24, 0)),
    ],
  },
  {
    words: 'eye',
    wear: 0.65,
    layers: [
      layer(ink, turned(leaf(0.92, 1.04), 90)),
      layer(paper, turned(leaf(0.8, 1.04), 90)),
      layer(teal, disc(0, 0, 0.24)),
      layer(ink, disc(0, 0, 0.11)),
    ],
  },
  {
    words: 'drop',
    wear: 1,
    layers: [
      layer(
        sky,
        union(
          disc(0, 0.22, 0.44),
          polygon([
            [0, -0.72],
            [0.4, 0.04],
            [-0.4, 0.04],
          ]),
        ),
      ),
      layer(paper, arc(0, 0.22, 0.28, 20, 80, 0.08)),
    ],
  },
  {
    words: 'waves-in-disc',
    wear: 0.2,
    layers: [
      layer(navy, disc(0, 0, 0.72)),
      ...[-0.28, 0.02, 0.32].map((dy) =>
        layer(sky, (x, y) =>
          Math.max(
            Math.abs(y - dy - 0.09 * Math.sin(8 * x)) - 0.065,
            Math.sqrt(x * x + y * y) - 0.58,
          ),
        ),
      ),
    ],
  },
  {
    words: 'split-disc',
    wear: 0.7,
    layers: [
      layer(lime, intersection(disc(0, -0.06, 0.62), box(0, -0.7, 1, 0.66))),
      layer(violet, intersection(disc(0, 0.06, 0.62), box(0, 0.7, 1, 0.66))),
    ],
  },
  {
    words: 'pinwheel',
    wear: 0.1,
    layers: [
      [coral, 0],
      [yellow, 90],
      [teal, 180],
      [navy, 270],
    ].map(([colour, degrees]) =>
      layer(
        colour as Colour,
        turned(
          polygon([
            [0, 0],
            [0, -0.74],
            [0.5, -0.5],
          ]),
          degrees as number,
        ),
      ),
    ),
  },
  {
    words: 'stacked-diamonds',
    wear: 0.55,
    layers: [
      layer(violet, (x, y) => (Math.abs(x) + 2 * Math.abs(y - 0.3) - 0.7) / Math.sqrt(5)),
      layer(magenta, (x, y) => (Math.abs(x) + 2 * Math.abs(y) - 0.7) / Math.sqrt(5)),
      layer(pink, (x, y) => (Math.abs(x) + 2 * Math.abs(y + 0.3) - 0.7) / Math.sqrt(5)),
    ],
  },
  {
    words: 'target',
    wear: 0.8,
    layers: [
      layer(teal, disc(0, 0, 0.7)),
      layer(paper, disc(0, 0, 0.48)),
      layer(orange, disc(0, 0, 0.26)),
    ],
  },
  { words: 'heart', wear: 0.85, layers: [layer(coral, heart)] },
  {
    words: 'gear',
    wear: 0.35,
    layers: [
      layer(
        grey,
        difference(
          union(disc(0, 0, 0.52), around(box(0.58, 0, 0.16, 0.11, 0.02), 8)),
          disc(0, 0, 0.22),
        ),
      ),
    ],
  },
  {
    words: 'house',
    wear: 0.15,
    layers: [
      layer(brown, box(0, 0.26, 0.46, 0.4)),
      layer(
        red,
        polygon([
          [-0.72, -0.08],
          [0, -0.7],
          [0.72, -0.08],
        ]),
      ),
      layer(paper, box(0, 0.4, 0.14, 0.26)),
    ],
  },
  {
    words: 'arcs-and-dot',
    wear: 0.45,
    layers: [
      layer(
        teal,
        union(
          arc(0, 0.44, 0.92, -135, 90, 0.16),
          arc(0, 0.44, 0.6, -135, 90, 0.16),
          disc(0, 0.4, 0.15),
        ),
      ),
    ],
  },
  {
    words: 'linked-rings',
    wear: 0.95,
    layers: [
      layer(blue, ring(-0.27, 0, 0.38, 0.15)),
      layer(orange, ring(0.27, 0, 0.38, 0.15)),
      layer(blue, intersection(ring(-0.27, 0, 0.38, 0.15), box(0, -0.5, 0.4, 0.5))),
    ],
  },
  {
    words: 'sailing-boat',
    wear: 0.3,
    layers: [
      layer(
        brown,
        polygon([
          [-0.68, 0.38],
          [0.68, 0.38],
          [0.42, 0.66],
          [-0.42, 0.66],
        ]),
      ),
      layer(
        sand,
        polygon([
          [-0.06, -0.72],
          [-0.06, 0.28],
          [-0.58, 0.28],
        ]),
      ),
      layer(
        red,
        polygon([
          [0.06, -0.5],
          [0.06, 0.28],
          [0.5, 0.28],
        ]),
      ),
    ],
  },
  {
    words: 'fir-tree',
    wear: 0.05,
    layers: [
      layer(brown, box(0, 0.62, 0.08, 0.14)),
      ...[0.5, 0.12, -0.24].map((bottom, k) => {
        const width = 0.56 - 0.12 * k;
        return layer(
          green,
          polygon([
            [-width, bottom],
            [0, bottom - 0.54],
            [width, bottom],
          ]),
        );
      }),
    ],
  },
  {
    words: 'butterfly',
    wear: 0.6,
    layers: [
      layer(violet, mirrored(moved(turned(leaf(0.42, 0.4), 50), 0.36, -0.24))),
      layer(pink, mirrored(moved(turned(leaf(0.34, 0.36), 130), 0.28, 0.28))),
      layer(ink, stroke([0, -0.4], [0, 0.46], 0.1)),
    ],
  },
];
