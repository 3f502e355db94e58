import {
  gatherElements,
  gatherRows,
  scatterAddElements,
  scatterAddRows,
  squeeze,
  unsqueeze,
  zerosLike,
} from './operations.ts';
import {
  constantIntegers,
  inputOf,
  integerAttribute,
  reducedShape,
  requireType,
  resolveAxis,
  sameShape,
  shapeError,
  shapeText,
} from './shapes.ts';
import type { NodeDraft, OperatorDefinition, Tensor } from './tensor.ts';

/** Looking up by index, and its opposite. Indices pass no gradient. */

/** `Gather` along the first dimension. */
const gather: OperatorDefinition = {
  opType: 'Gather',
  infer: (node) => {
    requireType(node, 1, 'int64');
    const { elementType, shape } = inputOf(node, 0);
    if (integerAttribute(node, 'axis') !== 0) throw shapeError(node, 'only axis 0 is looked up');
    return [{ elementType, shape: [...inputOf(node, 1).shape, ...shape.slice(1)] }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [x, indices] = node.inputs as readonly [Tensor, Tensor];
    return [scatterAddRows(zerosLike(x), unsqueeze(indices, -1), gradient), undefined];
  },
};

function requireIndices(node: NodeDraft): number {
  requireType(node, 1, 'int64');
  const { shape } = inputOf(node, 0);
  const indices = inputOf(node, 1).shape;
  const axis = resolveAxis(node, integerAttribute(node, 'axis'), shape.length);
  const rest = (of: readonly unknown[]): readonly unknown[] => of.filter((_, k) => k !== axis);
  const isFitting =
    indices.length === shape.length &&
    rest(indices).every((dimension, k) => dimension === rest(shape)[k]);
  if (!isFitting) {
    throw shapeError(
      node,
      `indices ${shapeText(indices)} differ from ${shapeText(shape)} outside axis ${axis}`,
    );
  }
  return axis;
}

const elements: OperatorDefinition = {
  opType: 'GatherElements',
  infer: (node) => {
    requireIndices(node);
    return [{ elementType: inputOf(node, 0).elementType, shape: inputOf(node, 1).shape }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [x, indices] = node.inputs as readonly [Tensor, Tensor];
    const axis = integerAttribute(node, 'axis');
    return [scatterAddElements(zerosLike(x), indices, gradient, axis), undefined];
  },
};

function requireAddition(node: NodeDraft): void {
  requireType(node, 0, 'float32');
  requireType(node, 1, 'int64');
  requireType(node, 2, 'float32');
  if (node.attributes['reduction'] !== 'add') throw shapeError(node, 'updates are only added');
}

/** `ScatterElements` that adds. */
const scatterElements: OperatorDefinition = {
  opType: 'ScatterElements',
  infer: (node) => {
    requireAddition(node);
    requireIndices(node);
    if (!sameShape(inputOf(node, 1).shape, inputOf(node, 2).shape)) {
      throw shapeError(node, 'indices and updates differ in shape');
    }
    return [{ elementType: 'float32', shape: inputOf(node, 0).shape }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const indices = node.inputs[1] as Tensor;
    return [gradient, undefined, gatherElements(gradient, indices, integerAttribute(node, 'axis'))];
  },
};

/** `ScatterND` that adds rows: indices [..., 1]. */
const scatterRows: OperatorDefinition = {
  opType: 'ScatterND',
  infer: (node) => {
    requireAddition(node);
    const { shape } = inputOf(node, 0);
    const indices = inputOf(node, 1).shape;
    const updates = inputOf(node, 2).shape;
    if (indices.at(-1) !== 1 || !sameShape(updates, [...indices.slice(0, -1), ...shape.slice(1)])) {
      throw shapeError(node, `updates ${shapeText(updates)} are no rows of ${shapeText(shape)}`);
    }
    return [{ elementType: 'float32', shape }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const indices = node.inputs[1] as Tensor;
    return [gradient, undefined, gatherRows(gradient, squeeze(indices, -1))];
  },
};

const topK: OperatorDefinition = {
  opType: 'TopK',
  infer: (node) => {
    requireType(node, 0, 'float32');
    const { shape } = inputOf(node, 0);
    const [count = 0] = constantIntegers(node, 1);
    const axis = resolveAxis(node, integerAttribute(node, 'axis'), shape.length);
    const size = shape[axis];
    if (typeof size !== 'number' || count < 1 || count > size) {
      throw shapeError(node, `there are no ${count} elements along axis ${axis}`);
    }
    const result = shape.map((dimension, k) => (k === axis ? count : dimension));
    return [
      { elementType: 'float32', shape: result },
      { elementType: 'int64', shape: result },
    ];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const x = node.inputs[0] as Tensor;
    const indices = node.outputs[1] as Tensor;
    const axis = integerAttribute(node, 'axis');
    return [scatterAddElements(zerosLike(x), indices, gradient, axis), undefined];
  },
};

const argMax: OperatorDefinition = {
  opType: 'ArgMax',
  infer: (node) => {
    requireType(node, 0, 'float32');
    const { shape } = inputOf(node, 0);
    const axis = resolveAxis(node, integerAttribute(node, 'axis'), shape.length);
    const keep = integerAttribute(node, 'keepdims') === 1;
    return [{ elementType: 'int64', shape: reducedShape(shape, [axis], keep) }];
  },
  gradient: null,
};

export const indexingOperators: readonly OperatorDefinition[] = [
  gather,
  elements,
  scatterElements,
  scatterRows,
  topK,
  argMax,
];
