import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';

/** What makes an embedding of an image: the model and the preprocessing, by SHA-256, and the view. */
export interface EmbeddingKey {
  modelSha256: string;
  recipeSha256: string;
  /** See `viewKey`. */
  view: string;
}

/** Where the vector of an image lies. */
export interface VectorPlace {
  matrixId: number;
  row: number;
}

/** An image that was left out, as stored with a matrix. */
export interface LeftOut {
  /** Relative to the dataset's root. */
  path: string;
  code: string;
  reason: string;
}

/** A file of embeddings. */
export interface MatrixRecord extends EmbeddingKey {
  id: number;
  datasetId: number;
  /** Name below `embeddings/`: `.npy`, or `.rows` (without a header) while a run has not ended. */
  file: string;
  /** Whether it is the matrix of a whole snapshot. */
  complete: boolean;
  dimension: number;
  /** Rows of a matrix; of a run that has not ended, those done so far. */
  rows: number;
  provider: string;
  /** Of the snapshot, or of the run's plan. */
  fingerprint: string;
  leftOut: LeftOut[];
}

interface MatrixRow {
  id: number;
  model_sha256: string;
  recipe_sha256: string;
  view: string;
  dataset_id: number;
  file: string;
  complete: number;
  dimension: number;
  rows: number;
  provider: string;
  fingerprint: string;
  skipped: string;
}

const rowsPerTransaction = 1000;

/** All files of embeddings of a model, recipe and view, of any dataset, the newest last. */
export function listMatrices(db: Database.Database, key: EmbeddingKey): MatrixRecord[] {
  return db
    .prepare<[string, string, string], MatrixRow>(
      `SELECT * FROM embedding_matrices
       WHERE model_sha256 = ? AND recipe_sha256 = ? AND view = ? ORDER BY id`,
    )
    .all(key.modelSha256, key.recipeSha256, key.view)
    .map((row) => ({
      id: row.id,
      modelSha256: row.model_sha256,
      recipeSha256: row.recipe_sha256,
      view: row.view,
      datasetId: row.dataset_id,
      file: row.file,
      complete: row.complete === 1,
      dimension: row.dimension,
      rows: row.rows,
      provider: row.provider,
      fingerprint: row.fingerprint,
      leftOut: JSON.parse(row.skipped) as LeftOut[],
    }));
}

/** Finds where images have their vectors; those that have none are not in the result. */
export async function findVectors(
  db: Database.Database,
  key: EmbeddingKey,
  imageSha256s: readonly string[],
): Promise<Map<string, VectorPlace>> {
  const find = db.prepare<[string, string, string, string], VectorPlace>(
    `SELECT matrix_id AS matrixId, row FROM embeddings
     WHERE image_sha256 = ? AND model_sha256 = ? AND recipe_sha256 = ? AND view = ?`,
  );
  const places = new Map<string, VectorPlace>();
  for (const [k, sha256] of imageSha256s.entries()) {
    const place = find.get(sha256, key.modelSha256, key.recipeSha256, key.view);
    if (place !== undefined) places.set(sha256, place);
    if (k % rowsPerTransaction === rowsPerTransaction - 1) await setImmediate();
  }
  return places;
}

/** Adds a file of embeddings, not yet complete. @returns its id */
export function insertMatrix(
  db: Database.Database,
  matrix: Omit<MatrixRecord, 'id' | 'complete'>,
): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO embedding_matrices (model_sha256, recipe_sha256, view, dataset_id, file, complete,
         dimension, rows, provider, fingerprint, skipped, created_at)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      matrix.modelSha256,
      matrix.recipeSha256,
      matrix.view,
      matrix.datasetId,
      matrix.file,
      matrix.dimension,
      matrix.rows,
      matrix.provider,
      matrix.fingerprint,
      JSON.stringify(matrix.leftOut),
      Date.now(),
    );
  return Number(lastInsertRowid);
}

/** Says how far a run has come. To be called after `writeVectors`: what it counts must be there. */
export function updateProgress(
  db: Database.Database,
  matrixId: number,
  { rows, dimension, leftOut }: Pick<MatrixRecord, 'rows' | 'dimension' | 'leftOut'>,
): void {
  db.prepare('UPDATE embedding_matrices SET rows = ?, dimension = ?, skipped = ? WHERE id = ?').run(
    rows,
    dimension,
    JSON.stringify(leftOut),
    matrixId,
  );
}

export function markComplete(db: Database.Database, matrixId: number): void {
  db.prepare('UPDATE embedding_matrices SET complete = 1 WHERE id = ?').run(matrixId);
}

/** Says where images have their vectors from now on, over what was said before. */
export async function writeVectors(
  db: Database.Database,
  key: EmbeddingKey,
  matrixId: number,
  vectors: readonly { sha256: string; row: number }[],
): Promise<void> {
  const write = db.prepare(
    `INSERT INTO embeddings (image_sha256, model_sha256, recipe_sha256, view, matrix_id, row)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET matrix_id = excluded.matrix_id, row = excluded.row`,
  );
  const writeAll = db.transaction((part: typeof vectors) => {
    for (const { sha256, row } of part) {
      write.run(sha256, key.modelSha256, key.recipeSha256, key.view, matrixId, row);
    }
  });
  for (let first = 0; first < vectors.length; first += rowsPerTransaction) {
    writeAll(vectors.slice(first, first + rowsPerTransaction));
    await setImmediate();
  }
}

/** Forgets a file of embeddings and the vectors that still lie in it. */
export async function deleteMatrix(db: Database.Database, matrixId: number): Promise<void> {
  const forget = db.prepare(
    `DELETE FROM embeddings WHERE (image_sha256, model_sha256, recipe_sha256, view) IN (
       SELECT image_sha256, model_sha256, recipe_sha256, view FROM embeddings WHERE matrix_id = ?
       LIMIT ${rowsPerTransaction})`,
  );
  while (forget.run(matrixId).changes > 0) await setImmediate();
  db.prepare('DELETE FROM embedding_matrices WHERE id = ?').run(matrixId);
}
