import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { encodeOnnx } from '../onnx/model.ts';
import type { Graph } from './graph.ts';
import { graphModel } from './onnx-model.ts';

/** For tests: runs a graph through ONNX Runtime; free dimensions follow from the feeds' lengths. */
export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(encodeOnnx(graphModel(graph)), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const tensors: Record<string, OrtTensor> = {};
  for (const { name, elementType, shape } of graph.inputs) {
    const values = feeds[name];
    if (values === undefined) throw new Error(`the test feeds no ${name}`);
    const known = shape.reduce<number>(
      (product, size) => (typeof size === 'number' ? product * size : product),
      1,
    );
    const dims = shape.map((size) => (typeof size === 'number' ? size : values.length / known));
    const data =
      elementType === 'int64'
        ? BigInt64Array.from(Array.from(values, BigInt))
        : elementType === 'bool'
          ? Uint8Array.from(values)
          : Float32Array.from(values);
    tensors[name] = new OrtTensor(elementType, data as Float32Array, dims);
  }
  const outputs = await session.run(tensors);
  const results: Record<string, number[]> = {};
  for (const [name, output] of Object.entries(outputs)) {
    results[name] = Array.from(output.data as Float32Array, Number);
  }
  await session.release();
  return results;
}

/** For tests: the largest difference over the largest size, at least `floor`. */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 1e-6,
): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let size = floor;
  for (let k = 0; k < expected.length; k++) {
    const [a, e] = [actual[k] as number, expected[k] as number];
    if (!Number.isFinite(a)) return Infinity;
    difference = Math.max(difference, Math.abs(a - e));
    size = Math.max(size, Math.abs(e));
  }
  return difference / size;
}

/** For tests: the gradient of a float64 function by central differences. */
export function centralDifferences(
  loss: (x: Float64Array) => number,
  at: ArrayLike<number>,
  step = 1e-5,
): Float64Array {
  const x = Float64Array.from(at);
  return x.map((value, k) => {
    x[k] = value + step;
    const above = loss(x);
    x[k] = value - step;
    const below = loss(x);
    x[k] = value;
    return (above - below) / (2 * step);
  });
}
