import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../../core/graph/graph.ts';
import type { ElementType, GraphNode, Tensor as GraphTensor } from '../../core/graph/tensor.ts';
import { tensorflowOperators } from './tensorflow-operators.ts';

/** A graph that TensorFlow.js interprets node by node, on the backend that is set. */
export interface TensorflowGraph {
  /**
   * Runs the graph once.
   *
   * @param feeds the graph's inputs by name; they stay the caller's
   * @returns its outputs by name; the caller disposes of them
   */
  run(feeds: ReadonlyMap<string, Tensor>): Map<string, Tensor>;
  /** Gives the memory of the graph's constants free. */
  release(): void;
}

/** TensorFlow.js knows no int64. */
export const tensorflowTypes: Readonly<Record<ElementType, 'float32' | 'int32' | 'bool'>> = {
  float32: 'float32',
  int64: 'int32',
  bool: 'bool',
};

/** A node, and the tensors that nothing needs after it. */
interface Instruction {
  readonly node: GraphNode;
  readonly lastUses: readonly GraphTensor[];
}

/**
 * Prepares a graph: its constants go to the device once, and every result is given free after its
 * last use.
 */
export function tensorflowGraph(graph: Graph): TensorflowGraph {
  const nodes = graph.liveNodes();
  const outputs = [...graph.outputs];
  const constants = new Map<GraphTensor, Tensor>();
  const used = [...nodes.flatMap((node) => node.inputs), ...outputs.map(([, tensor]) => tensor)];
  for (const tensor of used) {
    const { source } = tensor;
    if (source.kind !== 'constant' || constants.has(tensor)) continue;
    const shape = tensor.shape as number[];
    const type = tensorflowTypes[tensor.elementType];
    constants.set(tensor, tf.tensor(source.values, shape, type));
  }
  const instructions = withLastUses(nodes, new Set(outputs.map(([, tensor]) => tensor)));

  const evaluate = (feeds: ReadonlyMap<string, Tensor>): Map<string, Tensor> => {
    const values = new Map(constants);
    for (const input of graph.inputs) {
      const fed = feeds.get(input.name);
      if (fed !== undefined) values.set(input, fed);
    }
    for (const { node, lastUses } of instructions) {
      const results = apply(node, values);
      node.outputs.forEach((output, k) => values.set(output, results[k] as Tensor));
      for (const tensor of lastUses) {
        values.get(tensor)?.dispose();
        values.delete(tensor);
      }
    }
    // A copy of each, which costs no memory: one result may have two names, or be an input.
    return new Map(outputs.map(([name, tensor]) => [name, valueOf(values, tensor).clone()]));
  };

  return {
    run(feeds) {
      let results = new Map<string, Tensor>();
      // Whatever else was made is given free at the end, on an error too.
      tf.tidy(() => {
        results = evaluate(feeds);
        return [...results.values()];
      });
      return results;
    },
    release() {
      for (const tensor of constants.values()) tensor.dispose();
    },
  };
}

function apply(node: GraphNode, values: ReadonlyMap<GraphTensor, Tensor>): readonly Tensor[] {
  const operator = tensorflowOperators[node.opType];
  if (operator === undefined) {
    throw new TypeError(`TensorFlow.js has no operator for ${node.opType}`);
  }
  return tf.tidy(() => {
    const results = operator(
      node.inputs.map((input) => valueOf(values, input)),
      node,
    );
    return results instanceof tf.Tensor ? [results] : [...results];
  });
}

function valueOf(values: ReadonlyMap<GraphTensor, Tensor>, tensor: GraphTensor): Tensor {
  const value = values.get(tensor);
  if (value === undefined)
    throw new RangeError(`the graph was run without its input ${tensor.name}`);
  return value;
}

/** Marks each result of a node, where nothing else needs it and no output names it. */
function withLastUses(
  nodes: readonly GraphNode[],
  outputs: ReadonlySet<GraphTensor>,
): Instruction[] {
  const needed = new Set(outputs);
  return nodes
    .toReversed()
    .map((node) => {
      const lastUses = [...node.outputs, ...node.inputs].filter(
        (tensor) => tensor.source.kind === 'node' && !needed.has(tensor),
      );
      for (const tensor of lastUses) needed.add(tensor);
      return { node, lastUses: [...new Set(lastUses)] };
    })
    .reverse();
}
