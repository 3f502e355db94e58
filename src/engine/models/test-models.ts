/** Small ONNX models for the tests of models and embedding. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from '../../core/onnx/model.ts';
import {
  DataType,
  encodeOnnx,
  floatTensor,
  int64Tensor,
  onnxNode,
  valueInfo,
} from '../../core/onnx/model.ts';
import type { Recipe } from '../../contract/recipe.ts';

/** A recipe that leaves pixels as they are: RGB, 0 to 255, stretched. */
export function plainRecipe(height: number, width: number, changes: Partial<Recipe> = {}): Recipe {
  return {
    size: [height, width],
    fit: 'stretch',
    interpolation: 'bilinear',
    colour: 'RGB',
    layout: 'NCHW',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    ...changes,
  };
}

export function testModel(
  input: OnnxValueInfo[],
  node: OnnxNode[],
  output: OnnxValueInfo[],
  initializer: OnnxTensor[] = [],
): OnnxModel {
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'test', node, initializer, input, output },
  };
}

/** The pixels themselves: [N, channels × height × width]. */
export function pixelModel(
  dims: readonly (number | string)[] = ['N', 3, 4, 4],
  type: number = DataType.FLOAT,
): OnnxModel {
  const length = dims.slice(1).reduce<number>((product, size) => product * Number(size), 1);
  const nodes =
    type === DataType.UINT8
      ? [
          onnxNode('Flatten', ['image'], ['flat']),
          onnxNode('Cast', ['flat'], ['embedding'], { to: DataType.FLOAT }),
        ]
      : [onnxNode('Flatten', ['image'], ['embedding'])];
  const outputType = type === DataType.UINT8 ? DataType.FLOAT : type;
  return testModel([valueInfo('image', dims, type)], nodes, [
    valueInfo('embedding', [dims[0] ?? 'N', length], outputType),
  ]);
}

/** A 3 x 3 convolution to 8 maps, ReLU, the mean of each: [N, 8], never zero. */
export function convolutionModel(batch: number | string = 'N', size = 16): OnnxModel {
  const weights = Float32Array.from({ length: 8 * 3 * 9 }, (_, k) => Math.sin(k * 1.7) / 9);
  const bias = Float32Array.from({ length: 8 }, (_, k) => 0.5 + k / 16);
  return testModel(
    [valueInfo('image', [batch, 3, size, size])],
    [
      onnxNode('Conv', ['image', 'weights', 'bias'], ['maps'], {
        kernel_shape: [3, 3],
        pads: [1, 1, 1, 1],
      }),
      onnxNode('Relu', ['maps'], ['active']),
      onnxNode('GlobalAveragePool', ['active'], ['means']),
      onnxNode('Flatten', ['means'], ['embedding']),
    ],
    [valueInfo('embedding', [batch, 8])],
    [floatTensor('weights', [8, 3, 3, 3], weights), floatTensor('bias', [8], bias)],
  );
}

/** [N, 3, 4, 4] → the maps [N, 3, 4, 4] and the tokens [N, 16, 3], both free of weights. */
export function mapsAndTokensModel(): OnnxModel {
  return testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [
      onnxNode('Identity', ['image'], ['maps']),
      onnxNode('Reshape', ['image', 'shape'], ['columns']),
      onnxNode('Transpose', ['columns'], ['tokens'], { perm: [0, 2, 1] }),
    ],
    [valueInfo('maps', ['N', 3, 4, 4]), valueInfo('tokens', ['N', 16, 3])],
    [int64Tensor('shape', [3], [0, 3, 16])],
  );
}

/**
 * Pixels, and beside them a tensor of N^20 zeros of which nothing is left in the result: 4 MB for two
 * images, 4 TB for four.
 */
export function hungryModel(): OnnxModel {
  return testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [
      onnxNode('Flatten', ['image'], ['flat']),
      onnxNode('Shape', ['image'], ['shape']),
      onnxNode('Gather', ['shape', 'first'], ['count']),
      onnxNode('Pow', ['count', 'twenty'], ['many']),
      onnxNode('ConstantOfShape', ['many'], ['zeros']),
      onnxNode('ReduceSum', ['zeros'], ['zero'], { keepdims: 0 }),
      onnxNode('Add', ['flat', 'zero'], ['embedding']),
    ],
    [valueInfo('embedding', ['N', 48])],
    [int64Tensor('first', [1], [0]), int64Tensor('twenty', [1], [20])],
  );
}

/** Pixels minus 3, of which the logarithm is taken: NaN below, -Infinity at 3. */
export function logarithmModel(): OnnxModel {
  return testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [
      onnxNode('Flatten', ['image'], ['flat']),
      onnxNode('Sub', ['flat', 'three'], ['less']),
      onnxNode('Log', ['less'], ['embedding']),
    ],
    [valueInfo('embedding', ['N', 48])],
    [floatTensor('three', [], Float32Array.of(3))],
  );
}

/** The model with its first initialiser in the file `weights.bin` beside it. */
export function writeModelWithExternalData(folder: string, model = convolutionModel()): string {
  const [weights, ...others] = model.graph?.initializer ?? [];
  if (weights?.rawData === undefined) throw new Error('the model has no weights');
  const { rawData, ...rest } = weights;
  const external: OnnxTensor = {
    ...rest,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: 'weights.bin' },
      { key: 'offset', value: '0' },
      { key: 'length', value: String(rawData.length) },
    ],
  };
  writeFileSync(path.join(folder, 'weights.bin'), rawData);
  const graph = { ...model.graph, initializer: [external, ...others] };
  return writeModel(folder, { ...model, graph });
}

export function writeModel(folder: string, model: OnnxModel, name = 'model.onnx'): string {
  const file = path.join(folder, name);
  writeFileSync(file, encodeOnnx(model));
  return file;
}
