import type { Database } from 'better-sqlite3';
import type {
  FalseRejectInfluence,
  Influence,
  ThresholdChoice,
} from '../../contract/api/review.ts';
import { IsolineError } from '../../core/errors.ts';
import { atOrAbove32 } from '../../core/float32.ts';
import {
  mostAccepted,
  mostOwned,
  thresholdOfTail,
  thresholdWithout,
} from '../../core/metrics/image-influence.ts';
import { countFrom } from '../../core/metrics/score-lists.ts';
import { readEvaluationArray } from '../evaluation/evaluation-rows.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { impostorList } from './impostor-list.ts';
import { describeImages, reviewOf } from './stored-review.ts';

/** Whose influence on which threshold. */
export interface InfluenceRequest {
  evaluationId: string;
  by: ThresholdChoice;
  /** Images, at most. */
  limit: number;
}

/**
 * The images that own most of the accepted impostor pairs, with the threshold and the FAR without each:
 * exact, from the impostor pairs that are kept. A given threshold does not move, the FAR at it does.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`;
 *   `influence-policy` for a policy with more than a target FAR; `influence-beyond-tail` where
 *   those do not reach to the threshold; `influence-insufficient-data` where the target accepts nothing
 */
export function imageInfluence(
  db: Database,
  { evaluationId, by, limit }: InfluenceRequest,
): Influence {
  const review = reviewOf(db, evaluationId);
  const { impostorPairs } = evaluationRow(db, evaluationId);
  const labels = readEvaluationArray(db, evaluationId, 'labels')!;
  const given = givenBy(by);
  const target = 'policy' in by && given === null ? targetOf(by.policy) : null;
  const tail = impostorList(db, review, impostorPairs, -Infinity);
  const threshold = given ?? thresholdOfTail(tail.scores, impostorPairs, target!);
  if (threshold === null) {
    throw new IsolineError({
      code: 'influence-insufficient-data',
      sentence: `${impostorPairs.toLocaleString('en-US')} impostor pairs cannot show a FAR of ${String(target)}.`,
      next: 'Give a higher target.',
    });
  }
  if (threshold === 'beyond' || !(threshold > tail.above)) {
    throw new IsolineError({
      code: 'influence-beyond-tail',
      sentence: `The workspace keeps the impostor pairs above ${String(tail.above)} alone, and the threshold is not among them.`,
      next: 'Look at a stricter threshold.',
    });
  }
  const sizes = sizesOf(labels);
  const falseAccepts = countFrom(tail.scores, threshold);
  const owners = mostAccepted(tail, threshold, limit);
  const images = describeImages(
    db,
    review,
    owners.map(({ image }) => image),
  );
  const without = owners.map(({ image, pairs: own }) => {
    const pairs = impostorPairs - (labels.length - sizes.get(labels[image]!)!);
    return {
      threshold: target === null ? null : thresholdWithout(tail, image, pairs, target),
      falseAcceptRate: pairs === 0 ? null : (falseAccepts - own) / pairs,
    };
  });
  const reason =
    target === null
      ? 'A given threshold does not move.'
      : without.some(({ threshold: moved }) => moved === 'beyond')
        ? `The workspace keeps the impostor pairs above ${String(tail.above)} alone.`
        : null;
  return {
    threshold,
    falseAccepts,
    impostorPairs,
    images: owners.map(({ image, pairs: own }, k) => {
      const { threshold: moved, falseAcceptRate } = without[k]!;
      return {
        ...images.get(image)!,
        falseAccepts: own,
        share: own / falseAccepts,
        thresholdWithout: moved === 'beyond' ? null : moved,
        falseAcceptRateWithout: falseAcceptRate,
      };
    }),
    ...(reason === null ? {} : { reason }),
  };
}

/**
 * The images that own most of the rejected genuine pairs at a given threshold, with the FRR without each:
 * exact, from the genuine pairs that are kept.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`; `influence-beyond-kept` where
 *   not all genuine pairs below the threshold are kept
 */
export function falseRejectInfluence(
  db: Database,
  { evaluationId, threshold, limit }: { evaluationId: string; threshold: number; limit: number },
): FalseRejectInfluence {
  const review = reviewOf(db, evaluationId);
  if (threshold > review.greatestGenuine) {
    throw new IsolineError({
      code: 'influence-beyond-kept',
      sentence: `The workspace keeps the genuine pairs below ${String(review.greatestGenuine)} alone, and the threshold is above it.`,
      next: 'Look at a laxer threshold.',
    });
  }
  const { genuinePairs } = evaluationRow(db, evaluationId);
  const labels = readEvaluationArray(db, evaluationId, 'labels')!;
  const sizes = sizesOf(labels);
  const rejected = db
    .prepare<[number, number, number], [number, number]>(
      `SELECT p.first, p.second
       FROM pair_order o CROSS JOIN pairs p ON p.set_id = ? AND p.pair = o.pair
       WHERE o.scoring_id = ? AND o.same = 1 AND o.score < ?`,
    )
    .raw()
    .all(review.pairSetId, review.scoringId, threshold);
  const falseRejects = rejected.length;
  const ends = {
    first: rejected.map(([first]) => first),
    second: rejected.map(([, second]) => second),
  };
  const owners = mostOwned(ends, falseRejects, limit);
  const images = describeImages(
    db,
    review,
    owners.map(({ image }) => image),
  );
  return {
    threshold,
    falseRejects,
    genuinePairs,
    images: owners.map(({ image, pairs: own }) => {
      const pairs = genuinePairs - (sizes.get(labels[image]!)! - 1);
      return {
        ...images.get(image)!,
        falseRejects: own,
        share: own / falseRejects,
        falseRejectRateWithout: pairs === 0 ? null : (falseRejects - own) / pairs,
      };
    }),
  };
}

/** Images of each class that has any. */
function sizesOf(labels: ArrayLike<number>): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const label of Array.from(labels)) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return sizes;
}

/** The threshold that is given, by itself or as a policy; null where one is to be chosen. */
function givenBy(by: ThresholdChoice): number | null {
  if ('threshold' in by) return by.threshold;
  return by.policy.threshold === undefined ? null : atOrAbove32(by.policy.threshold);
}

function targetOf(policy: Extract<ThresholdChoice, { policy: unknown }>['policy']): number {
  const { falseAcceptRate, ...others } = policy;
  const isAlone = Object.values(others).every((part) => part === undefined);
  if (falseAcceptRate !== undefined && isAlone) return falseAcceptRate;
  throw new IsolineError({
    code: 'influence-policy',
    sentence:
      'Only the threshold of a target FAR can be told without each image from the stored tail.',
    next: 'Give a policy with a pooled FAR alone, or the threshold itself.',
  });
}
