import type { Database } from 'better-sqlite3';
import type { ArrayType } from '../../contract/array.ts';
import {
  type EvaluationRow,
  type EvaluationView,
  evaluationViewSchema,
} from '../../contract/api/evaluations.ts';
import { IsolineError } from '../../core/errors.ts';
import {
  type ListedFigures,
  type StoredEvaluation,
  storedSummary,
  unknownEvaluationError,
} from './evaluation-rows.ts';

type ListedRow = Omit<EvaluationRow, keyof ListedFigures> & { figures: string };

/** The columns of a list: no summary is read, however large the evaluations are. */
const listedRows = `
  SELECT e.id, e.name, e.set_name AS "set", e.created_at AS createdAt, e.group_id AS groupId,
    (SELECT h.id FROM evaluations h
     WHERE h.group_id = e.group_id AND h.set_name = 'held-out' AND e.set_name = 'calibration'
    ) AS heldOutId,
    e.dataset_id AS datasetId, d.name AS datasetName,
    e.model_sha256 AS modelSha256, m.name AS modelName, e.figures
  FROM evaluations e
  LEFT JOIN datasets d ON d.id = e.dataset_id
  LEFT JOIN models m ON m.sha256 = e.model_sha256`;

function rowOf({ figures, ...row }: ListedRow): EvaluationRow {
  return { ...row, ...(JSON.parse(figures) as ListedFigures) };
}

/** The evaluations of the lists, the newest first; held-out ones only through their partner. */
export function listEvaluations(db: Database): EvaluationRow[] {
  return db
    .prepare<[], ListedRow>(
      `${listedRows} WHERE e.set_name <> 'held-out' AND e.removed_at IS NULL
       ORDER BY e.created_at DESC, e.rowid DESC`,
    )
    .all()
    .map(rowOf);
}

/**
 * An evaluation's entry of the lists; one that was removed, or is held out, has one too.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function evaluationRow(db: Database, id: string): EvaluationRow {
  const row = db.prepare<[string], ListedRow>(`${listedRows} WHERE e.id = ?`).get(id);
  if (row === undefined) throw unknownEvaluationError(id);
  return rowOf(row);
}

const viewedSchema = evaluationViewSchema.omit({ row: true });

/**
 * An evaluation without what grows with classes × operating points.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function viewEvaluation(db: Database, id: string): EvaluationView {
  return { ...viewedSchema.parse(storedSummary(db, id)), row: evaluationRow(db, id) };
}

/**
 * An evaluation with its held-out partner, as reports and comparisons take it.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function storedEvaluation(db: Database, id: string): StoredEvaluation {
  const { heldOutId } = evaluationRow(db, id);
  return { evaluationId: id, heldOutId };
}

/** An array of an evaluation as it is stored: little-endian, row by row. */
export interface StoredArray {
  shape: number[];
  type: ArrayType;
  data: Buffer<ArrayBuffer>;
}

/**
 * Reads an array of an evaluation.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `array-unknown`
 */
export function storedArray(db: Database, id: string, name: string): StoredArray {
  const row = db
    .prepare<
      [string, string],
      { shape: string; type: StoredArray['type']; data: StoredArray['data'] }
    >('SELECT shape, type, data FROM evaluation_arrays WHERE evaluation_id = ? AND name = ?')
    .get(id, name);
  if (row !== undefined) return { ...row, shape: JSON.parse(row.shape) as number[] };
  evaluationRow(db, id);
  throw new IsolineError({
    code: 'array-unknown',
    sentence: `The evaluation ${id} has no array ${name}.`,
    next: 'Ask for histogram.edges, histogram.impostor or histogram.genuine.',
    subject: name,
  });
}

/**
 * Gives an evaluation, and its held-out partner, another name.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function renameEvaluation(db: Database, id: string, name: string): void {
  changeGroup(db, id, 'name = ?', [name]);
}

/**
 * Takes an evaluation and its held-out partner out of the lists; what refers to them still reads them.
 * Without effect on one that was removed before.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function removeEvaluation(db: Database, id: string): void {
  changeGroup(db, id, 'removed_at = coalesce(removed_at, ?)', [Date.now()]);
}

/**
 * Brings a removed evaluation and its held-out partner back into the lists.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function restoreEvaluation(db: Database, id: string): void {
  changeGroup(db, id, 'removed_at = NULL', []);
}

function changeGroup(
  db: Database,
  id: string,
  assignment: string,
  values: readonly (string | number)[],
): void {
  const { changes } = db
    .prepare(
      `UPDATE evaluations SET ${assignment}
       WHERE group_id = (SELECT group_id FROM evaluations WHERE id = ?)`,
    )
    .run(...values, id);
  if (changes === 0) throw unknownEvaluationError(id);
}
