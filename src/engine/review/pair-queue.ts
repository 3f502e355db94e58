import type { Database } from 'better-sqlite3';
import type { PairItem, QueueInput, QueuePage } from '../../contract/api/review-items.ts';
import { readEvaluationArray } from '../evaluation/evaluation-rows.ts';
import { checkClass } from '../evaluation/known-scores.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { positionIn } from './pair-page.ts';
import { mergeByDistance, type ScoredPair, type ScoreWalk, walkScores } from './scored-pairs.ts';
import { describeImages, type StoredReview } from './stored-review.ts';
import { itemKey, verdictsOn } from './verdict-log.ts';

/**
 * A page of the wrong pairs at a threshold: false accepts from the most alike down, false rejects from
 * the least alike up, merged by their distance from the threshold; or from the threshold outwards.
 *
 * @throws IsolineError (input) `cursor-invalid`, `class-unknown`
 */
export function wrongPairs(db: Database, review: StoredReview, input: QueueInput): QueuePage {
  const { threshold, side, order, limit } = input;
  const key = readCursor(input.cursor, 4) ?? [null, null, null, null];
  const outwards = order === 'nearest';
  const common = {
    setId: review.pairSetId,
    scoringId: review.scoringId,
    limit,
    classNames: namesOf(db, review, input.classes),
  };
  const walks: ScoreWalk[] = [];
  if (side !== 'false-rejects') {
    walks.push({
      ...common,
      same: 0,
      from: threshold,
      below: Infinity,
      direction: outwards ? 'rising' : 'falling',
      after: positionIn(key, 0),
    });
  }
  if (side !== 'false-accepts') {
    walks.push({
      ...common,
      same: 1,
      from: -Infinity,
      below: threshold,
      direction: outwards ? 'falling' : 'rising',
      after: positionIn(key, 1),
    });
  }
  const found = walks.map((walk) => walkScores(db, walk));
  const pairs = mergeByDistance(found, threshold, !outwards).slice(0, limit);
  for (const { same, score, pair } of pairs) key.splice(2 * same, 2, score, pair);
  const missing = whatIsMissing(review, threshold, side);
  return {
    items: pairItems(db, review, pairs, ({ same }) =>
      same === 1 ? 'false-reject' : 'false-accept',
    ),
    next: pairs.length < limit ? null : writeCursor(key),
    complete: missing === null,
    ...(missing === null ? {} : { reason: missing }),
  };
}

/** How many wrong pairs there are at a threshold; null where not all of them are kept. */
export function countWrongPairs(
  db: Database,
  review: StoredReview,
  threshold: number,
): number | null {
  if (whatIsMissing(review, threshold, 'both') !== null) return null;
  const { pairs } = db
    .prepare<[number, number, number, number], { pairs: number }>(
      `SELECT (SELECT count(*) FROM pair_order WHERE scoring_id = ? AND same = 0 AND score >= ?)
         + (SELECT count(*) FROM pair_order WHERE scoring_id = ? AND same = 1 AND score < ?)
         AS pairs`,
    )
    .get(review.scoringId, threshold, review.scoringId, threshold)!;
  return pairs;
}

/** Names of the classes that are asked for. @throws IsolineError (input) `class-unknown` */
function namesOf(db: Database, review: StoredReview, classes: readonly number[]): string[] {
  if (classes.length === 0) return [];
  const labels = readEvaluationArray(db, review.evaluationId, 'labels')!;
  let count = 0;
  for (const label of labels) count = Math.max(count, label + 1);
  for (const c of classes) checkClass(review.evaluationId, count, c);
  const images = describeImages(
    db,
    review,
    classes.map((c) => labels.indexOf(c)),
  );
  return classes.map((c) => images.get(labels.indexOf(c))!.className);
}

function whatIsMissing(
  { leastImpostor, greatestGenuine }: StoredReview,
  threshold: number,
  side: QueueInput['side'],
): string | null {
  if (side !== 'false-rejects' && !(threshold > leastImpostor)) {
    return `Of false accepts only those above ${String(leastImpostor)} are kept.`;
  }
  if (side !== 'false-accepts' && threshold > greatestGenuine) {
    return `Of false rejects only those below ${String(greatestGenuine)} are kept.`;
  }
  return null;
}

/** Pairs as items, with the last standing verdict on each. */
export function pairItems(
  db: Database,
  review: StoredReview,
  pairs: readonly Pick<ScoredPair, 'first' | 'second' | 'score' | 'same'>[],
  reasonOf: (pair: Pick<ScoredPair, 'same'>) => PairItem['reason'],
): PairItem[] {
  const images = describeImages(
    db,
    review,
    pairs.flatMap(({ first, second }) => [first!, second!]),
  );
  const ends = pairs.map(({ first, second }) => ({
    first: images.get(first!)!,
    second: images.get(second!)!,
  }));
  const keys = ends.map(({ first, second }) => itemKey([first.name, second.name]));
  const verdicts = verdictsOn(db, review.data, keys);
  return pairs.map((pair, k) => ({
    kind: 'pair',
    key: keys[k]!,
    reason: reasonOf(pair),
    ...ends[k]!,
    same: pair.same === 1,
    score: pair.score,
    verdict: verdicts.get(keys[k]!) ?? null,
  }));
}
