import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../../core/graph/graph.ts';
import { startTensorflow } from './tensorflow-backend.ts';
import { tensorflowGraph, tensorflowTypes } from './tensorflow-graph.ts';

/**
 * For tests: runs a graph through TensorFlow.js in plain JavaScript, as `runGraph` does through ONNX
 * Runtime.
 */
export async function runInTensorflow(
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Promise<Record<string, number[]>> {
  await startTensorflow('javascript');
  const compiled = tensorflowGraph(graph);
  const tensors = new Map(
    graph.inputs.map(({ name, elementType, shape }) => {
      const values = feeds[name];
      if (values === undefined) throw new Error(`the test feeds no ${name}`);
      const known = shape.reduce<number>((a, b) => (typeof b === 'number' ? a * b : a), 1);
      const dims = shape.map((size) => (typeof size === 'number' ? size : values.length / known));
      return [name, tf.tensor(Array.from(values), dims, tensorflowTypes[elementType])];
    }),
  );
  const outputs = compiled.run(tensors);
  const results = Object.fromEntries(
    [...outputs].map(([name, output]) => [name, Array.from(output.dataSync(), Number)]),
  );
  tf.dispose([...outputs.values(), ...tensors.values()]);
  compiled.release();
  return results;
}
