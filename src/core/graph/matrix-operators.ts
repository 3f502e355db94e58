import { add } from './arithmetic.ts';
import { matrixProduct, sumToShape, transpose } from './operations.ts';
import {
  commonShape,
  inputOf,
  integerAttribute,
  requireType,
  sameShape,
  shapeError,
  shapeText,
} from './shapes.ts';
import type { Dimension, NodeDraft, OperatorDefinition, Shape, Tensor } from './tensor.ts';

/** Matrix products. */

function productShape(node: NodeDraft, left: Shape, right: Shape): Shape {
  const [rows, inner] = left.slice(-2) as [Dimension, Dimension];
  const [otherInner, columns] = right.slice(-2) as [Dimension, Dimension];
  const leading = commonShape(left.slice(0, -2), right.slice(0, -2));
  if (inner !== otherInner || leading === undefined) {
    throw shapeError(node, `${shapeText(left)} cannot be multiplied by ${shapeText(right)}`);
  }
  return [...leading, rows, columns];
}

const matMul: OperatorDefinition = {
  opType: 'MatMul',
  infer: (node) => {
    requireType(node, 0, 'float32');
    requireType(node, 1, 'float32');
    const left = inputOf(node, 0).shape;
    const right = inputOf(node, 1).shape;
    if (left.length < 2 || right.length < 2)
      throw shapeError(node, 'both sides have to be matrices');
    return [{ elementType: 'float32', shape: productShape(node, left, right) }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    return [
      sumToShape(matrixProduct(gradient, b, { right: true }), a.shape),
      sumToShape(matrixProduct(a, gradient, { left: true }), b.shape),
    ];
  },
};

/** `op(A) op(B)` with either side transposed; no bias, no factors. */
const gemm: OperatorDefinition = {
  opType: 'Gemm',
  infer: (node) => {
    const sides = [0, 1].map((index) => {
      requireType(node, index, 'float32');
      const { shape } = inputOf(node, index);
      if (shape.length !== 2) throw shapeError(node, 'both sides have to have two dimensions');
      const isTransposed = integerAttribute(node, index === 0 ? 'transA' : 'transB') === 1;
      return isTransposed ? shape.toReversed() : shape;
    }) as [Shape, Shape];
    if (node.inputs.length !== 2) throw shapeError(node, 'there are two operands');
    return [{ elementType: 'float32', shape: productShape(node, ...sides) }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    const left = node.attributes['transA'] === 1;
    const right = node.attributes['transB'] === 1;
    if (a === b && left !== right && sameShape(gradient.shape, gradient.shape.toReversed())) {
      // X Xᵀ: both sides at once, (G + Gᵀ) X, spares the second product.
      const both = add(gradient, transpose(gradient, [1, 0]));
      return [right ? matrixProduct(both, a) : matrixProduct(a, both), undefined];
    }
    return [
      left
        ? matrixProduct(b, gradient, { left: right, right: true })
        : matrixProduct(gradient, b, { right: !right }),
      right
        ? matrixProduct(gradient, a, { left: true, right: left })
        : matrixProduct(a, gradient, { left: !left }),
    ];
  },
};

export const matrixOperators: readonly OperatorDefinition[] = [matMul, gemm];
