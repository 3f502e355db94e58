import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import { findDataset, notFoundError, unknownDatasetError } from './dataset.ts';
import { hashFile } from './image-file.ts';

/** At most so many files are looked for, and so many of them hashed. */
const filesLookedFor = 1000;
const filesHashed = 10;

/**
 * Tells the workspace that a dataset's root was moved. The row changes only when the images are
 * there: all of them, or a sample of at least 500 spread evenly over the paths where there are more
 * than 1,000, each of its known size, and ten of its known SHA-256.
 *
 * @throws IsolineError `dataset-unknown`, `dataset-not-found`, `dataset-known-elsewhere` (another
 *   dataset has this root already), `dataset-relocation-mismatch` (names the first file that is
 *   missing or differs)
 */
export async function relocateDataset(
  db: Database.Database,
  datasetId: number,
  newRoot: string,
): Promise<void> {
  const root = resolve(newRoot);
  const dataset = db
    .prepare<[number], { kind: 'folder' | 'manifest'; manifest: string | null }>(
      "SELECT kind, manifest FROM datasets WHERE id = ? AND kind <> 'embeddings'",
    )
    .get(datasetId);
  if (dataset === undefined) throw unknownDatasetError(datasetId);
  const found = await stat(root).catch((error: unknown) => {
    throw notFoundError(root, error);
  });
  if (!found.isDirectory()) throw notFoundError(root);
  const manifest = dataset.manifest === null ? null : join(root, basename(dataset.manifest));
  if (manifest !== null) await verify(manifest, null, null);

  const sample = sampleImages(db, datasetId);
  if (sample.length === 0) throw mismatch(root, 'The dataset has no readable image to look for');
  const hashEvery = Math.max(1, Math.floor(sample.length / filesHashed));
  for (const [k, { path, bytes, sha256 }] of sample.entries()) {
    await verify(join(root, path), bytes, k % hashEvery === 0 ? sha256 : null);
  }

  db.transaction(() => {
    const other = findDataset(db, { kind: dataset.kind, root, manifest });
    if (other !== undefined && other.id !== datasetId) {
      const removed = other.removedAt !== null;
      throw new IsolineError({
        code: 'dataset-known-elsewhere',
        sentence: removed
          ? `${root} is the dataset "${other.name}", which was removed.`
          : `${root} is the dataset "${other.name}" already.`,
        next: removed ? 'Import the folder to bring that dataset back.' : 'Use that dataset.',
        subject: root,
      });
    }
    db.prepare('UPDATE datasets SET root = ?, manifest = ? WHERE id = ?').run(
      root,
      manifest,
      datasetId,
    );
  })();
}

interface SampledImage {
  path: string;
  bytes: number;
  sha256: string;
}

function sampleImages(db: Database.Database, datasetId: number): SampledImage[] {
  const { images } = db
    .prepare<[number], { images: number }>(
      "SELECT count(*) AS images FROM images WHERE dataset_id = ? AND status = 'ok'",
    )
    .get(datasetId) as { images: number };
  return db
    .prepare<[number, number], SampledImage>(
      `SELECT path, bytes, sha256 FROM (
         SELECT path, bytes, sha256, row_number() OVER (ORDER BY path) AS position
         FROM images WHERE dataset_id = ? AND status = 'ok')
       WHERE (position - 1) % ? = 0 ORDER BY path`,
    )
    .all(datasetId, Math.max(1, Math.ceil(images / filesLookedFor)));
}

/** Compares a file with what is known of it; null: not compared. */
async function verify(path: string, bytes: number | null, sha256: string | null): Promise<void> {
  const status = await stat(path).catch((error: unknown) => {
    throw mismatch(path, `${path} is missing`, error);
  });
  if (bytes === null) return;
  if (status.size !== bytes) {
    throw mismatch(path, `${path} has ${status.size} bytes, not ${bytes} as at the import`);
  }
  if (sha256 !== null && (await hashFile(path, bytes)) !== sha256) {
    throw mismatch(path, `${path} has other contents than at the import`);
  }
}

function mismatch(subject: string, what: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'dataset-relocation-mismatch',
    sentence: `${what}; the dataset stays where it was.`,
    next: 'Choose the folder that the images were moved to, or import this one as a new dataset.',
    subject,
    cause,
  });
}
