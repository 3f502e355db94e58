import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { builtInModelFile } from '../models/built-in-model.ts';
import {
  convolutionModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  writeModel,
} from '../models/test-models.ts';
import { writeNpy } from '../embedding/npy.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type ApiClient, endOf, openApi, refusalOf, resultOf } from './api-client.fixture.ts';

async function importModel(api: ApiClient, file: string): Promise<string> {
  return (await resultOf<{ sha256: string }>(api, api.models.import({ path: file }))).sha256;
}

test('imports models, and says what is no model', async () => {
  const root = temporaryFolder();
  const { api } = openApi([root]);
  const sha256 = await importModel(api, writeModel(root, convolutionModel(), '<b>漢😀.onnx'));
  const builtIn = await api.models.importBuiltIn();
  expect(builtIn).toMatchObject({ origin: 'built-in', recipeSource: 'file', recipeNote: null });
  expect((await api.models.list()).map((model) => model.sha256)).toEqual([builtIn.sha256, sha256]);
  expect(await api.models.get({ sha256 })).toMatchObject({
    sha256,
    name: '<b>漢😀.onnx',
    origin: 'imported',
    recipeSource: 'guess',
  });
  const text = path.join(root, 'text.onnx');
  writeFileSync(text, 'no model');
  expect(await endOf(api, api.models.import({ path: text }))).toMatchObject({
    status: 'failed',
    error: { code: 'model-not-onnx', sentence: `${text} is not an ONNX model.` },
  });
  expect(await refusalOf(api.models.import({ path: builtInModelFile }))).toMatchObject({
    code: 'path-not-granted',
  });
  expect(await refusalOf(api.models.get({ sha256: 'f'.repeat(64) }))).toMatchObject({
    code: 'model-unknown',
  });
});

test('offers presets, keeps the chosen recipe, and says what is wrong with another', async () => {
  const root = temporaryFolder();
  const { api } = openApi([root]);
  const sha256 = await importModel(api, writeModel(root, mapsAndTokensModel()));
  expect(await api.models.get({ sha256 })).toMatchObject({
    recipe: null,
    recipeSource: null,
    recipeNote: expect.stringContaining('The model has several outputs') as string,
  });
  const presets = await api.models.presets({ sha256 });
  expect(presets.map(({ name }) => name)).toContain('imagenet');
  const { recipe } = presets[0]!;
  expect(recipe).toMatchObject({ size: [4, 4], output: 'maps' });
  expect(await refusalOf(api.models.setRecipe({ sha256, recipe }))).toMatchObject({
    code: 'model-output-shape',
    next: expect.stringContaining('Set "pooling" in the recipe') as string,
  });
  const chosen = { ...recipe, pooling: 'average' as const };
  expect(await api.models.setRecipe({ sha256, recipe: chosen })).toMatchObject({
    recipe: chosen,
    recipeSource: 'chosen',
    recipeNote: null,
  });
  expect(
    await refusalOf(api.models.setRecipe({ sha256, recipe: { ...chosen, mean: [0] } })),
  ).toMatchObject({
    code: 'recipe-invalid',
    sentence: 'The recipe is wrong: mean: RGB wants 3 numbers, not 1.',
  });
  expect((await api.models.get({ sha256 })).recipe).toEqual(chosen);
});

test('shows what the model sees, checks parity, and hands the file over', async () => {
  const root = temporaryFolder();
  const { api } = openApi([root]);
  const images = path.join(root, 'images', 'a');
  mkdirSync(images, { recursive: true });
  const background = { r: 10, g: 20, b: 200 };
  await sharp({ create: { width: 4, height: 4, channels: 3, background } })
    .png()
    .toFile(path.join(images, '1.png'));
  const { datasetId } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: path.dirname(images) }),
  );
  const page = await api.datasets.images({ id: datasetId, offset: 0, limit: 1 });
  const imageId = page.images[0]!.id;
  const file = writeModel(root, pixelModel());
  const sha256 = await importModel(api, file);

  const preview = await api.models.preview({
    sha256,
    imageId,
    recipe: plainRecipe(4, 4, { colour: 'BGR' }),
  });
  expect(preview).toMatchObject({ width: 4, height: 4 });
  expect(preview.channels.map(({ mean }) => mean)).toEqual([200, 20, 10]);
  const { data } = await sharp(await preview.image.bytes())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([200, 20, 10]);
  expect(
    await refusalOf(api.models.preview({ sha256, imageId: 999, recipe: plainRecipe(4, 4) })),
  ).toMatchObject({ code: 'image-unknown' });
  expect(
    await refusalOf(api.models.preview({ sha256, imageId, recipe: plainRecipe(5, 5) })),
  ).toMatchObject({ code: 'recipe-model-mismatch', subject: 'size' });

  const vectors = path.join(root, 'theirs.npy');
  await writeNpy(vectors, {
    rows: 1,
    columns: 48,
    data: Float32Array.from({ length: 48 }, (_, d) => [10, 20, 200][Math.floor(d / 16)]!),
  });
  const list = path.join(root, 'list.csv');
  writeFileSync(list, 'path\nimages/a/1.png\n');
  await api.models.setRecipe({ sha256, recipe: plainRecipe(4, 4) });
  const parity = await resultOf(api, api.models.parity({ sha256, vectors, list }));
  expect(parity).toMatchObject({
    images: 1,
    dimension: 48,
    word: 'same',
    worst: [{ path: 'images/a/1.png' }],
  });
  await api.models.setRecipe({ sha256, recipe: plainRecipe(4, 4, { colour: 'BGR' }) });
  expect(await resultOf(api, api.models.parity({ sha256, vectors, list }))).toMatchObject({
    word: 'different',
  });
  for (const places of [
    { vectors: '/etc/passwd', list },
    { vectors, list: '/etc/passwd' },
  ]) {
    expect(await refusalOf(api.models.parity({ sha256, ...places }))).toMatchObject({
      code: 'path-not-granted',
    });
  }
  writeFileSync(list, 'path\n/etc/passwd\n');
  expect(await endOf(api, api.models.parity({ sha256, vectors, list }))).toMatchObject({
    status: 'failed',
    error: { code: 'path-not-granted' },
  });

  const download = await api.models.download({ sha256 });
  expect(download.name).toBe('model.onnx');
  expect(Buffer.compare(await download.file.bytes(), readFileSync(file))).toBe(0);
});

test('removes softly: restored by a call or by importing the file again', async () => {
  const root = temporaryFolder();
  const { api } = openApi([root]);
  const file = writeModel(root, pixelModel());
  const sha256 = await importModel(api, file);
  const recipe = plainRecipe(4, 4);
  const before = await api.models.setRecipe({ sha256, recipe });
  await api.models.remove({ sha256 });
  expect(await api.models.list()).toEqual([]);
  for (const refusal of await Promise.all(
    [
      api.models.get({ sha256 }),
      api.models.presets({ sha256 }),
      api.models.setRecipe({ sha256, recipe }),
      api.models.preview({ sha256, recipe, imageId: 1 }),
      api.models.parity({ sha256, vectors: file, list: file }),
      api.models.download({ sha256 }),
    ].map((call) => refusalOf(call)),
  )) {
    expect(refusal).toMatchObject({ code: 'model-removed' });
  }
  expect(await api.models.restore({ sha256 })).toEqual(before);
  await api.models.remove({ sha256 });
  expect(await importModel(api, file)).toBe(sha256);
  expect(await api.models.list()).toEqual([before]);
  expect(await refusalOf(api.models.remove({ sha256: 'f'.repeat(64) }))).toMatchObject({
    code: 'model-unknown',
  });
});
