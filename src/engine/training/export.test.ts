import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Recipe } from '../../contract/recipe.ts';
import type { HeadOrigin } from '../../contract/training.ts';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { DataType, decodeOnnx } from '../../core/onnx/model.ts';
import { seededGenerator } from '../../core/random.ts';
import type { HeadSpecification } from '../../core/training/heads.ts';
import { startOfHead } from '../../core/training/heads.ts';
import { describeModel } from '../models/describe.ts';
import { withWeightsInPlace } from '../models/external-data.ts';
import { presetRecipe, suggestRecipe } from '../models/recipe.ts';
import {
  convolutionModel,
  logarithmModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  writeModel,
  writeModelWithExternalData,
} from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { acceptedDifference, checkBothWays } from './export-check.ts';
import type { ExportRequest } from './export.ts';
import { exportFusedModel, requireRoom } from './export.ts';
import { readHead, writeHead } from './head-file.ts';

const generator = seededGenerator(23);

interface Prepared {
  folder: string;
  request: ExportRequest;
}

/** A head of 5 numbers for a model, beside it as `head.onnx`. */
async function prepare(
  model: OnnxModel | string,
  recipe: Recipe | null,
  inputDimension: number,
  origin: Partial<HeadOrigin> = {},
): Promise<Prepared> {
  const folder = temporaryFolder();
  const modelFile = typeof model === 'string' ? model : writeModel(folder, model);
  const head: HeadSpecification = {
    kind: 'linear',
    inputDimension,
    outputDimension: 5,
    dropout: 0,
  };
  const headFile = path.join(folder, 'head.onnx');
  await writeHead(headFile, {
    head,
    parameters: startOfHead(head, generator),
    origin: {
      runId: 'run 1',
      programVersion: '0.1.0',
      time: '2026-01-01T00:00:00.000Z',
      backboneSha256: (await describeModel(modelFile)).sha256,
      recipe,
      dataFingerprint: 'data',
      seed: 1,
      views: 1,
      engine: 'onnxruntime',
      device: 'cpu',
      baseLoss: null,
      tcm: { weight: 4, positiveMargin: 0.9, negativeMargin: 0.5, adaptive: false },
      step: 600,
      alpha: 0.5,
      verdict: 'improvement',
      heldOut: null,
      ...origin,
    },
  });
  const request = {
    modelFile,
    headFile,
    outFile: path.join(folder, 'fused.onnx'),
    recipe: null,
    normalise: false,
    imagesFolder: null,
    seed: 1,
    threads: 1,
  };
  return { folder, request };
}

const hashOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

test('writes one file that says where it comes from', async () => {
  const recipe = plainRecipe(16, 16, { scale: 1 / 255 });
  const { folder, request } = await prepare(convolutionModel(), recipe, 8);
  const result = await exportFusedModel({ ...request, normalise: true });
  expect(readdirSync(folder).sort()).toEqual(['fused.onnx', 'head.onnx', 'model.onnx']);
  expect(result).toMatchObject({
    file: request.outFile,
    sha256: hashOf(request.outFile),
    bytes: readFileSync(request.outFile).length,
    input: 'image',
    output: 'embedding',
    dimension: 5,
    normalised: true,
    check: { inputs: 'random pixels', count: 4 },
  });
  expect(result.check.largestDifference).toBeLessThanOrEqual(acceptedDifference);

  const model = decodeOnnx(readFileSync(request.outFile));
  const metadata = new Map(model.metadataProps?.map(({ key, value }) => [key, value]));
  expect(JSON.parse(metadata.get('isoline.recipe')!)).toEqual({
    ...recipe,
    input: 'image',
    output: 'embedding',
  });
  expect(JSON.parse(metadata.get('isoline.training')!)).toMatchObject({
    runId: 'run 1',
    tcm: { weight: 4 },
    alpha: 0.5,
    verdict: 'improvement',
    normalised: true,
  });
  expect(metadata.get('isoline.backbone.sha256')).toBe(hashOf(request.modelFile));
  expect(metadata.get('isoline.head.sha256')).toBe(hashOf(request.headFile));
  // It is a model like any other, with its own recipe.
  const description = await describeModel(request.outFile);
  expect(description).toMatchObject({ opset: 17, irVersion: 8, externalFiles: [] });
  expect(suggestRecipe(description)).toMatchObject({ source: 'model', recipe: result.recipe });
});

test('checks on real images where a folder is given', async () => {
  const { folder, request } = await prepare(convolutionModel(), plainRecipe(16, 16), 8);
  const photos = path.join(folder, 'photos');
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(path.join(photos, name), { recursive: true });
    writeFileSync(path.join(photos, name, '0.png'), 'no image');
    const background = { r: generator.integer(256), g: generator.integer(256), b: 20 };
    const image = sharp({ create: { width: 20, height: 30, channels: 3, background } }).png();
    await image.toFile(path.join(photos, name, '1.png'));
  }
  const { check } = await exportFusedModel({ ...request, imagesFolder: photos });
  expect(check).toMatchObject({ inputs: 'images', count: 3 });

  const empty = temporaryFolder();
  await expect(exportFusedModel({ ...request, imagesFolder: empty })).rejects.toMatchObject({
    code: 'export-no-images',
    kind: 'input',
    subject: empty,
  });
});

test('the pooling moves from the recipe into the model', async () => {
  const recipe = plainRecipe(4, 4, { output: 'tokens', pooling: 'first-token' });
  const { request } = await prepare(mapsAndTokensModel(), recipe, 3);
  const { output, recipe: fusedRecipe } = await exportFusedModel(request);
  expect(output).toBe('tokens');
  expect(fusedRecipe).toEqual(plainRecipe(4, 4, { input: 'image', output: 'tokens' }));
  const { outputs } = await describeModel(request.outFile);
  expect(outputs).toEqual([
    { name: 'maps', type: 'float32', shape: ['N', 3, 4, 4] },
    { name: 'tokens', type: 'float32', shape: ['N', 5] },
  ]);
});

test.each([
  ['half precision', pixelModel(['N', 3, 4, 4], DataType.FLOAT16)],
  ['double precision', pixelModel(['N', 3, 4, 4], DataType.DOUBLE)],
  ['bytes', pixelModel(['N', 3, 4, 4], DataType.UINT8)],
  ['a fixed batch of 1', pixelModel([1, 3, 4, 4])],
  ['a fixed batch of 3', pixelModel([3, 3, 4, 4])],
])('a backbone with %s', async (_, model) => {
  const { request } = await prepare(model, plainRecipe(4, 4), 48);
  const { check } = await exportFusedModel(request);
  expect(check.largestDifference).toBeLessThanOrEqual(acceptedDifference);
  const [before, after] = await Promise.all(
    [request.modelFile, request.outFile].map((file) => describeModel(file)),
  );
  expect(after!.inputs).toEqual(before!.inputs);
  expect(after!.outputs).toEqual([
    { name: 'embedding', type: 'float32', shape: [before!.outputs[0]!.shape![0], 5] },
  ]);
});

test('weights in other files are put into the one', async () => {
  const recipe = plainRecipe(16, 16);
  const apart = writeModelWithExternalData(temporaryFolder());
  const { request } = await prepare(apart, recipe, 8);
  await exportFusedModel(request);
  const description = await describeModel(request.outFile);
  expect(description.externalFiles).toEqual([]);

  // It lies in a folder without those files, and gives what a model with its weights in place gives.
  expect(readdirSync(path.dirname(request.outFile))).not.toContain('weights.bin');
  const together = await prepare(convolutionModel(), recipe, 8, { backboneSha256: null });
  await writeHead(together.request.headFile, {
    ...(await readHead(request.headFile)),
    origin: (await readHead(together.request.headFile)).origin,
  });
  await exportFusedModel(together.request);
  const weightsOf = (file: string): unknown =>
    decodeOnnx(readFileSync(file)).graph?.initializer?.map(({ name, rawData }) => [name, rawData]);
  expect(weightsOf(request.outFile)).toEqual(weightsOf(together.request.outFile));

  writeFileSync(path.join(path.dirname(apart), 'weights.bin'), 'short');
  await expect(withWeightsInPlace(decodeOnnx(readFileSync(apart)), apart)).rejects.toMatchObject({
    code: 'model-external-data-missing',
    kind: 'input',
  });
});

test('refuses a model above 2 GB', () => {
  const head: HeadSpecification = {
    kind: 'linear',
    inputDimension: 1024,
    outputDimension: 1024,
    dropout: 0,
  };
  const weights = 4 * 1024 ** 2;
  const limit = 2 ** 31 - 1;
  expect(() => requireRoom({ bytes: limit - weights }, { head }, 'm.onnx')).not.toThrow();
  expect(() => requireRoom({ bytes: limit - weights + 1 }, { head }, 'm.onnx')).toThrow(
    'The model m.onnx has 2.0 GB with its weights, and one ONNX file holds less than 2 GB.',
  );
});

test('a head that knows no recipe takes that of the call', async () => {
  const { request } = await prepare(convolutionModel(), null, 8, { backboneSha256: null });
  const without = await exportFusedModel(request);
  expect(without.recipe).toBeNull();
  expect((await describeModel(request.outFile)).recipeText).toBeNull();

  const recipe = { from: 'preset', name: 'zero-to-one' } as const;
  const given = await exportFusedModel({ ...request, recipe });
  const preset = presetRecipe('zero-to-one', await describeModel(request.modelFile));
  expect(given.recipe).toEqual({ ...preset, input: 'image', output: 'embedding' });
});

test('what does not fit is refused, and an older file stays', async () => {
  const recipe = plainRecipe(16, 16);
  const { folder, request } = await prepare(convolutionModel(), recipe, 8);
  writeFileSync(request.outFile, 'older');
  const other = writeModel(temporaryFolder(), convolutionModel('images'));
  const unreadable = path.join(temporaryFolder(), 'head.onnx');
  writeFileSync(unreadable, 'no head');
  const wrongLength = await prepare(convolutionModel(), recipe, 9);
  const nameless = await prepare(mapsAndTokensModel(), null, 3);
  const preset = { from: 'preset', name: 'imagenet' } as const;
  for (const [changed, code] of [
    [{ modelFile: other }, 'head-other-model'],
    [{ modelFile: path.join(folder, 'none.onnx') }, 'model-not-found'],
    [{ headFile: path.join(folder, 'none.onnx') }, 'head-not-found'],
    [{ headFile: unreadable }, 'head-not-readable'],
    [{ headFile: wrongLength.request.headFile }, 'head-dimension'],
    [{ recipe: preset }, 'export-other-recipe'],
    [{ outFile: request.modelFile }, 'export-overwrites-input'],
    [{ outFile: path.join(folder, 'no-folder', 'fused.onnx') }, 'file-not-writable'],
    [{ ...nameless.request, outFile: request.outFile }, 'model-several-outputs'],
  ] as const) {
    await expect(exportFusedModel({ ...request, ...changed }), code).rejects.toMatchObject({
      code,
      kind: 'input',
    });
  }
  expect(readFileSync(request.outFile, 'utf8')).toBe('older');
  expect(readdirSync(folder).sort()).toEqual(['fused.onnx', 'head.onnx', 'model.onnx']);
});

test('a file that gives something else does not pass the check', async () => {
  const recipe = plainRecipe(16, 16);
  const { request } = await prepare(convolutionModel(), recipe, 8);
  const other = await prepare(convolutionModel(), recipe, 8);
  await exportFusedModel(request);
  const [apart, fused] = await Promise.all(
    [request.modelFile, request.outFile].map(async (modelFile) => ({
      modelFile,
      model: await describeModel(modelFile),
      recipe,
    })),
  );
  const ways = { ...request, apart: apart!, fused: fused! };
  const { headFile } = request;
  expect(await checkBothWays({ ...ways, saved: await readHead(headFile) })).toMatchObject({
    count: 4,
  });
  for (const changed of [
    { saved: await readHead(other.request.headFile) },
    { saved: await readHead(headFile), normalise: true },
    { saved: await readHead(headFile), fused: apart! },
  ]) {
    await expect(checkBothWays({ ...ways, ...changed })).rejects.toMatchObject({
      code: 'export-differs',
      kind: 'failure',
    });
  }
});

test('nothing is written where there is nothing to compare', async () => {
  const { folder, request } = await prepare(logarithmModel(), plainRecipe(4, 4), 48);
  await expect(exportFusedModel(request)).rejects.toMatchObject({
    code: 'embedding-not-finite',
    kind: 'input',
  });
  expect(readdirSync(folder).sort()).toEqual(['head.onnx', 'model.onnx']);
});

test('the built-in model', async () => {
  const modelFile = path.join(import.meta.dirname, '../../../resources/descriptor.onnx');
  const description = await describeModel(modelFile);
  const { recipe } = suggestRecipe(description);
  const dimension = description.outputs[0]?.shape?.[1];
  const { request } = await prepare(modelFile, recipe, Number(dimension));
  const { check } = await exportFusedModel({ ...request, normalise: true });
  expect(check.largestDifference).toBeLessThanOrEqual(acceptedDifference);
});

const shared =
  process.env['ISOLINE_SHARED'] ?? path.join(import.meta.dirname, '../../../../shared');
const archive = path.join(shared, 'data/omniglot-242.tar.gz');

test.skipIf(!existsSync(archive))(
  'a real model of an old operator set on real images (needs the development data)',
  async () => {
    const folder = temporaryFolder();
    execFileSync('tar', ['xzf', archive, '-C', folder]);
    const modelFile = path.join(shared, 'data/models/squeezenet-features.onnx');
    const recipe = presetRecipe('raw-bgr', await describeModel(modelFile));
    const { request } = await prepare(modelFile, recipe, 512);
    const { check } = await exportFusedModel({
      ...request,
      imagesFolder: path.join(folder, 'omniglot'),
    });
    expect(check).toMatchObject({ inputs: 'images', count: 16 });
    expect(check.largestDifference).toBeLessThanOrEqual(acceptedDifference);
  },
);
