/**
 * How many of `pairs` impostor pairs may be accepted at a target FAR.
 *
 * @param target in [0, 1].
 * @returns the largest integer k with k / pairs <= target; 0 when the data cannot show the target.
 */
export function acceptableCount(target: number, pairs: number): number {
  let k = Math.min(pairs, Math.trunc(target * pairs) + 1);
  while (k > 0 && k / pairs > target) k--;
  return k;
}
