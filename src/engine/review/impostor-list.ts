import type { Database } from 'better-sqlite3';
import type { ImpostorTail } from '../../core/metrics/image-influence.ts';
import { readEvaluationArray } from '../evaluation/evaluation-rows.ts';
import type { StoredReview } from './stored-review.ts';

/** Impostor pairs of an evaluation in descending order. */
export interface ImpostorList extends ImpostorTail {
  /** All pairs above it, and from the asked threshold up, are there; -Infinity: all there are. */
  readonly above: number;
}

/**
 * The impostor pairs from a threshold up, and perhaps more: from the evaluation's own list where it
 * reaches as far, else from what its review keeps.
 *
 * @param impostorPairs of the evaluation
 * @param threshold -Infinity: as far down as there are pairs
 */
export function impostorList(
  db: Database,
  review: StoredReview,
  impostorPairs: number,
  threshold: number,
): ImpostorList {
  const read = (name: string): Uint32Array | Float32Array =>
    readEvaluationArray(db, review.evaluationId, name)!;
  const scores = read('tail.scores') as Float32Array;
  // Of the pairs with the list's last score, some may be missing.
  const above = scores.length === impostorPairs ? -Infinity : (scores.at(-1) ?? Infinity);
  if (threshold > above || review.leastImpostor >= above) {
    return { scores, first: read('tail.first'), second: read('tail.second'), above };
  }
  const rows = db
    .prepare<[number, number, number], [number, number, number]>(
      `SELECT o.score, p.first, p.second
       FROM pair_order o CROSS JOIN pairs p ON p.set_id = ? AND p.pair = o.pair
       WHERE o.scoring_id = ? AND o.same = 0 AND o.score >= ?
       ORDER BY o.score DESC, o.pair DESC`,
    )
    .raw()
    .all(review.pairSetId, review.scoringId, threshold);
  return {
    scores: Float32Array.from(rows, ([score]) => score),
    first: Uint32Array.from(rows, ([, first]) => first),
    second: Uint32Array.from(rows, ([, , second]) => second),
    above: review.leastImpostor,
  };
}
