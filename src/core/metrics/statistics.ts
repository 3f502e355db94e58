/** Mean of the finite entries; null when there is none. */
export function meanOf(values: Iterable<number | null>): number | null {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Standard deviation of the entries that are not null, with their number as divisor; null when there is none. */
export function deviationOf(values: readonly (number | null)[]): number | null {
  const mean = meanOf(values);
  if (mean === null) return null;
  const variance = meanOf(values.map((value) => (value === null ? null : (value - mean) ** 2)));
  return variance === null ? null : Math.sqrt(variance);
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
 *
 * @param sorted ascending, not empty.
 * @param q in [0, 1].
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}
