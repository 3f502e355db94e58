import { IsolineError } from '../errors.ts';
import { add, multiply, relu } from '../graph/arithmetic.ts';
import { matrixProduct } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { RandomGenerator } from '../random.ts';
import { orthonormalColumns } from './orthonormal.ts';

/**
 * Heads: the trained layers on top of a frozen model. Every head starts as a map that keeps cosine
 * similarity: the identity, or where the dimension changes a projection on orthonormal directions.
 *
 * - `residual`: `x + (x U) V`, V = 0 at the start: exactly the identity.
 * - `linear`: `x W`; W = identity at the start, or orthonormal columns.
 * - `mlp`: `x P + relu(x A + a) B + b`, B = b = 0 at the start; P as W of `linear`, and left out
 *   where the dimension stays.
 */
export type HeadSpecification = {
  readonly inputDimension: number;
  /** Share of units set to 0 in a training step, in [0, 1). */
  readonly dropout: number;
} & (
  | { readonly kind: 'residual'; readonly rank: number }
  | { readonly kind: 'linear'; readonly outputDimension: number }
  | { readonly kind: 'mlp'; readonly hiddenDimension: number; readonly outputDimension: number }
);

/** Values of parameters by name, row-major. */
export type ParameterValues = Readonly<Record<string, Float32Array>>;

export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Checks a specification.
 *
 * @throws IsolineError `head-invalid` where a dimension is no positive integer, the rank exceeds
 * the dimension, or dropout is outside [0, 1).
 */
export function checkHead(head: HeadSpecification): void {
  const sizes: Record<string, number> = { inputDimension: head.inputDimension };
  if (head.kind === 'residual') sizes['rank'] = head.rank;
  else sizes['outputDimension'] = head.outputDimension;
  if (head.kind === 'mlp') sizes['hiddenDimension'] = head.hiddenDimension;
  const refuse = (sentence: string, subject: string): never => {
    throw new IsolineError({ code: 'head-invalid', sentence, subject });
  };
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      refuse(`The head's ${name} is ${size}, and has to be a positive integer.`, name);
    }
  }
  if (head.kind === 'residual' && head.rank > head.inputDimension) {
    refuse(
      `The head's rank ${head.rank} exceeds the ${head.inputDimension} dimensions of the embeddings.`,
      'rank',
    );
  }
  if (!(head.dropout >= 0 && head.dropout < 1)) {
    refuse(`The head's dropout is ${head.dropout}, and has to be in [0, 1).`, 'dropout');
  }
}

/** The length of the embeddings that a head gives. */
export function outputDimension(head: HeadSpecification): number {
  return head.kind === 'residual' ? head.inputDimension : head.outputDimension;
}

/** Names and shapes of a head's parameters, in a fixed order. */
export function headParameters(head: HeadSpecification): ParameterShape[] {
  const { inputDimension } = head;
  switch (head.kind) {
    case 'residual':
      return [
        { name: 'down', shape: [inputDimension, head.rank] },
        { name: 'up', shape: [head.rank, inputDimension] },
      ];
    case 'linear':
      return [{ name: 'weight', shape: [inputDimension, head.outputDimension] }];
    case 'mlp': {
      const { hiddenDimension, outputDimension: output } = head;
      const projection = { name: 'projection', shape: [inputDimension, output] };
      return [
        ...(output === inputDimension ? [] : [projection]),
        { name: 'hidden', shape: [inputDimension, hiddenDimension] },
        { name: 'hiddenBias', shape: [hiddenDimension] },
        { name: 'correction', shape: [hiddenDimension, output] },
        { name: 'correctionBias', shape: [output] },
      ];
    }
  }
}

/**
 * The values from which training starts.
 *
 * @param generator draws the factors and layers that do not start at 0 or at the identity.
 */
export function startOfHead(head: HeadSpecification, generator: RandomGenerator): ParameterValues {
  checkHead(head);
  const { inputDimension } = head;
  const values: Record<string, Float32Array> = {};
  for (const { name, shape } of headParameters(head)) {
    values[name] = new Float32Array(shape.reduce((product, size) => product * size, 1));
  }
  switch (head.kind) {
    case 'residual':
      // Its size sets the pace of V, whose gradient it multiplies; orthonormal: that of x itself.
      values['down'] = orthonormalColumns(inputDimension, head.rank, generator);
      break;
    case 'linear':
      values['weight'] = startOfProjection(inputDimension, head.outputDimension, generator);
      break;
    case 'mlp': {
      if (values['projection'] !== undefined) {
        values['projection'] = startOfProjection(inputDimension, head.outputDimension, generator);
      }
      // He initialisation keeps the size of activations through a ReLU.
      const deviation = Math.sqrt(2 / inputDimension);
      const hidden = values['hidden'] as Float32Array;
      for (let k = 0; k < hidden.length; k++) hidden[k] = deviation * generator.normal();
      break;
    }
  }
  return values;
}

function startOfProjection(
  rows: number,
  columns: number,
  generator: RandomGenerator,
): Float32Array {
  if (rows !== columns) return orthonormalColumns(rows, columns, generator);
  const identity = new Float32Array(rows * rows);
  for (let k = 0; k < rows; k++) identity[k * rows + k] = 1;
  return identity;
}

/**
 * Adds the nodes of a head.
 *
 * The operators used (MatMul, Add, Mul, Relu) mean the same from opset 7 on, so that a head can be
 * joined to an older model.
 *
 * @param x [B, inputDimension].
 * @param parameters tensors by the names of `headParameters`.
 * @param dropoutMask [B, `dropoutWidth`], multiplied in; left out where the head is applied.
 * @returns [B, outputDimension], not normalised.
 */
export function applyHead(
  head: HeadSpecification,
  x: Tensor,
  parameters: Readonly<Record<string, Tensor>>,
  dropoutMask?: Tensor,
): Tensor {
  const parameter = (name: string): Tensor => {
    const tensor = parameters[name];
    if (tensor === undefined) {
      throw new IsolineError({
        code: 'head-parameter-missing',
        sentence: `The ${head.kind} head has no values for its parameter ${name}.`,
        subject: name,
      });
    }
    return tensor;
  };
  const drop = (tensor: Tensor): Tensor =>
    dropoutMask === undefined ? tensor : multiply(tensor, dropoutMask);
  switch (head.kind) {
    case 'residual':
      return add(x, matrixProduct(drop(matrixProduct(x, parameter('down'))), parameter('up')));
    case 'linear':
      return matrixProduct(drop(x), parameter('weight'));
    case 'mlp': {
      const hidden = relu(add(matrixProduct(x, parameter('hidden')), parameter('hiddenBias')));
      const correction = add(
        matrixProduct(drop(hidden), parameter('correction')),
        parameter('correctionBias'),
      );
      const isProjected = outputDimension(head) !== head.inputDimension;
      return add(isProjected ? matrixProduct(x, parameter('projection')) : x, correction);
    }
  }
}

/** Units per image that dropout acts on: those of the inner layer; of the input where it is linear. */
export function dropoutWidth(head: HeadSpecification): number {
  switch (head.kind) {
    case 'residual':
      return head.rank;
    case 'linear':
      return head.inputDimension;
    case 'mlp':
      return head.hiddenDimension;
  }
}

/** Fills a dropout mask: 0 with probability `dropout`, otherwise 1 / (1 - dropout). */
export function drawDropoutMask(
  mask: Float32Array,
  dropout: number,
  generator: RandomGenerator,
): void {
  const kept = 1 / (1 - dropout);
  for (let k = 0; k < mask.length; k++) {
    mask[k] = generator.nextUint32() < dropout * 0x100000000 ? 0 : kept;
  }
}

/**
 * `start + alpha (trained - start)`, parameter by parameter: alpha 0 is exactly the start, 1
 * exactly the trained head.
 *
 * @throws IsolineError `head-parameter-missing` where the two differ in names or sizes.
 */
export function interpolate(
  start: ParameterValues,
  trained: ParameterValues,
  alpha: number,
): ParameterValues {
  const result: Record<string, Float32Array> = {};
  for (const [name, from] of Object.entries(start)) {
    const to = trained[name];
    if (to?.length !== from.length) {
      throw new IsolineError({
        code: 'head-parameter-missing',
        sentence: `The trained head has no parameter ${name} of ${from.length} values.`,
        subject: name,
      });
    }
    result[name] = from.map((value, k) => (1 - alpha) * value + alpha * (to[k] as number));
  }
  return result;
}
