import { divide, multiply, power } from './arithmetic.ts';
import { cast, greater, greaterOrEqual, less, lessOrEqual, sumToShape } from './operations.ts';
import { broadcastInputs, elementCount, inputOf, requireType, shapeError } from './shapes.ts';
import type { GradientRule, NodeDraft, OperatorDefinition, Tensor, TensorType } from './tensor.ts';

/** Element-wise operators of two operands, which are broadcast: Add, Sub, Mul, Div, Max, Min, Pow. */

function inferBroadcast(node: NodeDraft): readonly TensorType[] {
  requireType(node, 0, 'float32');
  requireType(node, 1, 'float32');
  return [{ elementType: 'float32', shape: broadcastInputs(node) }];
}

/** A rule for `y = f(a, b)`; each part returns a gradient that is then summed to its operand. */
function rule(
  left: (gradient: Tensor, a: Tensor, b: Tensor) => Tensor,
  right: (gradient: Tensor, a: Tensor, b: Tensor) => Tensor,
): GradientRule {
  return (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    return [sumToShape(left(gradient, a, b), a.shape), sumToShape(right(gradient, a, b), b.shape)];
  };
}

const same = (gradient: Tensor): Tensor => gradient;

const addition: OperatorDefinition = {
  opType: 'Add',
  commutative: true,
  infer: inferBroadcast,
  gradient: rule(same, same),
};

const subtraction: OperatorDefinition = {
  opType: 'Sub',
  infer: inferBroadcast,
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    // Negated after the sum, where it is smaller.
    return [sumToShape(gradient, a.shape), multiply(sumToShape(gradient, b.shape), -1)];
  },
};

const multiplication: OperatorDefinition = {
  opType: 'Mul',
  commutative: true,
  infer: inferBroadcast,
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    if (a === b) return [multiply(multiply(gradient, 2), a), undefined];
    return [sumToShape(multiply(gradient, b), a.shape), sumToShape(multiply(gradient, a), b.shape)];
  },
};

const division: OperatorDefinition = {
  opType: 'Div',
  infer: inferBroadcast,
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    const y = node.outputs[0] as Tensor;
    const overDivisor = sumToShape(multiply(gradient, y), b.shape);
    return [sumToShape(divide(gradient, b), a.shape), multiply(divide(overDivisor, b), -1)];
  },
};

const largerOf: OperatorDefinition = {
  opType: 'Max',
  infer: inferBroadcast,
  // A tie passes to the first operand.
  gradient: rule(
    (gradient, a, b) => multiply(gradient, cast(greaterOrEqual(a, b), 'float32')),
    (gradient, a, b) => multiply(gradient, cast(less(a, b), 'float32')),
  ),
};

const smallerOf: OperatorDefinition = {
  opType: 'Min',
  infer: inferBroadcast,
  gradient: rule(
    (gradient, a, b) => multiply(gradient, cast(lessOrEqual(a, b), 'float32')),
    (gradient, a, b) => multiply(gradient, cast(greater(a, b), 'float32')),
  ),
};

const powerOf: OperatorDefinition = {
  opType: 'Pow',
  infer: (node) => {
    const exponent = inputOf(node, 1);
    if (exponent.source.kind !== 'constant' || elementCount(exponent.shape) !== 1) {
      throw shapeError(node, 'the exponent has to be one constant');
    }
    return inferBroadcast(node);
  },
  gradient: (node, [gradient]) => {
    const [x, exponent] = node.inputs as readonly [Tensor, Tensor];
    if (gradient === undefined || exponent.source.kind !== 'constant') return [];
    const value = exponent.source.values[0] as number;
    return [multiply(gradient, multiply(power(x, value - 1), value)), undefined];
  },
};

export const arithmeticOperators: readonly OperatorDefinition[] = [
  addition,
  subtraction,
  multiplication,
  division,
  largerOf,
  smallerOf,
  powerOf,
];
