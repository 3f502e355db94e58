import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import type { OnnxGraph, OnnxModel, OnnxTensor } from '../../core/onnx/model.ts';

/**
 * A model with all its weights in place: those that lie in other files are read.
 *
 * @param modelFile where the model comes from; the files lie below its folder (`describeModel` has
 *   checked that)
 * @throws IsolineError (input) `model-external-data-missing` where a file is gone or too short
 */
export async function withWeightsInPlace(model: OnnxModel, modelFile: string): Promise<OnnxModel> {
  const files = new Map<string, FileHandle>();
  const read = async (tensor: OnnxTensor): Promise<OnnxTensor> => {
    if (tensor.dataLocation !== 1) return tensor;
    const entries = new Map(tensor.externalData?.map(({ key, value }) => [key, value]));
    const location = entries.get('location') ?? '';
    try {
      const file =
        files.get(location) ?? (await open(path.join(path.dirname(modelFile), location)));
      files.set(location, file);
      const offset = Number(entries.get('offset') ?? 0);
      const length = Number(entries.get('length') ?? (await file.stat()).size - offset);
      const rawData = new Uint8Array(length);
      const { bytesRead } = await file.read(rawData, 0, length, offset);
      if (bytesRead < length) throw new Error(`it ends before byte ${offset + length}`);
      const placed: OnnxTensor = { ...tensor, rawData };
      delete placed.dataLocation;
      delete placed.externalData;
      return placed;
    } catch (error) {
      throw new IsolineError({
        code: 'model-external-data-missing',
        sentence: `The model ${modelFile} keeps weights in "${location}", and they cannot be read: ${(error as Error).message}.`,
        next: `Put "${location}" beside the model, as it was exported.`,
        subject: location,
        cause: error,
      });
    }
  };
  try {
    const { graph } = model;
    return graph === undefined ? model : { ...model, graph: await withEveryTensor(graph, read) };
  } finally {
    for (const file of files.values()) await file.close();
  }
}

/** The graph with every initialiser and every tensor of a node replaced, in inner graphs too. */
async function withEveryTensor(
  graph: OnnxGraph,
  replace: (tensor: OnnxTensor) => Promise<OnnxTensor>,
): Promise<OnnxGraph> {
  const initializer: OnnxTensor[] = [];
  for (const tensor of graph.initializer ?? []) initializer.push(await replace(tensor));
  const node = [];
  for (const one of graph.node ?? []) {
    const attribute = [];
    for (const { t, g, ...rest } of one.attribute ?? []) {
      attribute.push({
        ...rest,
        ...(t === undefined ? {} : { t: await replace(t) }),
        ...(g === undefined ? {} : { g: await withEveryTensor(g, replace) }),
      });
    }
    node.push({ ...one, attribute });
  }
  return { ...graph, initializer, node };
}
