import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { compareCodePoints } from '../../core/code-point-order.ts';
import type { ImageStatus } from './image-rows.ts';
import { pagedRows } from './in-order.ts';
import type { DatasetProblem, ProblemList } from './problems.ts';
import type { ClassSet } from './split.ts';

export interface DatasetCounts {
  /** Images that can be used. */
  images: number;
  /** Classes with at least one such image. */
  classes: number;
  /** Bytes of these images. */
  bytes: number;
  /** Against the import before. */
  added: number;
  changed: number;
  unchanged: number;
  /** Images that are there but cannot be used. */
  unreadable: number;
  /** Images that an earlier import or the manifest knows and that are not there. */
  missing: number;
  /** Hidden files and folders passed over. */
  hidden: number;
  /** Files that are no images by name. */
  notImages: number;
  /** Images that lie in no class folder. */
  withoutClass: number;
  /** Files beyond the first of byte-identical ones in a class. */
  duplicatesWithinClasses: number;
  /** Distinct contents that stand in more than one class. */
  duplicatesAcrossClasses: number;
}

export interface DatasetClass {
  name: string;
  /** Images that can be used. */
  images: number;
  unreadable: number;
  missing: number;
  split: ClassSet | null;
}

/** What is kept of a report with the dataset; the rest of it the tables tell. */
export interface KeptReport {
  counts: DatasetCounts;
  problems: DatasetProblem[];
}

/** What an import found, and what is wrong with it. */
export interface DatasetReport extends KeptReport {
  datasetId: number;
  name: string;
  kind: 'folder' | 'manifest';
  root: string;
  manifest: string | null;
  fingerprint: string;
  /** Classes of which at least one image is there, by code point. */
  classes: DatasetClass[];
}

const rowsPerPage = 1000;

/** What the rows of a dataset add up to. */
export interface RowTotals {
  fingerprint: string;
  bytes: number;
  /** All classes of the dataset by name, in the order of code points. */
  classes: DatasetClass[];
}

/**
 * Counts the images of each class and takes the dataset's fingerprint: SHA-256 over the lines
 * `path TAB class TAB sha256 LF` of the images that can be used, by code point of the path.
 */
export async function sumRows(
  db: Database.Database,
  datasetId: number,
  problems: ProblemList,
): Promise<RowTotals> {
  interface Row {
    path: string;
    name: string;
    status: ImageStatus;
    reason: string | null;
    bytes: number;
    sha256: string | null;
  }
  const classes = new Map<string, DatasetClass>();
  const classRows = db
    .prepare<[number], { name: string; split: ClassSet | null }>(
      'SELECT name, split FROM classes WHERE dataset_id = ? ORDER BY name',
    )
    .all(datasetId);
  for (const { name, split } of classRows) {
    classes.set(name, { name, images: 0, unreadable: 0, missing: 0, split });
  }
  const rowsAfter = db.prepare<[number, string, number], Row>(
    `SELECT path, name, status, reason, bytes, sha256
     FROM images JOIN classes ON classes.id = class_id
     WHERE images.dataset_id = ? AND path > ? ORDER BY path LIMIT ?`,
  );
  const hash = createHash('sha256');
  let bytes = 0;
  const rows = pagedRows<Row>((after) => rowsAfter.all(datasetId, after?.path ?? '', rowsPerPage));
  for await (const row of rows) {
    const tally = classes.get(row.name) as DatasetClass;
    if (row.status === 'ok') {
      tally.images++;
      bytes += row.bytes;
      hash.update(`${row.path}\t${row.name}\t${row.sha256}\n`);
    } else {
      tally[row.status]++;
      if (row.status === 'missing') problems.add('missing', row.path, row.reason ?? '');
    }
  }
  return { fingerprint: hash.digest('hex'), bytes, classes: [...classes.values()] };
}

/**
 * Lists what is wrong with classes.
 *
 * @param classes all classes of the dataset
 * @param emptyFolders folders that would be classes if they held images
 */
export function listClassProblems(
  classes: readonly DatasetClass[],
  emptyFolders: readonly string[],
  problems: ProblemList,
): void {
  for (const folder of emptyFolders) {
    problems.add('empty-class', folder, 'The folder holds no images, at any depth.', 0);
  }
  for (const { name, images, unreadable, missing } of classes) {
    if (images + unreadable === 0) {
      const reason = 'None of the images that the class had is there any more.';
      problems.add('vanished-class', name, reason, missing);
    } else if (images === 0) {
      problems.add('empty-class', name, 'None of the images of the class can be read.', unreadable);
    } else {
      if (images === 1) {
        const reason = 'The class has one image: no genuine pair and no false reject rate.';
        problems.add('single-image-class', name, reason);
      }
    }
  }
  listClassesWithoutSplit(classes, problems);
}

/** Lists the classes with images that belong to no set while others do. */
export function listClassesWithoutSplit(
  classes: readonly DatasetClass[],
  problems: ProblemList,
): void {
  if (!classes.some(({ split }) => split !== null)) return;
  for (const { name, images, split } of classes) {
    if (images === 0 || split !== null) continue;
    const reason = 'The class is in none of the sets; split the dataset again.';
    problems.add('class-without-split', name, reason, images);
  }
}

/** Files of equal bytes. */
interface DuplicateGroup {
  /** By code point. */
  paths: string[];
  pathsOfClass: Map<string, string[]>;
}

/**
 * Lists byte-identical images within a class, and under different labels.
 *
 * @returns the two counts of the report
 */
export async function listDuplicates(
  db: Database.Database,
  datasetId: number,
  problems: ProblemList,
): Promise<Pick<DatasetCounts, 'duplicatesWithinClasses' | 'duplicatesAcrossClasses'>> {
  const groups = await duplicateGroups(db, datasetId);
  let duplicatesWithinClasses = 0;
  let duplicatesAcrossClasses = 0;
  for (const { paths, pathsOfClass } of groups) {
    if (pathsOfClass.size > 1) {
      duplicatesAcrossClasses++;
      const names = [...pathsOfClass.keys()].sort(compareCodePoints).map((name) => `"${name}"`);
      problems.add(
        'duplicate-across-classes',
        paths[0] as string,
        `The same image is labelled ${listed(names)}: ${listed(paths)}.`,
        paths.length,
      );
    }
    for (const [name, inClass] of pathsOfClass) {
      if (inClass.length === 1) continue;
      duplicatesWithinClasses += inClass.length - 1;
      problems.add(
        'duplicate-within-class',
        inClass[0] as string,
        `The class "${name}" holds the same image ${inClass.length} times: ${listed(inClass)}.`,
        inClass.length,
      );
    }
  }
  return { duplicatesWithinClasses, duplicatesAcrossClasses };
}

async function duplicateGroups(
  db: Database.Database,
  datasetId: number,
): Promise<DuplicateGroup[]> {
  interface Row {
    id: number;
    sha256: string;
    path: string;
    name: string;
  }
  const rowsAfter = db.prepare<[number, string, number, number], Row>(
    `SELECT images.id, sha256, path, name
     FROM images JOIN classes ON classes.id = class_id
     WHERE images.dataset_id = ? AND (sha256, images.id) > (?, ?) AND status = 'ok'
     ORDER BY sha256, images.id LIMIT ?`,
  );
  const groups: DuplicateGroup[] = [];
  let same: Row[] = [];
  const endGroup = (): void => {
    if (same.length < 2) return;
    same.sort((a, b) => compareCodePoints(a.path, b.path));
    const pathsOfClass = new Map<string, string[]>();
    for (const { path, name } of same) {
      const paths = pathsOfClass.get(name);
      if (paths === undefined) pathsOfClass.set(name, [path]);
      else paths.push(path);
    }
    groups.push({ paths: same.map(({ path }) => path), pathsOfClass });
  };
  const rows = pagedRows<Row>((after) =>
    rowsAfter.all(datasetId, after?.sha256 ?? '', after?.id ?? 0, rowsPerPage),
  );
  for await (const row of rows) {
    if (row.sha256 !== same[0]?.sha256) {
      endGroup();
      same = [];
    }
    same.push(row);
  }
  endGroup();
  return groups.sort((a, b) => compareCodePoints(a.paths[0] as string, b.paths[0] as string));
}

/** The first five items, and how many more there are. */
function listed(items: readonly string[]): string {
  const first = items.slice(0, 5).join(', ');
  return items.length > 5 ? `${first} and ${items.length - 5} more` : first;
}
