import { expect, test } from 'vitest';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { DataType, floatTensor, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { describeModel } from './describe.ts';
import type { EmbeddingSession } from './session.ts';
import { openEmbeddingSession } from './session.ts';
import {
  convolutionModel,
  hungryModel,
  mapsAndTokensModel,
  pixelModel,
  plainRecipe,
  testModel,
  writeModel,
  writeModelWithExternalData,
} from './test-models.ts';

async function open(
  model: OnnxModel | string,
  recipe: Recipe = plainRecipe(4, 4),
): Promise<EmbeddingSession> {
  const modelFile = typeof model === 'string' ? model : writeModel(temporaryFolder(), model);
  const description = await describeModel(modelFile);
  return openEmbeddingSession({
    modelFile,
    model: description,
    recipe,
    provider: 'cpu',
    threads: 1,
  });
}

/** Pixels 0, 1, 2, ... of `count` images of 3 x 4 x 4. */
const ramp = (count: number): Float32Array =>
  Float32Array.from({ length: count * 48 }, (_, k) => k);

test.each([
  ['float32', DataType.FLOAT],
  ['float16', DataType.FLOAT16],
  ['float64', DataType.DOUBLE],
])('takes float32 pixels and gives float32 embeddings for a %s model', async (_, type) => {
  const session = await open(pixelModel(['N', 3, 4, 4], type));
  // Whole numbers up to 2048 are exact in half precision.
  const { data, dimension } = await session.run(ramp(3), 3);
  expect(dimension).toBe(48);
  expect(data).toEqual(ramp(3));
  await session.close();
});

test('takes bytes where the model does', async () => {
  const session = await open(pixelModel(['N', 3, 4, 4], DataType.UINT8));
  const { data } = await session.run(
    Uint8Array.from({ length: 48 }, (_, k) => 200 + k),
    1,
  );
  expect([...data]).toEqual(Array.from({ length: 48 }, (_, k) => 200 + k));
  await session.close();
});

test.each([1, 4])('runs any number of images through a fixed batch of %i', async (batch) => {
  const recipe = plainRecipe(16, 16);
  const free = await open(convolutionModel('N'), recipe);
  const fixed = await open(convolutionModel(batch), recipe);
  const pixels = Float32Array.from({ length: 7 * 3 * 256 }, (_, k) => Math.sin(k * 0.37) * 9);
  for (const count of [1, 3, 4, 7]) {
    const part = pixels.subarray(0, count * 3 * 256);
    const expected = await free.run(part, count);
    const actual = await fixed.run(part, count);
    expect(actual.dimension).toBe(8);
    expect(actual.data.length).toBe(count * 8);
    actual.data.forEach((value, k) => expect(value).toBeCloseTo(expected.data[k] ?? NaN, 5));
  }
  await free.close();
  await fixed.close();
});

test('loads weights from other files', async () => {
  const recipe = plainRecipe(16, 16);
  const whole = await open(convolutionModel(), recipe);
  const split = await open(writeModelWithExternalData(temporaryFolder()), recipe);
  const pixels = Float32Array.from({ length: 3 * 256 }, (_, k) => k % 11);
  expect((await split.run(pixels, 1)).data).toEqual((await whole.run(pixels, 1)).data);
  await whole.close();
  await split.close();
});

test('loads weights from other files for half-precision inputs too', async () => {
  const offsets = Float32Array.from({ length: 48 }, (_, k) => 1000 - k);
  const model = testModel(
    [valueInfo('image', ['N', 3, 4, 4], DataType.FLOAT16)],
    [
      onnxNode('Flatten', ['image'], ['half']),
      onnxNode('Cast', ['half'], ['flat'], { to: DataType.FLOAT }),
      onnxNode('Add', ['flat', 'offsets'], ['embedding']),
    ],
    [valueInfo('embedding', ['N', 48])],
    [floatTensor('offsets', [48], offsets)],
  );
  const session = await open(writeModelWithExternalData(temporaryFolder(), model));
  expect((await session.run(ramp(1), 1)).data).toEqual(new Float32Array(48).fill(1000));
  await session.close();
});

test('pools only on request, and says what the shape is', async () => {
  const model = mapsAndTokensModel();
  const recipe = (output: string, pooling?: Recipe['pooling']): Recipe =>
    plainRecipe(4, 4, { output, ...(pooling === undefined ? {} : { pooling }) });
  await expect(open(model, recipe('maps'))).rejects.toMatchObject({
    code: 'model-output-shape',
    message: expect.stringContaining(
      'maps has the shape [N, 3, 4, 4]; an embedding is [N, D].',
    ) as string,
  });
  const run = async (wanted: Recipe): Promise<number[][]> => {
    const session = await open(model, wanted);
    const { data, dimension } = await session.run(ramp(2), 2);
    await session.close();
    return [0, 1].map((row) => [...data.subarray(row * dimension, (row + 1) * dimension)]);
  };
  // Channel c of image i holds 48 i + 16 c + 0..15, token t the values 48 i + 16 c + t.
  const means = [0, 1].map((i) => [0, 1, 2].map((c) => 48 * i + 16 * c + 7.5));
  expect(await run(recipe('maps', 'average'))).toEqual(means);
  expect(await run(recipe('tokens', 'average'))).toEqual(means);
  expect(await run(recipe('tokens', 'first-token'))).toEqual(
    [0, 1].map((i) => [0, 1, 2].map((c) => 48 * i + 16 * c)),
  );
  expect((await run(recipe('maps', 'flatten')))[1]).toEqual([...ramp(2).subarray(48)]);
  await expect(run(recipe('maps', 'first-token'))).rejects.toMatchObject({
    code: 'model-output-shape',
    message: expect.stringContaining('"first-token" does not apply') as string,
  });
});

test('averages maps with the channels last where the recipe says so', async () => {
  const dims = ['N', 2, 2, 3];
  const model = testModel(
    [valueInfo('image', dims)],
    [onnxNode('Identity', ['image'], ['maps'])],
    [valueInfo('maps', dims)],
  );
  const session = await open(model, plainRecipe(2, 2, { layout: 'NHWC', pooling: 'average' }));
  const { data } = await session.run(
    Float32Array.from({ length: 12 }, (_, k) => k),
    1,
  );
  expect([...data]).toEqual([4.5, 5.5, 6.5]);
  await session.close();
});

test('refuses a shape that shows only when the model runs', async () => {
  const model = testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [onnxNode('Identity', ['image'], ['maps'])],
    [{ name: 'maps', type: { tensorType: { elemType: DataType.FLOAT } } }],
  );
  const session = await open(model);
  await expect(session.run(ramp(1), 1)).rejects.toMatchObject({
    code: 'model-output-shape',
    message: expect.stringContaining('[1, 3, 4, 4]') as string,
  });
  await session.close();
});

test('refuses an output of whole numbers, and a batch that is lost on the way', async () => {
  const whole = testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [
      onnxNode('Flatten', ['image'], ['flat']),
      onnxNode('Cast', ['flat'], ['embedding'], { to: DataType.INT64 }),
    ],
    [valueInfo('embedding', ['N', 48], DataType.INT64)],
  );
  await expect(open(whole)).rejects.toMatchObject({ code: 'model-output-type' });

  const lost = testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [onnxNode('Flatten', ['image'], ['embedding'], { axis: 0 })],
    [valueInfo('embedding', ['M', 'D'])],
  );
  const session = await open(lost);
  await expect(session.run(ramp(2), 2)).rejects.toMatchObject({ code: 'model-batch' });
  expect((await session.run(ramp(1), 1)).dimension).toBe(48);
  await session.close();
});

test('tells want of memory from other failures', async () => {
  const session = await open(hungryModel());
  expect((await session.run(ramp(2), 2)).data).toEqual(ramp(2));
  await expect(session.run(ramp(4), 4)).rejects.toMatchObject({
    code: 'out-of-memory',
    kind: 'failure',
  });
  // It works on with what fits.
  expect((await session.run(ramp(1), 1)).data).toEqual(ramp(1));
  await session.close();
});

test('says so when ONNX Runtime cannot load the model', async () => {
  const model = testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [onnxNode('NoSuchOperator', ['image'], ['embedding'])],
    [valueInfo('embedding', ['N', 48])],
  );
  await expect(open(model)).rejects.toMatchObject({
    code: 'model-not-loadable',
    kind: 'failure',
    message: expect.stringContaining('NoSuchOperator') as string,
  });
});
