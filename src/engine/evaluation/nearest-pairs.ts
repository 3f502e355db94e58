/** Scored pairs of images, by nearness. */
export interface ScoredPairs {
  scores: number[];
  first: number[];
  second: number[];
}

/**
 * The pairs nearest to a threshold, on both sides: `above` holds scores >= threshold ascending,
 * `below` the others descending. Of pairs that are equally near, those that came first stay.
 */
export class NearestPairs {
  readonly above: ScoredPairs = { scores: [], first: [], second: [] };
  readonly below: ScoredPairs = { scores: [], first: [], second: [] };
  readonly #threshold: number;
  readonly #limit: number;

  /** @param limit pairs of each side, 1 or more */
  constructor(threshold: number, limit: number) {
    this.#threshold = threshold;
    this.#limit = limit;
  }

  /** Whether a score is near enough to be kept: false for almost all, and cheap. */
  wants(score: number): boolean {
    const { scores } = score >= this.#threshold ? this.above : this.below;
    return (
      scores.length < this.#limit ||
      Math.abs(score - this.#threshold) < Math.abs(scores[this.#limit - 1]! - this.#threshold)
    );
  }

  add(score: number, first: number, second: number): void {
    if (!this.wants(score)) return;
    const side = score >= this.#threshold ? this.above : this.below;
    const distance = Math.abs(score - this.#threshold);
    let at = side.scores.length;
    while (at > 0 && Math.abs(side.scores[at - 1]! - this.#threshold) > distance) at--;
    side.scores.splice(at, 0, score);
    side.first.splice(at, 0, first);
    side.second.splice(at, 0, second);
    if (side.scores.length > this.#limit) {
      side.scores.pop();
      side.first.pop();
      side.second.pop();
    }
  }
}

/**
 * The same from a list in descending order, of which a side is complete as far as the list reaches.
 *
 * @param tail pairs of images in descending order of their scores: all with a score above the last
 * @param all whether the list holds every pair there is
 * @param counts which pairs count
 * @returns null where the list does not reach far enough
 */
export function nearestOfTail(
  tail: { scores: Float32Array; first: Uint32Array; second: Uint32Array },
  all: boolean,
  { threshold, limit }: { threshold: number; limit: number },
  counts: (pair: number) => boolean,
): NearestPairs | null {
  const { scores, first, second } = tail;
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  // Of the pairs with the list's last score, some may be missing.
  const least = all || scores.length === 0 ? -Infinity : scores[scores.length - 1]!;
  if (!all && (scores.length === 0 || threshold <= least)) return null;
  const nearest = new NearestPairs(threshold, limit);
  for (let k = low - 1; k >= 0 && nearest.above.scores.length < limit; k--) {
    if (counts(k)) nearest.add(scores[k]!, first[k]!, second[k]!);
  }
  for (let k = low; k < scores.length && nearest.below.scores.length < limit; k++) {
    if (scores[k]! <= least) break;
    if (counts(k)) nearest.add(scores[k]!, first[k]!, second[k]!);
  }
  return all || nearest.below.scores.length === limit ? nearest : null;
}
