import { IsolineError } from '../errors.ts';
import { arithmeticOperators } from './arithmetic-operators.ts';
import { indexingOperators } from './indexing-operators.ts';
import { layoutOperators } from './layout-operators.ts';
import { maskOperators } from './mask-operators.ts';
import { matrixOperators } from './matrix-operators.ts';
import { pointwiseOperators } from './pointwise-operators.ts';
import { reductionOperators } from './reduction-operators.ts';
import { softmaxOperators } from './softmax-operators.ts';
import type { OperatorDefinition } from './tensor.ts';

/**
 * Every operator that a graph may hold.
 *
 * To add one (a convolution, a normalisation, a pooling):
 * 1. a function in `operations.ts` (or `arithmetic.ts`) that applies the operator by its ONNX name;
 * 2. an `OperatorDefinition` in the file of its family: the shape and type of its outputs, and its
 *    gradient as further operations; a gradient that needs an operator of its own (ConvTranspose)
 *    gets that one in the same way;
 * 3. its family in the list below, and a case in `operators.test.ts`, which fails while an operator
 *    that has a gradient is not compared with finite differences.
 * Nothing else knows the list: inference, differentiation and serialisation read the definitions.
 */
const definitions: ReadonlyMap<string, OperatorDefinition> = new Map(
  [
    arithmeticOperators,
    pointwiseOperators,
    maskOperators,
    matrixOperators,
    layoutOperators,
    reductionOperators,
    softmaxOperators,
    indexingOperators,
  ]
    .flat()
    .map((definition) => [definition.opType, definition]),
);

/** The names of all operators. */
export function operatorNames(): string[] {
  return [...definitions.keys()];
}

/**
 * The definition of an operator.
 *
 * @throws IsolineError `graph-operator` where there is none.
 */
export function operatorDefinition(opType: string): OperatorDefinition {
  const definition = definitions.get(opType);
  if (definition === undefined) {
    throw new IsolineError({
      code: 'graph-operator',
      kind: 'failure',
      sentence: `The tensor graph has no operator ${opType}.`,
      subject: opType,
    });
  }
  return definition;
}
