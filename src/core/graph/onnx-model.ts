import { floatTensor, int64Tensor, onnxNode, valueInfo } from '../onnx/model.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import type { Graph } from './graph.ts';
import { onnxElementType } from './operations.ts';
import type { Tensor } from './tensor.ts';

/** The operator set that graphs are written in. */
const GRAPH_OPSET = 17;

/** The version of the ONNX intermediate representation that goes with it. */
const IR_VERSION = 8;

/**
 * Serialises a graph: declared inputs and named outputs, the nodes on which an output depends, and
 * the constants that those use, as initialisers.
 */
export function graphModel(graph: Graph): OnnxModel {
  const nodes = graph.liveNodes();
  const initializer = new Map<Tensor, OnnxTensor>();
  for (const tensor of [...nodes.flatMap((node) => node.inputs), ...graph.outputs.values()]) {
    const { source } = tensor;
    if (source.kind !== 'constant' || initializer.has(tensor)) continue;
    const dims = tensor.shape as readonly number[];
    initializer.set(
      tensor,
      source.values instanceof Float32Array
        ? floatTensor(tensor.name, dims, source.values)
        : int64Tensor(tensor.name, dims, source.values),
    );
  }

  // A result that one output names is computed under that name; everything else is copied.
  const outputNames = new Map<Tensor, string>();
  const copies: OnnxNode[] = [];
  for (const [name, tensor] of graph.outputs) {
    if (tensor.source.kind === 'node' && !outputNames.has(tensor)) outputNames.set(tensor, name);
    else copies.push(onnxNode('Identity', [outputNames.get(tensor) ?? tensor.name], [name]));
  }
  const nameOf = (tensor: Tensor): string => outputNames.get(tensor) ?? tensor.name;

  return {
    irVersion: IR_VERSION,
    producerName: 'isoline',
    opsetImport: [{ domain: '', version: GRAPH_OPSET }],
    graph: {
      name: 'isoline',
      node: [
        ...nodes.map((node) => ({
          ...onnxNode(
            node.opType,
            node.inputs.map(nameOf),
            node.outputs.map(nameOf),
            node.attributes,
          ),
          name: node.name,
        })),
        ...copies,
      ],
      initializer: [...initializer.values()],
      input: graph.inputs.map((tensor) =>
        valueInfo(tensor.name, tensor.shape, onnxElementType[tensor.elementType]),
      ),
      output: [...graph.outputs].map(([name, tensor]) =>
        valueInfo(name, tensor.shape, onnxElementType[tensor.elementType]),
      ),
    },
  };
}
