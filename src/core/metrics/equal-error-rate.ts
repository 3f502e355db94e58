import { firstOfBin } from '../scores/order-statistics.ts';
import type { PairList } from '../scores/pair-list.ts';
import { fineBinCount, lowerEdge, onlyScoreOf, type ScoreBins } from '../scores/score-bins.ts';

/**
 * The equal error rate: the score at which |FAR - FRR| is least (the smallest such), and the mean of
 * both rates there. FAR - FRR falls from score to score, so only the last score where it is not
 * negative and the first where it is can be the one.
 */
export interface EqualErrorRate {
  readonly threshold: number;
  readonly rate: number;
}

/**
 * The fine bins that hold the two candidates: the highest occupied bin whose lower edge still has
 * FAR >= FRR, and the next occupied bin above it, where there is one.
 *
 * @param impostorFrom, genuineFrom [65537] scores in each bin or above (`countsFrom`).
 */
export function equalErrorBins(impostorFrom: Float64Array, genuineFrom: Float64Array): number[] {
  const impostors = impostorFrom[0] as number;
  const genuines = genuineFrom[0] as number;
  let next = -1;
  for (let bin = fineBinCount - 1; bin >= 0; bin--) {
    const impostorsHere = impostorFrom[bin] as number;
    const genuinesHere = genuineFrom[bin] as number;
    const occupied =
      impostorsHere > (impostorFrom[bin + 1] as number) ||
      genuinesHere > (genuineFrom[bin + 1] as number);
    if (!occupied) continue;
    if (impostorsHere / impostors >= 1 - genuinesHere / genuines) {
      return next === -1 ? [bin] : [bin, next];
    }
    next = bin;
  }
  return [];
}

/**
 * Reads the equal error rate from the scores listed in those bins.
 *
 * @param impostors, genuines listed scores in descending order, complete within `candidateBins` that
 *   can hold several scores.
 * @returns null when there are no impostor or no genuine pairs.
 */
export function equalErrorRate(
  impostors: PairList,
  genuines: PairList,
  impostorFrom: Float64Array,
  genuineFrom: Float64Array,
  bins: ScoreBins,
  candidateBins: readonly number[],
): EqualErrorRate | null {
  const impostorPairs = impostorFrom[0] as number;
  const genuinePairs = genuineFrom[0] as number;
  if (impostorPairs === 0 || genuinePairs === 0) return null;
  let best: EqualErrorRate | null = null;
  let least: bigint | null = null;
  for (const bin of candidateBins) {
    const onlyScore = onlyScoreOf(bins, bin);
    const impostorScores = ascendingScoresOfBin(impostors, bins, bin);
    const genuineScores = ascendingScoresOfBin(genuines, bins, bin);
    const candidates =
      onlyScore === null
        ? Float32Array.from([...impostorScores, ...genuineScores]).sort()
        : [onlyScore];
    let impostorsBelow = 0;
    let genuinesBelow = 0;
    for (const candidate of candidates) {
      while ((impostorScores[impostorsBelow] ?? Infinity) < candidate) impostorsBelow++;
      while ((genuineScores[genuinesBelow] ?? Infinity) < candidate) genuinesBelow++;
      const falseAccepts = (impostorFrom[bin] as number) - impostorsBelow;
      const falseRejects = genuinePairs - (genuineFrom[bin] as number) + genuinesBelow;
      // |FAR - FRR| over the common denominator, in integers: a tie is a tie.
      const signed =
        BigInt(falseAccepts) * BigInt(genuinePairs) - BigInt(falseRejects) * BigInt(impostorPairs);
      const difference = signed < 0n ? -signed : signed;
      if (
        least === null ||
        difference < least ||
        (difference === least && best !== null && candidate < best.threshold)
      ) {
        least = difference;
        best = {
          threshold: candidate,
          rate: (falseAccepts / impostorPairs + falseRejects / genuinePairs) / 2,
        };
      }
    }
  }
  return best;
}

function ascendingScoresOfBin(listed: PairList, bins: ScoreBins, bin: number): Float32Array {
  const from = firstOfBin(listed, bins, bin);
  const floor = lowerEdge(bins, bin);
  let to = from;
  while (to < listed.length && (listed.scores[to] as number) >= floor) to++;
  return listed.scores.slice(from, to).reverse();
}
