import type { PairList } from './pair-list.ts';
import { fineBinCount, lowerEdge, type ScoreBins } from './score-bins.ts';

/** Where an order statistic lies: its fine bin and how many scores lie in higher bins. */
export interface RankLocation {
  readonly bin: number;
  readonly above: number;
}

/**
 * Finds the bin of the score of a given rank.
 *
 * @param counts [65536] scores by fine bin.
 * @param rank 1 = the greatest score; at most the number of scores.
 */
export function locateRank(counts: ArrayLike<number>, rank: number): RankLocation {
  let above = 0;
  for (let bin = fineBinCount - 1; bin >= 0; bin--) {
    const count = counts[bin] as number;
    if (above + count >= rank) return { bin, above };
    above += count;
  }
  throw new RangeError(`rank ${String(rank)} is beyond the ${String(above)} scores`);
}

/**
 * The score of a given rank, from the scores that were listed one by one.
 *
 * @param listed in descending order; holds every score of the location's bin.
 */
export function scoreAtRank(
  listed: PairList,
  bins: ScoreBins,
  { bin, above }: RankLocation,
  rank: number,
): number {
  return listed.scores[firstOfBin(listed, bins, bin) + (rank - above) - 1] as number;
}

/** Position of the greatest listed score whose bin is at most `bin`. */
export function firstOfBin(listed: PairList, bins: ScoreBins, bin: number): number {
  const ceiling = lowerEdge(bins, bin + 1);
  let low = 0;
  let high = listed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((listed.scores[middle] as number) >= ceiling) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** [65537] number of scores in each fine bin or above; the last entry is 0. */
export function countsFrom(counts: ArrayLike<number>): Float64Array {
  const from = new Float64Array(fineBinCount + 1);
  for (let bin = fineBinCount - 1; bin >= 0; bin--) {
    from[bin] = (from[bin + 1] as number) + (counts[bin] as number);
  }
  return from;
}
