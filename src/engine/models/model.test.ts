import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import type { Recipe } from '../../contract/recipe.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { Workspace } from '../store/workspace.ts';
import { openWorkspace } from '../store/workspace.ts';
import {
  chooseRecipe,
  getModel,
  importModel,
  listedModel,
  listModels,
  removeModel,
  restoreModel,
} from './model.ts';
import { openEmbeddingSession } from './session.ts';
import {
  convolutionModel,
  pixelModel,
  plainRecipe,
  writeModel,
  writeModelWithExternalData,
} from './test-models.ts';

function openTestWorkspace(): Workspace {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  return workspace;
}

test('copies a model under its hash, once', async () => {
  const { db, folder, modelsFolder } = openTestWorkspace();
  const file = writeModel(temporaryFolder(), convolutionModel(), 'shoes v7.onnx');
  const bytes = readFileSync(file);
  const imported = await importModel(db, folder, file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(imported).toMatchObject({
    sha256,
    name: 'shoes v7.onnx',
    bytes: bytes.length,
  });
  expect(imported.file).toBe(path.join(modelsFolder, `${sha256}.onnx`));
  expect(readFileSync(imported.file)).toEqual(bytes);
  expect(await importModel(db, folder, file)).toEqual(imported);
  expect(readdirSync(modelsFolder)).toEqual([`${sha256}.onnx`]);

  // A copy that was deleted by hand is made again.
  rmSync(imported.file);
  await importModel(db, folder, file);
  expect(readFileSync(imported.file)).toEqual(bytes);
});

test('copies the files with the weights along, and the copy runs', async () => {
  const { db, folder, modelsFolder } = openTestWorkspace();
  const original = temporaryFolder();
  const file = writeModelWithExternalData(original);
  const imported = await importModel(db, folder, file);
  rmSync(original, { recursive: true });
  expect(readdirSync(modelsFolder)).toEqual([imported.sha256]);
  expect(readdirSync(path.join(modelsFolder, imported.sha256)).sort()).toEqual([
    'model.onnx',
    'weights.bin',
  ]);
  const session = await openEmbeddingSession({
    modelFile: imported.file,
    model: imported.description,
    recipe: plainRecipe(16, 16),
    provider: 'cpu',
    threads: 1,
  });
  expect((await session.run(new Float32Array(3 * 256), 1)).dimension).toBe(8);
  await session.close();
});

test('lists models and knows what it does not have', async () => {
  const { db, folder } = openTestWorkspace();
  const first = await importModel(db, folder, writeModel(temporaryFolder(), convolutionModel()));
  const second = await importModel(db, folder, writeModel(temporaryFolder(), pixelModel()));
  expect(listModels(db, folder).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(() => getModel(db, folder, 'f'.repeat(64))).toThrow(
    expect.objectContaining({ code: 'model-unknown' }) as Error,
  );
});

test('keeps the recipe that a person chose, and refuses one that the model cannot take', async () => {
  const { db, folder } = openTestWorkspace();
  const { sha256 } = await importModel(
    db,
    folder,
    writeModel(temporaryFolder(), convolutionModel()),
  );
  const choose = (changes: Partial<Recipe>): void => {
    chooseRecipe(db, folder, sha256, { ...plainRecipe(16, 16), ...changes });
  };
  choose({ colour: 'BGR' });
  expect(() => {
    choose({ mean: [0] });
  }).toThrow('The recipe is wrong: mean: RGB wants 3 numbers, not 1.');
  expect(() => {
    choose({ size: [8, 8] });
  }).toThrow("The recipe's size is [8, 8], but the model's input image takes [16, 16].");
  expect(getModel(db, folder, sha256).chosenRecipe).toEqual(plainRecipe(16, 16, { colour: 'BGR' }));
  removeModel(db, sha256);
  expect(() => {
    choose({});
  }).toThrow(expect.objectContaining({ code: 'model-removed' }) as Error);
});

test('removes a model, and brings it back by name or by import', async () => {
  const { db, folder } = openTestWorkspace();
  const file = writeModel(temporaryFolder(), convolutionModel(), '<b>漢😀.onnx');
  const { sha256 } = await importModel(db, folder, file);
  chooseRecipe(db, folder, sha256, plainRecipe(16, 16));
  const before = listedModel(db, folder, sha256);
  for (const by of ['name', 'import']) {
    removeModel(db, sha256);
    removeModel(db, sha256);
    expect(listModels(db, folder)).toEqual([]);
    expect(() => listedModel(db, folder, sha256)).toThrow(
      'The model "<b>漢😀.onnx" was removed. Restore it, or import its file again.',
    );
    // Evaluations that refer to it still find it.
    expect(getModel(db, folder, sha256).removedAt).not.toBeNull();
    if (by === 'name') restoreModel(db, sha256);
    else await importModel(db, folder, file);
    expect(listModels(db, folder)).toEqual([before]);
  }
  for (const act of [removeModel, restoreModel]) {
    expect(() => {
      act(db, 'f'.repeat(64));
    }).toThrow(expect.objectContaining({ code: 'model-unknown' }) as Error);
  }
});

test('leaves nothing behind of an import that was stopped', async () => {
  const { db, folder, modelsFolder } = openTestWorkspace();
  const stop = new AbortController();
  const importing = importModel(
    db,
    folder,
    writeModelWithExternalData(temporaryFolder()),
    stop.signal,
  );
  stop.abort();
  await expect(importing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  expect(readdirSync(modelsFolder)).toEqual([]);
  expect(listModels(db, folder)).toEqual([]);
});

test('leaves nothing behind of a file that is no model', async () => {
  const { db, folder, modelsFolder } = openTestWorkspace();
  await expect(importModel(db, folder, import.meta.filename)).rejects.toMatchObject({
    code: 'model-not-onnx',
  });
  expect(readdirSync(modelsFolder)).toEqual([]);
  expect(listModels(db, folder)).toEqual([]);
});
