import { turned } from './built-in-sample-shapes.ts';
import type { Shape } from './built-in-sample-shapes.ts';

/**
 * Endless patterns of the built-in sample's textures, as signed distance functions (see
 * built-in-sample-shapes.ts). `pitch` is the length after which a pattern repeats.
 */

/** `value` moved by whole pitches into [-pitch/2, pitch/2]. */
const wrapped = (value: number, pitch: number): number => value - pitch * Math.round(value / pitch);

/** Distance to the nearest multiple of `pitch`, negative in every second gap between them. */
function alternating(value: number, pitch: number): number {
  const odd = Math.floor(value / pitch) % 2 !== 0;
  const distance = Math.abs(wrapped(value, pitch));
  return odd ? -distance : distance;
}

/** Horizontal stripes that fill `share` of the pattern. */
export function stripes(pitch: number, share: number): Shape {
  return (_x, y) => Math.abs(wrapped(y, pitch)) - (share * pitch) / 2;
}

/** Stripes bent into zigzags of the given length and height. */
export function zigzag(pitch: number, share: number, length: number, height: number): Shape {
  const slope = Math.hypot(1, (4 * height) / length);
  return (x, y) => {
    const shifted = y + height * ((4 * Math.abs(wrapped(x, length))) / length - 1);
    return (Math.abs(wrapped(shifted, pitch)) - (share * pitch) / 2) / slope;
  };
}

/** Stripes bent into sine waves of the given length and height. */
export function waves(pitch: number, share: number, length: number, height: number): Shape {
  return (x, y) => {
    const shifted = y + height * Math.sin((2 * Math.PI * x) / length);
    return Math.abs(wrapped(shifted, pitch)) - (share * pitch) / 2;
  };
}

/** Columns of slanted stripes that change their direction from column to column. */
export function herringbone(pitch: number, share: number, column: number): Shape {
  return (x, y) => {
    const index = Math.floor(x / column);
    const inside = x - index * column;
    const slanted = index % 2 === 0 ? y + inside : y - inside + pitch / 2;
    const stripe = (Math.abs(wrapped(slanted, pitch)) - (share * pitch) / 2) / Math.SQRT2;
    const seam = 0.02 - Math.min(inside, column - inside);
    return Math.max(stripe, seam);
  };
}

/** Squares of the side `pitch` in two colours. */
export function checker(pitch: number): Shape {
  return (x, y) => {
    const a = alternating(x, pitch);
    const b = alternating(y, pitch);
    const distance = Math.min(Math.abs(a), Math.abs(b));
    return a < 0 === b < 0 ? distance : -distance;
  };
}

/** Triangles of the height `pitch` in two colours. */
export function triangles(pitch: number): Shape {
  const along = (degrees: number): Shape => turned((_x, y) => alternating(y, pitch), degrees);
  const directions = [along(0), along(60), along(120)];
  return (x, y) => {
    let distance = Infinity;
    let inside = false;
    for (const direction of directions) {
      const value = direction(x, y);
      distance = Math.min(distance, Math.abs(value));
      if (value < 0) inside = !inside;
    }
    return inside ? -distance : distance;
  };
}

/** The shape, drawn around the origin, at every crossing of a square lattice. */
export function lattice(shape: Shape, pitch: number): Shape {
  return (x, y) => shape(wrapped(x, pitch), wrapped(y, pitch));
}

/** The shape at every crossing of a lattice whose odd rows are shifted by half a pitch. */
export function staggered(shape: Shape, pitch: number): Shape {
  return (x, y) =>
    Math.min(
      shape(wrapped(x, pitch), wrapped(y, pitch)),
      shape(wrapped(x - pitch / 2, pitch), wrapped(y - pitch / 2, pitch)),
    );
}

/** The joints of a brick wall: bricks of `length` by `height`, joints of `width`. */
export function bricks(length: number, height: number, width: number): Shape {
  return (x, y) => {
    const shift = Math.floor(y / height) % 2 === 0 ? 0 : length / 2;
    const joint = Math.min(Math.abs(wrapped(y, height)), Math.abs(wrapped(x - shift, length)));
    return joint - width / 2;
  };
}

/** The rims of overlapping fish scales of the width `pitch`; upper rows hide lower ones. */
export function scales(pitch: number, width: number): Shape {
  const radius = pitch / 2;
  const depth = (x: number, y: number, row: number): number => {
    const shift = row % 2 === 0 ? 0 : radius;
    return radius - Math.hypot(wrapped(x - shift, pitch), y - row * radius);
  };
  return (x, y) => {
    const row = Math.floor(y / radius);
    const upper = depth(x, y, row);
    return (upper > 0 ? upper : depth(x, y, row + 1)) - width;
  };
}

/** A fixed pseudo-random number in [0, 1) for each cell of the plane. */
function cellNumber(column: number, row: number, salt: number): number {
  let z = Math.imul(column, 0x27d4eb2f) ^ Math.imul(row, 0x165667b1) ^ Math.imul(salt, 0x9e3779b9);
  z = Math.imul(z ^ (z >>> 15), 0x2c1b3c6d);
  z = Math.imul(z ^ (z >>> 12), 0x297a2d39);
  return ((z ^ (z >>> 15)) >>> 0) / 0x100000000;
}

/**
 * The walls between the cells around scattered points (a Voronoi diagram), of the given width.
 * `scatter` 0 keeps the points on a staggered lattice (hexagons), 1 spreads them over their cells.
 */
export function cellWalls(pitch: number, width: number, scatter: number, salt: number): Shape {
  const height = pitch * Math.sqrt(0.75);
  return (x, y) => {
    let nearest = Infinity;
    let second = Infinity;
    const row = Math.round(y / height);
    for (let r = row - 1; r <= row + 1; r++) {
      const shift = r % 2 === 0 ? 0 : 0.5;
      const column = Math.round(x / pitch - shift);
      for (let c = column - 1; c <= column + 1; c++) {
        const px = (c + shift + scatter * (cellNumber(c, r, salt) - 0.5)) * pitch;
        const py = (r + scatter * (cellNumber(c, r, salt + 1) - 0.5)) * height;
        const distance = Math.sqrt((x - px) ** 2 + (y - py) ** 2);
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
        } else if (distance < second) second = distance;
      }
    }
    return (second - nearest - width) / 2;
  };
}

/** Discs of differing sizes, one somewhere in every cell of which `share` are filled. */
export function speckles(pitch: number, largest: number, share: number, salt: number): Shape {
  return (x, y) => {
    let least = Infinity;
    const column = Math.floor(x / pitch);
    const row = Math.floor(y / pitch);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        if (cellNumber(c, r, salt + 3) >= share) continue;
        const px = (c + cellNumber(c, r, salt)) * pitch;
        const py = (r + cellNumber(c, r, salt + 1)) * pitch;
        const radius = largest * (0.4 + 0.6 * cellNumber(c, r, salt + 2));
        least = Math.min(least, Math.sqrt((x - px) ** 2 + (y - py) ** 2) - radius);
      }
    }
    return least;
  };
}

/** Smooth noise in [0, 1]: three octaves of value noise, the first of cells of `pitch`. */
function smoothNoise(pitch: number, salt: number): Shape {
  const octave = (x: number, y: number, layer: number): number => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = (x - column) ** 2 * (3 - 2 * (x - column));
    const v = (y - row) ** 2 * (3 - 2 * (y - row));
    const top = cellNumber(column, row, layer) * (1 - u) + cellNumber(column + 1, row, layer) * u;
    const bottom =
      cellNumber(column, row + 1, layer) * (1 - u) + cellNumber(column + 1, row + 1, layer) * u;
    return top * (1 - v) + bottom * v;
  };
  return (x, y) =>
    (4 * octave(x / pitch, y / pitch, salt) +
      2 * octave((2 * x) / pitch, (2 * y) / pitch, salt + 1) +
      octave((4 * x) / pitch, (4 * y) / pitch, salt + 2)) /
    7;
}

/** Patches where smooth noise is below `level` (0.5: half of the plane). */
export function patches(pitch: number, level: number, salt: number): Shape {
  const noise = smoothNoise(pitch, salt);
  return (x, y) => (noise(x, y) - level) * pitch;
}

/** Veins of marble: stripes bent by smooth noise of cells of the size `cell`. */
export function veins(
  pitch: number,
  share: number,
  cell: number,
  bend: number,
  salt: number,
): Shape {
  const noise = smoothNoise(cell, salt);
  return (x, y) =>
    (Math.abs(wrapped(y + bend * noise(x, y), pitch)) - (share * pitch) / 2) / (1 + bend);
}
