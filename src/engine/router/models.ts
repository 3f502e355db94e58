import { findImageFile } from '../datasets/thumbnail.ts';
import type { Engine } from '../engine.ts';
import type { ImportModelRequest } from '../job-kinds.ts';
import { builtInModelFile } from '../models/built-in-model.ts';
import { effectiveRecipe } from '../models/effective-recipe.ts';
import { modelBlob } from '../models/model-blob.ts';
import {
  chooseRecipe,
  importModel,
  listedModel,
  listModels,
  type ModelRecord,
  removeModel,
  restoreModel,
} from '../models/model.ts';
import type { ParityRequest } from '../models/parity.ts';
import { previewImage } from '../models/preview.ts';
import { presetRecipes } from '../models/recipe.ts';
import { summariseModel } from '../models/summarise-model.ts';
import { implementation } from './base.ts';

const { models } = implementation;

function modelOf({ db, workspace }: Engine, sha256: string): ModelRecord {
  return listedModel(db, workspace.folder, sha256);
}

/** ONNX models with their preprocessing. */
export const modelsRouter = models.router({
  list: models.list.handler(({ context: { engine } }) =>
    Promise.all(listModels(engine.db, engine.workspace.folder).map(summariseModel)),
  ),
  get: models.get.handler(({ input, context: { engine } }) =>
    summariseModel(modelOf(engine, input.sha256)),
  ),
  import: models.import.handler(async ({ input, context: { engine, folders } }) => {
    const request: ImportModelRequest = { path: await folders.check(input.path) };
    return { jobId: engine.jobs.start('import-model', request).id };
  }),
  importBuiltIn: models.importBuiltIn.handler(async ({ context: { engine } }) =>
    summariseModel(await importModel(engine.db, engine.workspace.folder, builtInModelFile)),
  ),
  presets: models.presets.handler(({ input, context: { engine } }) =>
    presetRecipes(modelOf(engine, input.sha256).description),
  ),
  setRecipe: models.setRecipe.handler(({ input: { sha256, recipe }, context: { engine } }) => {
    chooseRecipe(engine.db, engine.workspace.folder, sha256, recipe);
    return summariseModel(modelOf(engine, sha256));
  }),
  preview: models.preview.handler(({ input, context: { engine } }) => {
    const { description } = modelOf(engine, input.sha256);
    return previewImage(findImageFile(engine.db, input.imageId).file, input.recipe, description);
  }),
  parity: models.parity.handler(async ({ input, context: { engine, folders } }) => {
    const vectors = await folders.check(input.vectors);
    const list = await folders.check(input.list);
    const request: ParityRequest = {
      modelSha256: input.sha256,
      recipe: effectiveRecipe(modelOf(engine, input.sha256)).recipe,
      vectors,
      list,
      folders: folders.roots,
      provider: 'auto',
    };
    return { jobId: engine.jobs.start('parity', request).id };
  }),
  remove: models.remove.handler(({ input, context: { engine } }) => {
    removeModel(engine.db, input.sha256);
  }),
  restore: models.restore.handler(({ input, context: { engine } }) => {
    restoreModel(engine.db, input.sha256);
    return summariseModel(modelOf(engine, input.sha256));
  }),
  download: models.download.handler(async ({ input, context: { engine } }) => {
    const model = modelOf(engine, input.sha256);
    return { name: model.name, file: await modelBlob(model) };
  }),
});
