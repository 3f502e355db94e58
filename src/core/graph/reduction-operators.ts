import { divide, multiply } from './arithmetic.ts';
import { cast, equal, expandLike, reduceSum, unsqueeze } from './operations.ts';
import {
  constantIntegers,
  inputOf,
  integerAttribute,
  integersAttribute,
  reducedShape,
  requireType,
  resolveAxis,
  shapeError,
} from './shapes.ts';
import type { GradientRule, NodeDraft, OperatorDefinition, Tensor } from './tensor.ts';

/** Sums, means and extremes over axes. */

/** The reduced axes: an input of `ReduceSum`, an attribute of the others (opset 17). */
function axesOf(node: NodeDraft): number[] {
  const axes =
    node.opType === 'ReduceSum' ? constantIntegers(node, 1) : integersAttribute(node, 'axes');
  return axes.map((axis) => resolveAxis(node, axis, inputOf(node, 0).shape.length));
}

function reduction(opType: string, gradient: GradientRule): OperatorDefinition {
  return {
    opType,
    infer: (node) => {
      requireType(node, 0, 'float32');
      const keep = integerAttribute(node, 'keepdims') === 1;
      const { shape } = inputOf(node, 0);
      return [{ elementType: 'float32', shape: reducedShape(shape, axesOf(node), keep) }];
    },
    gradient,
  };
}

/** A result or its gradient with the reduced axes back in place, as 1. */
function restored(node: NodeDraft, reduced: Tensor): Tensor {
  if (integerAttribute(node, 'keepdims') === 1) return reduced;
  const axes = axesOf(node);
  return axes.length === 0 ? reduced : unsqueeze(reduced, ...axes);
}

const sum = reduction('ReduceSum', (node, [gradient]) =>
  gradient === undefined
    ? []
    : [expandLike(restored(node, gradient), node.inputs[0] as Tensor), undefined],
);

const mean = reduction('ReduceMean', (node, [gradient]) => {
  if (gradient === undefined) return [];
  const x = node.inputs[0] as Tensor;
  let count = 1;
  for (const axis of axesOf(node)) {
    const size = x.shape[axis];
    if (typeof size !== 'number') {
      throw shapeError(
        node,
        `the derivative of a mean over the free dimension ${size} is not known`,
      );
    }
    count *= size;
  }
  return [expandLike(divide(restored(node, gradient), count), x)];
});

const extreme: GradientRule = (node, [gradient]) => {
  if (gradient === undefined) return [];
  const x = node.inputs[0] as Tensor;
  const isExtreme = cast(equal(x, restored(node, node.outputs[0] as Tensor)), 'float32');
  const share = divide(restored(node, gradient), reduceSum(isExtreme, axesOf(node), true));
  return [multiply(isExtreme, share)];
};

export const reductionOperators: readonly OperatorDefinition[] = [
  sum,
  mean,
  reduction('ReduceMax', extreme),
  reduction('ReduceMin', extreme),
];
