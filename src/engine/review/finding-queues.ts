import type { Database } from 'better-sqlite3';
import type {
  ImageItem,
  QueueInput,
  QueuePage,
  ReviewItem,
} from '../../contract/api/review-items.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { pairItems } from './pair-queue.ts';
import {
  classNamesOf,
  describeImages,
  type FindingQueue,
  type StoredReview,
} from './stored-review.ts';
import { itemKey, verdictsOn } from './verdict-log.ts';

interface FindingRow {
  rank: number;
  first: number;
  second: number;
  score: number;
}

interface SuspectRow extends FindingRow {
  ownMean: number;
  ownNearest: number;
  rivalClass: number;
  rivalMean: number;
}

/**
 * A page of what `prepare` found, in its order.
 *
 * @throws IsolineError (input) `cursor-invalid`
 */
export function findings(
  db: Database,
  review: StoredReview,
  queue: FindingQueue,
  input: Pick<QueueInput, 'cursor' | 'limit'>,
): QueuePage {
  const after = readCursor(input.cursor, 1)?.[0] ?? -1;
  const rows = db
    .prepare<[number, string, number, number], SuspectRow>(
      `SELECT rank, first, second, score, own_mean AS ownMean, own_nearest AS ownNearest,
         rival_class AS rivalClass, rival_mean AS rivalMean
       FROM review_findings WHERE pair_set_id = ? AND queue = ? AND rank > ?
       ORDER BY rank LIMIT ?`,
    )
    .all(review.pairSetId, queue, after, input.limit);
  const last = rows.at(-1);
  const complete = review.complete[queue];
  return {
    items:
      queue === 'label-suspects' ? suspectItems(db, review, rows) : pairs(db, review, queue, rows),
    next: last === undefined || rows.length < input.limit ? null : writeCursor([last.rank]),
    complete,
    ...(complete ? {} : { reason: 'Only the 10,000 that stand out most are kept.' }),
  };
}

function pairs(
  db: Database,
  review: StoredReview,
  queue: Exclude<FindingQueue, 'label-suspects'>,
  rows: readonly FindingRow[],
): ReviewItem[] {
  const images = describeImages(
    db,
    review,
    rows.flatMap(({ first, second }) => [first, second]),
  );
  const labelled = rows.map(({ first, second, score }) => {
    const same = images.get(first)!.class === images.get(second)!.class ? 1 : 0;
    return { first, second, score, same } as const;
  });
  const reason = queue === 'exact-duplicates' ? 'exact-duplicate' : 'near-duplicate';
  return pairItems(db, review, labelled, () => reason);
}

function suspectItems(
  db: Database,
  review: StoredReview,
  rows: readonly SuspectRow[],
): ImageItem[] {
  const images = describeImages(
    db,
    review,
    rows.flatMap(({ first, second }) => [first, second]),
  );
  const keys = rows.map(({ first }) => itemKey([images.get(first)!.name]));
  const verdicts = verdictsOn(db, review.data, keys);
  const names = classNamesOf(db, review);
  return rows.map((row, k) => {
    const byMean = row.rivalMean > row.ownMean;
    const byNearest = row.score > row.ownNearest;
    return {
      kind: 'image',
      key: keys[k]!,
      reason: byMean && byNearest ? 'both' : byMean ? 'mean' : 'nearest',
      image: images.get(row.first)!,
      ownMean: row.ownMean,
      ownNearest: row.ownNearest,
      rivalClass: row.rivalClass,
      rivalClassName: names[row.rivalClass]!,
      rivalMean: row.rivalMean,
      rivalNearest: { ...images.get(row.second)!, score: row.score },
      margin: Math.max(row.rivalMean - row.ownMean, row.score - row.ownNearest),
      verdict: verdicts.get(keys[k]!) ?? null,
    };
  });
}
