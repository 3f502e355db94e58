import type Database from 'better-sqlite3';
import type { DatasetSummary } from '../../contract/api/datasets.ts';
import { IsolineError } from '../../core/errors.ts';
import { unknownDatasetError } from './dataset.ts';

/** A dataset's row. */
export interface StoredDataset {
  id: number;
  name: string;
  kind: DatasetSummary['kind'];
  root: string;
  manifest: string | null;
  /** Empty while an import runs, and after one that did not end. */
  fingerprint: string;
  /** JSON: counts and problems of the last import that ended; null before. */
  report: string | null;
  createdAt: number;
  scannedAt: number;
  /** Null while it stands in the lists. */
  removedAt: number | null;
}

const columns = `id, name, kind, root, manifest, fingerprint, report, created_at AS createdAt,
  scanned_at AS scannedAt, removed_at AS removedAt`;

/** The datasets of the lists, the newest first. */
export function storedDatasets(db: Database.Database): StoredDataset[] {
  return db
    .prepare<[], StoredDataset>(
      `SELECT ${columns} FROM datasets WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC`,
    )
    .all();
}

/**
 * A dataset of the lists.
 *
 * @throws IsolineError `dataset-unknown`, `dataset-removed`
 */
export function storedDataset(db: Database.Database, datasetId: number): StoredDataset {
  const dataset = db
    .prepare<[number], StoredDataset>(`SELECT ${columns} FROM datasets WHERE id = ?`)
    .get(datasetId);
  if (dataset === undefined) throw unknownDatasetError(datasetId);
  if (dataset.removedAt === null) return dataset;
  throw new IsolineError({
    code: 'dataset-removed',
    sentence: `The dataset "${dataset.name}" was removed.`,
    next: `Restore it, or import ${dataset.manifest ?? dataset.root} again.`,
    subject: dataset.name,
  });
}

/** Gives a dataset another name. @throws IsolineError what `storedDataset` throws */
export function renameDataset(db: Database.Database, datasetId: number, name: string): void {
  storedDataset(db, datasetId);
  db.prepare('UPDATE datasets SET name = ? WHERE id = ?').run(name, datasetId);
}

/**
 * Takes a dataset out of the lists. Its rows and embeddings stay, and so do the evaluations that refer
 * to it: `restoreDataset`, or importing the same folder again, brings it back as it was. Without effect
 * on one that was removed before.
 *
 * @throws IsolineError `dataset-unknown`
 */
export function removeDataset(db: Database.Database, datasetId: number): void {
  const { changes } = db
    .prepare('UPDATE datasets SET removed_at = coalesce(removed_at, ?) WHERE id = ?')
    .run(Date.now(), datasetId);
  if (changes === 0) throw unknownDatasetError(datasetId);
}

/** Brings a removed dataset back into the lists. @throws IsolineError `dataset-unknown` */
export function restoreDataset(db: Database.Database, datasetId: number): void {
  const { changes } = db
    .prepare('UPDATE datasets SET removed_at = NULL WHERE id = ?')
    .run(datasetId);
  if (changes === 0) throw unknownDatasetError(datasetId);
}
