import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as arithmetic from '../../core/graph/arithmetic.ts';
import { Graph } from '../../core/graph/graph.ts';
import * as operations from '../../core/graph/operations.ts';
import { operatorNames } from '../../core/graph/registry.ts';
import { relativeError, runGraph } from '../../core/graph/run-graph.fixture.ts';
import type { ElementType, Tensor } from '../../core/graph/tensor.ts';
import { seededGenerator } from '../../core/random.ts';
import { runInTensorflow } from './run-tensorflow.fixture.ts';
import { startTensorflow } from './tensorflow-backend.ts';
import { tensorflowGraph } from './tensorflow-graph.ts';
import { tensorflowOperators } from './tensorflow-operators.ts';

interface Input {
  elementType: ElementType;
  shape: readonly (number | string)[];
  values: readonly number[];
}

interface OperatorCase {
  opType: string;
  inputs: readonly Input[];
  /** The results that are compared. */
  build: (inputs: readonly Tensor[]) => readonly Tensor[];
}

const generator = seededGenerator(31);

function floats(...shape: number[]): Input {
  const length = shape.reduce((a, b) => a * b, 1);
  const values = Array.from({ length }, () => Math.fround(4 * generator.uniform() - 2));
  return { elementType: 'float32', shape, values };
}

function positive(...shape: number[]): Input {
  const drawn = floats(...shape);
  return { ...drawn, values: drawn.values.map((value) => Math.fround(Math.abs(value) + 0.5)) };
}

/** Whole numbers from -1 to 1, so that comparisons meet ties and a maximum is not alone. */
function coarse(...shape: number[]): Input {
  const drawn = floats(...shape);
  return { ...drawn, values: drawn.values.map((value) => Math.round(value / 2)) };
}

function integers(shape: readonly number[], values: readonly number[]): Input {
  return { elementType: 'int64', shape, values };
}

function masks(...shape: number[]): Input {
  const drawn = floats(...shape);
  return {
    ...drawn,
    elementType: 'bool',
    values: drawn.values.map((value) => (value > 0 ? 1 : 0)),
  };
}

type One = (...inputs: Tensor[]) => Tensor;

function of(opType: string, build: One, ...inputs: Input[]): OperatorCase {
  return { opType, inputs, build: (tensors) => [build(...tensors)] };
}

const { add, subtract, multiply, divide, maximum, minimum } = arithmetic;
const { less, lessOrEqual, greater, greaterOrEqual, equal } = operations;
const free = { ...floats(3, 2), shape: ['N', 2] };

const cases: OperatorCase[] = [
  of('Add', add, floats(3, 1), floats(1, 4)),
  of('Sub', subtract, floats(3, 4), floats(4)),
  of('Mul', multiply, floats(2, 3, 4), floats(3, 1)),
  of('Div', divide, floats(3, 4), positive()),
  of('Max', maximum, coarse(3, 4), coarse(3, 4)),
  of('Min', minimum, coarse(3, 4), coarse(1, 4)),
  of('Pow', (x) => arithmetic.power(x, 2), floats(3, 4)),
  of('Pow', (x) => arithmetic.power(x, 1.5), positive(3, 4)),
  of('Neg', arithmetic.negate, floats(3, 4)),
  of('Sqrt', arithmetic.squareRoot, positive(3, 4)),
  of('Exp', arithmetic.exponential, floats(3, 4)),
  of('Log', arithmetic.logarithm, positive(3, 4)),
  of('Abs', arithmetic.absolute, floats(3, 4)),
  of('Sign', arithmetic.sign, coarse(3, 4)),
  of('Relu', arithmetic.relu, floats(3, 4)),
  of('Sigmoid', (x) => arithmetic.sigmoid(multiply(x, 20)), floats(3, 4)),
  of('Softplus', (x) => arithmetic.softplus(multiply(x, 40)), floats(3, 4)),
  of('Tanh', arithmetic.hyperbolicTangent, floats(3, 4)),
  of('Clip', (x) => arithmetic.clip(x, -0.5, 1), floats(3, 4)),
  ...(
    [
      ['Less', less],
      ['LessOrEqual', lessOrEqual],
      ['Greater', greater],
      ['GreaterOrEqual', greaterOrEqual],
      ['Equal', equal],
    ] as const
  ).flatMap(([opType, compare]) => [
    of(opType, compare, coarse(3, 4), coarse(3, 1)),
    of(opType, compare, integers([3, 1], [0, 7, -1]), integers([1, 3], [7, -1, 3])),
  ]),
  of('And', operations.and, masks(3, 4), masks(1, 4)),
  of('Or', operations.or, masks(3, 4), masks(3, 1)),
  of('Not', operations.not, masks(3, 4)),
  of('Cast', (x) => operations.cast(x, 'float32'), masks(3, 4)),
  of('Cast', (x) => operations.cast(x, 'float32'), integers([3], [-4, 0, 9])),
  of('Cast', (x) => operations.cast(x, 'int64'), floats(3, 4)),
  of('Cast', (x) => operations.cast(x, 'bool'), coarse(3, 4)),
  of('Where', operations.where, masks(3, 1), floats(3, 4), floats(4)),
  of('Where', operations.where, masks(3), integers([3], [1, 2, 3]), integers([], [9])),
  of('Identity', operations.stopGradient, floats(3, 4)),
  of('MatMul', (a, b) => operations.matrixProduct(a, b), floats(3, 4), floats(4, 2)),
  of('MatMul', (a, b) => operations.matrixProduct(a, b), floats(2, 3, 4), floats(2, 4, 2)),
  ...[
    { left: true, right: false, shapes: [floats(4, 3), floats(4, 2)] },
    { left: false, right: true, shapes: [floats(3, 4), floats(2, 4)] },
    { left: true, right: true, shapes: [floats(4, 3), floats(2, 4)] },
  ].map(({ shapes, ...sides }) =>
    of('Gemm', (a, b) => operations.matrixProduct(a, b, sides), ...shapes),
  ),
  of('Transpose', (x) => operations.transpose(x, [2, 0, 1]), floats(2, 3, 4)),
  of('Transpose', (x) => operations.transpose(x, [1, 0]), masks(2, 3)),
  of('Reshape', (x) => operations.reshape(x, [2, -1]), floats(3, 4)),
  of('Unsqueeze', (x) => operations.unsqueeze(x, 0, -1), floats(3, 4)),
  of('Squeeze', (x) => operations.squeeze(x, 0, -1), floats(1, 4, 1)),
  of('Concat', (a, b) => operations.concatenate([a, b], -1), floats(3, 4), floats(3, 2)),
  of('Slice', (x) => operations.slice(x, 1, 1, 3), floats(3, 4)),
  of('Pad', (x) => operations.pad(x, 1, 2, 1), floats(3, 4)),
  of('Expand', operations.expandLike, floats(1, 4), floats(2, 3, 4)),
  { opType: 'Expand', inputs: [free], build: ([x]) => [operations.zerosLike(x as Tensor)] },
  of('Shape', operations.shapeOf, floats(3, 4)),
  of('ReduceSum', (x) => operations.reduceSum(x, [1], true), floats(3, 4)),
  of('ReduceSum', (x) => operations.reduceSum(x), floats(3, 4)),
  of('ReduceSum', (x) => operations.reduceSum(x), floats()),
  of('ReduceMean', (x) => operations.reduceMean(x, [0, 2]), floats(2, 3, 4)),
  of('ReduceMax', (x) => operations.reduceMax(x, [-1], true), floats(3, 4)),
  of('ReduceMin', (x) => operations.reduceMin(x, [0]), floats(3, 4)),
  of('Softmax', (x) => operations.softmax(multiply(x, 50), 0), floats(3, 4)),
  of('LogSoftmax', (x) => operations.logSoftmax(multiply(x, 50), -1), floats(3, 4)),
  of('Gather', operations.gatherRows, floats(3, 4), integers([2, 2], [2, 0, -1, 2])),
  of('Gather', operations.gatherRows, integers([3], [5, 6, 7]), integers([2], [2, 0])),
  of(
    'GatherElements',
    (x, indices) => operations.gatherElements(x, indices, 1),
    floats(2, 4),
    integers([2, 3], [3, 0, 0, -1, 2, 1]),
  ),
  of(
    'GatherElements',
    (x, indices) => operations.gatherElements(x, indices, 1),
    floats(2, 3, 2),
    integers([2, 1, 2], [2, 0, 1, 1]),
  ),
  of(
    'ScatterElements',
    (x, indices, updates) => operations.scatterAddElements(x, indices, updates, 1),
    floats(2, 4),
    integers([2, 3], [3, 3, 0, -1, 2, 2]),
    floats(2, 3),
  ),
  of(
    'ScatterND',
    operations.scatterAddRows,
    floats(3, 4),
    integers([3, 1], [2, 0, -1]),
    floats(3, 4),
  ),
  ...[0, 1].map((axis): OperatorCase => ({
    opType: 'TopK',
    inputs: [coarse(5, 6)],
    build: ([x]) => {
      const { values, indices } = operations.largest(x as Tensor, 4, axis);
      return [values, indices];
    },
  })),
  of('ArgMax', (x) => operations.indexOfLargest(x, 1), coarse(4, 5)),
  of('ArgMax', (x) => operations.indexOfLargest(x, 0, true), coarse(4, 5)),
];

function graphOf({ inputs, build }: OperatorCase): {
  graph: Graph;
  feeds: Record<string, readonly number[]>;
} {
  const graph = new Graph();
  const tensors = inputs.map(({ elementType, shape }, k) =>
    graph.input(`input${k}`, elementType, shape),
  );
  build(tensors).forEach((tensor, k) => {
    graph.output(`output${k}`, tensor);
  });
  return { graph, feeds: Object.fromEntries(inputs.map(({ values }, k) => [`input${k}`, values])) };
}

test('there is a TensorFlow.js operator for every operator of the graph, and a case for each', () => {
  const names = operatorNames().sort();
  expect(Object.keys(tensorflowOperators).sort()).toEqual(names);
  expect([...new Set(cases.map(({ opType }) => opType))].sort()).toEqual(names);
});

test.each(cases.map((one, index) => ({ ...one, index })))(
  '$opType gives what ONNX Runtime gives ($index)',
  async (one) => {
    const { graph, feeds } = graphOf(one);
    expect(graph.liveNodes().map(({ opType }) => opType)).toContain(one.opType);
    const expected = await runGraph(graph, feeds);
    const actual = await runInTensorflow(graph, feeds);
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      expect(relativeError(actual[name] ?? [], values)).toBeLessThan(1e-6);
    }
  },
);

test('no operator hands out its own input, and nothing but the outputs stays', async () => {
  await startTensorflow('javascript');
  for (const one of cases) {
    const { graph, feeds } = graphOf(one);
    const tensors = new Map(
      one.inputs.map(({ elementType, values }, k) => {
        const shape = graph.inputs[k]?.shape.map((size) => (size === 'N' ? 3 : Number(size))) ?? [];
        const type = elementType === 'int64' ? 'int32' : elementType;
        return [`input${k}`, tf.tensor([...values], shape, type)];
      }),
    );
    const compiled = tensorflowGraph(graph);
    const before = tf.memory().numTensors;
    const outputs = compiled.run(tensors);
    expect(tf.memory().numTensors, one.opType).toBe(before + outputs.size);
    for (const output of outputs.values()) output.dispose();
    for (const [name, tensor] of tensors) {
      expect(Array.from(tensor.dataSync(), Number), one.opType).toEqual(feeds[name]);
    }
    tf.dispose([...tensors.values()]);
    compiled.release();
  }
  expect(tf.memory().numTensors).toBe(0);
});
