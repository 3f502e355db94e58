import type { Database } from 'better-sqlite3';
import {
  type ClassSheet,
  type QueueInput,
  type QueuePage,
  type ReviewQueue,
  reviewQueueSchema,
  verdictKindSchema,
} from '../../contract/api/review-items.ts';
import { type ReviewOverview } from '../../contract/api/review.ts';
import { checkClass } from '../evaluation/known-scores.ts';
import { classNote } from './class-notes.ts';
import {
  classItems,
  collidingClasses,
  collisions,
  type CountedItems,
  worstClasses,
  wrongClasses,
} from './class-queues.ts';
import { findings } from './finding-queues.ts';
import { pendingChanges } from './label-changes.ts';
import { countWrongPairs, wrongPairs } from './pair-queue.ts';
import {
  dataHasChanged,
  dataOf,
  describeImages,
  findReview,
  reviewOf,
  type StoredReview,
} from './stored-review.ts';
import { standingVerdicts, undoState } from './verdict-log.ts';

/**
 * A page of a review queue.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`, `cursor-invalid`,
 *   `class-unknown`
 */
export function reviewQueue(db: Database, input: QueueInput): QueuePage {
  const review = reviewOf(db, input.evaluationId);
  switch (input.queue) {
    case 'wrong-pairs':
      return wrongPairs(db, review, input);
    case 'worst-classes':
      return worstClasses(db, review, input);
    case 'collisions':
      return collisions(db, review, input);
    case 'label-suspects':
    case 'exact-duplicates':
    case 'near-duplicates':
      return findings(db, review, input.queue, input);
  }
}

/**
 * Where the review of an evaluation stands.
 *
 * @param threshold at which the queues that depend on one are counted; null: they are not
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function reviewOverview(
  db: Database,
  evaluationId: string,
  threshold: number | null,
): ReviewOverview {
  const { data, originalId } = dataOf(db, evaluationId);
  const review = findReview(db, evaluationId);
  const verdicts = standingVerdicts(db, data);
  return {
    evaluationId,
    preparedAt: review?.preparedAt ?? null,
    dataChanged: dataHasChanged(db, originalId),
    queues: reviewQueueSchema.options.map((queue) => ({
      queue,
      items: review === null ? null : itemsIn(db, review, queue, threshold),
    })),
    verdicts: Object.fromEntries(
      verdictKindSchema.options.map((kind) => [
        kind,
        verdicts.filter((verdict) => verdict.kind === kind).length,
      ]),
    ) as ReviewOverview['verdicts'],
    pendingChanges: pendingChanges(db, evaluationId).changes.length,
    ...undoState(db, data),
    originalId: originalId === evaluationId ? null : originalId,
  };
}

/** How many items a queue has; null where that is not known. */
function itemsIn(
  db: Database,
  review: StoredReview,
  queue: ReviewQueue,
  threshold: number | null,
): number | null {
  switch (queue) {
    case 'wrong-pairs':
      return threshold === null ? null : countWrongPairs(db, review, threshold);
    case 'worst-classes':
      return threshold === null
        ? null
        : wholeLength(wrongClasses(db, review, { threshold, side: 'both', tag: null }));
    case 'collisions':
      return threshold === null ? null : wholeLength(collidingClasses(db, review, threshold));
    case 'label-suspects':
    case 'exact-duplicates':
    case 'near-duplicates':
      return db
        .prepare<[number, string], { items: number }>(
          'SELECT count(*) AS items FROM review_findings WHERE pair_set_id = ? AND queue = ?',
        )
        .get(review.pairSetId, queue)!.items;
  }
}

function wholeLength({ items, missing }: CountedItems<unknown>): number | null {
  return missing === null ? items.length : null;
}

/**
 * What a threshold does to a class, its images, and the note on it.
 *
 * @param limit images, at most
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`, `class-unknown`
 */
export function classSheet(
  db: Database,
  {
    evaluationId,
    class: asked,
    threshold,
    limit,
  }: { evaluationId: string; class: number; threshold: number; limit: number },
): ClassSheet {
  const review = reviewOf(db, evaluationId);
  const { items } = classItems(db, review, threshold);
  checkClass(evaluationId, items.length, asked);
  const figures = items[asked]!;
  // The + keeps SQLite from walking all names in their order, instead of those of the class.
  const places = db
    .prepare<[number, string, number], { place: number }>(
      `SELECT place FROM pair_images WHERE set_id = ? AND class_name = ? ORDER BY +name LIMIT ?`,
    )
    .all(review.pairSetId, figures.className, limit)
    .map(({ place }) => place);
  const images = describeImages(db, review, places);
  return {
    figures,
    images: places.map((place) => images.get(place)!),
    note: classNote(db, review.data, figures.className),
  };
}
