import { expect, test } from 'vitest';
import { IsolineError } from '../errors.ts';
import { add, multiply, power, relu, subtract } from './arithmetic.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import { graphModel } from './onnx-model.ts';
import {
  and,
  cast,
  equal,
  expandLike,
  gatherElements,
  greater,
  greaterOrEqual,
  indexOfLargest,
  less,
  lessOrEqual,
  matrixProduct,
  not,
  or,
  reduceMean,
  reduceSum,
  reshape,
  shapeOf,
  stopGradient,
} from './operations.ts';
import { runGraph } from './run-graph.fixture.ts';

function errorOf(action: () => unknown): IsolineError {
  try {
    action();
  } catch (error) {
    if (error instanceof IsolineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a node whose operands do not fit is refused by name, with both shapes', () => {
  const graph = new Graph();
  const a = graph.input('left', 'float32', ['B', 3]);
  const b = graph.input('right', 'float32', [4, 5]);
  const error = errorOf(() => graph.scope('head', () => matrixProduct(a, b)));
  expect(error.code).toBe('graph-shape');
  expect(error.subject).toBe('head/MatMul_0');
  expect(error.sentence).toContain('[B, 3]');
  expect(error.sentence).toContain('[4, 5]');
  expect(errorOf(() => add(a, b)).code).toBe('graph-shape');
  expect(errorOf(() => reshape(b, [3, 7])).code).toBe('graph-shape');
  expect(errorOf(() => reduceSum(b, [2])).code).toBe('graph-shape');
  expect(errorOf(() => gatherElements(b, graph.constant('int64', [1, 1], [0]), 1)).code).toBe(
    'graph-shape',
  );
});

test('element types, names, strangers and unknown operators are refused', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const labels = graph.input('labels', 'int64', [2]);
  expect(errorOf(() => add(x, labels)).code).toBe('graph-type');
  expect(errorOf(() => graph.input('x', 'float32', [2])).code).toBe('graph-name');
  expect(errorOf(() => add(x, new Graph().input('y', 'float32', [2]))).code).toBe('graph-stray');
  expect(errorOf(() => graph.apply('Nonsense', [x])).code).toBe('graph-operator');
  expect(errorOf(() => graph.apply('Pow', [x, x])).code).toBe('graph-shape');
  expect(errorOf(() => gradients(graph, x, [x])).code).toBe('graph-gradient');
});

test('equal nodes are one node, also with operands the other way round', () => {
  const graph = new Graph();
  const a = graph.input('a', 'float32', [2, 2]);
  const b = graph.input('b', 'float32', [2, 2]);
  expect(add(a, b)).toBe(add(b, a));
  expect(subtract(a, b)).not.toBe(subtract(b, a));
  expect(reduceSum(a, [0])).not.toBe(reduceSum(a, [1]));
});

test('dead nodes and unused constants are left out of the model', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const used = multiply(x, 3);
  add(used, 5);
  graph.output('y', used);
  const model = graphModel(graph);
  expect(model.graph?.node?.map(({ opType }) => opType)).toEqual(['Mul']);
  expect(model.graph?.initializer).toHaveLength(1);
});

test('one tensor under two names, an input and a constant can all be outputs', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const doubled = multiply(x, 2);
  graph.output('y', doubled);
  graph.output('again', doubled);
  graph.output('same', x);
  graph.output('fixed', graph.constant('float32', [2], [5, 6]));
  graph.output('after', add(doubled, 1));
  expect(await runGraph(graph, { x: [1, 2] })).toEqual({
    y: [2, 4],
    again: [2, 4],
    same: [1, 2],
    fixed: [5, 6],
    after: [3, 5],
  });
});

test('a free dimension takes any size, and its gradient is the sum over it', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['B', 2]);
  const w = graph.input('w', 'float32', [2, 3]);
  const y = matrixProduct(x, w);
  expect(y.shape).toEqual(['B', 3]);
  const loss = reduceSum(multiply(relu(y), y));
  const [gradientOfX, gradientOfW] = gradients(graph, loss, [x, w]);
  expect(gradientOfX?.shape).toEqual(['B', 2]);
  expect(gradientOfW?.shape).toEqual([2, 3]);
  graph.output('sizes', shapeOf(x));
  graph.output('gradient', gradientOfW!);
  const w0 = [1, 2, 3, 4, 5, 6];
  for (const rows of [1, 4]) {
    const ones = new Array<number>(rows * 2).fill(1);
    const outputs = await runGraph(graph, { x: ones, w: w0 });
    expect(outputs['sizes']).toEqual([rows, 2]);
    // Every row gives y = [5, 7, 9], and d loss / d w = 2 y in both rows of w.
    expect(outputs['gradient']).toEqual([10, 14, 18, 10, 14, 18].map((value) => value * rows));
  }
});

test('a mean over a free dimension has no derivative', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['B']);
  expect(errorOf(() => gradients(graph, reduceMean(x), [x])).code).toBe('graph-shape');
});

test('gradients add up over all uses, and stop where they are told to', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [3]);
  const unused = graph.input('unused', 'float32', [2]);
  const loss = reduceSum(add(multiply(x, stopGradient(x)), multiply(x, 10)));
  const [gradient, none] = gradients(graph, loss, [x, unused]);
  graph.output('gradient', gradient!);
  graph.output('none', none!);
  expect(await runGraph(graph, { x: [1, 2, 3], unused: [0, 0] })).toEqual({
    gradient: [11, 12, 13],
    none: [0, 0],
  });
});

test('a gradient can be differentiated again', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const [first] = gradients(graph, reduceSum(power(x, 4)), [x]);
  const [second] = gradients(graph, reduceSum(first!), [x]);
  graph.output('second', second!);
  expect((await runGraph(graph, { x: [1, 2] }))['second']).toEqual([12, 48]);
});

test('masks: comparisons, logic and the largest index', async () => {
  const graph = new Graph();
  const a = graph.input('a', 'float32', [3]);
  const b = graph.input('b', 'float32', [3]);
  const masks = {
    less: less(a, b),
    lessOrEqual: lessOrEqual(a, b),
    greater: greater(a, b),
    greaterOrEqual: greaterOrEqual(a, b),
    equal: equal(a, b),
    and: and(lessOrEqual(a, b), greaterOrEqual(a, b)),
    or: or(less(a, b), greater(a, b)),
    not: not(less(a, b)),
  };
  for (const [name, mask] of Object.entries(masks)) graph.output(name, cast(mask, 'float32'));
  graph.output('largest', indexOfLargest(a, 0));
  expect(await runGraph(graph, { a: [1, 2, 3], b: [2, 2, 2] })).toEqual({
    less: [1, 0, 0],
    lessOrEqual: [1, 1, 0],
    greater: [0, 0, 1],
    greaterOrEqual: [0, 1, 1],
    equal: [0, 1, 0],
    and: [0, 1, 0],
    or: [1, 0, 1],
    not: [0, 1, 1],
    largest: [2],
  });
});

test('products of large and small factors need one large pass, and an Expand none', async () => {
  const graph = new Graph();
  const large = graph.input('large', 'float32', [4, 3]);
  const column = graph.input('column', 'float32', [4, 1]);
  const product = multiply(multiply(multiply(large, column), 5), expandLike(column, large));
  graph.output('product', product);
  const sizes = graph.liveNodes().map((node) => node.outputs[0]?.shape);
  expect(sizes.filter((shape) => shape?.join() === '4,3')).toHaveLength(1);
  const outputs = await runGraph(graph, {
    large: Array.from({ length: 12 }, (_, k) => k),
    column: [1, 2, 3, 4],
  });
  expect(outputs['product']).toEqual(
    Array.from({ length: 12 }, (_, k) => 5 * k * (1 + Math.floor(k / 3)) ** 2),
  );
});
