/** A point of a drawing, in pixels. */
export type Point = readonly [x: number, y: number];

/** The `d` of a line through points. */
export function linePath(points: readonly Point[]): string {
  return points
    .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}

/** The `d` of the area between two lines of equally many points, the second given in the same order. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  if (upper.length === 0) return '';
  return `${linePath(upper)}${linePath([...lower].reverse()).replace('M', 'L')}Z`;
}

/**
 * The `d` of the area below steps: bar k reaches from `edges[k]` to `edges[k + 1]` up to `tops[k]`.
 *
 * @param ground where the bars stand
 */
export function stepPath(
  edges: readonly number[],
  tops: readonly number[],
  ground: number,
): string {
  if (tops.length === 0) return '';
  const points: Point[] = [[edges[0]!, ground]];
  tops.forEach((top, k) => {
    points.push([edges[k]!, top], [edges[k + 1]!, top]);
  });
  points.push([edges[tops.length]!, ground]);
  return `${linePath(points)}Z`;
}
