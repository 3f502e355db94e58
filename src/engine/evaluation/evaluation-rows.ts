import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { EvaluationRow } from '../../contract/api/evaluations.ts';
import {
  type Evaluation,
  type EvaluationFile,
  evaluationSchema,
} from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EvaluationSource } from './evaluation-source.ts';
import type { SetEvaluation } from './measurement.ts';

/** Where the evaluations of one call are kept: of all classes, or of calibration and held-out ones. */
export interface StoredEvaluation {
  evaluationId: string;
  heldOutId: string | null;
}

/** What lists show of an evaluation: kept beside its summary, which grows with its classes. */
export type ListedFigures = Pick<
  EvaluationRow,
  | 'score'
  | 'images'
  | 'classes'
  | 'genuinePairs'
  | 'impostorPairs'
  | 'opis'
  | 'meanUtility'
  | 'equalErrorRate'
  | 'recallAt1'
>;

function listedFigures(evaluation: Evaluation): ListedFigures {
  const { score, images, classes, genuinePairs, impostorPairs } = evaluation;
  return {
    score,
    images,
    classes,
    genuinePairs,
    impostorPairs,
    opis: evaluation.opis.value,
    meanUtility: evaluation.meanUtility,
    equalErrorRate: evaluation.equalErrorRate.rate,
    recallAt1: evaluation.recallAt1,
  };
}

/** Stores the evaluations of one call, with their arrays, in one transaction. */
export function saveEvaluations(
  db: Database,
  source: Pick<EvaluationSource, 'description' | 'datasetId' | 'matrixFile'>,
  evaluations: readonly SetEvaluation[],
): void {
  const groupId = randomUUID();
  const insertEvaluation = db.prepare(
    `INSERT INTO evaluations
       (id, created_at, name, set_name, group_id, dataset_id, data_fingerprint, model_sha256, figures,
        summary, images)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertArray = db.prepare(
    'INSERT INTO evaluation_arrays (evaluation_id, name, shape, type, data) VALUES (?, ?, ?, ?, ?)',
  );
  db.transaction(() => {
    for (const { evaluation, arrays, imageNames } of evaluations) {
      const { provenance } = evaluation;
      insertEvaluation.run(
        provenance.evaluationId,
        Date.parse(provenance.time),
        source.description,
        evaluation.set,
        groupId,
        source.datasetId,
        provenance.dataFingerprint,
        provenance.modelSha256,
        JSON.stringify(listedFigures(evaluation)),
        JSON.stringify(evaluation),
        JSON.stringify({ matrixFile: source.matrixFile, imageNames }),
      );
      for (const { name, shape, values } of arrays) {
        insertArray.run(
          provenance.evaluationId,
          name,
          JSON.stringify(shape),
          values instanceof Uint32Array ? 'uint32' : 'float32',
          Buffer.from(values.buffer, values.byteOffset, values.byteLength),
        );
      }
    }
  })();
}

/**
 * Reads an evaluation back.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function readEvaluation(db: Database, id: string): Evaluation {
  return evaluationSchema.parse(storedSummary(db, id));
}

/**
 * An evaluation as it was written, to be read by the schema of what is wanted of it.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function storedSummary(db: Database, id: string): unknown {
  const row = db
    .prepare<[string], { summary: string }>('SELECT summary FROM evaluations WHERE id = ?')
    .get(id);
  if (row === undefined) throw unknownEvaluationError(id);
  return JSON.parse(row.summary);
}

export function unknownEvaluationError(id: string): IsolineError {
  return new IsolineError({
    code: 'evaluation-unknown',
    sentence: `The workspace has no evaluation ${id}.`,
    next: 'Use the workspace in which it was made, or evaluate again.',
    subject: id,
  });
}

/** An array that is kept with an evaluation; null where there is none of that name. */
export function readEvaluationArray(
  db: Database,
  id: string,
  name: string,
): Uint32Array | Float32Array | null {
  const row = db
    .prepare<[string, string], { type: string; data: Buffer }>(
      'SELECT type, data FROM evaluation_arrays WHERE evaluation_id = ? AND name = ?',
    )
    .get(id, name);
  if (row === undefined) return null;
  // Copied: a blob need not begin at a multiple of four bytes.
  const { buffer } = Uint8Array.from(row.data);
  return row.type === 'uint32' ? new Uint32Array(buffer) : new Float32Array(buffer);
}

/** An evaluation as `isoline evaluate --json` writes it, with both sets where there was a split. */
export function readEvaluationFile(
  db: Database,
  { evaluationId, heldOutId }: StoredEvaluation,
): EvaluationFile {
  const evaluation = readEvaluation(db, evaluationId);
  if (heldOutId === null) return evaluation;
  const heldOut = readEvaluation(db, heldOutId);
  return { ...evaluation, sets: { calibration: evaluation, heldOut } };
}
