import type { Point } from './places.ts';

export type { Point };

/** The `d` of a line through points. */
export function linePath(points: readonly Point[]): string {
  return points
    .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}
