import { expect, test } from 'vitest';
import { seededGenerator } from '../random.ts';
import * as arithmetic from './arithmetic.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import * as operations from './operations.ts';
import { operatorDefinition, operatorNames } from './registry.ts';
import { centralDifferences, relativeError, runGraph } from './run-graph.fixture.ts';
import type { Tensor } from './tensor.ts';

/** A matrix or stack of matrices in float64, for the naive side. */
interface NdArray {
  shape: readonly number[];
  values: ArrayLike<number>;
}

interface OperatorCase {
  opType: string;
  shapes: readonly (readonly number[])[];
  build: (inputs: readonly Tensor[]) => Tensor;
  naive: (inputs: readonly NdArray[]) => number[];
  /** Where inputs are drawn from; [-2, 2] by default. */
  range?: readonly [low: number, high: number];
}

const draws = seededGenerator(11);
const size = (): number => 2 + draws.integer(4);
const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** All indices of a shape, in row-major order. */
function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, length) =>
      prefixes.flatMap((prefix) => Array.from({ length }, (_, k) => [...prefix, k])),
    [[]],
  );
}

/** The element at an index of a result that the array is broadcast to. */
function at({ shape, values }: NdArray, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  let place = 0;
  shape.forEach((length, k) => {
    place = place * length + (length === 1 ? 0 : (own[k] as number));
  });
  return values[place] as number;
}

function unary(
  opType: string,
  build: (x: Tensor) => Tensor,
  f: (x: number) => number,
  range?: readonly [number, number],
): OperatorCase {
  return {
    opType,
    shapes: [[size(), size()]],
    build: ([x]) => build(x as Tensor),
    naive: ([x]) => Array.from((x as NdArray).values, f),
    ...(range === undefined ? {} : { range }),
  };
}

function binary(
  opType: string,
  build: (a: Tensor, b: Tensor) => Tensor,
  f: (a: number, b: number) => number,
  range?: readonly [number, number],
): OperatorCase[] {
  const [n, m, l] = [size(), size(), size()];
  const pairs: (readonly [number[], number[], number[]])[] = [
    [
      [n, m],
      [n, m],
      [n, m],
    ],
    [
      [n, m],
      [n, 1],
      [n, m],
    ],
    [
      [1, m],
      [n, 1],
      [n, m],
    ],
    [[m], [l, n, m], [l, n, m]],
    [[n, m], [], [n, m]],
  ];
  return pairs.map(([left, right, result]) => ({
    opType,
    shapes: [left, right],
    build: ([a, b]) => build(a as Tensor, b as Tensor),
    naive: ([a, b]) => indicesOf(result).map((k) => f(at(a as NdArray, k), at(b as NdArray, k))),
    ...(range === undefined ? {} : { range }),
  }));
}

function products(): OperatorCase[] {
  const [n, inner, m, l] = [size(), size(), size(), size()];
  const cases: OperatorCase[] = [];
  for (const [left, right] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    for (const stack of [[], [l]]) {
      cases.push({
        opType: left || right ? (stack.length === 0 ? 'Gemm' : 'Transpose') : 'MatMul',
        shapes: [[...stack, ...(left ? [inner, n] : [n, inner])], right ? [m, inner] : [inner, m]],
        build: ([a, b]) => operations.matrixProduct(a as Tensor, b as Tensor, { left, right }),
        naive: ([a, b]) =>
          indicesOf([...stack, n, m]).map((index) => {
            const [i, j] = index.slice(-2) as [number, number];
            const outer = index.slice(0, -2);
            let sum = 0;
            for (let k = 0; k < inner; k++) {
              sum +=
                at(a as NdArray, [...outer, ...(left ? [k, i] : [i, k])]) *
                at(b as NdArray, right ? [j, k] : [k, j]);
            }
            return sum;
          }),
      });
    }
  }
  for (const left of [true, false]) {
    cases.push({
      opType: 'Gemm',
      shapes: [[n, m]],
      build: ([x]) => operations.matrixProduct(x as Tensor, x as Tensor, { left, right: !left }),
      naive: ([x]) =>
        indicesOf(left ? [m, m] : [n, n]).map(([i, j]) => {
          let sum = 0;
          for (let k = 0; k < (left ? n : m); k++) {
            sum += left
              ? at(x as NdArray, [k, i as number]) * at(x as NdArray, [k, j as number])
              : at(x as NdArray, [i as number, k]) * at(x as NdArray, [j as number, k]);
          }
          return sum;
        }),
    });
  }
  return cases;
}

function reductions(): OperatorCase[] {
  const [n, m, l] = [size(), size(), size()];
  const kinds = [
    ['ReduceSum', operations.reduceSum, (x: number[]) => x.reduce((a, b) => a + b, 0)],
    ['ReduceMean', operations.reduceMean, (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length],
    ['ReduceMax', operations.reduceMax, (x: number[]) => Math.max(...x)],
    ['ReduceMin', operations.reduceMin, (x: number[]) => Math.min(...x)],
    [
      'Exp', // logSumExp is built of others
      operations.logSumExp,
      (x: number[]) => Math.log(x.reduce((sum, value) => sum + Math.exp(value), 0)),
    ],
  ] as const;
  return kinds.flatMap(([opType, build, naive]) =>
    [[0], [1], [0, 2], [-1], [0, 1, 2]].flatMap((axes) =>
      [true, false].map((keep) => ({
        opType,
        shapes: [[n, m, l]],
        build: ([x]: readonly Tensor[]) => build(x as Tensor, axes, keep),
        naive: ([x]: readonly NdArray[]) => {
          const reduced = axes.map((axis) => (axis + 3) % 3);
          const groups = new Map<string, number[]>();
          for (const index of indicesOf([n, m, l])) {
            const key = index.filter((_, k) => !reduced.includes(k)).join();
            groups.set(key, [...(groups.get(key) ?? []), at(x as NdArray, index)]);
          }
          return [...groups.values()].map(naive);
        },
      })),
    ),
  );
}

function softmaxes(): OperatorCase[] {
  const shape = [size(), size()] as const;
  const rows = (x: NdArray, f: (value: number, sum: number) => number): number[] =>
    indicesOf(shape).map(([i, j]) => {
      let sum = 0;
      for (let k = 0; k < shape[1]; k++) sum += Math.exp(at(x, [i as number, k]));
      return f(at(x, [i as number, j as number]), sum);
    });
  return [
    {
      opType: 'Softmax',
      shapes: [shape],
      build: ([x]) => operations.softmax(x as Tensor, 1),
      naive: ([x]) => rows(x as NdArray, (value, sum) => Math.exp(value) / sum),
    },
    {
      opType: 'LogSoftmax',
      shapes: [shape],
      build: ([x]) => operations.logSoftmax(x as Tensor, -1),
      naive: ([x]) => rows(x as NdArray, (value, sum) => value - Math.log(sum)),
    },
  ];
}

function layouts(): OperatorCase[] {
  const [n, m, l] = [size(), size(), size()];
  const all = (x: NdArray | undefined): number[] => Array.from((x as NdArray).values);
  return [
    {
      opType: 'Transpose',
      shapes: [[n, m, l]],
      build: ([x]) => operations.transpose(x as Tensor, [2, 0, 1]),
      naive: ([x]) =>
        indicesOf([l, n, m]).map(([i, j, k]) => at(x as NdArray, [j, k, i] as number[])),
    },
    {
      opType: 'Reshape',
      shapes: [[n, m, l]],
      build: ([x]) => operations.reshape(x as Tensor, [l, -1]),
      naive: ([x]) => all(x),
    },
    {
      opType: 'Unsqueeze',
      shapes: [[n, m]],
      build: ([x]) => operations.unsqueeze(x as Tensor, 0, -1),
      naive: ([x]) => all(x),
    },
    {
      opType: 'Squeeze',
      shapes: [[1, n, 1]],
      build: ([x]) => operations.squeeze(x as Tensor, 0, -1),
      naive: ([x]) => all(x),
    },
    {
      opType: 'Concat',
      shapes: [
        [n, m],
        [n, l],
        [n, 1],
      ],
      build: ([a, b, c]) => operations.concatenate([a as Tensor, b as Tensor, c as Tensor], 1),
      naive: ([a, b, c]) =>
        Array.from({ length: n }, (_, i) =>
          [a, b, c].flatMap((part) => {
            const columns = (part as NdArray).shape[1] as number;
            return Array.from({ length: columns }, (_, j) => at(part as NdArray, [i, j]));
          }),
        ).flat(),
    },
    {
      opType: 'Slice',
      shapes: [[n, m + 2]],
      build: ([x]) => operations.slice(x as Tensor, 1, 1, m + 1),
      naive: ([x]) => indicesOf([n, m]).map(([i, j]) => at(x as NdArray, [i!, j! + 1])),
    },
    {
      opType: 'Pad',
      shapes: [[n, m]],
      build: ([x]) => operations.pad(x as Tensor, 0, 2, 1),
      naive: ([x]) =>
        indicesOf([n + 3, m]).map(([i, j]) =>
          i! < 2 || i! >= n + 2 ? 0 : at(x as NdArray, [i! - 2, j!]),
        ),
    },
    {
      opType: 'Expand',
      shapes: [
        [n, 1],
        [l, n, m],
      ],
      // The second operand is only a shape; its own gradient is zero.
      build: ([x, like]) => operations.expandLike(x as Tensor, like as Tensor),
      naive: ([x]) => indicesOf([l, n, m]).map((index) => at(x as NdArray, index)),
    },
  ];
}

function lookups(): OperatorCase[] {
  const [n, m] = [size(), size()];
  const rows = [n - 1, 0, 0, 1];
  const columns = Array.from({ length: n * 3 }, () => draws.integer(m));
  const constant = (like: Tensor, shape: number[], values: number[]): Tensor =>
    like.graph.constant('int64', shape, values);
  return [
    {
      opType: 'Gather',
      shapes: [[n, m]],
      build: ([x]) => operations.gatherRows(x as Tensor, constant(x as Tensor, [2, 2], rows)),
      naive: ([x]) =>
        rows.flatMap((row) => Array.from({ length: m }, (_, j) => at(x as NdArray, [row, j]))),
    },
    {
      opType: 'GatherElements',
      shapes: [[n, m]],
      build: ([x]) =>
        operations.gatherElements(x as Tensor, constant(x as Tensor, [n, 3], columns), 1),
      naive: ([x]) => columns.map((column, k) => at(x as NdArray, [Math.floor(k / 3), column])),
    },
    {
      opType: 'ScatterElements',
      shapes: [
        [n, m],
        [n, 3],
      ],
      build: ([x, updates]) =>
        operations.scatterAddElements(
          x as Tensor,
          constant(x as Tensor, [n, 3], columns),
          updates as Tensor,
          1,
        ),
      naive: ([x, updates]) => {
        const result = Array.from((x as NdArray).values);
        columns.forEach((column, k) => {
          result[Math.floor(k / 3) * m + column]! += (updates as NdArray).values[k] as number;
        });
        return result;
      },
    },
    {
      opType: 'ScatterND',
      shapes: [
        [n, m],
        [4, m],
      ],
      build: ([x, updates]) =>
        operations.scatterAddRows(
          x as Tensor,
          constant(x as Tensor, [4, 1], rows),
          updates as Tensor,
        ),
      naive: ([x, updates]) => {
        const result = Array.from((x as NdArray).values);
        rows.forEach((row, k) => {
          for (let j = 0; j < m; j++) result[row * m + j]! += at(updates as NdArray, [k, j]);
        });
        return result;
      },
    },
    {
      opType: 'TopK',
      shapes: [[n, m]],
      build: ([x]) => operations.largest(x as Tensor, 2, 1).values,
      naive: ([x]) =>
        Array.from({ length: n }, (_, i) =>
          Array.from({ length: m }, (_, j) => at(x as NdArray, [i, j]))
            .sort((a, b) => b - a)
            .slice(0, 2),
        ).flat(),
    },
    {
      opType: 'Where',
      shapes: [
        [n, m],
        [n, 1],
        [n, m],
      ],
      build: ([a, b, c]) =>
        operations.where(operations.greater(c as Tensor, 0), a as Tensor, b as Tensor),
      naive: ([a, b, c]) =>
        indicesOf([n, m]).map((k) =>
          at(c as NdArray, k) > 0 ? at(a as NdArray, k) : at(b as NdArray, k),
        ),
    },
  ];
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const cases: OperatorCase[] = [
  ...binary('Add', arithmetic.add, (a, b) => a + b),
  ...binary('Sub', arithmetic.subtract, (a, b) => a - b),
  ...binary('Mul', arithmetic.multiply, (a, b) => a * b),
  ...binary('Div', arithmetic.divide, (a, b) => a / b, [0.5, 2]),
  ...binary('Max', arithmetic.maximum, Math.max),
  ...binary('Min', arithmetic.minimum, Math.min),
  unary(
    'Pow',
    (x) => arithmetic.power(x, 2.5),
    (x) => x ** 2.5,
    [0.5, 2],
  ),
  unary(
    'Pow',
    (x) => arithmetic.power(x, 3),
    (x) => x ** 3,
  ),
  unary('Mul', arithmetic.square, (x) => x * x),
  unary('Neg', arithmetic.negate, (x) => -x),
  unary('Sqrt', arithmetic.squareRoot, Math.sqrt, [0.5, 2]),
  unary('Exp', arithmetic.exponential, Math.exp),
  unary('Log', arithmetic.logarithm, Math.log, [0.5, 2]),
  unary('Abs', arithmetic.absolute, Math.abs),
  unary('Relu', arithmetic.relu, (x) => Math.max(0, x)),
  unary('Sigmoid', arithmetic.sigmoid, logistic),
  unary('Softplus', arithmetic.softplus, (x) => Math.log1p(Math.exp(x))),
  unary('Tanh', arithmetic.hyperbolicTangent, Math.tanh),
  unary(
    'Clip',
    (x) => arithmetic.clip(x, -0.9, 0.7),
    (x) => Math.min(0.7, Math.max(-0.9, x)),
  ),
  ...products(),
  ...layouts(),
  ...reductions(),
  ...softmaxes(),
  ...lookups(),
];

test.each(cases.map((operator, k) => ({ ...operator, k, at: JSON.stringify(operator.shapes) })))(
  '$k: $opType on $at agrees with float64, and so does its gradient',
  async ({ shapes, build, naive, range: [low, high] = [-2, 2], k }) => {
    const generator = seededGenerator(k);
    // Three decimals, so that no element lies within a step of the kinks at 0, -0.9 and 0.7.
    const draw = (): number => Math.round(1000 * (low + (high - low) * generator.uniform())) / 1000;
    const values = shapes.map((shape) =>
      Array.from({ length: count(shape) }, () => draw() + 0.0005),
    );
    const graph = new Graph();
    const inputs = shapes.map((shape, index) => graph.input(`x${index}`, 'float32', shape));
    const result = build(inputs);
    const weights = Float32Array.from({ length: count(result.shape as number[]) }, () =>
      generator.normal(),
    );
    const weight = graph.constant('float32', result.shape as number[], weights);
    const loss = operations.reduceSum(arithmetic.multiply(result, weight));
    graph.output('result', result);
    gradients(graph, loss, inputs).forEach((gradient, index) => {
      expect(gradient.shape).toEqual(shapes[index]);
      graph.output(`gradient${index}`, gradient);
    });

    const outputs = await runGraph(graph, Object.fromEntries(values.map((v, n) => [`x${n}`, v])));
    const arrays = values.map((v, n) => ({ shape: shapes[n] as number[], values: v }));
    expect(relativeError(outputs['result'] as number[], naive(arrays))).toBeLessThan(1e-5);
    values.forEach((_, index) => {
      const expected = centralDifferences((x) => {
        const moved = arrays.map((array, n) => (n === index ? { ...array, values: x } : array));
        return naive(moved).reduce((sum, y, n) => sum + y * (weights[n] as number), 0);
      }, values[index] as number[]);
      expect(relativeError(outputs[`gradient${index}`] as number[], expected)).toBeLessThan(1e-3);
    });
  },
);

test('every operator that has a gradient is compared with central differences', () => {
  const compared = new Set(cases.map(({ opType }) => opType));
  const differentiable = operatorNames().filter(
    (name) => operatorDefinition(name).gradient !== null,
  );
  expect(differentiable.filter((name) => !compared.has(name))).toEqual([]);
});
