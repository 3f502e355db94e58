import { commonShape, elementCount, sameShape } from './shapes.ts';
import type { Shape, Tensor } from './tensor.ts';

/**
 * Element-wise arithmetic. Operands are broadcast as in NumPy; a number stands for a constant.
 *
 * Gradients are made of these operations too, so two rewritings live here that spare passes over
 * large tensors: an `Expand` that broadcasting would do anyway is skipped, and in a product small
 * factors meet each other before they meet a large one.
 */

export type Operand = Tensor | number;

/** A float32 constant without dimensions. */
export function scalar(like: Tensor, value: number): Tensor {
  return like.graph.constant('float32', [], [value]);
}

function tensors(left: Operand, right: Operand): [Tensor, Tensor] {
  if (typeof left !== 'number') {
    return [left, typeof right === 'number' ? scalar(left, right) : right];
  }
  if (typeof right === 'number') throw new TypeError('one operand has to be a tensor');
  return [scalar(right, left), right];
}

/** The only output of a node. */
export function apply(
  opType: string,
  inputs: readonly [Tensor, ...Tensor[]],
  attributes: Parameters<Tensor['graph']['apply']>[2] = {},
): Tensor {
  return inputs[0].graph.apply(opType, inputs, attributes)[0] as Tensor;
}

/** The tensor that `tensor` is an `Expand` of, if it is one. */
function expandedFrom(tensor: Tensor): Tensor | undefined {
  const { source } = tensor;
  return source.kind === 'node' && source.node.opType === 'Expand'
    ? source.node.inputs[0]
    : undefined;
}

/** `tensor`, or what it was expanded from when broadcasting against `other` gives `shape` anyway. */
function unexpanded(tensor: Tensor, other: Shape, shape: Shape): Tensor {
  const original = expandedFrom(tensor);
  if (original === undefined) return tensor;
  const common = commonShape(original.shape, other);
  return common !== undefined && sameShape(common, shape) ? original : tensor;
}

function binary(opType: string, left: Operand, right: Operand): Tensor {
  const [a, b] = tensors(left, right);
  const shape = commonShape(a.shape, b.shape);
  if (shape === undefined) return apply(opType, [a, b]); // refused there, with the node's name
  const x = unexpanded(a, b.shape, shape);
  const y = unexpanded(b, x.shape, shape);
  return apply(opType, [x, y]);
}

export function add(left: Operand, right: Operand): Tensor {
  return binary('Add', left, right);
}

export function subtract(left: Operand, right: Operand): Tensor {
  return binary('Sub', left, right);
}

export function divide(left: Operand, right: Operand): Tensor {
  return binary('Div', left, right);
}

export function maximum(left: Operand, right: Operand): Tensor {
  return binary('Max', left, right);
}

export function minimum(left: Operand, right: Operand): Tensor {
  return binary('Min', left, right);
}

/** The product; equal in value to `Mul(left, right)` up to the order of factors. */
export function multiply(left: Operand, right: Operand): Tensor {
  const [a, b] = tensors(left, right);
  const shape = commonShape(a.shape, b.shape);
  if (shape === undefined) return apply('Mul', [a, b]);
  const x = unexpanded(a, b.shape, shape);
  const y = unexpanded(b, x.shape, shape);
  if (isOne(x) && sameShape(y.shape, shape)) return y;
  if (isOne(y) && sameShape(x.shape, shape)) return x;
  return (
    expandLast(x, y) ??
    expandLast(y, x) ??
    regrouped(x, y, shape) ??
    regrouped(y, x, shape) ??
    apply('Mul', [x, y])
  );
}

function isOne(tensor: Tensor): boolean {
  const { source, shape } = tensor;
  return source.kind === 'constant' && elementCount(shape) === 1 && source.values[0] === 1;
}

/** `Expand(s) · factor` as `Expand(s · factor)` where the factor is no larger than `s`. */
function expandLast(expanded: Tensor, factor: Tensor): Tensor | undefined {
  const { source } = expanded;
  const original = expandedFrom(expanded);
  if (original === undefined || source.kind !== 'node') return undefined;
  const common = commonShape(original.shape, factor.shape);
  if (common === undefined || !sameShape(common, original.shape)) return undefined;
  return apply('Expand', [multiply(original, factor), source.node.inputs[1] as Tensor]);
}

/**
 * `(large · small) · factor` as `large · (small · factor)` where the bracket stays small, or as
 * `(large · factor) · small` where that first product is there already.
 */
function regrouped(product: Tensor, factor: Tensor, shape: Shape): Tensor | undefined {
  const { source } = product;
  if (source.kind !== 'node' || source.node.opType !== 'Mul') return undefined;
  const [first, second] = source.node.inputs as readonly [Tensor, Tensor];
  for (const [large, small] of [
    [first, second],
    [second, first],
  ] as const) {
    if (!sameShape(large.shape, shape) || sameShape(small.shape, shape)) continue;
    if (sameShape(factor.shape, shape)) {
      const known = large.graph.find('Mul', [large, factor])?.[0];
      if (known !== undefined) return multiply(known, small);
    } else {
      const bracket = commonShape(small.shape, factor.shape);
      if (bracket !== undefined && !sameShape(bracket, shape)) {
        return multiply(large, multiply(small, factor));
      }
    }
  }
  return undefined;
}

export function square(x: Tensor): Tensor {
  return multiply(x, x);
}

/** `x` to a constant power; where the power is not an integer, `x` has to be positive. */
export function power(x: Tensor, exponent: number): Tensor {
  return apply('Pow', [x, scalar(x, exponent)]);
}

export function negate(x: Tensor): Tensor {
  return apply('Neg', [x]);
}

export function squareRoot(x: Tensor): Tensor {
  return apply('Sqrt', [x]);
}

export function exponential(x: Tensor): Tensor {
  return apply('Exp', [x]);
}

/** The natural logarithm. */
export function logarithm(x: Tensor): Tensor {
  return apply('Log', [x]);
}

export function absolute(x: Tensor): Tensor {
  return apply('Abs', [x]);
}

/** -1, 0 or 1. Passes no gradient. */
export function sign(x: Tensor): Tensor {
  return apply('Sign', [x]);
}

export function relu(x: Tensor): Tensor {
  return apply('Relu', [x]);
}

/** `1 / (1 + exp(-x))`. */
export function sigmoid(x: Tensor): Tensor {
  return apply('Sigmoid', [x]);
}

/** `log(1 + exp(x))`. */
export function softplus(x: Tensor): Tensor {
  return apply('Softplus', [x]);
}

export function hyperbolicTangent(x: Tensor): Tensor {
  return apply('Tanh', [x]);
}

/** `x` kept within [low, high]; the gradient is zero outside, and passes at the ends. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return apply('Clip', [x, scalar(x, low), scalar(x, high)]);
}
