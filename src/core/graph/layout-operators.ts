import { pad, reshape, slice, squeeze, sumToShape, transpose, unsqueeze } from './operations.ts';
import {
  commonShape,
  constantIntegers,
  elementCount,
  inputOf,
  integerAttribute,
  integersAttribute,
  requireType,
  resolveAxis,
  sameShape,
  shapeError,
  shapeText,
  spelledShape,
} from './shapes.ts';
import type { Dimension, NodeDraft, OperatorDefinition, Shape, Tensor } from './tensor.ts';

/** Operators that move elements without changing them. */

const transposition: OperatorDefinition = {
  opType: 'Transpose',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const order = integersAttribute(node, 'perm');
    if (
      !sameShape(
        [...order].sort((a, b) => a - b),
        shape.map((_, k) => k),
      )
    ) {
      throw shapeError(node, `${shapeText(order)} is no order of ${shapeText(shape)}`);
    }
    return [{ elementType, shape: order.map((k) => shape[k] as Dimension) }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const order = integersAttribute(node, 'perm');
    return [
      transpose(
        gradient,
        order.map((_, k) => order.indexOf(k)),
      ),
    ];
  },
};

/** The shape that `Reshape` gives: -1 takes what is left, which may be one free dimension. */
function reshapedShape(node: NodeDraft, from: Shape, target: readonly number[]): Shape {
  const free = from.filter((dimension) => typeof dimension === 'string');
  const known = elementCount(from.filter((dimension) => typeof dimension === 'number')) ?? 1;
  const asked = target.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const rests = target.filter((size) => size === -1).length;
  const remainder: Dimension | undefined = free.length === 0 ? known / asked : free[0];
  const fits =
    rests === 0
      ? free.length === 0 && known === asked
      : rests === 1 &&
        (free.length === 0 ? Number.isInteger(remainder) : free.length === 1 && known === asked);
  if (!fits || remainder === undefined || target.some((size) => size < -1 || size === 0)) {
    throw shapeError(node, `${shapeText(from)} cannot become ${shapeText(target)}`);
  }
  return target.map((size) => (size === -1 ? remainder : size));
}

const reshaping: OperatorDefinition = {
  opType: 'Reshape',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    return [{ elementType, shape: reshapedShape(node, shape, constantIntegers(node, 1)) }];
  },
  gradient: (node, [gradient]) =>
    gradient === undefined ? [] : [reshape(gradient, (node.inputs[0] as Tensor).shape), undefined],
};

const unsqueezing: OperatorDefinition = {
  opType: 'Unsqueeze',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const rank = shape.length + constantIntegers(node, 1).length;
    const axes = constantIntegers(node, 1).map((axis) => resolveAxis(node, axis, rank));
    if (new Set(axes).size !== axes.length) throw shapeError(node, 'an axis is named twice');
    const rest = [...shape];
    const result = Array.from({ length: rank }, (_, k) =>
      axes.includes(k) ? 1 : (rest.shift() as Dimension),
    );
    return [{ elementType, shape: result }];
  },
  gradient: (node, [gradient]) =>
    gradient === undefined ? [] : [squeeze(gradient, ...constantIntegers(node, 1)), undefined],
};

const squeezing: OperatorDefinition = {
  opType: 'Squeeze',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const axes = constantIntegers(node, 1).map((axis) => resolveAxis(node, axis, shape.length));
    if (axes.some((axis) => shape[axis] !== 1)) {
      throw shapeError(node, `only dimensions of 1 can be removed from ${shapeText(shape)}`);
    }
    return [{ elementType, shape: shape.filter((_, k) => !axes.includes(k)) }];
  },
  gradient: (node, [gradient]) =>
    gradient === undefined ? [] : [unsqueeze(gradient, ...constantIntegers(node, 1)), undefined],
};

const concatenation: OperatorDefinition = {
  opType: 'Concat',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const axis = resolveAxis(node, integerAttribute(node, 'axis'), shape.length);
    let size = 0;
    node.inputs.forEach((input, index) => {
      requireType(node, index, elementType);
      const along = input.shape[axis];
      const rest = (of: Shape): Shape => of.filter((_, k) => k !== axis);
      if (
        typeof along !== 'number' ||
        input.shape.length !== shape.length ||
        !sameShape(rest(input.shape), rest(shape))
      ) {
        throw shapeError(
          node,
          `${shapeText(shape)} and ${shapeText(input.shape)} cannot be joined along axis ${axis}`,
        );
      }
      size += along;
    });
    return [{ elementType, shape: shape.map((dimension, k) => (k === axis ? size : dimension)) }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const axis = resolveAxis(node, integerAttribute(node, 'axis'), gradient.shape.length);
    let start = 0;
    return node.inputs.map((input) => {
      const end = start + (input.shape[axis] as number);
      const part = slice(gradient, axis, start, end);
      start = end;
      return part;
    });
  },
};

/** Axis, start and end of a `Slice` along one axis with step 1. */
function sliceRange(node: NodeDraft): { axis: number; start: number; end: number; size: number } {
  const { shape } = inputOf(node, 0);
  const [starts, ends, axes] = [1, 2, 3].map((index) => constantIntegers(node, index)) as [
    number[],
    number[],
    number[],
  ];
  const axis = resolveAxis(node, axes[0] ?? 0, shape.length);
  const size = shape[axis];
  const start = starts[0] ?? 0;
  const end = ends[0] ?? 0;
  if (axes.length !== 1 || typeof size !== 'number' || start < 0 || end <= start || end > size) {
    throw shapeError(node, `there is no range [${start}, ${end}) along axis ${axis}`);
  }
  return { axis, start, end, size };
}

const slicing: OperatorDefinition = {
  opType: 'Slice',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const { axis, start, end } = sliceRange(node);
    return [
      { elementType, shape: shape.map((dimension, k) => (k === axis ? end - start : dimension)) },
    ];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const { axis, start, end, size } = sliceRange(node);
    return [pad(gradient, axis, start, size - end)];
  },
};

const padding: OperatorDefinition = {
  opType: 'Pad',
  infer: (node) => {
    requireType(node, 0, 'float32');
    const { shape } = inputOf(node, 0);
    const amounts = constantIntegers(node, 1);
    if (amounts.length !== 2 * shape.length || amounts.some((amount) => amount < 0)) {
      throw shapeError(node, 'the amounts are not two per dimension');
    }
    const padded = shape.map((dimension, k) => {
      const amount = (amounts[k] as number) + (amounts[shape.length + k] as number);
      if (amount === 0) return dimension;
      if (typeof dimension === 'string') throw shapeError(node, `${dimension} has no known size`);
      return dimension + amount;
    });
    return [{ elementType: 'float32', shape: padded }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const { shape } = inputOf(node, 0);
    const amounts = constantIntegers(node, 1);
    let result = gradient;
    shape.forEach((dimension, axis) => {
      const before = amounts[axis] as number;
      if (typeof dimension === 'number' && gradient.shape[axis] !== dimension) {
        result = slice(result, axis, before, before + dimension);
      }
    });
    return [result, undefined];
  },
};

const expansion: OperatorDefinition = {
  opType: 'Expand',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    const target = spelledShape(node, 1);
    const common = commonShape(shape, target);
    if (common === undefined || !sameShape(common, target)) {
      throw shapeError(node, `${shapeText(shape)} cannot be expanded to ${shapeText(target)}`);
    }
    return [{ elementType, shape: target }];
  },
  gradient: (node, [gradient]) =>
    gradient === undefined
      ? []
      : [sumToShape(gradient, (node.inputs[0] as Tensor).shape), undefined],
};

const sizes: OperatorDefinition = {
  opType: 'Shape',
  infer: (node) => [{ elementType: 'int64', shape: [inputOf(node, 0).shape.length] }],
  gradient: null,
};

export const layoutOperators: readonly OperatorDefinition[] = [
  transposition,
  reshaping,
  unsqueezing,
  squeezing,
  concatenation,
  slicing,
  padding,
  expansion,
  sizes,
];
