import type Database from 'better-sqlite3';
import type { DatasetDetails, DatasetSummary } from '../../contract/api/datasets.ts';
import { type DatasetClass, type KeptReport, listClassesWithoutSplit } from './dataset-report.ts';
import { ProblemList } from './problems.ts';
import { isReachable } from './reachable.ts';
import type { ClassSet } from './split.ts';
import { storedDataset, type StoredDataset, storedDatasets } from './stored-dataset.ts';

/** A class as its rows are now. */
export interface ClassTally extends DatasetClass {
  /** Bytes of the images that can be used. */
  bytes: number;
}

/** The datasets of the lists, the newest first. */
export function listDatasets(db: Database.Database): Promise<DatasetSummary[]> {
  return Promise.all(
    storedDatasets(db).map((dataset) => summarise(dataset, classTallies(db, dataset.id))),
  );
}

/**
 * A dataset with its classes and with what is wrong with it: what the last import found, and the classes
 * that the split as it is now leaves out.
 *
 * @throws IsolineError `dataset-unknown`, `dataset-removed`
 */
export async function describeDataset(
  db: Database.Database,
  datasetId: number,
): Promise<DatasetDetails> {
  const dataset = storedDataset(db, datasetId);
  const classes = classTallies(db, datasetId);
  const found = dataset.report === null ? [] : (JSON.parse(dataset.report) as KeptReport).problems;
  const unsplit = new ProblemList();
  listClassesWithoutSplit(classes, unsplit);
  return {
    ...(await summarise(dataset, classes)),
    classList: classes
      .filter(({ images, unreadable }) => images + unreadable > 0)
      .map(({ name, images, unreadable, missing, split }) => ({
        name,
        images,
        unreadable,
        missing,
        split,
      })),
    problems: [...found.filter(({ kind }) => kind !== 'class-without-split'), ...unsplit.all()],
  };
}

/** A dataset of the lists in short. @throws IsolineError `dataset-unknown`, `dataset-removed` */
export function summariseDataset(
  db: Database.Database,
  datasetId: number,
): Promise<DatasetSummary> {
  return summarise(storedDataset(db, datasetId), classTallies(db, datasetId));
}

/** All classes of a dataset, those without images included, by code point of the name. */
export function classTallies(db: Database.Database, datasetId: number): ClassTally[] {
  // Both sides in the order of their indexes: nothing is sorted, no row of an image is read.
  return db
    .prepare<[number], ClassTally>(
      `SELECT name, split,
              count(*) FILTER (WHERE status = 'ok') AS images,
              count(*) FILTER (WHERE status = 'unreadable') AS unreadable,
              count(*) FILTER (WHERE status = 'missing') AS missing,
              coalesce(sum(bytes) FILTER (WHERE status = 'ok'), 0) AS bytes
       FROM classes LEFT JOIN images ON class_id = classes.id
       WHERE classes.dataset_id = ? GROUP BY name ORDER BY name`,
    )
    .all(datasetId);
}

async function summarise(
  dataset: StoredDataset,
  classes: readonly ClassTally[],
): Promise<DatasetSummary> {
  const { id, name, kind, root, manifest, fingerprint, createdAt, scannedAt } = dataset;
  const present = classes.filter(({ images }) => images > 0);
  const set = (wanted: ClassSet): { classes: number; images: number } => {
    const members = present.filter(({ split }) => split === wanted);
    return { classes: members.length, images: sum(members, 'images') };
  };
  return {
    id,
    name,
    kind,
    root,
    manifest,
    complete: fingerprint !== '',
    reachable: await isReachable(root),
    fingerprint,
    images: sum(present, 'images'),
    classes: present.length,
    bytes: sum(present, 'bytes'),
    sets: classes.some(({ split }) => split !== null)
      ? {
          training: set('training'),
          calibration: set('calibration'),
          heldOut: set('held-out'),
        }
      : null,
    createdAt,
    scannedAt,
  };
}

function sum(classes: readonly ClassTally[], field: 'images' | 'bytes'): number {
  return classes.reduce((total, tally) => total + tally[field], 0);
}
