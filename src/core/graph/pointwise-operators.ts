import {
  absolute,
  add,
  divide,
  exponential,
  multiply,
  negate,
  sigmoid,
  sign,
  square,
  subtract,
} from './arithmetic.ts';
import { and, cast, greater, greaterOrEqual, lessOrEqual } from './operations.ts';
import { elementCount, inputOf, requireType, shapeError } from './shapes.ts';
import type { OperatorDefinition, Tensor } from './tensor.ts';

/** Functions of one tensor, element by element. */

/**
 * An operator `y = f(x)`.
 *
 * @param gradient from dL/dy, `x` and `y` to dL/dx; `null` where none passes.
 */
function pointwise(
  opType: string,
  gradient: ((gradient: Tensor, x: Tensor, y: Tensor) => Tensor) | null,
): OperatorDefinition {
  return {
    opType,
    infer: (node) => {
      requireType(node, 0, 'float32');
      return [{ elementType: 'float32', shape: inputOf(node, 0).shape }];
    },
    gradient:
      gradient === null
        ? null
        : (node, [outputGradient]) =>
            outputGradient === undefined
              ? []
              : [gradient(outputGradient, node.inputs[0] as Tensor, node.outputs[0] as Tensor)],
  };
}

const clipped: OperatorDefinition = {
  opType: 'Clip',
  infer: (node) => {
    requireType(node, 0, 'float32');
    for (const end of [1, 2]) {
      requireType(node, end, 'float32');
      if (elementCount(inputOf(node, end).shape) !== 1) {
        throw shapeError(node, 'low and high have to be single numbers');
      }
    }
    return [{ elementType: 'float32', shape: inputOf(node, 0).shape }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [x, low, high] = node.inputs as readonly [Tensor, Tensor, Tensor];
    const inside = and(greaterOrEqual(x, low), lessOrEqual(x, high));
    return [multiply(gradient, cast(inside, 'float32')), undefined, undefined];
  },
};

/** `e / (1 + e)²` with `e = exp(-|x|)`: y - y² would lose its digits where y is close to 1. */
function sigmoidDerivative(x: Tensor): Tensor {
  const e = exponential(negate(absolute(x)));
  return divide(e, square(add(e, 1)));
}

export const pointwiseOperators: readonly OperatorDefinition[] = [
  pointwise('Neg', (gradient) => multiply(gradient, -1)),
  pointwise('Sqrt', (gradient, _x, y) => divide(multiply(gradient, 0.5), y)),
  pointwise('Exp', (gradient, _x, y) => multiply(gradient, y)),
  pointwise('Log', (gradient, x) => divide(gradient, x)),
  pointwise('Abs', (gradient, x) => multiply(gradient, sign(x))),
  pointwise('Sign', null),
  pointwise('Relu', (gradient, x) => multiply(gradient, cast(greater(x, 0), 'float32'))),
  pointwise('Sigmoid', (gradient, x) => multiply(gradient, sigmoidDerivative(x))),
  pointwise('Softplus', (gradient, x) => multiply(gradient, sigmoid(x))),
  pointwise('Tanh', (gradient, _x, y) => multiply(gradient, subtract(1, square(y)))),
  clipped,
];
