import type { OnnxModel, OnnxValueInfo } from '../../core/onnx/model.ts';
import { DataType, onnxNode } from '../../core/onnx/model.ts';

/** Where images go in and embeddings come out, by name. */
export interface Ports {
  input: string;
  output: string;
}

/** Floating-point types that are not passed over Node's border: a Cast stands in between. */
const castTypes: ReadonlySet<number> = new Set([
  DataType.FLOAT16,
  DataType.BFLOAT16,
  DataType.DOUBLE,
]);

/**
 * Puts a Cast before an input and behind an output of half or double precision, so that both are
 * float32 from outside; inside, the model stays what it is. (ONNX Runtime for Node cannot take
 * float16 tensors on current versions of Node.)
 *
 * @returns the model and the new names; the same model when both ports are something else already
 */
export function withFloatPorts(model: OnnxModel, ports: Ports): { model: OnnxModel; ports: Ports } {
  const graph = model.graph ?? {};
  const node = [...(graph.node ?? [])];
  const replaced = (list: readonly OnnxValueInfo[], name: string, fresh: string): OnnxValueInfo[] =>
    list.map((info) => (info.name === name ? asFloat(info, fresh) : info));

  let { input = [], output = [] } = graph;
  const names = { ...ports };
  const inputType = elementType(input, ports.input);
  if (castTypes.has(inputType)) {
    names.input = `${ports.input}__float32`;
    input = replaced(input, ports.input, names.input);
    node.unshift(onnxNode('Cast', [names.input], [ports.input], { to: inputType }));
  }
  if (castTypes.has(elementType(output, ports.output))) {
    names.output = `${ports.output}__float32`;
    output = replaced(output, ports.output, names.output);
    node.push(onnxNode('Cast', [ports.output], [names.output], { to: DataType.FLOAT }));
  }
  return { model: { ...model, graph: { ...graph, node, input, output } }, ports: names };
}

function elementType(list: readonly OnnxValueInfo[], name: string): number {
  return list.find((info) => info.name === name)?.type?.tensorType?.elemType ?? 0;
}

function asFloat(info: OnnxValueInfo, name: string): OnnxValueInfo {
  return { name, type: { tensorType: { ...info.type?.tensorType, elemType: DataType.FLOAT } } };
}
