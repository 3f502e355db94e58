import path from 'node:path';
import type { Parity } from '../../contract/api/models.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import { readCsvRows } from '../datasets/csv-rows.ts';
import { GrantedFolders } from '../datasets/granted-folders.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readNpyHeader } from '../embedding/npy.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { getModel } from './model.ts';
import type { ParityImage, ParityTaskInput } from './parity-task.ts';
import { chooseProvider } from './providers.ts';

/** What it takes to compare a model's embeddings with those of a running system, now and again. */
export interface ParityRequest {
  modelSha256: string;
  recipe: Recipe;
  /** .npy [N, D] of the running system. Absolute. */
  vectors: string;
  /** CSV with the column `path`, in row order. Absolute. */
  list: string;
  /** Granted folders: images lie below them, or below the folder of the list. */
  folders: readonly string[];
  /** `auto`, or one of `providerNames`. */
  provider: string;
}

/** Images in one run of the model. */
const batch = 32;

/**
 * Compares the embeddings of a model with those that a running system gave for the same images:
 * whether preprocessing and model are the same there and here.
 *
 * @throws IsolineError (input) `parity-count`; `path-not-granted`, `folder-unreadable` for an image of
 *   the list; what `readNpyHeader`, `readCsvRows`, `getModel` and `parityTask` throw
 */
export async function checkParity(
  { db, folder, compute }: EmbeddingParts,
  request: ParityRequest,
  { onProgress, signal }: JobHooks,
): Promise<Parity> {
  const { modelSha256, recipe, vectors, list } = request;
  const { file: modelFile, description: model } = getModel(db, folder, modelSha256);
  const header = await readNpyHeader(vectors);
  const images = await readImageList(list, request.folders, { onProgress, signal });
  if (images.length !== header.rows) {
    throw new IsolineError({
      code: 'parity-count',
      sentence: `${list} names ${images.length} images, but ${vectors} has ${header.rows} rows.`,
      next: 'Give one line for each row of the matrix, in its order.',
      subject: list,
    });
  }
  const { threads } = compute;
  const { provider } = await chooseProvider(request.provider, {
    modelFile,
    model,
    recipe,
    threads,
  });
  const input: ParityTaskInput = {
    modelFile,
    model,
    recipe,
    provider,
    batch,
    images,
    vectors,
    header,
  };
  return compute.run<Parity>('models.parity', input, { onProgress, signal });
}

/** The images of a list, in its order, each at a place that may be read. */
async function readImageList(
  list: string,
  granted: readonly string[],
  { onProgress, signal }: JobHooks,
): Promise<ParityImage[]> {
  const root = path.dirname(list);
  const folders = new GrantedFolders([...granted, root]);
  const images: ParityImage[] = [];
  for await (const { line, values } of readCsvRows(list, ['path'], [['path']])) {
    signal.throwIfAborted();
    const name = values.path ?? '';
    if (name === '') {
      throw new IsolineError({
        code: 'parity-path-empty',
        sentence: `${list}, line ${line}: the path is empty.`,
        next: 'Name an image in every line.',
        subject: list,
      });
    }
    images.push({ name, file: await folders.check(path.resolve(root, name)) });
    onProgress({ stage: 'Finding images', done: images.length, total: null, unit: 'images' });
  }
  return images;
}
