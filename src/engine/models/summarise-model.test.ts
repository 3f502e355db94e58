import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelSummary } from '../../contract/api/models.ts';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { builtInModelFile } from './built-in-model.ts';
import { chooseRecipe, importModel, listedModel } from './model.ts';
import { presetRecipe } from './recipe.ts';
import { summariseModel } from './summarise-model.ts';
import {
  convolutionModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  writeModel,
} from './test-models.ts';

function openTestWorkspace(): Workspace {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  return workspace;
}

async function summaryOf(
  model: OnnxModel,
  metadata: Record<string, string> = {},
): Promise<ModelSummary> {
  const { db, folder } = openTestWorkspace();
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const file = writeModel(temporaryFolder(), { ...model, metadataProps });
  return summariseModel(await importModel(db, folder, file));
}

test('a guess comes with its reason until a person chooses', async () => {
  const { db, folder } = openTestWorkspace();
  const imported = await importModel(
    db,
    folder,
    writeModel(temporaryFolder(), convolutionModel('N', 16), 'shoes v7.onnx'),
  );
  const { sha256 } = imported;
  expect(await summariseModel(imported)).toEqual({
    sha256,
    name: 'shoes v7.onnx',
    origin: 'imported',
    bytes: imported.bytes,
    createdAt: imported.createdAt,
    opset: 17,
    inputs: [{ name: 'image', type: 'float32', shape: ['N', 3, 16, 16] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: ['N', 8] }],
    imageInput: {
      name: 'image',
      type: 'float32',
      layout: 'NCHW',
      channels: 3,
      height: 16,
      width: 16,
      batch: null,
    },
    recipe: presetRecipe('imagenet', imported.description),
    recipeSource: 'guess',
    recipeNote:
      'The preprocessing was guessed: Most image models were trained with ImageNet preprocessing. Choose a recipe for the model to be sure.',
  });
  chooseRecipe(db, folder, sha256, plainRecipe(16, 16));
  expect(await summariseModel(listedModel(db, folder, sha256))).toMatchObject({
    recipe: plainRecipe(16, 16),
    recipeSource: 'chosen',
    recipeNote: null,
  });
});

test('takes the recipe of the file, and says why there is none', async () => {
  const own = plainRecipe(4, 4, { colour: 'BGR' });
  expect(await summaryOf(pixelModel(), { 'isoline.recipe': JSON.stringify(own) })).toMatchObject({
    recipe: own,
    recipeSource: 'file',
    recipeNote: null,
  });
  expect(await summaryOf(pixelModel(), { 'isoline.recipe': '{}' })).toMatchObject({
    recipe: null,
    recipeSource: null,
    recipeNote: expect.stringMatching(
      /^The recipe in the model file is wrong: .* Mend the recipe, or start from a preset\.$/,
    ) as string,
  });
  expect(
    await summaryOf(pixelModel(), { 'isoline.recipe': JSON.stringify(plainRecipe(8, 8)) }),
  ).toMatchObject({
    recipe: null,
    recipeNote: expect.stringContaining("The recipe's size is [8, 8]") as string,
  });
  expect(await summaryOf(mapsAndTokensModel())).toMatchObject({
    recipe: null,
    recipeSource: null,
    recipeNote: expect.stringContaining('The model has several outputs') as string,
  });
});

test('knows where a model comes from', async () => {
  const { db, folder } = openTestWorkspace();
  const builtIn = await summariseModel(await importModel(db, folder, builtInModelFile));
  expect(builtIn).toMatchObject({
    origin: 'built-in',
    name: path.basename(builtInModelFile),
    recipeSource: 'file',
  });
  expect((await summaryOf(pixelModel(), { 'isoline.head': '{}' })).origin).toBe('trained');
  expect((await summaryOf(pixelModel(), { author: 'isoline.head' })).origin).toBe('imported');
});
