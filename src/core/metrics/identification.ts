import { nextUp32 } from '../float32.ts';
import { countFrom, thresholdForShare } from './score-lists.ts';

/**
 * Open-set searches of a gallery (1:N). A search returns every enrolled image with score >= t.
 *
 * - FPIR(t): the share of searches without a mate in the gallery that return anything.
 * - FNIR(t): the share of searches with a mate that do not return it, whatever its rank.
 *
 * @see ISO/IEC 19795-1:2021, false-positive and false-negative identification rate
 */
export interface SearchScores {
  /** The greatest score of each search without a mate, in descending order. */
  readonly nonMated: Float32Array;
  /** The score of the mate of each other search, in descending order. */
  readonly mates: Float32Array;
}

/** Counts and rates at a threshold; a rate of no searches is null. */
export interface SearchRates {
  falsePositives: number;
  falseNegatives: number;
  falsePositiveRate: number | null;
  falseNegativeRate: number | null;
}

/** Exact counts at a threshold; +Infinity returns nothing. */
export function searchRates({ nonMated, mates }: SearchScores, threshold: number): SearchRates {
  const falsePositives = countFrom(nonMated, threshold);
  const falseNegatives = mates.length - countFrom(mates, threshold);
  return {
    falsePositives,
    falseNegatives,
    falsePositiveRate: nonMated.length === 0 ? null : falsePositives / nonMated.length,
    falseNegativeRate: mates.length === 0 ? null : falseNegatives / mates.length,
  };
}

/**
 * The least float32 threshold at which FPIR is at most a target.
 *
 * @returns null where there are too few searches without a mate to show the target
 */
export function thresholdForSearches(scores: SearchScores, target: number): number | null {
  return thresholdForShare(scores.nonMated, target);
}

/** Thresholds that draw FPIR and FNIR: at most `most` of the scores, ascending, and one above them. */
export function searchThresholds({ nonMated, mates }: SearchScores, most: number): number[] {
  const scores = Float32Array.from([...new Set([...nonMated, ...mates])]).sort();
  const last = scores.at(-1);
  if (last === undefined) return [];
  const count = Math.min(scores.length, most - 1);
  const chosen = Array.from({ length: count }, (_, k) =>
    count === 1 ? last : scores[Math.round((k * (scores.length - 1)) / (count - 1))]!,
  );
  return [...chosen, nextUp32(last)];
}
