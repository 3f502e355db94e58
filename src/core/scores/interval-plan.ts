import { fineBinCount } from './score-bins.ts';

/**
 * How the second pass cuts the fine bins into intervals. Class counts are kept per interval; scores
 * that fall into a **listed** interval are also kept one by one, with both images, because a wanted
 * threshold lies inside it. Every threshold in a listed interval, and every interval's lower edge,
 * then has exact counts.
 */
export interface IntervalPlan {
  /** [65536] fine bin → interval. Ascending in score are the *ranks*, not the interval numbers. */
  readonly intervalOfBin: Uint16Array;
  /** Intervals from this number on are listed. */
  readonly firstListed: number;
  readonly intervals: number;
  /** [intervals] position of each interval in ascending order of score. */
  readonly rankOf: Uint16Array;
  /** [intervals] first fine bin of the interval with a given rank. */
  readonly startOfRank: Int32Array;
}

/** Fine bins from one to another, both included. */
export type BinRun = readonly [from: number, to: number];

/**
 * @param edges fine bins at which an interval must start (threshold grid of the display).
 * @param listed runs of fine bins whose scores are kept one by one. A run is one interval, unless an
 *   edge or another run cuts it.
 */
export function planIntervals(edges: Iterable<number>, listed: Iterable<BinRun>): IntervalPlan {
  const isListed = new Uint8Array(fineBinCount);
  const isStart = new Uint8Array(fineBinCount + 1);
  isStart[0] = 1;
  for (const bin of edges) isStart[Math.min(Math.max(bin, 0), fineBinCount)] = 1;
  for (const [from, to] of listed) {
    isListed.fill(1, from, to + 1);
    isStart[from] = 1;
    isStart[to + 1] = 1;
  }
  const starts: number[] = [];
  for (let bin = 0; bin < fineBinCount; bin++) if (isStart[bin] === 1) starts.push(bin);
  const intervals = starts.length;
  const plain = starts.filter((bin) => isListed[bin] !== 1).length;
  const rankOf = new Uint16Array(intervals);
  const intervalOfBin = new Uint16Array(fineBinCount);
  let nextPlain = 0;
  let nextListed = plain;
  starts.forEach((start, rank) => {
    const interval = isListed[start] === 1 ? nextListed++ : nextPlain++;
    rankOf[interval] = rank;
    intervalOfBin.fill(interval, start, starts[rank + 1] ?? fineBinCount);
  });
  return {
    intervalOfBin,
    firstListed: plain,
    intervals,
    rankOf,
    startOfRank: Int32Array.from(starts),
  };
}
