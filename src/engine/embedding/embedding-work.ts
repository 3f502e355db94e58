import { createHash } from 'node:crypto';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import type { Progress } from '../../contract/progress.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { DatasetImage } from '../datasets/dataset.ts';
import { listImages } from '../datasets/dataset.ts';
import type { ComputeHost } from '../jobs/compute.ts';
import type { ModelRecord } from '../models/model.ts';
import { getModel } from '../models/model.ts';
import { checkRecipe, recipeSha256 } from '../models/recipe.ts';
import type { EmbeddingKey } from './embedding-rows.ts';
import { type View, viewKey } from './view.ts';

/** The parts of the engine that embedding works with. */
export interface EmbeddingParts {
  db: Database.Database;
  /** The workspace's folder. */
  folder: string;
  compute: Pick<ComputeHost, 'run' | 'threads'>;
}

export interface EmbedDatasetRequest {
  datasetId: number;
  /** Of a model that was imported. */
  modelSha256: string;
  recipe: Recipe;
  /** Default: the images as they are. */
  view?: View;
  /** Only these images, by their path relative to the dataset's root; default: all. */
  paths?: ReadonlySet<string>;
  /** `auto`, or one of `providerNames`. */
  provider: string;
  /** Images in one run of the model; default 32. */
  batch?: number;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** An image of the dataset that can be read. */
export type UsableImage = DatasetImage & { sha256: string };

/** What one call of `embedDataset` works on. */
export interface EmbeddingWork extends EmbeddingParts {
  request: EmbedDatasetRequest;
  model: ModelRecord;
  key: EmbeddingKey;
  /** In the order of the matrix. */
  images: UsableImage[];
  /** The first image of each hash, in the same order. */
  unique: UsableImage[];
  /** SHA-256 over class, path and image hash of every row: the snapshot. */
  fingerprint: string;
  embeddingsFolder: string;
  /** Begins the names of all files of this dataset, model, recipe and view. */
  fileStem: string;
}

/**
 * Checks a request against the workspace.
 *
 * @throws IsolineError (input) `batch-invalid`, `dataset-unknown`, `dataset-incomplete`,
 *   `dataset-no-images`, `model-unknown`, what `checkRecipe` throws
 */
export function prepareWork(parts: EmbeddingParts, request: EmbedDatasetRequest): EmbeddingWork {
  const { datasetId, modelSha256, recipe, view = null, paths, batch } = request;
  if (batch !== undefined && !(Number.isSafeInteger(batch) && batch >= 1)) {
    throw new IsolineError({
      code: 'batch-invalid',
      sentence: `A batch of ${batch} images is not possible.`,
      next: 'Give a whole number of 1 or more.',
    });
  }
  const images = listImages(parts.db, datasetId)
    .filter(isUsable)
    .filter(({ relativePath }) => paths?.has(relativePath) !== false);
  if (images.length === 0) {
    throw new IsolineError({
      code: 'dataset-no-images',
      sentence: `The dataset ${datasetId} has no image that can be read.`,
      next: 'See the problems that its import listed.',
      subject: String(datasetId),
    });
  }
  const model = getModel(parts.db, parts.folder, modelSha256);
  checkRecipe(recipe, model.description);
  const seen = new Set<string>();
  const unique = images.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
  const key = { modelSha256, recipeSha256: recipeSha256(recipe), view: viewKey(view) };
  const nameParts = [key.modelSha256, key.recipeSha256, key.view].map((part) => part.slice(0, 12));
  return {
    ...parts,
    request,
    model,
    key,
    images,
    unique,
    fingerprint: snapshotFingerprint(images),
    embeddingsFolder: path.resolve(parts.folder, 'embeddings'),
    fileStem: `dataset-${datasetId}-${nameParts.join('-')}-`,
  };
}

function isUsable(image: DatasetImage): image is UsableImage {
  return image.status === 'ok' && image.sha256 !== null;
}

function snapshotFingerprint(images: readonly UsableImage[]): string {
  const hash = createHash('sha256');
  for (const { className, relativePath, sha256 } of images) {
    hash.update(JSON.stringify([className, relativePath, sha256]));
  }
  return hash.digest('hex');
}
