import type { Database } from 'better-sqlite3';
import type { ReviewImage, ReviewQueue } from '../../contract/api/review-items.ts';
import { IsolineError } from '../../core/errors.ts';
import { readEvaluationArray, unknownEvaluationError } from '../evaluation/evaluation-rows.ts';
import { wantedClassesOf } from './verdict-log.ts';

/** The data that an evaluation is of. */
export interface ReviewedData {
  /** What verdicts are kept by: a dataset, or the very matrix. */
  data: string;
  datasetId: number | null;
  /** The evaluation without any verdict: the evaluation itself, unless a review was applied. */
  originalId: string;
}

/**
 * The data that an evaluation is of: the same for every evaluation of it, whatever was applied.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function dataOf(db: Database, evaluationId: string): ReviewedData {
  const row = db
    .prepare<[string], { originalId: string; datasetId: number | null; fingerprint: string }>(
      `SELECT o.id AS originalId, o.dataset_id AS datasetId, o.data_fingerprint AS fingerprint
       FROM evaluations e
       LEFT JOIN revisions r ON r.evaluation_id = e.id
       JOIN evaluations o ON o.id = coalesce(r.original_id, e.id)
       WHERE e.id = ?`,
    )
    .get(evaluationId);
  if (row === undefined) throw unknownEvaluationError(evaluationId);
  const { originalId, datasetId, fingerprint } = row;
  const data = datasetId === null ? `matrix ${fingerprint}` : `dataset ${String(datasetId)}`;
  return { data, datasetId, originalId };
}

/**
 * Whether a dataset has other images or labels by now than an evaluation saw. While an import runs, or
 * where there is no dataset, that is not known: false.
 *
 * @param originalId of an evaluation without verdicts: reviewed labels are no change of the data
 */
export function dataHasChanged(db: Database, originalId: string): boolean {
  return (
    db
      .prepare<[string], { id: string }>(
        `SELECT e.id FROM evaluations e JOIN datasets d ON d.id = e.dataset_id
         WHERE e.id = ? AND d.fingerprint NOT IN ('', e.data_fingerprint)`,
      )
      .get(originalId) !== undefined
  );
}

/** What `prepare` found in an evaluation. */
export interface StoredReview extends ReviewedData {
  evaluationId: string;
  pairSetId: number;
  scoringId: number;
  /** Every impostor pair with a score above it is kept; -Infinity: all are. */
  leastImpostor: number;
  /** Every genuine pair with a score below it is kept; Infinity: all are. */
  greatestGenuine: number;
  /** Whether queues of findings hold all that there is. */
  complete: Record<FindingQueue, boolean>;
  preparedAt: number;
}

/** Queues whose items are found once, by `prepare`. */
export type FindingQueue = Extract<
  ReviewQueue,
  'label-suspects' | 'exact-duplicates' | 'near-duplicates'
>;

/** The review of an evaluation; null until it is prepared. @throws IsolineError `evaluation-unknown` */
export function findReview(db: Database, evaluationId: string): StoredReview | null {
  const reviewed = dataOf(db, evaluationId);
  const row = db
    .prepare<
      [string],
      {
        pairSetId: number;
        scoringId: number;
        leastImpostor: number | null;
        greatestGenuine: number | null;
        complete: string;
        preparedAt: number;
      }
    >(
      `SELECT pair_set_id AS pairSetId, scoring_id AS scoringId, least_impostor AS leastImpostor,
         greatest_genuine AS greatestGenuine, complete, prepared_at AS preparedAt
       FROM reviews WHERE evaluation_id = ?`,
    )
    .get(evaluationId);
  if (row === undefined) return null;
  return {
    ...reviewed,
    ...row,
    evaluationId,
    leastImpostor: row.leastImpostor ?? -Infinity,
    greatestGenuine: row.greatestGenuine ?? Infinity,
    complete: JSON.parse(row.complete) as StoredReview['complete'],
  };
}

/** @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared` */
export function reviewOf(db: Database, evaluationId: string): StoredReview {
  const review = findReview(db, evaluationId);
  if (review !== null) return review;
  throw new IsolineError({
    code: 'review-not-prepared',
    sentence: 'The scores of this evaluation have not been looked through for its review.',
    next: 'Prepare the review first.',
    subject: evaluationId,
  });
}

interface ImageRow {
  place: number;
  name: string;
  className: string;
  imageId: number | null;
}

/**
 * Describes images of an evaluation: names, classes, ids, and what the verdicts make of their labels.
 *
 * @param images indices in the evaluation
 * @throws IsolineError (input) `image-unknown`
 */
export function describeImages(
  db: Database,
  review: StoredReview,
  images: readonly number[],
): Map<number, ReviewImage> {
  const select = db.prepare<[number | null, number, number], ImageRow>(
    `SELECT e.place, e.name, e.class_name AS className, i.id AS imageId
     FROM pair_images e LEFT JOIN images i ON i.dataset_id = ? AND i.path = e.name
     WHERE e.set_id = ? AND e.place = ?`,
  );
  const rows = [...new Set(images)].map((image) => {
    const row = select.get(review.datasetId, review.pairSetId, image);
    if (row === undefined) throw unknownImage(review.evaluationId, image);
    return row;
  });
  const wanted = wantedClassesOf(
    db,
    review.data,
    rows.map(({ name }) => name),
  );
  const labels = readEvaluationArray(db, review.evaluationId, 'labels')!;
  return new Map(
    rows.map(({ place, name, className, imageId }) => {
      const to = wanted.get(name);
      const change = to === undefined || to === className ? null : { to };
      return [place, { image: place, imageId, name, class: labels[place]!, className, change }];
    }),
  );
}

function unknownImage(evaluationId: string, image: number): IsolineError {
  return new IsolineError({
    code: 'image-unknown',
    sentence: `The evaluation ${evaluationId} has no image ${String(image)}.`,
    next: 'Give an index from 0 to one less than its number of images.',
    subject: String(image),
  });
}

/** Names of an evaluation's classes by their index: by code point, as SQLite compares text. */
export function classNamesOf(db: Database, { pairSetId }: StoredReview): string[] {
  return db
    .prepare<[number], { className: string }>(
      `SELECT DISTINCT class_name AS className FROM pair_images WHERE set_id = ?
       ORDER BY class_name`,
    )
    .all(pairSetId)
    .map(({ className }) => className);
}
