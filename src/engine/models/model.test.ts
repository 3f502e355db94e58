import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import type { Workspace } from '../store/workspace.ts';
import { openWorkspace } from '../store/workspace.ts';
import { getModel, importModel, listModels, rememberRecipe } from './model.ts';
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
    recipe: null,
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

test('lists models, remembers their recipes and knows what it does not have', async () => {
  const { db, folder } = openTestWorkspace();
  const first = await importModel(db, folder, writeModel(temporaryFolder(), convolutionModel()));
  const second = await importModel(db, folder, writeModel(temporaryFolder(), pixelModel()));
  rememberRecipe(db, first.sha256, plainRecipe(16, 16));
  expect(getModel(db, folder, first.sha256).recipe).toEqual(plainRecipe(16, 16));
  expect(listModels(db, folder).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(() => getModel(db, folder, 'f'.repeat(64))).toThrow(
    expect.objectContaining({ code: 'model-unknown' }) as Error,
  );
});

test('leaves nothing behind of a file that is no model', async () => {
  const { db, folder, modelsFolder } = openTestWorkspace();
  await expect(importModel(db, folder, import.meta.filename)).rejects.toMatchObject({
    code: 'model-not-onnx',
  });
  expect(readdirSync(modelsFolder)).toEqual([]);
  expect(listModels(db, folder)).toEqual([]);
});
