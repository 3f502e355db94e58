import { IsolineError } from '../errors.ts';
import type { IntervalPlan } from './interval-plan.ts';
import { firstOfBin } from './order-statistics.ts';
import type { PairList } from './pair-list.ts';
import { binOf, lowerEdge, type ScoreBins } from './score-bins.ts';

/**
 * Class counts of one kind of pair after the counting pass: exact at every interval's lower edge and
 * at every threshold inside a listed interval.
 */
export class ClassCounts {
  readonly classes: number;
  private readonly plan: IntervalPlan;
  private readonly bins: ScoreBins;
  /** [T × (intervals + 1)] scores in the interval of each rank or above. */
  private readonly above: Uint32Array;
  private readonly listed: PairList;
  private readonly classOf: Int32Array;
  private readonly endsInTwoClasses: boolean;

  /**
   * @param counts [T × intervals], by interval number.
   * @param listed every score inside a listed interval, in descending order.
   * @param endsInTwoClasses true for impostor pairs: each counts for two classes.
   */
  constructor(
    counts: ArrayLike<number>,
    listed: PairList,
    plan: IntervalPlan,
    bins: ScoreBins,
    classOf: Int32Array,
    endsInTwoClasses: boolean,
  ) {
    const width = plan.intervals;
    this.classes = counts.length / width;
    this.plan = plan;
    this.bins = bins;
    this.listed = listed;
    this.classOf = classOf;
    this.endsInTwoClasses = endsInTwoClasses;
    this.above = new Uint32Array(this.classes * (width + 1));
    const intervalOfRank = new Uint16Array(width);
    for (let interval = 0; interval < width; interval++) {
      intervalOfRank[plan.rankOf[interval]!] = interval;
    }
    for (let c = 0; c < this.classes; c++) {
      let sum = 0;
      for (let rank = width - 1; rank >= 0; rank--) {
        sum += counts[c * width + intervalOfRank[rank]!]!;
        this.above[c * (width + 1) + rank] = sum;
      }
    }
  }

  /**
   * [T] pairs of each class with score >= threshold.
   *
   * @throws IsolineError `threshold-not-counted` when the passes were not planned for this threshold.
   */
  acceptedAt(threshold: number): Float64Array {
    const { plan, bins, above, classes } = this;
    if (threshold > bins.greatest) return new Float64Array(classes);
    const width = plan.intervals + 1;
    const bin = binOf(bins, threshold);
    const interval = plan.intervalOfBin[bin]!;
    const rank = plan.rankOf[interval]!;
    const start = plan.startOfRank[rank]!;
    const isListed = interval >= plan.firstListed;
    const atEdge = lowerEdge(bins, start) === threshold;
    if (!isListed && !atEdge) {
      throw new IsolineError({
        code: 'threshold-not-counted',
        kind: 'failure',
        sentence: `The threshold ${String(threshold)} was not counted exactly in this evaluation.`,
        subject: String(threshold),
      });
    }
    const from = isListed ? rank + 1 : rank;
    const accepted = Float64Array.from({ length: classes }, (_, c) => above[c * width + from]!);
    if (isListed) {
      this.forListed(bin, threshold, (first, second) => {
        accepted[first] = accepted[first]! + 1;
        if (this.endsInTwoClasses) accepted[second] = accepted[second]! + 1;
      });
    }
    return accepted;
  }

  /** Visits the listed pairs of one bin with score >= threshold, by their classes. */
  forListed(
    bin: number,
    threshold: number,
    visit: (firstClass: number, secondClass: number) => void,
  ): void {
    const { scores, first, second, length } = this.listed;
    const from = firstOfBin(this.listed, this.bins, bin);
    for (let k = from; k < length && scores[k]! >= threshold; k++) {
      visit(this.classOf[first[k]!]!, this.classOf[second[k]!]!);
    }
  }
}
