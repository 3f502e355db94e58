import { expect, test } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import * as patterns from './built-in-sample-patterns.ts';
import type { Shape } from './built-in-sample-shapes.ts';
import * as shapes from './built-in-sample-shapes.ts';

/** Random points of the square from -1 to 1. */
function points(count: number): [number, number][] {
  const generator = seededGenerator(3);
  return Array.from({ length: count }, () => [
    2 * generator.uniform() - 1,
    2 * generator.uniform() - 1,
  ]);
}

/** Share of the square inside a shape, counted on a grid of 400 x 400. */
function area(shape: Shape): number {
  let inside = 0;
  for (let y = 0; y < 400; y++) {
    for (let x = 0; x < 400; x++) if (shape(x / 200 - 0.9975, y / 200 - 0.9975) < 0) inside++;
  }
  return inside / 40_000;
}

/** Length of the nearest step that crosses the shape's edge, by walking outwards on circles. */
function distanceByWalking(shape: Shape, x: number, y: number): number {
  const inside = shape(x, y) < 0;
  for (let r = 0.005; r < 3; r += 0.005) {
    for (let k = 0; k < 360; k++) {
      const angle = (k * Math.PI) / 180;
      if (shape(x + r * Math.cos(angle), y + r * Math.sin(angle)) < 0 !== inside) {
        return inside ? -r : r;
      }
    }
  }
  return NaN;
}

test.each<[string, Shape, number]>([
  ['disc', shapes.disc(0.1, -0.1, 0.5), Math.PI * 0.25],
  ['ring', shapes.ring(0, 0, 0.5, 0.2), Math.PI * (0.36 - 0.16)],
  ['box', shapes.box(0.1, 0, 0.5, 0.3), 0.6],
  ['rounded box', shapes.box(0, 0.1, 0.5, 0.3, 0.2), 0.6 - (4 - Math.PI) * 0.04],
  ['stroke', shapes.stroke([-0.3, -0.4], [0.3, 0.4], 0.2), 0.2 + Math.PI * 0.01],
  ['half circle', shapes.arc(0, 0, 0.5, 30, 180, 0.2), (0.2 * Math.PI) / 2 + Math.PI * 0.01],
  ['square', shapes.regular(0, 0, 0.7, 4), 2 * 0.49],
  ['star', shapes.star(0, 0, 0.6, 0.3, 6), 12 * 0.5 * 0.6 * 0.3 * 0.5],
])('%s: its area and its distances are those of geometry', (_name, shape, expected) => {
  expect(area(shape)).toBeCloseTo(expected, 1.7);
  for (const [x, y] of points(12)) {
    expect(Math.abs(shape(x, y) - distanceByWalking(shape, x, y))).toBeLessThan(0.02);
  }
});

test('an arc of 90 degrees goes clockwise from its first angle', () => {
  const arc = shapes.arc(0, 0, 0.5, 0, 90, 0.1);
  const on = (degrees: number): boolean =>
    arc(0.5 * Math.cos((degrees * Math.PI) / 180), 0.5 * Math.sin((degrees * Math.PI) / 180)) < 0;
  expect([45, 5, 85].map(on)).toEqual([true, true, true]);
  expect([-45, 135, 225].map(on)).toEqual([false, false, false]);
});

test('sets of shapes follow the sets of their points', () => {
  const a = shapes.disc(-0.2, 0, 0.5);
  const b = shapes.box(0.2, 0.1, 0.4, 0.4);
  for (const [x, y] of points(200)) {
    const [inA, inB] = [a(x, y) < 0, b(x, y) < 0];
    expect(shapes.union(a, b)(x, y) < 0).toBe(inA || inB);
    expect(shapes.intersection(a, b)(x, y) < 0).toBe(inA && inB);
    expect(shapes.difference(a, b)(x, y) < 0).toBe(inA && !inB);
  }
});

test('a turn of 90 degrees is clockwise; copies around the centre repeat', () => {
  const right = shapes.disc(0.6, 0, 0.1);
  expect(shapes.turned(right, 90)(0, 0.6)).toBeCloseTo(-0.1, 12);
  const five = shapes.around(right, 5);
  for (let k = 0; k < 5; k++) {
    const angle = (2 * Math.PI * k) / 5;
    expect(five(0.6 * Math.cos(angle), 0.6 * Math.sin(angle))).toBeCloseTo(-0.1, 12);
  }
});

test.each<[string, Shape, number]>([
  ['stripes', patterns.stripes(0.25, 0.4), 0.4],
  ['zigzag', patterns.zigzag(0.25, 0.5, 0.5, 0.1), 0.5],
  ['waves', patterns.waves(0.25, 0.5, 0.5, 0.1), 0.5],
  ['checker', patterns.checker(0.25), 0.5],
  ['dots', patterns.lattice(shapes.disc(0, 0, 0.1), 0.25), (Math.PI * 0.01) / 0.0625],
  ['shifted dots', patterns.staggered(shapes.disc(0, 0, 0.1), 0.5), (Math.PI * 0.02) / 0.25],
  ['bricks', patterns.bricks(0.5, 0.25, 0.05), 1 - 0.8 * 0.9],
  ['patches', patterns.patches(0.05, 0.5, 1), 0.5],
])('%s fill their share of the plane', (_name, pattern, share) => {
  expect(Math.abs(area(pattern) / 4 - share)).toBeLessThan(0.03);
});

test.each<[string, Shape, number, number]>([
  ['checker', patterns.checker(0.25), 0.5, 0.5],
  ['triangles', patterns.triangles(0.3), 1.2 / Math.sqrt(3), 0.6],
  ['herringbone', patterns.herringbone(0.2, 0.5, 0.3), 0.6, 0.2],
  ['fish scales', patterns.scales(0.4, 0.03), 0.4, 0.4],
  ['honeycomb', patterns.cellWalls(0.4, 0.05, 0, 1), 0.4, 0.4 * Math.sqrt(3)],
])('%s repeat', (_name, pattern, dx, dy) => {
  for (const [x, y] of points(100)) {
    expect(pattern(x + dx, y)).toBeCloseTo(pattern(x, y), 9);
    expect(pattern(x, y + dy)).toBeCloseTo(pattern(x, y), 9);
  }
});

test('scattered patterns never repeat, and the salt makes another one', () => {
  const differences = (a: Shape, b: Shape): number =>
    points(200).filter(([x, y]) => a(x, y) < 0 !== b(x, y) < 0).length;
  const moved =
    (shape: Shape, dx: number): Shape =>
    (x, y) =>
      shape(x + dx, y);
  for (const make of [
    (salt: number) => patterns.cellWalls(0.3, 0.1, 0.9, salt),
    (salt: number) => patterns.speckles(0.2, 0.1, 0.7, salt),
    (salt: number) => patterns.veins(0.4, 0.3, 0.5, 0.8, salt),
  ]) {
    expect(differences(make(1), moved(make(1), 6))).toBeGreaterThan(10);
    expect(differences(make(1), make(9))).toBeGreaterThan(10);
  }
});
