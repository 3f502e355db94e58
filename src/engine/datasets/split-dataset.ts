import type Database from 'better-sqlite3';
import { incompleteDatasetError } from './dataset.ts';
import { classTallies } from './describe-dataset.ts';
import { checkSplit, readSplitFile, saveSplit, splitClasses } from './split.ts';
import { storedDataset } from './stored-dataset.ts';

/**
 * Divides the classes of a dataset that have images into sets, in place of the split it had.
 *
 * @param by a seed (`splitClasses`), a CSV file (`readSplitFile`), or null for no split
 * @throws IsolineError (after all of them the split stays as it was) `dataset-unknown`,
 *   `dataset-removed`, `dataset-incomplete`; `split-set-empty` where nothing could be measured; what
 *   `readSplitFile` throws
 */
export async function splitDataset(
  db: Database.Database,
  datasetId: number,
  by: { seed: number } | { file: string } | null,
): Promise<void> {
  const dataset = storedDataset(db, datasetId);
  if (dataset.fingerprint === '') throw incompleteDatasetError(dataset);
  if (by === null) {
    saveSplit(db, datasetId, [], []);
    return;
  }
  const names = classTallies(db, datasetId)
    .filter(({ images }) => images > 0)
    .map(({ name }) => name);
  const sets = 'seed' in by ? splitClasses(names, by.seed) : await readSplitFile(by.file, names);
  checkSplit(sets);
  saveSplit(db, datasetId, names, sets);
}
