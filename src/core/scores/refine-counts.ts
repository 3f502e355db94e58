import type { ClassLayout } from './class-layout.ts';
import type { IntervalPlan } from './interval-plan.ts';
import { PairList } from './pair-list.ts';
import type { ExactGenuineScores } from './pooled-pass.ts';
import { binOf, type ScoreBins } from './score-bins.ts';

/** Class counts by interval, with the pairs inside listed intervals. */
export interface IntervalCounts {
  /** [T × intervals] */
  readonly counts: Uint32Array;
  readonly listed: PairList;
}

/**
 * Counts by a finer plan: listed intervals may be cut further, and be listed no longer. All other
 * intervals are those of the coarser plan.
 *
 * @param pairEnds 2 for impostor pairs, which count for two classes; 1 for genuine pairs.
 */
export function refineCounts(
  { counts, listed }: IntervalCounts,
  coarse: IntervalPlan,
  fine: IntervalPlan,
  bins: ScoreBins,
  { classes, classOf }: ClassLayout,
  pairEnds: 1 | 2,
): IntervalCounts {
  const refined = new Uint32Array(classes * fine.intervals);
  const fineOf = Uint32Array.from(
    { length: coarse.firstListed },
    (_, interval) => fine.intervalOfBin[coarse.startOfRank[coarse.rankOf[interval]!]!]!,
  );
  for (let c = 0; c < classes; c++) {
    const from = c * coarse.intervals;
    const to = c * fine.intervals;
    for (let interval = 0; interval < fineOf.length; interval++) {
      refined[to + fineOf[interval]!] = counts[from + interval]!;
    }
  }
  const { scores, first, second, length } = listed;
  const still = new PairList();
  for (let k = 0; k < length; k++) {
    const interval = fine.intervalOfBin[binOf(bins, scores[k]!)]!;
    refined[classOf[first[k]!]! * fine.intervals + interval]!++;
    if (pairEnds === 2) refined[classOf[second[k]!]! * fine.intervals + interval]!++;
    if (interval >= fine.firstListed) still.push(scores[k]!, first[k]!, second[k]!);
  }
  return { counts: refined, listed: still };
}

/**
 * Adds scores by fine bin to `histogram`, as far as the counts tell: exact inside listed intervals;
 * those of any other interval stand in its first bin, so that sums from its edges are exact too.
 */
export function addKnownBins(
  histogram: Float64Array,
  { counts, listed }: IntervalCounts,
  plan: IntervalPlan,
  bins: ScoreBins,
  pairEnds: 1 | 2,
): void {
  const sums = new Float64Array(plan.firstListed);
  for (let at = 0; at < counts.length; at += plan.intervals) {
    for (let interval = 0; interval < plan.firstListed; interval++) {
      sums[interval] = sums[interval]! + counts[at + interval]!;
    }
  }
  sums.forEach((sum, interval) => {
    const bin = plan.startOfRank[plan.rankOf[interval]!]!;
    histogram[bin] = histogram[bin]! + sum / pairEnds;
  });
  for (let k = 0; k < listed.length; k++) {
    const bin = binOf(bins, listed.scores[k]!);
    histogram[bin] = histogram[bin]! + 1;
  }
}

/** Counts the kept genuine scores of classes [from, to) by a plan. */
export function countKeptGenuine(
  { scores, start }: ExactGenuineScores,
  plan: IntervalPlan,
  bins: ScoreBins,
  { classes, classStart }: ClassLayout,
  from: number,
  to: number,
): IntervalCounts {
  const counts = new Uint32Array(classes * plan.intervals);
  const listed = new PairList();
  for (let c = from; c < to; c++) {
    const end = classStart[c + 1]!;
    let at = start[c]!;
    for (let i = classStart[c]!; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        const score = scores[at++]!;
        const interval = plan.intervalOfBin[binOf(bins, score)]!;
        counts[c * plan.intervals + interval]!++;
        if (interval >= plan.firstListed) listed.push(score, i, j);
      }
    }
  }
  return { counts, listed };
}
