import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValueInfo } from '../../core/onnx/model.ts';
import { DataType, int64Tensor, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { outputDimension } from '../../core/training/heads.ts';
import type { ModelDescription, TensorDescription } from '../models/describe.ts';
import { describeInWords } from '../models/describe.ts';
import { headModel, type SavedHead } from './head-file.ts';

/** The oldest operator set in which the head's operators mean what they mean today. */
const OLDEST_OPSET = 7;

/** From this version of ONNX's representation on, weights need not be listed among the inputs. */
const IR_VERSION_OF_PRIVATE_WEIGHTS = 4;

export interface FusionRequest {
  /** With its weights in place. */
  readonly backbone: OnnxModel;
  readonly description: Pick<ModelDescription, 'opset' | 'irVersion'>;
  /** The output that holds the embedding. */
  readonly output: TensorDescription;
  /** How that output becomes one row an image; the layout tells where its channels are. */
  readonly pooling: Recipe['pooling'];
  readonly layout: Recipe['layout'];
  readonly saved: Pick<SavedHead, 'head' | 'parameters'>;
  /** Whether the fused embeddings have length 1. */
  readonly normalise: boolean;
}

/**
 * Joins a backbone and a head to one model: pooling where the recipe asks for it, a Cast to float32
 * where the backbone computes in another precision, the head, and L2 normalisation on request.
 *
 * Inputs and other outputs stay as they are. The embedding keeps its output's name; it is float32
 * [N, head's output dimension] now. What the backbone gave under that name, and all names of the
 * head, begin with `isoline/` (`isoline2/`, ... where the backbone has such names). Operator set and
 * IR version stay the backbone's.
 *
 * @throws IsolineError (input) `export-opset` before opset 7; `export-pooling` where the pooling does
 *   not fit the output's shape, or that is not known; `head-dimension` where the head takes embeddings
 *   of another length
 */
export function fuse(request: FusionRequest): OnnxModel {
  const { backbone, description, output, saved, normalise } = request;
  if (description.opset < OLDEST_OPSET) {
    throw new IsolineError({
      code: 'export-opset',
      sentence: `The model uses ONNX's operator set ${description.opset}, in which the head's operators do not exist yet.`,
      next: `Export the model again with operator set ${OLDEST_OPSET} or newer.`,
      subject: String(description.opset),
    });
  }
  checkDimension(request);
  const { graph = {} } = backbone;
  const prefix = freePrefix(graph);
  const raw = prefix + output.name;
  const bridge = bridgeNodes(request, raw, prefix);
  const head = prefixed(headModel(saved, normalise).graph ?? {}, prefix, {
    embeddings: bridge.result,
    output: output.name,
  });
  const { node = [], initializer = [], ...renamed } = renameValue(graph, output.name, raw);
  const listed =
    description.irVersion < IR_VERSION_OF_PRIVATE_WEIGHTS
      ? head.initializer.map(({ name = '', dims = [], dataType }) =>
          valueInfo(name, dims, dataType),
        )
      : [];
  return {
    ...backbone,
    graph: {
      ...renamed,
      node: [...node, ...bridge.nodes, ...head.node],
      initializer: [...initializer, ...head.initializer],
      input: [...(graph.input ?? []), ...listed],
      output: (graph.output ?? []).map((info) =>
        info.name === output.name ? fusedOutput(info, outputDimension(saved.head)) : info,
      ),
    },
  };
}

function checkDimension({ output, pooling, layout, saved }: FusionRequest): void {
  const dimension = pooledDimension(output.shape, pooling, layout);
  const { inputDimension } = saved.head;
  if (typeof dimension !== 'number' || dimension === inputDimension) return;
  throw new IsolineError({
    code: 'head-dimension',
    sentence: `The head takes embeddings of ${inputDimension} numbers, and the model's output ${describeInWords(output)} gives ${dimension}.`,
    next: 'Give the model and the output that the head was trained on.',
    subject: output.name,
  });
}

/** The length of an embedding, so far as the shape tells. */
function pooledDimension(
  shape: TensorDescription['shape'],
  pooling: Recipe['pooling'],
  layout: Recipe['layout'],
): number | string | null | undefined {
  if (shape === null) return null;
  const [, ...axes] = shape;
  if (pooling === 'flatten') {
    return axes.reduce<number | null>(
      (product, size) => (product === null || typeof size !== 'number' ? null : product * size),
      1,
    );
  }
  return axes.length === 3 && layout === 'NCHW' ? axes[0] : axes.at(-1);
}

/** The nodes between the backbone's output, named `raw`, and the head. */
function bridgeNodes(
  { output, pooling, layout }: FusionRequest,
  raw: string,
  prefix: string,
): { nodes: OnnxNode[]; result: string } {
  const nodes: OnnxNode[] = [];
  let result = raw;
  const add = (
    opType: string,
    attributes: Parameters<typeof onnxNode>[3] = {},
    ...others: readonly string[]
  ): void => {
    const name = `${prefix}embedding_${nodes.length}`;
    nodes.push(onnxNode(opType, [result, ...others], [name], attributes));
    result = name;
  };
  if (['float16', 'bfloat16', 'float64'].includes(output.type)) add('Cast', { to: DataType.FLOAT });
  if (pooling === undefined) return { nodes, result };
  if (pooling === 'flatten') {
    add('Flatten', { axis: 1 });
    return { nodes, result };
  }
  const rank = output.shape?.length;
  if (pooling === 'average' && rank === 2) return { nodes, result };
  const fits = pooling === 'average' ? rank === 3 || rank === 4 : rank === 3;
  if (!fits) {
    throw new IsolineError({
      code: 'export-pooling',
      sentence: `The pooling "${pooling}" of the recipe does not fit the model's output ${describeInWords(output)}.`,
      next: 'Export the model with the shape of its outputs, or with the pooling inside.',
      subject: output.name,
    });
  }
  if (pooling === 'first-token') {
    const first = `${prefix}first`;
    nodes.push(onnxNode('Constant', [], [first], { value: { t: int64Tensor(first, [], [0]) } }));
    add('Gather', { axis: 1 }, first);
    return { nodes, result };
  }
  // GlobalAveragePool averages everything behind the channels.
  if (rank === 3) add('Transpose', { perm: [0, 2, 1] });
  else if (layout === 'NHWC') add('Transpose', { perm: [0, 3, 1, 2] });
  add('GlobalAveragePool');
  add('Flatten', { axis: 1 });
  return { nodes, result };
}

/** A prefix that no name of the graph has. */
function freePrefix(graph: OnnxGraph): string {
  const names = [...namesOf(graph)];
  let prefix = 'isoline/';
  for (let n = 2; names.some((name) => name.startsWith(prefix)); n++) prefix = `isoline${n}/`;
  return prefix;
}

/** The names of all nodes and values, those of inner graphs too. */
function* namesOf(graph: OnnxGraph): Generator<string> {
  for (const { name } of graph.input ?? []) yield name;
  for (const { name } of graph.initializer ?? []) yield name ?? '';
  for (const { name, output, attribute } of graph.node ?? []) {
    yield name ?? '';
    yield* output ?? [];
    for (const { g } of attribute ?? []) if (g !== undefined) yield* namesOf(g);
  }
}

/** Gives a value another name wherever it is made or used, in inner graphs too. */
function renameValue(graph: OnnxGraph, from: string, to: string): OnnxGraph {
  const renamed = (name: string): string => (name === from ? to : name);
  return {
    ...graph,
    node: (graph.node ?? []).map((node) => ({
      ...node,
      input: (node.input ?? []).map(renamed),
      output: (node.output ?? []).map(renamed),
      attribute: (node.attribute ?? []).map((attribute) =>
        attribute.g === undefined
          ? attribute
          : { ...attribute, g: renameValue(attribute.g, from, to) },
      ),
    })),
    valueInfo: (graph.valueInfo ?? []).map((info) => ({ ...info, name: renamed(info.name) })),
  };
}

/** Nodes and weights of a graph without inner graphs, under names of their own. */
function prefixed(
  graph: OnnxGraph,
  prefix: string,
  outside: Readonly<Record<string, string>>,
): Required<Pick<OnnxGraph, 'node' | 'initializer'>> {
  const nameOf = (name: string): string => outside[name] ?? prefix + name;
  return {
    node: (graph.node ?? []).map((node) => ({
      ...node,
      name: prefix + (node.name ?? ''),
      input: (node.input ?? []).map(nameOf),
      output: (node.output ?? []).map(nameOf),
    })),
    initializer: (graph.initializer ?? []).map((tensor) => ({
      ...tensor,
      name: nameOf(tensor.name ?? ''),
    })),
  };
}

/** float32 [as many as before, dimension]. */
function fusedOutput({ name, type }: OnnxValueInfo, dimension: number): OnnxValueInfo {
  const images = type?.tensorType?.shape?.dim?.[0] ?? {};
  const shape = { dim: [images, { dimValue: dimension }] };
  return { name, type: { tensorType: { elemType: DataType.FLOAT, shape } } };
}
