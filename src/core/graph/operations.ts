import { add, apply, exponential, logarithm, scalar, subtract } from './arithmetic.ts';
import type { Operand } from './arithmetic.ts';
import { elementCount, sameShape } from './shapes.ts';
import type { ElementType, Shape, Tensor } from './tensor.ts';

/**
 * Operations that are not element-wise arithmetic: matrices, layout, reductions, indices, masks.
 * Axes may be negative (-1 is the last).
 */

function integers(like: Tensor, values: readonly number[]): Tensor {
  return like.graph.constant('int64', [values.length], values);
}

/**
 * Matrix product of the last two dimensions, either side transposed on request; leading dimensions
 * are broadcast.
 */
export function matrixProduct(
  left: Tensor,
  right: Tensor,
  transposed: { left?: boolean; right?: boolean } = {},
): Tensor {
  const { left: transposeLeft = false, right: transposeRight = false } = transposed;
  if (!transposeLeft && !transposeRight) return apply('MatMul', [left, right]);
  if (left.shape.length === 2 && right.shape.length === 2) {
    const attributes = { transA: transposeLeft ? 1 : 0, transB: transposeRight ? 1 : 0 };
    return apply('Gemm', [left, right], attributes);
  }
  return apply('MatMul', [
    transposeLeft ? transposeMatrix(left) : left,
    transposeRight ? transposeMatrix(right) : right,
  ]);
}

/** Swaps the last two dimensions. */
function transposeMatrix(x: Tensor): Tensor {
  const order = x.shape.map((_, k) => k);
  const rank = order.length;
  return transpose(x, [...order.slice(0, rank - 2), rank - 1, rank - 2]);
}

/** Dimension `k` of the result is dimension `order[k]` of `x`. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  return apply('Transpose', [x], { perm: order });
}

/** The same elements in another shape. At most one dimension may be free, or -1: the rest. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension));
  return apply('Reshape', [x, integers(x, target)]);
}

/** Inserts dimensions of 1 at `axes` of the result. */
export function unsqueeze(x: Tensor, ...axes: number[]): Tensor {
  return apply('Unsqueeze', [x, integers(x, axes)]);
}

/** Removes the dimensions `axes`, which are 1. */
export function squeeze(x: Tensor, ...axes: number[]): Tensor {
  return apply('Squeeze', [x, integers(x, axes)]);
}

export function concatenate(parts: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  return apply('Concat', parts, { axis });
}

/** Elements `start <= k < end` along one axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  return apply('Slice', [x, integers(x, [start]), integers(x, [end]), integers(x, [axis])]);
}

/** Zeros before and after along one axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  const rank = x.shape.length;
  const amounts = new Array<number>(2 * rank).fill(0);
  amounts[axis] = before;
  amounts[rank + axis] = after;
  return apply('Pad', [x, integers(x, amounts)]);
}

/** The sizes of `x`, known when the graph runs. */
export function shapeOf(x: Tensor): Tensor {
  return apply('Shape', [x]);
}

/** `x` repeated to the shape of `like`, to which it can be broadcast. */
export function expandLike(x: Tensor, like: Tensor): Tensor {
  if (sameShape(x.shape, like.shape)) return x;
  const isStatic = elementCount(like.shape) !== undefined;
  return apply('Expand', [
    x,
    isStatic ? integers(x, like.shape as readonly number[]) : shapeOf(like),
  ]);
}

/** Zeros in the shape of `like`. */
export function zerosLike(like: Tensor): Tensor {
  return expandLike(scalar(like, 0), like);
}

function allAxes(x: Tensor): number[] {
  return x.shape.map((_, k) => k);
}

/** Sum over `axes` (all by default). */
export function reduceSum(x: Tensor, axes: readonly number[] = allAxes(x), keep = false): Tensor {
  return apply('ReduceSum', [x, integers(x, axes)], { keepdims: keep ? 1 : 0 });
}

/** Mean over `axes` (all by default). */
export function reduceMean(x: Tensor, axes: readonly number[] = allAxes(x), keep = false): Tensor {
  return apply('ReduceMean', [x], { axes, keepdims: keep ? 1 : 0 });
}

/** Largest element over `axes`; equal elements share the gradient. */
export function reduceMax(x: Tensor, axes: readonly number[] = allAxes(x), keep = false): Tensor {
  return apply('ReduceMax', [x], { axes, keepdims: keep ? 1 : 0 });
}

/** Smallest element over `axes`; equal elements share the gradient. */
export function reduceMin(x: Tensor, axes: readonly number[] = allAxes(x), keep = false): Tensor {
  return apply('ReduceMin', [x], { axes, keepdims: keep ? 1 : 0 });
}

/** `log(sum(exp(x)))` over `axes`, without overflow. */
export function logSumExp(x: Tensor, axes: readonly number[] = allAxes(x), keep = false): Tensor {
  const largest = stopGradient(reduceMax(x, axes, true));
  const sum = reduceSum(exponential(subtract(x, largest)), axes, true);
  const result = add(logarithm(sum), largest);
  return keep ? result : squeeze(result, ...axes);
}

export function softmax(x: Tensor, axis: number): Tensor {
  return apply('Softmax', [x], { axis });
}

export function logSoftmax(x: Tensor, axis: number): Tensor {
  return apply('LogSoftmax', [x], { axis });
}

/**
 * Sums `x` over the dimensions along which `shape` would be broadcast to it: the gradient of
 * broadcasting.
 */
export function sumToShape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const leading = x.shape.length - shape.length;
  const outer = Array.from({ length: leading }, (_, k) => k);
  const inner = shape.flatMap((dimension, k) =>
    dimension === 1 && x.shape[leading + k] !== 1 ? [k] : [],
  );
  const flat = outer.length === 0 ? x : reduceSum(x, outer);
  return inner.length === 0 ? flat : reduceSum(flat, inner, true);
}

/** Rows `indices` (int64, any shape) of `x`: the first dimension is looked up. */
export function gatherRows(x: Tensor, indices: Tensor): Tensor {
  return apply('Gather', [x, indices], { axis: 0 });
}

/** `y[i, j] = x[i, indices[i, j]]` along `axis`; `indices` int64 in the result's shape. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  return apply('GatherElements', [x, indices], { axis });
}

/** A copy of `x` to which `updates` are added: `y[i, indices[i, j]] += updates[i, j]`. */
export function scatterAddElements(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  axis: number,
): Tensor {
  return apply('ScatterElements', [x, indices, updates], { axis, reduction: 'add' });
}

/** A copy of `x` to whose rows `indices` ([n, 1]) the rows of `updates` are added. */
export function scatterAddRows(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  return apply('ScatterND', [x, indices, updates], { reduction: 'add' });
}

/** The `count` largest elements along `axis`, in falling order, ties by lower index. */
export function largest(
  x: Tensor,
  count: number,
  axis: number,
): { values: Tensor; indices: Tensor } {
  const attributes = { axis, largest: 1, sorted: 1 };
  const [values, indices] = x.graph.apply('TopK', [x, integers(x, [count])], attributes);
  return { values: values as Tensor, indices: indices as Tensor };
}

/** Index (int64) of the largest element along `axis`; the first of equals. */
export function indexOfLargest(x: Tensor, axis: number, keep = false): Tensor {
  return apply('ArgMax', [x], { axis, keepdims: keep ? 1 : 0, select_last_index: 0 });
}

/** Elements of `yes` where `condition` holds, of `no` elsewhere. */
export function where(condition: Tensor, yes: Operand, no: Operand): Tensor {
  return apply('Where', [
    condition,
    typeof yes === 'number' ? scalar(condition, yes) : yes,
    typeof no === 'number' ? scalar(condition, no) : no,
  ]);
}

function compare(opType: string, left: Tensor, right: Operand): Tensor {
  const other =
    typeof right !== 'number'
      ? right
      : left.elementType === 'int64'
        ? left.graph.constant('int64', [], [right])
        : scalar(left, right);
  return apply(opType, [left, other]);
}

export function less(left: Tensor, right: Operand): Tensor {
  return compare('Less', left, right);
}

export function lessOrEqual(left: Tensor, right: Operand): Tensor {
  return compare('LessOrEqual', left, right);
}

export function greater(left: Tensor, right: Operand): Tensor {
  return compare('Greater', left, right);
}

export function greaterOrEqual(left: Tensor, right: Operand): Tensor {
  return compare('GreaterOrEqual', left, right);
}

export function equal(left: Tensor, right: Operand): Tensor {
  return compare('Equal', left, right);
}

export function and(left: Tensor, right: Tensor): Tensor {
  return apply('And', [left, right]);
}

export function or(left: Tensor, right: Tensor): Tensor {
  return apply('Or', [left, right]);
}

export function not(x: Tensor): Tensor {
  return apply('Not', [x]);
}

/** The elements in another type; `true` becomes 1. Passes no gradient. */
export function cast(x: Tensor, elementType: ElementType): Tensor {
  return x.elementType === elementType
    ? x
    : apply('Cast', [x], { to: onnxElementType[elementType] });
}

/** The numbers by which ONNX knows the element types. */
export const onnxElementType: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int64: 7,
  bool: 9,
};

/** The same values, through which no gradient passes. */
export function stopGradient(x: Tensor): Tensor {
  return apply('Identity', [x]);
}
