import { storedDataset } from '../datasets/stored-dataset.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { effectiveRecipe } from '../models/effective-recipe.ts';
import { listedModel } from '../models/model.ts';
import type { SourceRequest } from './evaluation-source.ts';

/** A dataset and a model of the workspace. */
export interface WorkspaceSource {
  readonly datasetId: number;
  readonly modelSha256: string;
  /** `auto`, or one of `providerNames`. */
  readonly provider: string;
  /** Images in one run of the model; null: chosen by the engine. */
  readonly batch: number | null;
}

/**
 * What an evaluation or a training of a dataset and a model of the workspace works on. The recipe is
 * fixed here: the one that a person chose for the model, else the file's own or a guess. A job that is
 * resumed later works with the same one.
 *
 * @throws IsolineError (input) `dataset-unknown`, `dataset-removed`, `model-unknown`, `model-removed`,
 *   what `effectiveRecipe` throws
 */
export function sourceOfWorkspace(
  { db, folder }: Pick<EmbeddingParts, 'db' | 'folder'>,
  { datasetId, modelSha256, provider, batch }: WorkspaceSource,
): Extract<SourceRequest, { kind: 'dataset' }> {
  const { root, manifest } = storedDataset(db, datasetId);
  const model = listedModel(db, folder, modelSha256);
  const { recipe, note } = effectiveRecipe(model);
  return {
    kind: 'dataset',
    path: manifest ?? root,
    model: model.file,
    recipe: { from: 'recipe', recipe, note },
    provider,
    batch,
    output: null,
  };
}
