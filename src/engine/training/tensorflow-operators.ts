import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { GraphNode } from '../../core/graph/tensor.ts';

/**
 * The operators of the tensor graph in TensorFlow.js. int64 is int32 here: indices and sizes are far
 * below 2^31.
 *
 * @returns the node's outputs, none of which is an input itself.
 */
type Operator = (inputs: readonly Tensor[], node: GraphNode) => Tensor | readonly Tensor[];

type Unary = (x: Tensor) => Tensor;
type Binary = (left: Tensor, right: Tensor) => Tensor;

function unary(operator: Unary): Operator {
  return ([x]) => operator(x as Tensor);
}

function binary(operator: Binary): Operator {
  return ([left, right]) => operator(left as Tensor, right as Tensor);
}

/** The values of an integer input: sizes, axes. A constant is not fetched from the device. */
function integers(inputs: readonly Tensor[], node: GraphNode, index: number): number[] {
  const source = node.inputs[index]?.source;
  return source?.kind === 'constant'
    ? [...source.values]
    : [...(inputs[index] as Tensor).dataSync()];
}

function integerAttribute(node: GraphNode, name: string): number {
  return node.attributes[name] as number;
}

/** The attribute `axis` as a number in [0, rank). */
function axisOf(node: GraphNode, rank: number): number {
  const axis = integerAttribute(node, 'axis');
  return axis < 0 ? axis + rank : axis;
}

type Reduction = (x: Tensor, axes: number[], keepDimensions: boolean) => Tensor;

/** `ReduceSum` takes its axes as an input, the others as an attribute (opset 17). */
function reduction(reduce: Reduction): Operator {
  return (inputs, node) => {
    const x = inputs[0] as Tensor;
    const axes =
      node.opType === 'ReduceSum'
        ? integers(inputs, node, 1)
        : (node.attributes['axes'] as number[]);
    return axes.length === 0
      ? x.clone()
      : reduce(x, axes, integerAttribute(node, 'keepdims') === 1);
  };
}

/** Along any axis; TensorFlow.js itself has only the last. */
function softmax(x: Tensor, axis: number): Tensor {
  const powers = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  return tf.div(powers, tf.sum(powers, axis, true));
}

function logSoftmax(x: Tensor, axis: number): Tensor {
  const shifted = tf.sub(x, tf.max(x, axis, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
}

/** Indices in [0, size): a negative one counts from the end, as in ONNX. */
function fromStart(indices: Tensor, size: number): Tensor {
  const isNegative = tf.less(indices, tf.scalar(0, 'int32'));
  return tf.where(isNegative, tf.add(indices, tf.scalar(size, 'int32')), indices);
}

/** For indices along one axis: the places of the elements in the flattened tensor, flat. */
function flatPlaces(shape: readonly number[], indices: Tensor, axis: number): Tensor {
  let places: Tensor = tf.scalar(0, 'int32');
  let stride = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    const size = shape[k] as number;
    const along = shape.map((_, other) => (other === k ? size : 1));
    const coordinates =
      k === axis ? fromStart(indices, size) : tf.reshape(tf.range(0, size, 1, 'int32'), along);
    places = tf.add(places, tf.mul(coordinates, tf.scalar(stride, 'int32')));
    stride *= size;
  }
  return tf.reshape(places, [-1]);
}

function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  const gathered = tf.gather(tf.reshape(x, [-1]), flatPlaces(x.shape, indices, axis));
  return tf.reshape(gathered, indices.shape);
}

/** `scatterND` sums the updates of equal places. */
function scatterAddElements(x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  const places = tf.expandDims(flatPlaces(x.shape, indices, axis), 1);
  const sums = tf.scatterND(places, tf.reshape(updates, [-1]), [x.size]);
  return tf.add(x, tf.reshape(sums, x.shape));
}

function scatterAddRows(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const rows = fromStart(indices, x.shape[0]);
  return tf.add(x, tf.scatterND(rows, updates, x.shape));
}

/** Along any axis; TensorFlow.js itself has only the last. Ties by lower index. */
function topK(x: Tensor, count: number, axis: number): Tensor[] {
  const order = x.shape.map((_, k) => k);
  order[axis] = x.rank - 1;
  order[x.rank - 1] = axis;
  const isLast = axis === x.rank - 1;
  const { values, indices } = tf.topk(isLast ? x : tf.transpose(x, order), count, true);
  return isLast ? [values, indices] : [tf.transpose(values, order), tf.transpose(indices, order)];
}

/** Inserts dimensions of 1 at `axes` of the result. */
function unsqueeze(x: Tensor, axes: readonly number[]): Tensor {
  const rank = x.rank + axes.length;
  const inserted = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...x.shape];
  const shape = Array.from({ length: rank }, (_, k) => (inserted.has(k) ? 1 : (rest.shift() ?? 1)));
  return tf.reshape(x, shape);
}

/** The element types of `Cast` by ONNX's numbers. */
const castTypes: Readonly<Record<number, 'float32' | 'int32' | 'bool'>> = {
  1: 'float32',
  7: 'int32',
  9: 'bool',
};

/** Every operator of the registry by its ONNX name. */
export const tensorflowOperators: Readonly<Record<string, Operator>> = {
  Add: binary(tf.add),
  Sub: binary(tf.sub),
  Mul: binary(tf.mul),
  Div: binary(tf.div),
  Max: binary(tf.maximum),
  Min: binary(tf.minimum),
  Pow: binary(tf.pow),

  Neg: unary(tf.neg),
  Sqrt: unary(tf.sqrt),
  Exp: unary(tf.exp),
  Log: unary(tf.log),
  Abs: unary(tf.abs),
  Sign: unary(tf.sign),
  Relu: unary(tf.relu),
  Sigmoid: unary(tf.sigmoid),
  Softplus: unary(tf.softplus),
  Tanh: unary(tf.tanh),
  Clip: ([x, low, high]) =>
    tf.minimum(
      tf.maximum(x as Tensor, tf.reshape(low as Tensor, [])),
      tf.reshape(high as Tensor, []),
    ),

  Less: binary(tf.less),
  LessOrEqual: binary(tf.lessEqual),
  Greater: binary(tf.greater),
  GreaterOrEqual: binary(tf.greaterEqual),
  Equal: binary(tf.equal),
  And: binary(tf.logicalAnd),
  Or: binary(tf.logicalOr),
  Not: unary(tf.logicalNot),
  Cast: ([x], node) =>
    tf.cast(x as Tensor, castTypes[integerAttribute(node, 'to')] as 'float32' | 'int32' | 'bool'),
  Where: ([condition, yes, no]) => tf.where(condition as Tensor, yes as Tensor, no as Tensor),
  Identity: unary(tf.clone),

  MatMul: binary((left, right) => tf.matMul(left, right)),
  Gemm: ([left, right], node) =>
    tf.matMul(
      left as Tensor,
      right as Tensor,
      node.attributes['transA'] === 1,
      node.attributes['transB'] === 1,
    ),

  Transpose: ([x], node) => tf.transpose(x as Tensor, node.attributes['perm'] as number[]),
  Reshape: (inputs, node) => tf.reshape(inputs[0] as Tensor, integers(inputs, node, 1)),
  Unsqueeze: (inputs, node) => unsqueeze(inputs[0] as Tensor, integers(inputs, node, 1)),
  Squeeze: (inputs, node) => tf.squeeze(inputs[0] as Tensor, integers(inputs, node, 1)),
  Concat: (inputs, node) => tf.concat([...inputs], integerAttribute(node, 'axis')),
  Slice: (inputs, node) => {
    const x = inputs[0] as Tensor;
    const [start, end, axis] = [1, 2, 3].map((k) => integers(inputs, node, k)[0]) as [
      number,
      number,
      number,
    ];
    const along = axis < 0 ? axis + x.rank : axis;
    return tf.slice(
      x,
      x.shape.map((_, k) => (k === along ? start : 0)),
      x.shape.map((size, k) => (k === along ? end - start : size)),
    );
  },
  Pad: (inputs, node) => {
    const x = inputs[0] as Tensor;
    const amounts = integers(inputs, node, 1);
    return tf.pad(
      x,
      x.shape.map((_, k): [number, number] => [
        amounts[k] as number,
        amounts[x.rank + k] as number,
      ]),
    );
  },
  Expand: (inputs, node) => tf.broadcastTo(inputs[0] as Tensor, integers(inputs, node, 1)),
  Shape: ([x]) => tf.tensor1d((x as Tensor).shape, 'int32'),

  ReduceSum: reduction(tf.sum),
  ReduceMean: reduction(tf.mean),
  ReduceMax: reduction(tf.max),
  ReduceMin: reduction(tf.min),

  Softmax: ([x], node) => softmax(x as Tensor, axisOf(node, (x as Tensor).rank)),
  LogSoftmax: ([x], node) => logSoftmax(x as Tensor, axisOf(node, (x as Tensor).rank)),

  Gather: ([x, indices]) =>
    tf.gather(x as Tensor, fromStart(indices as Tensor, (x as Tensor).shape[0])),
  GatherElements: ([x, indices], node) =>
    gatherElements(x as Tensor, indices as Tensor, axisOf(node, (x as Tensor).rank)),
  ScatterElements: ([x, indices, updates], node) =>
    scatterAddElements(
      x as Tensor,
      indices as Tensor,
      updates as Tensor,
      axisOf(node, (x as Tensor).rank),
    ),
  ScatterND: ([x, indices, updates]) =>
    scatterAddRows(x as Tensor, indices as Tensor, updates as Tensor),
  TopK: (inputs, node) => {
    const x = inputs[0] as Tensor;
    return topK(x, integers(inputs, node, 1)[0] as number, axisOf(node, x.rank));
  },
  ArgMax: ([x], node) => {
    const axis = axisOf(node, (x as Tensor).rank);
    const places = tf.argMax(x as Tensor, axis);
    return integerAttribute(node, 'keepdims') === 1 ? tf.expandDims(places, axis) : places;
  },
};
