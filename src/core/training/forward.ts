import { add, divide, multiply, squareRoot } from '../graph/arithmetic.ts';
import { Graph } from '../graph/graph.ts';
import { matrixProduct } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { SQUARED_LENGTH_FLOOR } from '../losses/batch.ts';
import { applyHead, checkHead, headParameters, outputDimension } from './heads.ts';
import type { HeadSpecification, ParameterValues } from './heads.ts';

export interface ForwardOptions {
  readonly head: HeadSpecification;
  /** Values to write into the graph; `null`: the parameters are inputs, by their names. */
  readonly parameters: ParameterValues | null;
  /** Divides each embedding by its L2 length before the head; default: as they come. */
  readonly normaliseInput?: boolean;
  /** Divides each of the head's embeddings by its L2 length. */
  readonly normalise: boolean;
}

/**
 * A graph that applies a head: input `embeddings` [N, inputDimension] with N free, output `output`
 * [N, outputDimension].
 *
 * The operators used (MatMul, Add, Mul, Div, Sqrt, Relu) mean the same from opset 7 on, so that
 * the graph can be joined to an older model.
 *
 * @throws IsolineError `head-invalid`, `head-parameter-missing`.
 */
export function buildForward(options: ForwardOptions): Graph {
  const { head, parameters, normaliseInput = false, normalise } = options;
  checkHead(head);
  const graph = new Graph();
  const x = graph.input('embeddings', 'float32', ['N', head.inputDimension]);
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape } of headParameters(head)) {
    if (parameters === null) tensors[name] = graph.input(name, 'float32', shape);
    else if (parameters[name] !== undefined) {
      tensors[name] = graph.constant('float32', shape, parameters[name]);
    }
  }
  const embeddings = graph.scope('head', () =>
    applyHead(head, normaliseInput ? normaliseByProduct(x, head.inputDimension) : x, tensors),
  );
  graph.output(
    'output',
    normalise ? normaliseByProduct(embeddings, outputDimension(head)) : embeddings,
  );
  return graph;
}

/** Rows divided by their length; the sum is a product with ones, which no opset changed. */
function normaliseByProduct(x: Tensor, dimension: number): Tensor {
  const ones = x.graph.constant('float32', [dimension, 1], new Float32Array(dimension).fill(1));
  const squaredLengths = matrixProduct(multiply(x, x), ones);
  return divide(x, squareRoot(add(squaredLengths, SQUARED_LENGTH_FLOOR)));
}
