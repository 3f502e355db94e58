import { IsolineError } from '../errors.ts';
import type { Dimension, ElementType, NodeDraft, Shape, Tensor } from './tensor.ts';

/** A shape as text: `[512, B, 1]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The error of a node whose operands do not fit: code `graph-shape`. */
export function shapeError(node: NodeDraft, reason: string): IsolineError {
  const shapes = node.inputs.map((input) => `${input.name} ${shapeText(input.shape)}`).join(', ');
  return new IsolineError({
    code: 'graph-shape',
    kind: 'failure',
    sentence: `The shapes of node ${node.name} do not fit: ${reason} (inputs: ${shapes}).`,
    subject: node.name,
  });
}

/**
 * Checks the element type of an input.
 *
 * @throws IsolineError `graph-type`.
 */
export function requireType(node: NodeDraft, index: number, ...allowed: ElementType[]): void {
  const input = inputOf(node, index);
  if (allowed.includes(input.elementType)) return;
  throw new IsolineError({
    code: 'graph-type',
    kind: 'failure',
    sentence: `Node ${node.name} wants ${allowed.join(' or ')} for input ${index}, and ${input.name} is ${input.elementType}.`,
    subject: node.name,
  });
}

/** Input `index` of a node. Throws `graph-shape` where the node has fewer inputs. */
export function inputOf(node: NodeDraft, index: number): Tensor {
  const input = node.inputs[index];
  if (input === undefined) throw shapeError(node, `input ${index} is missing`);
  return input;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, k) => dimension === b[k]);
}

/**
 * The common shape of two operands after broadcasting (aligned at the last dimension; 1 stretches),
 * or `undefined` where there is none. A free dimension equals only itself.
 */
export function commonShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const common: Dimension[] = [];
  for (let k = 0; k < rank; k++) {
    const left = a[a.length - rank + k] ?? 1;
    const right = b[b.length - rank + k] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    common.push(left === 1 ? right : left);
  }
  return common;
}

/** `commonShape` of all inputs from `first` on. Throws `graph-shape` where there is none. */
export function broadcastInputs(node: NodeDraft, first = 0): Shape {
  let shape: Shape = inputOf(node, first).shape;
  for (const input of node.inputs.slice(first + 1)) {
    const common = commonShape(shape, input.shape);
    if (common === undefined) {
      throw shapeError(
        node,
        `${shapeText(shape)} and ${shapeText(input.shape)} cannot be broadcast together`,
      );
    }
    shape = common;
  }
  return shape;
}

/** Number of elements; `undefined` with a free dimension. */
export function elementCount(shape: Shape): number | undefined {
  let count = 1;
  for (const dimension of shape) {
    if (typeof dimension === 'string') return undefined;
    count *= dimension;
  }
  return count;
}

/** An axis as a number in [0, rank); -1 is the last. Throws `graph-shape` outside. */
export function resolveAxis(node: NodeDraft, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw shapeError(node, `there is no axis ${axis} in ${rank} dimensions`);
  }
  return resolved;
}

/** The values of a constant integer input, such as axes. Throws `graph-shape` where it is not constant. */
export function constantIntegers(node: NodeDraft, index: number): number[] {
  requireType(node, index, 'int64');
  const input = inputOf(node, index);
  if (input.source.kind !== 'constant') {
    throw shapeError(node, `input ${index} has to be a constant`);
  }
  return [...input.source.values];
}

/** The shape that an integer tensor spells out: a constant, or the `Shape` of another tensor. */
export function spelledShape(node: NodeDraft, index: number): Shape {
  const { source } = inputOf(node, index);
  if (source.kind === 'node' && source.node.opType === 'Shape') {
    return inputOf(source.node, 0).shape;
  }
  return constantIntegers(node, index);
}

/** An integer attribute. Throws `graph-shape` where it is missing. */
export function integerAttribute(node: NodeDraft, name: string): number {
  const value = node.attributes[name];
  if (typeof value !== 'number') throw shapeError(node, `attribute ${name} has to be an integer`);
  return value;
}

/** An attribute of several integers. Throws `graph-shape` where it is missing. */
export function integersAttribute(node: NodeDraft, name: string): readonly number[] {
  const value = node.attributes[name];
  if (!Array.isArray(value))
    throw shapeError(node, `attribute ${name} has to be a list of integers`);
  return value as readonly number[];
}

/** The shape without `axes`, or with 1 in their place. */
export function reducedShape(
  shape: Shape,
  axes: readonly number[],
  keepDimensions: boolean,
): Shape {
  if (keepDimensions) return shape.map((dimension, k) => (axes.includes(k) ? 1 : dimension));
  return shape.filter((_, k) => !axes.includes(k));
}
