import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { importDataset } from '../datasets/dataset.ts';
import { relocateDataset } from '../datasets/relocate.ts';
import { removeDataset, restoreDataset } from '../datasets/stored-dataset.ts';
import { openEngine } from '../engine.ts';
import { partsOf } from '../job-kinds.ts';
import { chooseRecipe, importModel, removeModel, restoreModel } from '../models/model.ts';
import { presetRecipe } from '../models/recipe.ts';
import { mapsAndTokensModel, pixelModel, plainRecipe, writeModel } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type EvaluationSource, prepareSource } from './evaluation-source.ts';
import { sourceOfWorkspace } from './workspace-source.ts';

/** Two classes of two images of 4 x 4. */
async function drawImages(folder: string): Promise<string> {
  for (const [k, name] of ['a/1', 'a/2', 'b/1', 'b/2'].entries()) {
    const file = path.join(folder, `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    const background = { r: 10 + 60 * k, g: 200, b: 250 - 60 * k };
    await sharp({ create: { width: 4, height: 4, channels: 3, background } })
      .png()
      .toFile(file);
  }
  return folder;
}

test('evaluates with the recipe that a person chose, else with that of the model', async () => {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  const parts = partsOf(engine);
  const { db, folder } = parts;
  const root = await drawImages(temporaryFolder());
  const { datasetId } = await importDataset(db, root);
  const model = await importModel(db, folder, writeModel(temporaryFolder(), pixelModel()));
  const wanted = { datasetId, modelSha256: model.sha256, provider: 'cpu', batch: 2 };
  const prepare = (): Promise<EvaluationSource> =>
    prepareSource(parts, sourceOfWorkspace(parts, wanted), {
      onProgress: () => {},
      signal: new AbortController().signal,
    });

  const guessed = await prepare();
  expect(guessed).toMatchObject({
    datasetId,
    modelSha256: model.sha256,
    recipe: presetRecipe('imagenet', model.description),
    recipeNote: expect.stringMatching(
      /^The preprocessing was guessed: .* Choose a recipe/,
    ) as string,
    rowClasses: ['a', 'a', 'b', 'b'],
  });

  const chosen = plainRecipe(4, 4, { colour: 'BGR' });
  chooseRecipe(db, folder, model.sha256, chosen);
  const request = sourceOfWorkspace(parts, wanted);
  expect(request).toEqual({
    kind: 'dataset',
    path: root,
    model: model.file,
    recipe: { from: 'recipe', recipe: chosen, note: null },
    provider: 'cpu',
    batch: 2,
    output: null,
  });
  // What a job keeps of it is JSON: resumed after another choice, it works with the same recipe.
  expect(JSON.parse(JSON.stringify(request))).toEqual(request);
  expect(await prepare()).toMatchObject({ recipe: chosen, recipeNote: null });

  const moved = await drawImages(temporaryFolder());
  await relocateDataset(db, datasetId, moved);
  expect(await prepare()).toMatchObject({ datasetId, embedding: { decoded: 0 } });
});

test('takes the manifest of a dataset that has one', async () => {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  const parts = partsOf(engine);
  const root = await drawImages(temporaryFolder());
  const manifest = path.join(root, 'list.csv');
  writeFileSync(manifest, 'path,class\na/1.png,x\nb/1.png,y\n');
  const { datasetId } = await importDataset(engine.db, manifest);
  const { sha256 } = await importModel(
    engine.db,
    parts.folder,
    writeModel(temporaryFolder(), pixelModel()),
  );
  const wanted = { datasetId, modelSha256: sha256, provider: 'auto', batch: null };
  expect(sourceOfWorkspace(parts, wanted)).toMatchObject({ path: manifest });
});

test('refuses what is not in the lists, and a model without a recipe that works', async () => {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  const parts = partsOf(engine);
  const { db, folder } = parts;
  const { datasetId } = await importDataset(db, await drawImages(temporaryFolder()));
  const { sha256 } = await importModel(
    db,
    folder,
    writeModel(temporaryFolder(), mapsAndTokensModel()),
  );
  const codeOf = (changes: { datasetId?: number; modelSha256?: string } = {}): string => {
    try {
      sourceOfWorkspace(parts, {
        datasetId,
        modelSha256: sha256,
        provider: 'cpu',
        batch: null,
        ...changes,
      });
      return 'none';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf()).toBe('model-several-outputs');
  chooseRecipe(db, folder, sha256, plainRecipe(4, 4, { output: 'maps', pooling: 'flatten' }));
  expect(codeOf()).toBe('none');
  expect(codeOf({ datasetId: 99 })).toBe('dataset-unknown');
  expect(codeOf({ modelSha256: 'f'.repeat(64) })).toBe('model-unknown');
  removeModel(db, sha256);
  expect(codeOf()).toBe('model-removed');
  restoreModel(db, sha256);
  removeDataset(db, datasetId);
  expect(codeOf()).toBe('dataset-removed');
  restoreDataset(db, datasetId);
  expect(codeOf()).toBe('none');
});
