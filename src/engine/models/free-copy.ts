import type { Tensor } from './onnxruntime.ts';

/**
 * Frees what a run returned beside the tensor that it filled: ONNX Runtime's binding hands the same
 * numbers over once more, in memory that would wait for the garbage collector, and call it all the time.
 *
 * @param returned what the run gave for the output; empty afterwards, unless it is what was filled.
 */
export function freeCopy(returned: Tensor, filled: Tensor): void {
  const { data } = returned;
  if (!(data instanceof Float32Array) || !(filled.data instanceof Float32Array)) return;
  const { buffer } = data;
  if (buffer !== filled.data.buffer && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
