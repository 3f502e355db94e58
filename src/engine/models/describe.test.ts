import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DataType, floatTensor, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { describeModel, selectImageInput, selectOutput } from './describe.ts';
import {
  convolutionModel,
  mapsAndTokensModel,
  pixelModel,
  testModel,
  writeModel,
  writeModelWithExternalData,
} from './test-models.ts';

test('says what goes in, what comes out, and how large the file is', async () => {
  const file = writeModel(temporaryFolder(), convolutionModel('batch'));
  const bytes = readFileSync(file);
  expect(await describeModel(file)).toEqual({
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, 16, 16] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: ['batch', 8] }],
    imageInputs: [
      {
        name: 'image',
        type: 'float32',
        layout: 'NCHW',
        channels: 3,
        height: 16,
        width: 16,
        batch: null,
      },
    ],
    opset: 17,
    irVersion: 8,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    externalFiles: [],
    recipeText: null,
    trained: false,
  });
});

test.each([
  [[1, 3, 112, 96], { layout: 'NCHW', channels: 3, height: 112, width: 96, batch: 1 }],
  [['N', 224, 200, 3], { layout: 'NHWC', channels: 3, height: 224, width: 200, batch: null }],
  [['N', 28, 28, 1], { layout: 'NHWC', channels: 1, height: 28, width: 28, batch: null }],
  [['N', 1, 28, 28], { layout: 'NCHW', channels: 1, height: 28, width: 28, batch: null }],
  [['N', 'C', 'H', 'W'], { layout: 'NCHW', channels: 3, height: null, width: null, batch: null }],
  [[4, 3, 'H', 'W'], { layout: 'NCHW', channels: 3, height: null, width: null, batch: 4 }],
] as const)('reads the image axes %j', async (dims, expected) => {
  const model = testModel(
    [valueInfo('image', dims)],
    [onnxNode('Flatten', ['image'], ['embedding'])],
    [valueInfo('embedding', ['N', 'D'])],
  );
  const { imageInputs } = await describeModel(writeModel(temporaryFolder(), model));
  expect(imageInputs).toEqual([{ name: 'image', type: 'float32', ...expected }]);
});

test('leaves out initialisers that are listed among the inputs', async () => {
  const model = testModel(
    [valueInfo('image', ['N', 3, 4, 4]), valueInfo('offset', [1])],
    [onnxNode('Flatten', ['image'], ['flat']), onnxNode('Add', ['flat', 'offset'], ['embedding'])],
    [valueInfo('embedding', ['N', 48])],
    [floatTensor('offset', [1], Float32Array.of(1))],
  );
  const { inputs } = await describeModel(writeModel(temporaryFolder(), model));
  expect(inputs.map(({ name }) => name)).toEqual(['image']);
});

test('refuses what is not there or not a model, with the path', async () => {
  const folder = temporaryFolder();
  const absent = path.join(folder, 'absent.onnx');
  await expect(describeModel(absent)).rejects.toMatchObject({
    code: 'model-not-found',
    kind: 'input',
    subject: absent,
  });
  const contents = ['', 'hello', '{"a": 1}', 'PK\x03\x04', '\x08\x08'];
  for (const [k, content] of contents.entries()) {
    const file = path.join(folder, `${k}.onnx`);
    writeFileSync(file, content, 'latin1');
    await expect(describeModel(file)).rejects.toMatchObject({
      code: 'model-not-onnx',
      kind: 'input',
    });
  }
});

test('refuses a model without an image input and says what inputs there are', async () => {
  const model = testModel(
    [valueInfo('tokens', ['N', 'L'], DataType.INT64), valueInfo('maps', ['N', 64, 7, 7])],
    [onnxNode('Flatten', ['maps'], ['embedding'])],
    [valueInfo('embedding', ['N', 3136])],
  );
  const refused = describeModel(writeModel(temporaryFolder(), model));
  await expect(refused).rejects.toMatchObject({ code: 'model-no-image-input' });
  await expect(refused).rejects.toThrow('tokens int64 [N, L], maps float32 [N, 64, 7, 7]');
});

test('refuses a model that needs more than an image', async () => {
  const model = testModel(
    [valueInfo('image', ['N', 3, 4, 4]), valueInfo('mask', ['N', 'L'], DataType.INT64)],
    [onnxNode('Flatten', ['image'], ['embedding'])],
    [valueInfo('embedding', ['N', 48])],
  );
  const refused = describeModel(writeModel(temporaryFolder(), model));
  await expect(refused).rejects.toMatchObject({ code: 'model-other-inputs' });
  await expect(refused).rejects.toThrow('mask int64 [N, L]');
});

test('asks which of several inputs and outputs is meant, and takes the one that is named', async () => {
  const outputs = await describeModel(writeModel(temporaryFolder(), mapsAndTokensModel()));
  expect(() => selectOutput(outputs, undefined)).toThrow(
    'maps float32 [N, 3, 4, 4], tokens float32 [N, 16, 3]. Say which one holds the embedding: set "output" in the recipe.',
  );
  expect(selectOutput(outputs, 'tokens').shape).toEqual(['N', 16, 3]);
  expect(() => selectOutput(outputs, 'other')).toThrow('The model has no output "other"');

  const pair = testModel(
    [valueInfo('left', ['N', 3, 4, 4]), valueInfo('right', ['N', 3, 4, 4])],
    [onnxNode('Sub', ['left', 'right'], ['difference'])],
    [valueInfo('difference', ['N', 3, 4, 4])],
  );
  const inputs = await describeModel(writeModel(temporaryFolder(), pair));
  expect(() => selectImageInput(inputs, undefined)).toThrow('several image inputs: left, right');
  expect(() => selectImageInput(inputs, 'up')).toThrow('no image input "up"');
  expect(selectImageInput(inputs, 'right').name).toBe('right');
});

test('counts and hashes the weights that lie in other files', async () => {
  const folder = temporaryFolder();
  const file = writeModelWithExternalData(folder);
  const weights = path.join(folder, 'weights.bin');
  const before = await describeModel(file);
  expect(before.externalFiles).toEqual(['weights.bin']);
  expect(before.bytes).toBe(readFileSync(file).length + readFileSync(weights).length);
  const changed = readFileSync(weights);
  changed.writeFloatLE(1, 0);
  writeFileSync(weights, changed);
  expect((await describeModel(file)).sha256).not.toBe(before.sha256);
  appendFileSync(weights, 'x');
  expect((await describeModel(file)).bytes).toBe(before.bytes + 1);

  rmSync(weights);
  await expect(describeModel(file)).rejects.toMatchObject({
    code: 'model-external-data-missing',
    subject: weights,
  });
});

test('refuses weights outside of the model’s folder', async () => {
  const model = pixelModel();
  const outside = {
    name: 'weights',
    dims: [1],
    dataType: DataType.FLOAT,
    dataLocation: 1,
    externalData: [{ key: 'location', value: 'deeper/../../weights.bin' }],
  };
  const graph = { ...model.graph, initializer: [outside] };
  const file = writeModel(temporaryFolder(), { ...model, graph });
  await expect(describeModel(file)).rejects.toMatchObject({ code: 'model-external-data-outside' });
});
