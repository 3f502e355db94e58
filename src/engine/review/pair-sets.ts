import type { Database } from 'better-sqlite3';
import type { PairScoring, PairSet } from '../../contract/api/pairs.ts';
import { IsolineError } from '../../core/errors.ts';

interface PairSetRow extends Omit<PairSet, 'scorings' | 'pairs' | 'selected'> {
  selected: number;
}

const columns = `id, name, source, format, file, dataset_id AS datasetId,
  evaluation_id AS evaluationId, genuine_pairs AS genuinePairs, impostor_pairs AS impostorPairs,
  images, classes, selected, fingerprint, created_at AS createdAt`;

/** The sets of the lists, the newest first. */
export function listPairSets(db: Database): PairSet[] {
  return db
    .prepare<[], PairSetRow>(
      `SELECT ${columns} FROM pair_sets WHERE removed_at IS NULL AND fingerprint <> ''
       ORDER BY created_at DESC, id DESC`,
    )
    .all()
    .map((row) => withScorings(db, row));
}

/**
 * A set of pairs; one that was removed too.
 *
 * @throws IsolineError (input) `pair-set-unknown`
 */
export function readPairSet(db: Database, id: number): PairSet {
  const row = db
    .prepare<[number], PairSetRow>(
      `SELECT ${columns} FROM pair_sets WHERE id = ? AND fingerprint <> ''`,
    )
    .get(id);
  if (row === undefined) throw unknownPairSet(id);
  return withScorings(db, row);
}

function withScorings(db: Database, row: PairSetRow): PairSet {
  const scorings = db
    .prepare<[number], PairScoring>(
      `SELECT id, name, model_sha256 AS modelSha256, score, created_at AS createdAt
       FROM pair_scorings WHERE set_id = ? AND complete = 1 ORDER BY id`,
    )
    .all(row.id);
  const { genuinePairs, impostorPairs, selected } = row;
  return { ...row, pairs: genuinePairs + impostorPairs, selected: selected === 1, scorings };
}

/**
 * One of a set's scorings.
 *
 * @throws IsolineError (input) `scoring-unknown`
 */
export function scoringOf(set: PairSet, scoringId: number): PairScoring {
  const scoring = set.scorings.find(({ id }) => id === scoringId);
  if (scoring !== undefined) return scoring;
  throw new IsolineError({
    code: 'scoring-unknown',
    sentence: `The pairs "${set.name}" have no scores ${String(scoringId)}.`,
    next: 'Choose scores from the list, or score the pairs with a model.',
    subject: String(scoringId),
  });
}

/** @throws IsolineError (input) `pair-set-unknown` */
export function renamePairSet(db: Database, id: number, name: string): PairSet {
  change(db, id, 'name = ?', [name]);
  return readPairSet(db, id);
}

/** Takes a set out of the lists. @throws IsolineError (input) `pair-set-unknown` */
export function removePairSet(db: Database, id: number): void {
  change(db, id, 'removed_at = coalesce(removed_at, ?)', [Date.now()]);
}

/** Brings a set back into the lists. @throws IsolineError (input) `pair-set-unknown` */
export function restorePairSet(db: Database, id: number): PairSet {
  change(db, id, 'removed_at = NULL', []);
  return readPairSet(db, id);
}

function change(
  db: Database,
  id: number,
  assignment: string,
  values: readonly (string | number)[],
): void {
  const { changes } = db
    .prepare(`UPDATE pair_sets SET ${assignment} WHERE id = ? AND fingerprint <> ''`)
    .run(...values, id);
  if (changes === 0) throw unknownPairSet(id);
}

function unknownPairSet(id: number): IsolineError {
  return new IsolineError({
    code: 'pair-set-unknown',
    sentence: `The workspace has no pairs ${String(id)}.`,
    next: 'Choose some from the list.',
    subject: String(id),
  });
}
