import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import { expect, test } from 'vitest';
import type { Recipe } from '../../contract/recipe.ts';
import type { OnnxModel } from '../../core/onnx/model.ts';
import { DataType, encodeOnnx, floatTensor, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { seededGenerator } from '../../core/random.ts';
import type { HeadSpecification, ParameterValues } from '../../core/training/heads.ts';
import { headParameters, startOfHead } from '../../core/training/heads.ts';
import type { TensorDescription } from '../models/describe.ts';
import { poolOutput } from '../models/pooling.ts';
import { mapsAndTokensModel, pixelModel, testModel } from '../models/test-models.ts';
import { fuse } from './fuse.ts';

const generator = seededGenerator(17);

function trained(head: HeadSpecification): {
  head: HeadSpecification;
  parameters: ParameterValues;
} {
  const parameters = Object.fromEntries(
    Object.entries(startOfHead(head, generator)).map(([name, values]) => [
      name,
      values.map((value) => value + 0.2 * generator.normal()),
    ]),
  );
  return { head, parameters };
}

const linear = (inputDimension: number) =>
  trained({ kind: 'linear', inputDimension, outputDimension: 5, dropout: 0.5 });

function unit(x: readonly number[]): number[] {
  const length = Math.hypot(...x);
  return x.map((value) => value / length);
}

/** The head on one embedding, in float64 and from its definition. */
function naiveHead(
  { head, parameters }: { head: HeadSpecification; parameters: ParameterValues },
  embedding: readonly number[],
): number[] {
  const x = unit(embedding);
  const times = (vector: readonly number[], name: string): number[] => {
    const [rows = 0, columns = 0] = headParameters(head).find((one) => one.name === name)!.shape;
    expect(vector).toHaveLength(rows);
    return Array.from({ length: columns }, (_, j) =>
      vector.reduce((sum, value, i) => sum + value * parameters[name]![i * columns + j]!, 0),
    );
  };
  const plus = (a: readonly number[], b: ArrayLike<number>): number[] =>
    a.map((value, k) => value + b[k]!);
  switch (head.kind) {
    case 'residual':
      return plus(x, times(times(x, 'down'), 'up'));
    case 'linear':
      return times(x, 'weight');
    case 'mlp': {
      const hidden = plus(times(x, 'hidden'), parameters['hiddenBias']!);
      const correction = plus(
        times(
          hidden.map((value) => Math.max(0, value)),
          'correction',
        ),
        parameters['correctionBias']!,
      );
      const isProjected = head.inputDimension !== head.outputDimension;
      return plus(isProjected ? times(x, 'projection') : x, correction);
    }
  }
}

/** Runs a model on 3 images of 3 x 4 x 4 (or 4 x 4 x 3); all outputs by name. */
async function run(model: OnnxModel, images: Tensor): Promise<InferenceSession.ReturnType> {
  const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 4 });
  const outputs = await session.run({ [session.inputNames[0]!]: images });
  await session.release();
  return outputs;
}

function images(...dims: number[]): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return new Tensor(
    'float32',
    Float32Array.from({ length }, () => generator.normal()),
    dims,
  );
}

function outputOf(model: OnnxModel, name: string): TensorDescription {
  const tensor = model.graph?.output?.find((output) => output.name === name)?.type?.tensorType;
  const types: Readonly<Record<number, string>> = { 1: 'float32', 10: 'float16', 11: 'float64' };
  return {
    name,
    type: types[tensor?.elemType ?? 1] ?? 'unknown',
    shape:
      tensor?.shape?.dim?.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? null) ?? null,
  };
}

interface Changes {
  output?: string;
  pooling?: Recipe['pooling'];
  layout?: Recipe['layout'];
  normalise?: boolean;
}

function fused(
  backbone: OnnxModel,
  saved: ReturnType<typeof trained>,
  { output = 'embedding', pooling, layout = 'NCHW', normalise = false }: Changes = {},
): OnnxModel {
  return fuse({
    backbone,
    description: {
      opset: backbone.opsetImport?.[0]?.version ?? 0,
      irVersion: backbone.irVersion ?? 0,
    },
    output: outputOf(backbone, output),
    pooling,
    layout,
    saved,
    normalise,
  });
}

function rowsOf(output: Tensor): number[][] {
  const [rows = 0, columns = 0] = output.dims;
  expect(output.dims).toHaveLength(2);
  return Array.from({ length: rows }, (_, row) =>
    Array.from(output.data as Float32Array).slice(row * columns, (row + 1) * columns),
  );
}

function expectClose(actual: readonly number[][], expected: readonly number[][]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((row, k) => {
    expect(row).toHaveLength(expected[k]!.length);
    row.forEach((value, j) => expect(Math.abs(value - expected[k]![j]!)).toBeLessThan(1e-5));
  });
}

const heads: HeadSpecification[] = [
  { kind: 'residual', inputDimension: 48, rank: 6, dropout: 0 },
  { kind: 'linear', inputDimension: 48, outputDimension: 7, dropout: 0.5 },
  { kind: 'mlp', inputDimension: 48, hiddenDimension: 9, outputDimension: 48, dropout: 0 },
  { kind: 'mlp', inputDimension: 48, hiddenDimension: 9, outputDimension: 4, dropout: 0.1 },
];

test.each(heads.flatMap((head) => [false, true].map((normalise) => ({ head, normalise }))))(
  'gives what the head gives on the embeddings: $head.kind, normalised: $normalise',
  async ({ head, normalise }) => {
    const saved = trained(head);
    const pixels = images(3, 3, 4, 4);
    const { embedding } = await run(pixelModel(), pixels);
    const expected = rowsOf(embedding as Tensor)
      .map((row) => naiveHead(saved, row))
      .map((row) => (normalise ? unit(row) : row));
    const outputs = await run(fused(pixelModel(), saved, { normalise }), pixels);
    expect(Object.keys(outputs)).toEqual(['embedding']);
    expectClose(rowsOf(outputs['embedding'] as Tensor), expected);
  },
);

test.each([
  { output: 'maps', pooling: 'average', dimension: 3 },
  { output: 'maps', pooling: 'flatten', dimension: 48 },
  { output: 'tokens', pooling: 'average', dimension: 3 },
  { output: 'tokens', pooling: 'first-token', dimension: 3 },
] as const)('pools $output by $pooling', async ({ output, pooling, dimension }) => {
  const saved = linear(dimension);
  const pixels = images(3, 3, 4, 4);
  const before = await run(mapsAndTokensModel(), pixels);
  const raw = before[output] as Tensor;
  const pooled = poolOutput(raw.data as Float32Array, raw.dims, pooling, 'NCHW')!;
  const rows = rowsOf(new Tensor('float32', pooled.data, [3, dimension]));
  const after = await run(fused(mapsAndTokensModel(), saved, { output, pooling }), pixels);
  expectClose(
    rowsOf(after[output] as Tensor),
    rows.map((row) => naiveHead(saved, row)),
  );
  // The other output is as it was.
  const other = output === 'maps' ? 'tokens' : 'maps';
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after[other]!.dims).toEqual(before[other]!.dims);
  expect(after[other]!.data).toEqual(before[other]!.data);
});

test('averages maps with channels last', async () => {
  const backbone = testModel(
    [valueInfo('image', ['N', 4, 4, 3])],
    [onnxNode('Identity', ['image'], ['maps'])],
    [valueInfo('maps', ['N', 4, 4, 3])],
  );
  const saved = linear(3);
  const pixels = images(2, 4, 4, 3);
  const pooled = poolOutput(pixels.data as Float32Array, pixels.dims, 'average', 'NHWC')!;
  const after = await run(
    fused(backbone, saved, { output: 'maps', pooling: 'average', layout: 'NHWC' }),
    pixels,
  );
  expectClose(
    rowsOf(after['maps'] as Tensor),
    rowsOf(new Tensor('float32', pooled.data, [2, 3])).map((row) => naiveHead(saved, row)),
  );
});

test('an average of what is pooled already changes nothing', async () => {
  const saved = linear(48);
  const pixels = images(2, 3, 4, 4);
  const plain = await run(fused(pixelModel(), saved), pixels);
  const pooled = await run(fused(pixelModel(), saved, { pooling: 'average' }), pixels);
  expect(pooled['embedding']!.data).toEqual(plain['embedding']!.data);
});

/** The embedding is used by another output, directly and inside a branch; names of ours are taken. */
function tangledModel(): OnnxModel {
  const branch = (name: string, opType: string) => ({
    name,
    node: [onnxNode(opType, ['embedding'], [`${name}_result`])],
    output: [valueInfo(`${name}_result`, ['N', 48])],
  });
  return testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [
      onnxNode('Flatten', ['image'], ['embedding']),
      onnxNode('Mul', ['embedding', 'weight'], ['doubled']),
      onnxNode('ReduceSum', ['doubled'], ['isoline/sum'], { keepdims: 0 }),
      onnxNode('Greater', ['isoline/sum', 'output'], ['is_positive']),
      {
        ...onnxNode('If', ['is_positive'], ['chosen']),
        attribute: [
          { name: 'then_branch', type: 5, g: branch('then', 'Neg') },
          { name: 'else_branch', type: 5, g: branch('else', 'Abs') },
        ],
      },
    ],
    [
      valueInfo('embedding', ['N', 48]),
      valueInfo('doubled', ['N', 48]),
      valueInfo('chosen', ['N', 48]),
    ],
    [floatTensor('weight', [1], Float32Array.of(2)), floatTensor('output', [], Float32Array.of(0))],
  );
}

test('what else uses the embedding still sees the old one, and no names collide', async () => {
  const first = linear(48);
  const second = linear(5);
  const pixels = images(2, 3, 4, 4);
  const before = await run(tangledModel(), pixels);
  const once = fused(tangledModel(), first);
  const after = await run(once, pixels);
  const expected = rowsOf(before['embedding'] as Tensor).map((row) => naiveHead(first, row));
  expectClose(rowsOf(after['embedding'] as Tensor), expected);
  for (const other of ['doubled', 'chosen']) {
    expect(after[other]!.data).toEqual(before[other]!.data);
  }
  // A fused model is a backbone like any other.
  const twice = await run(fused(once, second), pixels);
  expectClose(
    rowsOf(twice['embedding'] as Tensor),
    expected.map((row) => naiveHead(second, row)),
  );
  const names = (once.graph?.initializer ?? []).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('weight');
});

test('keeps operator set, IR version, inputs and everything else of the backbone', () => {
  const backbone: OnnxModel = {
    ...pixelModel(),
    irVersion: 3,
    opsetImport: [{ domain: '', version: 7 }],
    producerName: 'someone',
    docString: 'what it is',
  };
  const { graph, ...rest } = fused(backbone, linear(48));
  const same = { ...backbone };
  delete same.graph;
  expect(rest).toEqual(same);
  expect(graph?.output).toEqual([valueInfo('embedding', ['N', 5])]);
  // Before IR version 4, weights are listed among the inputs; they are no inputs to whoever runs it.
  const listed = graph?.input?.map(({ name }) => name);
  const weights = graph?.initializer?.map(({ name }) => name) ?? [];
  expect(listed).toEqual(['image', ...weights]);
  const modern = fused(pixelModel(), linear(48));
  expect(modern.graph?.input).toEqual(pixelModel().graph?.input);
});

test('runs in the oldest operator set that is accepted', async () => {
  const saved = linear(48);
  const pixels = images(2, 3, 4, 4);
  const old = { ...pixelModel(), irVersion: 3, opsetImport: [{ domain: '', version: 7 }] };
  const { embedding } = await run(fused(old, saved, { normalise: true }), pixels);
  const rows = rowsOf(pixels.reshape([2, 48]));
  expectClose(
    rowsOf(embedding as Tensor),
    rows.map((row) => unit(naiveHead(saved, row))),
  );
});

test('a backbone in double precision gives float32 through a Cast', async () => {
  const saved = linear(48);
  const doubles = Float64Array.from({ length: 96 }, () => generator.normal());
  const model = fused(pixelModel(['N', 3, 4, 4], DataType.DOUBLE), saved);
  const { embedding } = await run(model, new Tensor('float64', doubles, [2, 3, 4, 4]));
  expect(embedding!.type).toBe('float32');
  expectClose(
    rowsOf(embedding as Tensor),
    [0, 1].map((row) => naiveHead(saved, [...doubles.subarray(48 * row, 48 * row + 48)])),
  );
});

test('refuses what cannot be joined', () => {
  const refused = (build: () => unknown, code: string, sentence: RegExp): void => {
    expect(build).toThrow(expect.objectContaining({ code, kind: 'input' }) as Error);
    expect(build).toThrow(sentence);
  };
  const opset6 = { ...pixelModel(), opsetImport: [{ domain: '', version: 6 }] };
  refused(() => fused(opset6, linear(48)), 'export-opset', /operator set 6/);
  refused(
    () => fused(pixelModel(), linear(40)),
    'head-dimension',
    /takes embeddings of 40 numbers, and .* \[N, 48\] gives 48/,
  );
  refused(
    () => fused(mapsAndTokensModel(), linear(3), { output: 'maps', pooling: 'first-token' }),
    'export-pooling',
    /"first-token"/,
  );
  const unknown = testModel(
    [valueInfo('image', ['N', 3, 4, 4])],
    [onnxNode('Identity', ['image'], ['maps'])],
    [{ name: 'maps', type: { tensorType: { elemType: DataType.FLOAT } } }],
  );
  refused(
    () => fused(unknown, linear(3), { output: 'maps', pooling: 'average' }),
    'export-pooling',
    /of unknown shape/,
  );
});
