import { expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { multiply } from '../graph/arithmetic.ts';
import { reduceSum } from '../graph/operations.ts';
import { centralDifferences, relativeError, runGraph } from '../graph/run-graph.fixture.ts';
import type { Tensor } from '../graph/tensor.ts';
import { seededGenerator } from '../random.ts';
import { buildForward } from './forward.ts';
import {
  applyHead,
  drawDropoutMask,
  dropoutWidth,
  headParameters,
  interpolate,
  outputDimension,
  startOfHead,
} from './heads.ts';
import type { HeadSpecification, ParameterValues } from './heads.ts';
import { orthonormalColumns } from './orthonormal.ts';

const heads: HeadSpecification[] = [
  { kind: 'residual', inputDimension: 6, rank: 2, dropout: 0 },
  { kind: 'linear', inputDimension: 6, outputDimension: 6, dropout: 0 },
  { kind: 'linear', inputDimension: 6, outputDimension: 4, dropout: 0 },
  { kind: 'mlp', inputDimension: 6, hiddenDimension: 5, outputDimension: 6, dropout: 0 },
  { kind: 'mlp', inputDimension: 6, hiddenDimension: 5, outputDimension: 3, dropout: 0 },
];

const normals = (length: number, seed: number): Float32Array => {
  const generator = seededGenerator(seed);
  return Float32Array.from({ length }, () => generator.normal());
};

/** The head in float64, from its formula. */
function naiveHead(
  head: HeadSpecification,
  x: ArrayLike<number>,
  parameters: Readonly<Record<string, ArrayLike<number>>>,
  mask?: ArrayLike<number>,
): number[] {
  type Matrix = number[][];
  const matrix = (values: ArrayLike<number>, columns: number): Matrix =>
    Array.from({ length: values.length / columns }, (_, i) =>
      Array.from({ length: columns }, (_, j) => values[i * columns + j]!),
    );
  const product = (a: Matrix, b: Matrix): Matrix =>
    a.map((row) => b[0]!.map((_, j) => row.reduce((sum, v, k) => sum + v * b[k]![j]!, 0)));
  const plus = (a: Matrix, b: Matrix): Matrix =>
    a.map((row, i) => row.map((v, j) => v + b[b.length === 1 ? 0 : i]![j]!));
  const drop = (a: Matrix): Matrix =>
    mask === undefined ? a : a.map((row, i) => row.map((v, j) => v * mask[i * row.length + j]!));
  const input = matrix(x, head.inputDimension);
  const of = (name: string): Matrix => {
    const { shape } = headParameters(head).find((parameter) => parameter.name === name)!;
    return matrix(parameters[name]!, shape.at(-1)!);
  };
  switch (head.kind) {
    case 'residual':
      return plus(input, product(drop(product(input, of('down'))), of('up'))).flat();
    case 'linear':
      return product(drop(input), of('weight')).flat();
    case 'mlp': {
      const hidden = plus(product(input, of('hidden')), of('hiddenBias')).map((row) =>
        row.map((v) => Math.max(0, v)),
      );
      const correction = plus(product(drop(hidden), of('correction')), of('correctionBias'));
      const isProjected = parameters['projection'] !== undefined;
      return plus(isProjected ? product(input, of('projection')) : input, correction).flat();
    }
  }
}

function randomParameters(head: HeadSpecification): ParameterValues {
  return Object.fromEntries(
    headParameters(head).map(({ name, shape }, k) => [
      name,
      normals(
        shape.reduce((a, b) => a * b, 1),
        40 + k,
      ),
    ]),
  );
}

test.each(heads)('$kind to $outputDimension keeps similarities at the start', async (head) => {
  const start = startOfHead(head, seededGenerator(3));
  const graph = buildForward({ head, parameters: start, normalise: false });
  const x = normals(4 * head.inputDimension, 8);
  const { output } = await runGraph(graph, { embeddings: x });
  expect(output).toHaveLength(4 * outputDimension(head));
  if (outputDimension(head) === head.inputDimension) {
    expect(output).toEqual(Array.from(x));
  } else {
    // A projection on orthonormal directions shortens, and does it for no direction twice.
    const lengths = (rows: ArrayLike<number>, width: number): number[] =>
      Array.from({ length: 4 }, (_, i) =>
        Math.hypot(...Array.from({ length: width }, (_, k) => rows[i * width + k]!)),
      );
    const before = lengths(x, head.inputDimension);
    lengths(output!, outputDimension(head)).forEach((length, i) => {
      expect(length).toBeGreaterThan(0);
      expect(length).toBeLessThanOrEqual(before[i]! * (1 + 1e-6));
    });
  }
});

test.each([
  [6, 3],
  [3, 6],
  [5, 5],
])('orthonormal directions: %i x %i', (rows, columns) => {
  const matrix = orthonormalColumns(rows, columns, seededGenerator(2));
  const count = Math.min(rows, columns);
  const element = (vector: number, k: number): number =>
    columns <= rows ? matrix[k * columns + vector]! : matrix[vector * columns + k]!;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let product = 0;
      for (let k = 0; k < Math.max(rows, columns); k++) product += element(a, k) * element(b, k);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
    }
  }
});

test.each(heads)(
  '$kind to $outputDimension: value and gradients agree with float64',
  async (head) => {
    const x = normals(3 * head.inputDimension, 20);
    const parameters = randomParameters(head);
    const mask = new Float32Array(3 * dropoutWidth(head));
    drawDropoutMask(mask, 0.4, seededGenerator(21));
    const graph = new Graph();
    const tensors: Record<string, Tensor> = {};
    for (const { name, shape } of headParameters(head)) {
      tensors[name] = graph.input(name, 'float32', shape);
    }
    const embeddings = graph.input('embeddings', 'float32', [3, head.inputDimension]);
    const dropoutMask = graph.input('mask', 'float32', [3, dropoutWidth(head)]);
    const output = applyHead(head, embeddings, tensors, dropoutMask);
    const weights = normals(3 * outputDimension(head), 22);
    const weight = graph.constant('float32', [3, outputDimension(head)], weights);
    graph.output('output', output);
    const trained = Object.keys(tensors);
    gradients(graph, reduceSum(multiply(output, weight)), Object.values(tensors)).forEach(
      (gradient, k) => graph.output(`d/${trained[k]!}`, gradient),
    );
    const outputs = await runGraph(graph, { ...parameters, embeddings: x, mask });
    expect(relativeError(outputs['output']!, naiveHead(head, x, parameters, mask))).toBeLessThan(
      1e-5,
    );
    for (const name of trained) {
      const expected = centralDifferences(
        (values) =>
          naiveHead(head, x, { ...parameters, [name]: values }, mask).reduce(
            (sum, y, k) => sum + y * weights[k]!,
            0,
          ),
        parameters[name]!,
      );
      expect(relativeError(outputs[`d/${name}`]!, expected)).toBeLessThan(1e-3);
    }
  },
);

test.each(heads)(
  '$kind to $outputDimension: the applied graph agrees with the formula',
  async (head) => {
    const parameters = randomParameters(head);
    const x = normals(5 * head.inputDimension, 30);
    const naive = naiveHead(head, x, parameters);
    const baked = await runGraph(buildForward({ head, parameters, normalise: true }), {
      embeddings: x,
    });
    const width = outputDimension(head);
    const unit = naive.map((value, k) => {
      const row = Math.floor(k / width) * width;
      return value / Math.hypot(...naive.slice(row, row + width));
    });
    expect(relativeError(baked['output']!, unit)).toBeLessThan(1e-5);
    const fed = await runGraph(buildForward({ head, parameters: null, normalise: true }), {
      embeddings: x,
      ...parameters,
    });
    expect(fed['output']).toEqual(baked['output']);
  },
);

test('the applied graph uses only operators that no opset changed since 7', () => {
  const stable = new Set(['MatMul', 'Add', 'Mul', 'Div', 'Sqrt', 'Relu']);
  for (const head of heads) {
    const graph = buildForward({
      head,
      parameters: startOfHead(head, seededGenerator(1)),
      normalise: true,
    });
    const used = graph.liveNodes().map(({ opType }) => opType);
    expect(used.filter((opType) => !stable.has(opType))).toEqual([]);
  }
});

test('a dropout mask keeps the mean, and drops the asked share', () => {
  const mask = new Float32Array(20_000);
  drawDropoutMask(mask, 0.3, seededGenerator(5));
  const dropped = mask.filter((value) => value === 0).length / mask.length;
  expect(Math.abs(dropped - 0.3)).toBeLessThan(0.02);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  drawDropoutMask(mask, 0, seededGenerator(5));
  expect(mask.every((value) => value === 1)).toBe(true);
});

test('interpolation ends exactly at the start and at the trained head', () => {
  const start = { a: normals(50, 1), b: normals(7, 2) };
  const trained = { a: normals(50, 3), b: normals(7, 4) };
  expect(interpolate(start, trained, 0)).toEqual(start);
  expect(interpolate(start, trained, 1)).toEqual(trained);
  const half = interpolate(start, trained, 0.5);
  expect(half['a']![3]).toBeCloseTo((start.a[3]! + trained.a[3]!) / 2, 6);
  expect(() => interpolate(start, { a: trained.a }, 0.5)).toThrow(
    expect.objectContaining({ code: 'head-parameter-missing' }),
  );
});

test.each<[string, HeadSpecification]>([
  ['rank', { kind: 'residual', inputDimension: 4, rank: 5, dropout: 0 }],
  ['rank', { kind: 'residual', inputDimension: 4, rank: 0, dropout: 0 }],
  ['outputDimension', { kind: 'linear', inputDimension: 4, outputDimension: 1.5, dropout: 0 }],
  [
    'hiddenDimension',
    { kind: 'mlp', inputDimension: 4, hiddenDimension: -1, outputDimension: 4, dropout: 0 },
  ],
  ['dropout', { kind: 'linear', inputDimension: 4, outputDimension: 4, dropout: 1 }],
  ['dropout', { kind: 'linear', inputDimension: 4, outputDimension: 4, dropout: NaN }],
])('a head with an impossible %s is refused', (subject, head) => {
  expect(() => startOfHead(head, seededGenerator(1))).toThrow(
    expect.objectContaining({ code: 'head-invalid', subject }),
  );
});
