import { describeDataset, listDatasets, summariseDataset } from '../datasets/describe-dataset.ts';
import { pageOfImages } from '../datasets/image-page.ts';
import { relocateDataset } from '../datasets/relocate.ts';
import { splitDataset } from '../datasets/split-dataset.ts';
import {
  removeDataset,
  renameDataset,
  restoreDataset,
  storedDataset,
} from '../datasets/stored-dataset.ts';
import type { ImportRequest } from '../job-kinds.ts';
import { implementation } from './base.ts';

const { datasets } = implementation;

/** Labelled folders and manifests. */
export const datasetsRouter = datasets.router({
  list: datasets.list.handler(({ context: { engine } }) => listDatasets(engine.db)),
  get: datasets.get.handler(({ input, context: { engine } }) =>
    describeDataset(engine.db, input.id),
  ),
  import: datasets.import.handler(async ({ input, context: { engine, folders } }) => {
    const path = await folders.check(input.path);
    const request: ImportRequest = { path, name: input.name ?? null };
    return { jobId: engine.jobs.start('import', request).id };
  }),
  images: datasets.images.handler(({ input, context: { engine } }) => {
    const { id, className, offset, limit } = input;
    return pageOfImages(engine.db, { datasetId: id, className, offset, limit });
  }),
  rename: datasets.rename.handler(({ input, context: { engine } }) => {
    renameDataset(engine.db, input.id, input.name);
    return summariseDataset(engine.db, input.id);
  }),
  split: datasets.split.handler(async ({ input: { id, by }, context: { engine, folders } }) => {
    const checked = by !== null && 'file' in by ? { file: await folders.check(by.file) } : by;
    await splitDataset(engine.db, id, checked);
    return describeDataset(engine.db, id);
  }),
  relocate: datasets.relocate.handler(async ({ input, context: { engine, folders } }) => {
    const path = await folders.check(input.path);
    storedDataset(engine.db, input.id);
    await relocateDataset(engine.db, input.id, path);
    return summariseDataset(engine.db, input.id);
  }),
  remove: datasets.remove.handler(({ input, context: { engine } }) => {
    removeDataset(engine.db, input.id);
  }),
  restore: datasets.restore.handler(({ input, context: { engine } }) => {
    restoreDataset(engine.db, input.id);
    return summariseDataset(engine.db, input.id);
  }),
});
