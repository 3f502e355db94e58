import type { ComparedFigure } from '../../contract/comparison.ts';
import type { Evaluation, OperatingPoint } from '../../contract/evaluation.ts';
import { type BetterWhen, wordOfInterval } from '../../core/metrics/paired-bootstrap.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import type { PairRequest } from './compare-pairs.ts';

/** One set of one evaluation: what is known of it without its scores. */
export interface SetSide {
  evaluation: Evaluation;
  /** Rates of this set at thresholds that were fitted on it, or on the calibration classes. */
  points: SetPoint[];
  /** [T × G] class utilities over the OPIS range; null where the workspace does not hold them. */
  utilities: Float32Array | null;
  /** [T × 3] queries, hits and summed average precision by class; null likewise. */
  retrieval: Float32Array | null;
}

/** A target FAR with its threshold, and the set's rates at it. */
export interface SetPoint {
  target: number;
  threshold: number | null;
  reason: string | undefined;
  falseAccepts: number | null;
  falseRejects: number | null;
  falseAcceptRate: number | null;
  falseRejectRate: number | null;
  classFalseAcceptRate: (number | null)[];
  classFalseRejectRate: (number | null)[];
}

/** The input of the `evaluation.compare` task: one set of two evaluations. */
export interface CompareSetInput {
  before: SetSide;
  after: SetSide;
  /** The images of both in their matrices; null with a reason where the scores are not at hand. */
  pairs: PairRequest | null;
  pairsReason: string | undefined;
  cautions: string[];
  seed: number;
}

/** The classes that two evaluations share. */
export interface CommonClasses {
  /** Sorted by code point. */
  readonly names: string[];
  /** [T] index of each in the evaluation's own `classNames`. */
  readonly before: number[];
  readonly after: number[];
  readonly onlyBefore: string[];
  readonly onlyAfter: string[];
  /** Whether neither has a class of its own. */
  readonly same: boolean;
}

/** What the comparison of a set works with throughout. */
export interface SetFrame {
  readonly before: SetSide;
  readonly after: SetSide;
  readonly classes: CommonClasses;
  /** Weights over the common classes; null with too few. */
  readonly resamples: ClassResamples | null;
}

/** Class resamples behind every interval of a difference. */
export const comparisonReplicates = 1000;

/** Why there is no interval of anything. */
export const tooFewClasses = 'too few classes to resample';

/** Class names that both have; both lists are sorted by code point. */
export function commonClasses(before: readonly string[], after: readonly string[]): CommonClasses {
  const indexAfter = new Map(after.map((name, c) => [name, c]));
  const known = new Set(before);
  const names = before.filter((name) => indexAfter.has(name));
  const onlyBefore = before.filter((name) => !indexAfter.has(name));
  const onlyAfter = after.filter((name) => !known.has(name));
  return {
    names,
    before: [...before.keys()].filter((c) => indexAfter.has(before[c]!)),
    after: names.map((name) => indexAfter.get(name)!),
    onlyBefore,
    onlyAfter,
    same: onlyBefore.length === 0 && onlyAfter.length === 0,
  };
}

/** Why figures of whole sets have no difference, where their classes differ. */
export function differentClasses({ onlyBefore, onlyAfter }: CommonClasses): string {
  return `the sets of classes differ: ${String(onlyBefore.length)} only before, ${String(onlyAfter.length)} only after`;
}

/** The points of a set: of its own thresholds, or, held-out, of the calibration classes' ones. */
export function setPoints(points: readonly OperatingPoint[], heldOut: boolean): SetPoint[] {
  return points.map((point) => {
    const rates = heldOut ? point.heldOut : point;
    return {
      target: point.targetFalseAcceptRate,
      threshold: rates === undefined ? null : point.threshold,
      reason:
        rates === undefined && point.threshold !== null
          ? 'the threshold was not counted on the held-out classes'
          : point.reason,
      falseAccepts: rates?.falseAccepts ?? null,
      falseRejects: rates?.falseRejects ?? null,
      falseAcceptRate: rates?.falseAcceptRate ?? null,
      falseRejectRate: rates?.falseRejectRate ?? null,
      classFalseAcceptRate: rates?.classFalseAcceptRate ?? [],
      classFalseRejectRate: rates?.classFalseRejectRate ?? [],
    };
  });
}

/** How a figure is compared. */
export interface FigureRule {
  /** Null: neither way is better. */
  readonly better: BetterWhen | null;
  /** Why there is no difference although both have a value. */
  readonly incomparable?: string | undefined;
  /** Why one of the two has no value. */
  readonly missing?: string | undefined;
  /** Of the difference; asked for only when there is one. */
  readonly interval: () => ComparedFigure['interval'];
  /** Why there is no interval. */
  readonly intervalReason: string;
}

/** Before, after, the difference with its interval, and the word for it. */
export function compareFigure(
  before: number | null,
  after: number | null,
  { better, incomparable, missing, interval, intervalReason }: FigureRule,
): ComparedFigure {
  if (before === null || after === null || incomparable !== undefined) {
    const sides =
      before === null
        ? after === null
          ? 'neither has a value'
          : 'before has no value'
        : 'after has no value';
    const reason = before === null || after === null ? (missing ?? sides) : incomparable;
    return {
      before,
      after,
      difference: null,
      ...(reason === undefined ? {} : { reason }),
      interval: null,
      intervalReason: 'there is no difference',
      word: null,
    };
  }
  const found = interval();
  return {
    before,
    after,
    difference: after - before,
    interval: found,
    ...(found === null ? { intervalReason } : {}),
    word: better === null ? null : found === null ? 'no-interval' : wordOfInterval(found, better),
  };
}
