/**
 * The values and nodes of a tensor graph. A node is one ONNX operator; its attributes are plain
 * data, so that a graph can be serialised, or interpreted by another executor, node by node.
 */

/** Element types: real numbers, indices and sizes, and masks. */
export type ElementType = 'float32' | 'int64' | 'bool';

/** A size, or the name of one that is known only when the graph runs (`'B'`). */
export type Dimension = number | string;

export type Shape = readonly Dimension[];

export interface TensorType {
  readonly elementType: ElementType;
  readonly shape: Shape;
}

/** An integer, several, a word, or a real number (`{ f }`), as ONNX keeps them. */
export type Attribute = number | readonly number[] | string | { readonly f: number };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Where a tensor comes from. Integer constants are kept as numbers (exact up to 2^53). */
export type TensorSource =
  | { readonly kind: 'input' }
  | { readonly kind: 'constant'; readonly values: Float32Array | readonly number[] }
  | { readonly kind: 'node'; readonly node: GraphNode; readonly output: number };

/** A value of the graph: an input, a constant, or one output of a node. */
export interface Tensor extends TensorType {
  readonly graph: GraphBuilder;
  /** Unique in its graph. */
  readonly name: string;
  /** Counts up in build order; unique in its graph. */
  readonly id: number;
  readonly source: TensorSource;
}

/** One ONNX operator applied to tensors. */
export interface GraphNode {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/** A node before its outputs are known: what shape inference sees. */
export type NodeDraft = Omit<GraphNode, 'outputs'>;

/** What operations need from a graph; `Graph` is the implementation. */
export interface GraphBuilder {
  /**
   * Adds a node, or finds the equal one that is there already: equal operator, inputs and
   * attributes give the same value.
   *
   * @returns the node's outputs.
   * @throws IsolineError `graph-shape` or `graph-type`, naming the node and the shapes.
   */
  apply(opType: string, inputs: readonly Tensor[], attributes?: Attributes): readonly Tensor[];
  /** The outputs of an equal node, if there is one. */
  find(
    opType: string,
    inputs: readonly Tensor[],
    attributes?: Attributes,
  ): readonly Tensor[] | undefined;
  /** A constant; `values` in row-major order. */
  constant(
    elementType: 'float32' | 'int64',
    shape: readonly number[],
    values: Float32Array | readonly number[],
  ): Tensor;
}

/**
 * The rule of reverse-mode differentiation: from the gradients of a node's outputs (`undefined`
 * where nothing flows back) to those of its inputs, in the same order. A gradient has its tensor's
 * shape; `undefined` means none.
 */
export type GradientRule = (
  node: GraphNode,
  outputGradients: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[];

/** What the graph knows of an operator. */
export interface OperatorDefinition {
  readonly opType: string;
  /** The inputs may change places without changing the value. */
  readonly commutative?: true;
  /** Types of the outputs; throws `graph-shape` or `graph-type` where the inputs do not fit. */
  infer(node: NodeDraft): readonly TensorType[];
  /** `null`: the value is an integer, a mask or piecewise constant; no gradient passes. */
  readonly gradient: GradientRule | null;
}
