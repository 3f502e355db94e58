import { nextUp32 } from '../float32.ts';
import { acceptableCount } from './targets.ts';

/**
 * Rates from lists of scores, where all of them fit into memory: exact counts by sorting. A list is a
 * Float32Array in descending order; a score is accepted when it is at least the threshold.
 */
export interface ScoreLists {
  readonly genuine: Float32Array;
  readonly impostor: Float32Array;
}

/** Counts and rates at a threshold; a rate of no pairs is null. */
export interface ListRates {
  falseAccepts: number;
  falseRejects: number;
  falseAcceptRate: number | null;
  falseRejectRate: number | null;
}

/** Sorts scores in place, highest first. */
export function sortDescending(scores: Float32Array): Float32Array {
  return scores.sort().reverse();
}

/** How many scores of a descending list are at least the threshold. */
export function countFrom(scores: Float32Array, threshold: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Exact counts at a threshold; +Infinity accepts nothing. */
export function ratesOfLists({ genuine, impostor }: ScoreLists, threshold: number): ListRates {
  const falseAccepts = countFrom(impostor, threshold);
  const falseRejects = genuine.length - countFrom(genuine, threshold);
  return {
    falseAccepts,
    falseRejects,
    falseAcceptRate: impostor.length === 0 ? null : falseAccepts / impostor.length,
    falseRejectRate: genuine.length === 0 ? null : falseRejects / genuine.length,
  };
}

/**
 * The least float32 threshold at which at most a share of a list is accepted: `nextUp32(z_{k+1})`, `k`
 * the largest count within the share.
 *
 * @param scores in descending order.
 * @param share in (0, 1).
 * @returns null where the list is too short to show the share
 */
export function thresholdForShare(scores: Float32Array, share: number): number | null {
  const accepted = acceptableCount(share, scores.length);
  return accepted === 0 ? null : nextUp32(scores[accepted]!);
}

/**
 * The equal error rate: the score of either list at which |FAR - FRR| is least, the smallest such, and
 * the mean of both rates there. Exact: the product of the lists' lengths must be below 2^53.
 *
 * @returns null where a list is empty
 */
export function equalErrorRateOfLists(
  lists: ScoreLists,
): { threshold: number; rate: number } | null {
  const { genuine, impostor } = lists;
  if (genuine.length === 0 || impostor.length === 0) return null;
  // FAR - FRR falls as the threshold rises: the last score where it is not negative is one candidate,
  // the next higher score the other.
  const difference = (threshold: number): number => {
    const { falseAccepts, falseRejects } = ratesOfLists(lists, threshold);
    return falseAccepts * genuine.length - falseRejects * impostor.length;
  };
  let best: { threshold: number; difference: number } | null = null;
  for (const scores of [genuine, impostor]) {
    // In descending order: the first place with FAR >= FRR.
    let low = 0;
    let high = scores.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (difference(scores[middle]!) < 0) low = middle + 1;
      else high = middle;
    }
    for (const place of [low - 1, low]) {
      const threshold = scores[place];
      if (threshold === undefined) continue;
      const here = Math.abs(difference(threshold));
      if (
        best === null ||
        here < best.difference ||
        (here === best.difference && threshold < best.threshold)
      ) {
        best = { threshold, difference: here };
      }
    }
  }
  const { threshold } = best!;
  const { falseAcceptRate, falseRejectRate } = ratesOfLists(lists, threshold);
  return { threshold, rate: (falseAcceptRate! + falseRejectRate!) / 2 };
}

/**
 * Thresholds that draw the curves of two lists: evenly spaced ranks of both, ascending, with the least
 * score (everything accepted) and one above the greatest (nothing accepted).
 *
 * @param most at least 4.
 */
export function curveThresholds({ genuine, impostor }: ScoreLists, most: number): number[] {
  const thresholds = new Set<number>();
  const each = Math.floor((most - 1) / 2);
  for (const scores of [genuine, impostor]) {
    const count = Math.min(each, scores.length);
    for (let k = 0; k < count; k++) {
      const place = count === 1 ? 0 : Math.round((k * (scores.length - 1)) / (count - 1));
      thresholds.add(scores[place]!);
    }
  }
  const greatest = Math.max(genuine[0] ?? -Infinity, impostor[0] ?? -Infinity);
  thresholds.add(nextUp32(greatest));
  return [...thresholds].sort((a, b) => a - b);
}
