import { uniformGrid } from '../../core/metrics/opis.ts';
import { acceptableCount } from '../../core/metrics/targets.ts';
import { nextUp32 } from '../../core/float32.ts';
import { locateRank, type RankLocation, scoreAtRank } from '../../core/scores/order-statistics.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import { binOf, lowerEdge, onlyScoreOf, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { PooledScores } from '../scoring/score-passes.ts';

/**
 * Where the threshold of a target FAR lies after the first pass: known exactly, inside one fine bin,
 * or not to be shown by this data.
 */
export type TargetLocation =
  | { kind: 'none'; reason: string }
  | {
      kind: 'exact';
      threshold: number;
      /** The fine bin just below the threshold; -1 when everything is accepted. */
      bin: number;
    }
  | { kind: 'bin'; location: RankLocation; rank: number };

/** Locates the threshold of a target FAR: `nextUp32` of the first impostor score that may not pass. */
export function locateTarget(
  target: number,
  impostorPairs: number,
  pooled: PooledScores,
  bins: ScoreBins,
): TargetLocation {
  if (impostorPairs === 0) {
    return { kind: 'none', reason: 'insufficient data: there are no impostor pairs' };
  }
  const accepted = acceptableCount(target, impostorPairs);
  if (accepted === 0) {
    const pairs = impostorPairs.toLocaleString('en-US');
    return {
      kind: 'none',
      reason: `insufficient data: ${pairs} impostor pairs can show FAR >= ${(1 / impostorPairs).toPrecision(2)}`,
    };
  }
  if (accepted === impostorPairs) {
    return { kind: 'exact', threshold: bins.least, bin: -1 };
  }
  if (accepted < pooled.tail.length) {
    const score = pooled.tail.scores[accepted]!;
    return { kind: 'exact', threshold: nextUp32(score), bin: binOf(bins, score) };
  }
  const location = locateRank(pooled.impostor, accepted + 1);
  const onlyScore = onlyScoreOf(bins, location.bin);
  return onlyScore === null
    ? { kind: 'bin', location, rank: accepted + 1 }
    : { kind: 'exact', threshold: nextUp32(onlyScore), bin: location.bin };
}

/** The exact threshold of a located target, once its bin was listed. */
export function thresholdOf(
  location: TargetLocation,
  listedImpostors: PairList,
  bins: ScoreBins,
): number | null {
  switch (location.kind) {
    case 'none':
      return null;
    case 'exact':
      return location.threshold;
    case 'bin':
      return nextUp32(scoreAtRank(listedImpostors, bins, location.location, location.rank));
  }
}

/** The range in which a located threshold lies: one point where it is known. */
export function thresholdRange(
  location: Exclude<TargetLocation, { kind: 'none' }>,
  bins: ScoreBins,
): [low: number, high: number] {
  if (location.kind === 'exact') return [location.threshold, location.threshold];
  const { bin } = location.location;
  return [lowerEdge(bins, bin), Math.min(bins.greatest, lowerEdge(bins, bin + 1))];
}

/** The fine bin in which a located target's threshold lies or ends; -1 when everything is accepted. */
export function binOfTarget(location: Exclude<TargetLocation, { kind: 'none' }>): number {
  return location.kind === 'exact' ? location.bin : location.location.bin;
}

/**
 * The grid of the OPIS range: thresholds at equal steps of L2 distance, from the strict end (small
 * distance) to the loose one.
 */
export function distanceGrid(
  strict: number,
  loose: number,
  points: number,
): { axis: Float64Array; thresholds: number[] } {
  // A threshold above 1 accepts nothing; its distance is 0.
  const from = Math.sqrt(Math.max(0, 2 - 2 * strict));
  const to = Math.sqrt(Math.max(0, 2 - 2 * loose));
  const axis = uniformGrid(from, to, points);
  const thresholds = Array.from(axis, (d) => Math.fround(1 - (d * d) / 2));
  // The ends are the thresholds themselves, free of the way through the distance.
  thresholds[0] = strict;
  thresholds[points - 1] = loose;
  return { axis, thresholds };
}

/**
 * The fine bins in which the grid's thresholds may lie, while its ends are known only to lie within
 * ranges: every grid point moves monotonically with both ends.
 */
export function gridBins(
  strict: [low: number, high: number],
  loose: [low: number, high: number],
  points: number,
  bins: ScoreBins,
): number[] {
  const lowest = distanceGrid(strict[0], loose[0], points).thresholds;
  const highest = distanceGrid(strict[1], loose[1], points).thresholds;
  const rounding = 2e-7;
  const listed = new Set<number>();
  for (let g = 0; g < points; g++) {
    const from = binOf(bins, lowest[g]! - rounding);
    const to = binOf(bins, highest[g]! + rounding);
    for (let bin = from; bin <= to; bin++) listed.add(bin);
  }
  return [...listed];
}
