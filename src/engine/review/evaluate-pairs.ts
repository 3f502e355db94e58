import type { Database } from 'better-sqlite3';
import type { PairEvaluation, PairScoring, PairSet } from '../../contract/api/pairs.ts';
import { IsolineError } from '../../core/errors.ts';
import { pagedRows } from '../datasets/in-order.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import type { EvaluatePairsInput, PairRates } from './evaluate-pairs-task.ts';
import { readPairSet, scoringOf } from './pair-sets.ts';

/** What an `evaluate-pairs` job works on. */
export interface EvaluatePairsRequest {
  id: number;
  scoringId: number;
  targets: number[];
  thresholds: number[];
}

/** Rows read at a time. */
const pageRows = 1000;

/**
 * A set whose rates say something.
 *
 * @throws IsolineError (input) `pair-set-unknown`, `scoring-unknown`; `pair-set-selected` of a set that
 *   holds hard pairs alone
 */
export function checkEvaluation(
  db: Database,
  { id, scoringId }: Pick<EvaluatePairsRequest, 'id' | 'scoringId'>,
): { set: PairSet; scoring: PairScoring } {
  const set = readPairSet(db, id);
  const scoring = scoringOf(set, scoringId);
  if (!set.selected) return { set, scoring };
  throw new IsolineError({
    code: 'pair-set-selected',
    sentence: `"${set.name}" holds the hardest pairs alone: shares of them are no rates.`,
    next: 'Look at the evaluation that they come from, or import a list of pairs.',
    subject: set.name,
  });
}

/**
 * Evaluates a list of pairs, and no others: exact counts over its scores.
 *
 * @throws IsolineError what `checkEvaluation` throws; `stopped` (interrupted)
 */
export async function evaluatePairs(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  request: EvaluatePairsRequest,
  hooks: JobHooks,
): Promise<PairEvaluation> {
  const { set, scoring } = checkEvaluation(db, request);
  const { scores, same, classes } = await readScores(db, set, scoring, hooks);
  const input: EvaluatePairsInput = {
    scores,
    same,
    classes,
    targets: request.targets,
    thresholds: request.thresholds,
  };
  const rates = await compute.run<PairRates>('review.evaluate-pairs', input, hooks);
  return {
    pairSetId: set.id,
    scoringId: scoring.id,
    score: scoring.score,
    ...rates,
    refused: refusedFigures(classes !== null),
  };
}

function refusedFigures(classesKnown: boolean): PairEvaluation['refused'] {
  const list = 'a list names some pairs of each class, not all, so that classes cannot be compared';
  return [
    ...(classesKnown
      ? []
      : [
          { figure: 'class rates', reason: 'the list does not say which classes the images have' },
          { figure: 'intervals', reason: 'intervals resample classes, and they are not known' },
        ]),
    {
      figure: 'OPIS',
      reason: classesKnown
        ? list
        : 'OPIS compares classes, and the list does not say which classes the images have',
    },
    {
      figure: 'retrieval',
      reason: 'recall and MAP@R need each image against all others, not chosen pairs',
    },
  ];
}

/** A set's scores with their labels, page by page: the event loop runs in between. */
async function readScores(
  db: Database,
  set: PairSet,
  { id: scoringId }: Pick<PairScoring, 'id'>,
  { onProgress, signal }: JobHooks,
): Promise<Pick<EvaluatePairsInput, 'scores' | 'same' | 'classes'>> {
  const scores = new Float32Array(set.pairs);
  const same = new Uint8Array(set.pairs);
  const names = await classNames(db, set);
  const first = new Uint32Array(names === null ? 0 : set.pairs);
  const second = new Uint32Array(names === null ? 0 : set.pairs);
  const page = db.prepare<
    [number, number, number, number],
    { pair: number; same: number; score: number; first: number | null; second: number | null }
  >(
    `SELECT p.pair, p.same, s.score, p.first, p.second
     FROM pairs p CROSS JOIN pair_scores s ON s.scoring_id = ? AND s.pair = p.pair
     WHERE p.set_id = ? AND p.pair > ? ORDER BY p.pair LIMIT ?`,
  );
  let read = 0;
  const rows = pagedRows<{
    pair: number;
    same: number;
    score: number;
    first: number | null;
    second: number | null;
  }>((last) => page.all(scoringId, set.id, last?.pair ?? -1, pageRows));
  for await (const row of rows) {
    scores[row.pair] = row.score;
    same[row.pair] = row.same;
    if (names !== null) {
      first[row.pair] = names.classOf[row.first!]!;
      second[row.pair] = names.classOf[row.second!]!;
    }
    if (++read % pageRows === 0) {
      signal.throwIfAborted();
      onProgress({ stage: 'Reading pairs', done: read, total: set.pairs, unit: 'pairs' });
    }
  }
  return {
    scores,
    same,
    classes: names === null ? null : { names: names.names, first, second },
  };
}

/** The classes of a set's images by their place; null where they are not known. */
async function classNames(
  db: Database,
  set: PairSet,
): Promise<{ names: string[]; classOf: Uint32Array } | null> {
  if (set.classes === null) return null;
  const classOf = new Uint32Array(set.images);
  const indices = new Map<string, number>();
  const page = db.prepare<[number, number, number], { place: number; className: string }>(
    `SELECT place, class_name AS className FROM pair_images
     WHERE set_id = ? AND place > ? ORDER BY place LIMIT ?`,
  );
  for await (const { place, className } of pagedRows<{ place: number; className: string }>((last) =>
    page.all(set.id, last?.place ?? -1, pageRows),
  )) {
    let index = indices.get(className);
    if (index === undefined) indices.set(className, (index = indices.size));
    classOf[place] = index;
  }
  return { names: [...indices.keys()], classOf };
}
