import { clampedTo, type Scale } from './scale.ts';

/** A point of a chart, in the units of its axes. */
export type Point = readonly [x: number, y: number];

/** Where a point lies in a drawing: shares of its width and height from the lower left, 0 to 1. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A line has no more points than this: more would draw slower, and stand closer than pixels. */
const mostPoints = 500;

/** Where points lie between two axes; those outside of an axis lie at its nearer end. */
export function placesOf(points: readonly Point[], x: Scale, y: Scale): Place[] {
  return points.map(([across, along]) => ({ x: clampedTo(x, across), y: clampedTo(y, along) }));
}

/** As many as a line may have, at even steps of the index, with both ends; all where they are few. */
export function thinned<T>(points: readonly T[], most = mostPoints): readonly T[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, k) => points[Math.round(k * step)]!);
}
