import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Progress } from '../../contract/progress.ts';
import { IsolineError } from '../../core/errors.ts';
import type { DatasetReport, KeptReport } from './dataset-report.ts';
import { listClassProblems, listDuplicates, sumRows } from './dataset-report.ts';
import { readImageFile } from './image-file.ts';
import type { ImageRecord, ImageStatus } from './image-rows.ts';
import { ImageRows, imagesPerTransaction } from './image-rows.ts';
import { mapInOrder } from './in-order.ts';
import { readManifest } from './manifest.ts';
import { ProblemList } from './problems.ts';
import type { FoundImage, ScanSummary } from './scan.ts';
import { scanFolder, unreadableRootError } from './scan.ts';
import type { ClassSet } from './split.ts';
import { saveSplit } from './split.ts';

export interface ImportOptions {
  /** The dataset's name; default: that of the folder or of the manifest without its extension. */
  name?: string;
  /** Called after each image; stages `Finding images` (total unknown) and `Reading images`. */
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** A dataset row. */
interface Source {
  kind: 'folder' | 'manifest';
  root: string;
  manifest: string | null;
}

/** The images that a folder or a manifest names, and what else it says. */
interface Contents {
  images: (FoundImage & { line?: number })[];
  split: Map<string, ClassSet> | null;
  summary: ScanSummary;
}

/** How many image files are open at a time. */
const filesAtOnce = 8;

/**
 * Imports a labelled dataset: a folder with a folder per class, or a CSV manifest (manifest.ts). One
 * that was removed comes back into the lists.
 *
 * An import of the same root (or manifest) again brings the rows up to date: files of the same size
 * and time are not read again, images that are gone become `missing`, classes keep their sets by
 * name. A manifest with a column `split` replaces the sets. Nothing is written outside the database.
 *
 * From its first change until it ends, the dataset's fingerprint is empty, and `listImages` refuses
 * it; a stopped or killed import keeps what it has read and goes on from there when it is run again.
 *
 * @throws IsolineError `dataset-not-found`, `dataset-not-a-folder`, `dataset-unreadable`,
 *   `dataset-empty`, what `readManifest` throws (after all of these nothing is changed), or `stopped`
 *   (kind `interrupted`)
 */
export async function importDataset(
  db: Database.Database,
  path: string,
  options: ImportOptions = {},
): Promise<DatasetReport> {
  const { onProgress, signal } = options;
  try {
    const problems = new ProblemList();
    const source = await sourceAt(resolve(path));
    const contents = await findImages(source, problems, onProgress, signal);
    if (contents.images.length === 0) throw emptyError(source, contents.summary);
    const { datasetId, name } = registerDataset(db, source, options.name);
    const rows = new ImageRows(db, datasetId);
    await readImages(source, contents, rows, problems, onProgress, signal);
    await rows.markOthersMissing(
      source.kind === 'folder'
        ? 'The file was not found in the folder any more.'
        : 'The manifest no longer names the file.',
    );
    if (contents.split !== null) {
      saveSplit(db, datasetId, [...contents.split.keys()], [...contents.split.values()]);
    }

    const totals = await sumRows(db, datasetId, problems);
    listClassProblems(totals.classes, contents.summary.emptyFolders, problems);
    const duplicates = await listDuplicates(db, datasetId, problems);
    const total = (field: 'images' | 'unreadable' | 'missing'): number =>
      totals.classes.reduce((sum, tally) => sum + tally[field], 0);
    const { hidden, notImages, withoutClass } = contents.summary;
    const report: KeptReport = {
      counts: {
        images: total('images'),
        classes: totals.classes.filter(({ images }) => images > 0).length,
        bytes: totals.bytes,
        ...rows.changes,
        unreadable: total('unreadable'),
        missing: total('missing'),
        hidden,
        notImages,
        withoutClass,
        ...duplicates,
      },
      problems: problems.all(),
    };
    db.prepare('UPDATE datasets SET fingerprint = ?, report = ?, scanned_at = ? WHERE id = ?').run(
      totals.fingerprint,
      JSON.stringify(report),
      Date.now(),
      datasetId,
    );
    return {
      datasetId,
      name,
      ...source,
      fingerprint: totals.fingerprint,
      ...report,
      classes: totals.classes.filter(({ images, unreadable }) => images + unreadable > 0),
    };
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error;
    throw new IsolineError({
      code: 'stopped',
      kind: 'interrupted',
      sentence: `The import of ${path} was stopped.`,
      next: 'Import it again to go on: what was read is kept.',
      subject: path,
      cause: error,
    });
  }
}

async function sourceAt(path: string): Promise<Source> {
  const status = await stat(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw notFoundError(path, error);
    throw unreadableRootError(path, error);
  });
  if (status.isDirectory()) return { kind: 'folder', root: path, manifest: null };
  if (status.isFile() && extname(path).toLowerCase() === '.csv') {
    return { kind: 'manifest', root: dirname(path), manifest: path };
  }
  throw new IsolineError({
    code: 'dataset-not-a-folder',
    sentence: `${path} is neither a folder nor a CSV manifest.`,
    next: 'Give a folder with a folder per class, or a .csv file with the columns path,class.',
    subject: path,
  });
}

async function findImages(
  source: Source,
  problems: ProblemList,
  onProgress: ImportOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<Contents> {
  if (source.manifest !== null) {
    const { images, split } = await readManifest(source.manifest, signal);
    const summary = { hidden: 0, notImages: 0, withoutClass: 0, emptyFolders: [] };
    return { images, split, summary };
  }
  const images: FoundImage[] = [];
  const scan = scanFolder(source.root, problems, signal);
  for (;;) {
    const { done, value } = await scan.next();
    if (done) return { images, split: null, summary: value };
    images.push(value);
    onProgress?.({ stage: 'Finding images', done: images.length, total: null, unit: 'images' });
  }
}

/** Reads the files, a few at a time, and writes their rows in the order of the images. */
async function readImages(
  source: Source,
  contents: Contents,
  rows: ImageRows,
  problems: ProblemList,
  onProgress: ImportOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const total = contents.images.length;
  const records = mapInOrder(contents.images, filesAtOnce, (image) =>
    readRecord(source, image, rows, signal),
  );
  let unwritten: ImageRecord[] = [];
  let done = 0;
  try {
    for await (const { record, problem } of records) {
      // Missing images are listed with those that an earlier import knew.
      if (problem !== null) problems.add(problem, record.path, record.reason ?? '');
      unwritten.push(record);
      if (unwritten.length === imagesPerTransaction) {
        rows.write(unwritten);
        unwritten = [];
        await setImmediate();
      }
      onProgress?.({ stage: 'Reading images', done: ++done, total, unit: 'images' });
      signal?.throwIfAborted();
    }
  } finally {
    rows.write(unwritten);
  }
}

async function readRecord(
  source: Source,
  { path, className, line }: FoundImage & { line?: number },
  rows: ImageRows,
  signal: AbortSignal | undefined,
): Promise<{ record: ImageRecord; problem: 'unreadable' | 'unsupported-format' | null }> {
  signal?.throwIfAborted();
  const file = await readImageFile(join(source.root, path), rows.known(path), signal);
  if (!('unusable' in file)) {
    return { record: { path, className, status: 'ok', reason: null, ...file }, problem: null };
  }
  const { unusable, bytes, modifiedAt } = file;
  const missing = unusable === 'absent' && line !== undefined;
  const problem = unusable === 'absent' ? 'unreadable' : unusable;
  const record: ImageRecord = {
    path,
    className,
    status: missing ? 'missing' : 'unreadable',
    reason: line === undefined ? file.reason : `Line ${line} of the manifest: ${file.reason}`,
    bytes,
    modifiedAt,
    sha256: null,
    width: null,
    height: null,
  };
  return { record, problem: missing ? null : problem };
}

/** Finds the dataset's row or adds one, with an empty fingerprint until the import is done. */
function registerDataset(
  db: Database.Database,
  { kind, root, manifest }: Source,
  name: string | undefined,
): { datasetId: number; name: string } {
  return db.transaction(() => {
    const known = findDataset(db, { kind, root, manifest });
    if (known !== undefined) {
      db.prepare('UPDATE datasets SET name = ?, removed_at = NULL WHERE id = ?').run(
        name ?? known.name,
        known.id,
      );
      return { datasetId: known.id, name: name ?? known.name };
    }
    const given = name ?? (manifest === null ? basename(root) : basename(manifest, '.csv'));
    const now = Date.now();
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO datasets (name, kind, root, manifest, fingerprint, created_at, scanned_at)
         VALUES (?, ?, ?, ?, '', ?, ?)`,
      )
      .run(given, kind, root, manifest, now, now);
    return { datasetId: Number(lastInsertRowid), name: given };
  })();
}

/** The dataset of a root, removed or not. The tables cannot tell: to SQL, two absent manifests differ. */
export function findDataset(
  db: Database.Database,
  { kind, root, manifest }: Source,
): { id: number; name: string; removedAt: number | null } | undefined {
  return db
    .prepare<
      [string, string, string | null],
      { id: number; name: string; removedAt: number | null }
    >(
      `SELECT id, name, removed_at AS removedAt FROM datasets
       WHERE kind = ? AND root = ? AND manifest IS ?`,
    )
    .get(kind, root, manifest);
}

/** An image of a dataset, for those who read its pixels. */
export interface DatasetImage {
  id: number;
  /** Absolute, below the dataset's root. */
  path: string;
  /** Relative to the root, with '/'. */
  relativePath: string;
  className: string;
  /** Not null where the status is `ok`. */
  sha256: string | null;
  status: ImageStatus;
}

/**
 * All images of a dataset, unreadable and missing ones included, by code point of the class and then
 * of the path.
 *
 * @throws IsolineError `dataset-unknown`, or `dataset-incomplete` where an import did not end
 */
export function listImages(db: Database.Database, datasetId: number): DatasetImage[] {
  const dataset = db
    .prepare<[number], { name: string; root: string; fingerprint: string }>(
      'SELECT name, root, fingerprint FROM datasets WHERE id = ?',
    )
    .get(datasetId);
  if (dataset === undefined) throw unknownDatasetError(datasetId);
  if (dataset.fingerprint === '') throw incompleteDatasetError(dataset);
  // CROSS JOIN makes SQLite walk the classes in order and sort within each, not over all images.
  return db
    .prepare<[number], Omit<DatasetImage, 'path'>>(
      `SELECT images.id, path AS relativePath, name AS className, sha256, status
       FROM classes CROSS JOIN images ON class_id = classes.id
       WHERE classes.dataset_id = ? ORDER BY name, path`,
    )
    .all(datasetId)
    .map((row) => ({ ...row, path: join(dataset.root, row.relativePath) }));
}

/** The error `dataset-unknown`: no dataset has this id. */
export function unknownDatasetError(datasetId: number): IsolineError {
  return new IsolineError({
    code: 'dataset-unknown',
    sentence: `The workspace has no dataset ${datasetId}.`,
    next: 'Choose one of the datasets in the list.',
    subject: String(datasetId),
  });
}

/** The error `dataset-incomplete`: its import did not end. */
export function incompleteDatasetError({
  name,
  root,
}: {
  name: string;
  root: string;
}): IsolineError {
  return new IsolineError({
    code: 'dataset-incomplete',
    sentence: `The import of the dataset "${name}" did not end.`,
    next: `Import ${root} again; what was read is kept.`,
    subject: name,
  });
}

/** The error `dataset-not-found`: nothing is at this path. */
export function notFoundError(path: string, cause?: unknown): IsolineError {
  return new IsolineError({
    code: 'dataset-not-found',
    sentence: `There is no file or folder ${path}.`,
    next: 'Check the path; give a folder with a folder per class, or a CSV manifest.',
    subject: path,
    cause,
  });
}

function emptyError({ root, manifest }: Source, { withoutClass }: ScanSummary): IsolineError {
  let sentence = `The folder ${root} holds no images.`;
  let next = 'Choose a folder with a folder per class, and the images of each class in it.';
  if (manifest !== null) {
    sentence = `The manifest ${manifest} names no images.`;
    next = 'Add a line with path and class for every image.';
  } else if (withoutClass > 0) {
    const images = withoutClass === 1 ? 'image lies' : 'images lie';
    sentence = `The folder ${root} has no classes: its ${withoutClass} ${images} directly in it.`;
    next =
      'Move the images into folders that are named after their class, or write a CSV manifest.';
  }
  return new IsolineError({ code: 'dataset-empty', sentence, next, subject: manifest ?? root });
}
