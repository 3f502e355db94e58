import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { runGraph } from '../graph/run-graph.fixture.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { LossBatch } from './batch.ts';

/** For tests: a batch as plain numbers; a negative label marks an empty place. */
export interface LossData {
  labels: readonly number[];
  imagesPerClass: number;
  embeddings: readonly (readonly number[])[];
  proxies?: readonly (readonly number[])[];
}

export interface LossRun {
  loss: number;
  embeddingGradients: number[];
  proxyGradients: number[];
  /** Further outputs that the builder named. */
  outputs: Record<string, number[]>;
}

/** For tests: builds a loss, differentiates it, and runs both in ONNX Runtime. */
export async function runLoss(
  data: LossData,
  build: (batch: LossBatch, graph: Graph) => Tensor,
  feeds: Readonly<Record<string, ArrayLike<number>>> = {},
): Promise<LossRun> {
  const graph = new Graph();
  const { labels, embeddings, proxies, imagesPerClass } = data;
  const dimension = embeddings[0]?.length ?? 0;
  const x = graph.input('embeddings', 'float32', [embeddings.length, dimension]);
  const batch: LossBatch = {
    embeddings: x,
    labels: graph.input('labels', 'int64', [labels.length]),
    imagesPerClass,
    ...(proxies === undefined
      ? {}
      : { proxies: graph.input('proxies', 'float32', [proxies.length, dimension]) }),
  };
  const loss = build(batch, graph);
  graph.output('loss', loss);
  const trained = batch.proxies === undefined ? [x] : [x, batch.proxies];
  const [ofEmbeddings, ofProxies] = gradients(graph, loss, trained);
  graph.output('embeddingGradients', ofEmbeddings!);
  if (ofProxies !== undefined) graph.output('proxyGradients', ofProxies);
  const outputs = await runGraph(graph, {
    embeddings: embeddings.flat(),
    labels,
    ...(proxies === undefined ? {} : { proxies: proxies.flat() }),
    ...feeds,
  });
  return {
    loss: outputs['loss']![0]!,
    embeddingGradients: outputs['embeddingGradients']!,
    proxyGradients: outputs['proxyGradients'] ?? [],
    outputs,
  };
}
