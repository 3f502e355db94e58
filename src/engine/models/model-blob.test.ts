import { readFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { modelBlob } from './model-blob.ts';
import { importModel } from './model.ts';
import { pixelModel, writeModel, writeModelWithExternalData } from './test-models.ts';

function openTestWorkspace(): Workspace {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  return workspace;
}

test('hands over the file of a model', async () => {
  const { db, folder } = openTestWorkspace();
  const file = writeModel(temporaryFolder(), pixelModel());
  const blob = await modelBlob(await importModel(db, folder, file));
  expect(Buffer.compare(await blob.bytes(), readFileSync(file))).toBe(0);
});

test('says where a model lies that is too large, in several files, or gone', async () => {
  const { db, folder } = openTestWorkspace();
  const model = await importModel(db, folder, writeModel(temporaryFolder(), pixelModel()));
  await expect(modelBlob({ ...model, bytes: 600 * 2 ** 20 })).rejects.toThrow(
    `The model "model.onnx" has 600 MB; up to 512 MB are handed over. Copy ${model.file} on the engine's machine.`,
  );
  const several = await importModel(db, folder, writeModelWithExternalData(temporaryFolder()));
  await expect(modelBlob(several)).rejects.toMatchObject({
    code: 'model-in-several-files',
    subject: several.file,
  });
  rmSync(model.file);
  await expect(modelBlob(model)).rejects.toMatchObject({ code: 'model-file-missing' });
});
