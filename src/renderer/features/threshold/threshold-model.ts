import type { EvaluationView, ExactCounts } from '../../../contract/api/evaluations.ts';
import { nextUp32 } from '../../../core/float32.ts';
import { utility } from '../../../core/metrics/opis.ts';

/**
 * Every class's accepted pairs at every edge of the histogram's bins: what the instrument reads while
 * a threshold is dragged. Step k stands for the threshold at edge k; the counts there are exact.
 */
export interface ThresholdModel {
  readonly classes: number;
  /** Bins + 1. */
  readonly steps: number;
  /** [steps × classes] impostor pairs of a class with a score at the edge or above: pairs of one step lie together. */
  readonly impostorAccepted: Uint32Array;
  /** [steps × classes] genuine pairs, likewise. */
  readonly genuineAccepted: Uint32Array;
  /** [classes] impostor pairs with one end in the class. */
  readonly impostorPairs: Float64Array;
  /** [classes] genuine pairs; 0 of a class with one image. */
  readonly genuinePairs: Float64Array;
}

export interface ClassHistograms {
  /** [classes × bins] */
  readonly impostor: Uint32Array;
  /** [classes × bins] */
  readonly genuine: Uint32Array;
  /** [classes] */
  readonly classImages: ArrayLike<number>;
}

/** Classes that are summed up together: their rows fit the cache while their sums are written. */
const block = 64;

/**
 * Sums the histograms of the classes from the highest bin down.
 *
 * @param histograms [classes × bins]; bins are the quotient
 */
export function buildThresholdModel(histograms: ClassHistograms): ThresholdModel {
  const { classImages, impostor, genuine } = histograms;
  const classes = classImages.length;
  const bins = classes === 0 ? 0 : impostor.length / classes;
  let images = 0;
  for (let c = 0; c < classes; c++) images += classImages[c]!;
  const impostorPairs = new Float64Array(classes);
  const genuinePairs = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    const n = classImages[c]!;
    impostorPairs[c] = n * (images - n);
    genuinePairs[c] = (n * (n - 1)) / 2;
  }
  return {
    classes,
    steps: bins + 1,
    impostorAccepted: acceptedFrom(impostor, classes, bins),
    genuineAccepted: acceptedFrom(genuine, classes, bins),
    impostorPairs,
    genuinePairs,
  };
}

function acceptedFrom(histogram: Uint32Array, classes: number, bins: number): Uint32Array {
  // The last step accepts nothing: it stays 0.
  const accepted = new Uint32Array((bins + 1) * classes);
  const sums = new Uint32Array(block);
  for (let first = 0; first < classes; first += block) {
    const count = Math.min(block, classes - first);
    sums.fill(0);
    for (let k = bins - 1; k >= 0; k--) {
      const to = k * classes + first;
      for (let c = 0; c < count; c++) {
        const sum = sums[c]! + histogram[(first + c) * bins + k]!;
        sums[c] = sum;
        accepted[to + c] = sum;
      }
    }
  }
  return accepted;
}

/**
 * The thresholds of the steps: the least score of each bin, at which the histograms were counted, and
 * at last one that accepts nothing.
 */
export function stepThresholds({
  curve,
  score,
}: Pick<EvaluationView, 'curve' | 'score'>): number[] {
  return [...curve.map(({ threshold }) => threshold), score === 'cosine' ? nextUp32(1) : Infinity];
}

/** The first step at or above a threshold: never one that accepts a pair which the threshold rejects. */
export function stepAtOrAbove(thresholds: readonly number[], threshold: number): number {
  let low = 0;
  let high = thresholds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (thresholds[middle]! >= threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The step whose threshold lies nearest to a value; of two, the lower one. */
export function nearestStep(thresholds: readonly number[], value: number): number {
  const above = stepAtOrAbove(thresholds, value);
  const below = above - 1;
  if (below < 0) return above;
  return value - thresholds[below]! <= thresholds[above]! - value ? below : above;
}

/** Accepted pairs of every class at one threshold. */
export interface AcceptedPairs {
  /** [classes] */
  readonly impostors: Uint32Array;
  /** [classes] */
  readonly genuines: Uint32Array;
}

/** A view, not a copy. */
export function acceptedAtStep(model: ThresholdModel, step: number): AcceptedPairs {
  const from = step * model.classes;
  return {
    impostors: model.impostorAccepted.subarray(from, from + model.classes),
    genuines: model.genuineAccepted.subarray(from, from + model.classes),
  };
}

/** The same of a count of the scores: class rates are counts over pairs. */
export function acceptedOfCounts(model: ThresholdModel, counts: ExactCounts): AcceptedPairs {
  const impostors = new Uint32Array(model.classes);
  const genuines = new Uint32Array(model.classes);
  for (let c = 0; c < model.classes; c++) {
    impostors[c] = Math.round((counts.classFalseAcceptRate[c] ?? 0) * model.impostorPairs[c]!);
    genuines[c] = Math.round((1 - (counts.classFalseRejectRate[c] ?? 0)) * model.genuinePairs[c]!);
  }
  return { impostors, genuines };
}

/** Rates over all classes; null where there are no pairs. */
export interface Figures {
  readonly falseAccepts: number;
  readonly impostorPairs: number;
  readonly falseAcceptRate: number | null;
  readonly falseRejects: number;
  readonly genuinePairs: number;
  readonly falseRejectRate: number | null;
  /** Means over classes. */
  readonly macroFalseAcceptRate: number | null;
  readonly macroFalseRejectRate: number | null;
  /** Standard deviations over classes, divisor their number. */
  readonly falseAcceptRateSpread: number | null;
  readonly falseRejectRateSpread: number | null;
}

/** Pooled and macro rates, and how far the classes lie apart. */
export function figuresOf(model: ThresholdModel, { impostors, genuines }: AcceptedPairs): Figures {
  const { classes, impostorPairs, genuinePairs } = model;
  let accepts = 0;
  let impostorTotal = 0;
  let rejects = 0;
  let genuineTotal = 0;
  let acceptClasses = 0;
  let acceptSum = 0;
  let acceptSquares = 0;
  let rejectClasses = 0;
  let rejectSum = 0;
  let rejectSquares = 0;
  for (let c = 0; c < classes; c++) {
    const strangers = impostorPairs[c]!;
    if (strangers > 0) {
      const rate = impostors[c]! / strangers;
      accepts += impostors[c]!;
      impostorTotal += strangers;
      acceptClasses++;
      acceptSum += rate;
      acceptSquares += rate * rate;
    }
    const relatives = genuinePairs[c]!;
    if (relatives > 0) {
      const rejected = relatives - genuines[c]!;
      const rate = rejected / relatives;
      rejects += rejected;
      genuineTotal += relatives;
      rejectClasses++;
      rejectSum += rate;
      rejectSquares += rate * rate;
    }
  }
  return {
    // Both classes of an impostor pair have counted it.
    falseAccepts: accepts / 2,
    impostorPairs: impostorTotal / 2,
    falseAcceptRate: impostorTotal === 0 ? null : accepts / impostorTotal,
    falseRejects: rejects,
    genuinePairs: genuineTotal,
    falseRejectRate: genuineTotal === 0 ? null : rejects / genuineTotal,
    macroFalseAcceptRate: acceptClasses === 0 ? null : acceptSum / acceptClasses,
    macroFalseRejectRate: rejectClasses === 0 ? null : rejectSum / rejectClasses,
    falseAcceptRateSpread: spreadOf(acceptClasses, acceptSum, acceptSquares),
    falseRejectRateSpread: spreadOf(rejectClasses, rejectSum, rejectSquares),
  };
}

function spreadOf(count: number, sum: number, squares: number): number | null {
  if (count === 0) return null;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}

/** FAR of a class; null without impostor pairs. */
export function classFalseAcceptRate(
  model: ThresholdModel,
  accepted: AcceptedPairs,
  c: number,
): number | null {
  const pairs = model.impostorPairs[c]!;
  return pairs === 0 ? null : accepted.impostors[c]! / pairs;
}

/** FRR of a class; null where it has one image. */
export function classFalseRejectRate(
  model: ThresholdModel,
  accepted: AcceptedPairs,
  c: number,
): number | null {
  const pairs = model.genuinePairs[c]!;
  return pairs === 0 ? null : (pairs - accepted.genuines[c]!) / pairs;
}

/** What a class is judged by: one rate, or both in one. */
export type ClassMeasure = 'false-accept-rate' | 'false-reject-rate' | 'utility';

/** A measure of a class; null where it has no such pairs. */
export function classMeasure(
  model: ThresholdModel,
  accepted: AcceptedPairs,
  c: number,
  measure: ClassMeasure,
): number | null {
  if (measure === 'false-accept-rate') return classFalseAcceptRate(model, accepted, c);
  const rejected = classFalseRejectRate(model, accepted, c);
  if (measure === 'false-reject-rate' || rejected === null) return rejected;
  const falseAccepts = classFalseAcceptRate(model, accepted, c);
  return falseAccepts === null ? null : utility(falseAccepts, rejected);
}

/** The classes with the highest rate, worst first; ties: more pairs behind the rate, then by order. */
export function worstClasses(
  model: ThresholdModel,
  accepted: AcceptedPairs,
  measure: 'false-accept-rate' | 'false-reject-rate',
  count: number,
): { class: number; rate: number }[] {
  const pairs = measure === 'false-accept-rate' ? model.impostorPairs : model.genuinePairs;
  const worst: { class: number; rate: number }[] = [];
  for (let c = 0; c < model.classes; c++) {
    const rate = classMeasure(model, accepted, c, measure);
    if (rate === null || rate === 0) continue;
    let place = worst.length;
    while (place > 0) {
      const other = worst[place - 1]!;
      if (other.rate > rate || (other.rate === rate && pairs[other.class]! >= pairs[c]!)) break;
      place--;
    }
    if (place >= count) continue;
    worst.splice(place, 0, { class: c, rate });
    if (worst.length > count) worst.pop();
  }
  return worst;
}
