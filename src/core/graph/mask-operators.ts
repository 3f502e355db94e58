import { sumToShape, where } from './operations.ts';
import { broadcastInputs, inputOf, integerAttribute, requireType, shapeError } from './shapes.ts';
import type { ElementType, OperatorDefinition, Tensor } from './tensor.ts';

/** Comparisons, logic, choice and conversion. Only `Where` passes a gradient. */

function comparison(opType: string, commutative: boolean): OperatorDefinition {
  return {
    opType,
    ...(commutative ? { commutative: true as const } : {}),
    infer: (node) => {
      const type = inputOf(node, 0).elementType;
      requireType(node, 0, 'float32', 'int64');
      requireType(node, 1, type);
      return [{ elementType: 'bool', shape: broadcastInputs(node) }];
    },
    gradient: null,
  };
}

function logic(opType: string): OperatorDefinition {
  return {
    opType,
    commutative: true,
    infer: (node) => {
      requireType(node, 0, 'bool');
      requireType(node, 1, 'bool');
      return [{ elementType: 'bool', shape: broadcastInputs(node) }];
    },
    gradient: null,
  };
}

const negation: OperatorDefinition = {
  opType: 'Not',
  infer: (node) => {
    requireType(node, 0, 'bool');
    return [{ elementType: 'bool', shape: inputOf(node, 0).shape }];
  },
  gradient: null,
};

const elementTypes: Readonly<Record<number, ElementType>> = { 1: 'float32', 7: 'int64', 9: 'bool' };

const conversion: OperatorDefinition = {
  opType: 'Cast',
  infer: (node) => {
    const elementType = elementTypes[integerAttribute(node, 'to')];
    if (elementType === undefined) throw shapeError(node, 'the element type is not known');
    return [{ elementType, shape: inputOf(node, 0).shape }];
  },
  gradient: null,
};

const choice: OperatorDefinition = {
  opType: 'Where',
  infer: (node) => {
    const { elementType } = inputOf(node, 1);
    requireType(node, 0, 'bool');
    requireType(node, 1, 'float32', 'int64');
    requireType(node, 2, elementType);
    return [{ elementType, shape: broadcastInputs(node) }];
  },
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const [condition, yes, no] = node.inputs as readonly [Tensor, Tensor, Tensor];
    return [
      undefined,
      sumToShape(where(condition, gradient, 0), yes.shape),
      sumToShape(where(condition, 0, gradient), no.shape),
    ];
  },
};

/** Where the gradient stops: the values pass, derivatives do not. */
const identity: OperatorDefinition = {
  opType: 'Identity',
  infer: (node) => {
    const { elementType, shape } = inputOf(node, 0);
    return [{ elementType, shape }];
  },
  gradient: null,
};

export const maskOperators: readonly OperatorDefinition[] = [
  comparison('Less', false),
  comparison('LessOrEqual', false),
  comparison('Greater', false),
  comparison('GreaterOrEqual', false),
  comparison('Equal', true),
  logic('And'),
  logic('Or'),
  negation,
  conversion,
  choice,
  identity,
];
