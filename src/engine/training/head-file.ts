import { z } from 'zod';
import { type HeadOrigin, headOriginSchema } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { graphModel } from '../../core/graph/onnx-model.ts';
import {
  decodeOnnx,
  encodeOnnx,
  floatTensor,
  type OnnxModel,
  type OnnxTensor,
} from '../../core/onnx/model.ts';
import { buildForward } from '../../core/training/forward.ts';
import {
  checkHead,
  headParameters,
  type HeadSpecification,
  type ParameterValues,
} from '../../core/training/heads.ts';
import { readGivenFile } from '../datasets/given-file.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';

/**
 * A trained head, and where it comes from. Its file is an ONNX model: input `embeddings` [N, D] of
 * the frozen model, as they come from it; output `output`, L2-normalised. The graph brings the input
 * to length 1 first, as training did. The parameters are initialisers under their own names.
 */
export interface SavedHead {
  readonly head: HeadSpecification;
  readonly parameters: ParameterValues;
  readonly origin: HeadOrigin;
}

/** Keys of `metadata_props`; the values are JSON, the hash is bare. */
export const headMetadata = {
  head: 'isoline.head',
  origin: 'isoline.training',
  recipe: 'isoline.recipe',
  backbone: 'isoline.backbone.sha256',
} as const;

const size = z.int().min(1);
const dropout = z.number().min(0).lt(1);
const headSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('residual'), inputDimension: size, rank: size, dropout }),
  z.object({ kind: z.literal('linear'), inputDimension: size, outputDimension: size, dropout }),
  z.object({
    kind: z.literal('mlp'),
    inputDimension: size,
    hiddenDimension: size,
    outputDimension: size,
    dropout,
  }),
]);

/**
 * The head as an ONNX model without metadata: `embeddings` [N, inputDimension] → `output`
 * [N, outputDimension].
 *
 * @param normalise whether `output` has length 1
 * @throws IsolineError `head-invalid`, `head-parameter-missing`
 */
export function headModel(
  { head, parameters }: Pick<SavedHead, 'head' | 'parameters'>,
  normalise: boolean,
): OnnxModel {
  const model = graphModel(
    buildForward({ head, parameters: null, normaliseInput: true, normalise }),
  );
  const shapes = headParameters(head);
  const weights = shapes.map(({ name, shape }) => {
    const values = parameters[name];
    if (values?.length !== shape.reduce((product, length) => product * length, 1)) {
      throw new IsolineError({
        code: 'head-parameter-missing',
        sentence: `The ${head.kind} head has no values of shape [${shape.join(', ')}] for its parameter ${name}.`,
        subject: name,
      });
    }
    return floatTensor(name, shape, values);
  });
  const names = new Set(shapes.map(({ name }) => name));
  return {
    ...model,
    graph: {
      ...model.graph,
      input: (model.graph?.input ?? []).filter(({ name }) => !names.has(name)),
      initializer: [...(model.graph?.initializer ?? []), ...weights],
    },
  };
}

/** The bytes of a head's file. */
export function encodeHead(saved: SavedHead): Uint8Array {
  const { recipe, ...origin } = saved.origin;
  return encodeOnnx({
    ...headModel(saved, true),
    metadataProps: [
      { key: headMetadata.head, value: JSON.stringify(saved.head) },
      { key: headMetadata.origin, value: JSON.stringify(origin) },
      ...(recipe === null ? [] : [{ key: headMetadata.recipe, value: JSON.stringify(recipe) }]),
      ...(origin.backboneSha256 === null
        ? []
        : [{ key: headMetadata.backbone, value: origin.backboneSha256 }]),
    ],
  });
}

/**
 * Reads the bytes of a head's file.
 *
 * @param name what to call it in errors
 * @throws IsolineError (input) `head-not-readable`
 */
function decodeHead(bytes: Uint8Array, name: string): SavedHead {
  try {
    const model = decodeOnnx(bytes);
    const metadata = new Map(model.metadataProps?.map(({ key, value }) => [key, value]));
    const json = (key: string): unknown => JSON.parse(metadata.get(key) ?? 'null');
    const head = headSchema.parse(json(headMetadata.head));
    checkHead(head);
    const origin = headOriginSchema.parse({
      ...(json(headMetadata.origin) as object),
      recipe: json(headMetadata.recipe),
    });
    const tensors = new Map(model.graph?.initializer?.map((tensor) => [tensor.name, tensor]));
    const parameters = Object.fromEntries(
      headParameters(head).map((parameter) => [
        parameter.name,
        floatsOf(tensors.get(parameter.name), parameter.shape),
      ]),
    );
    return { head, parameters, origin };
  } catch (error) {
    throw new IsolineError({
      code: 'head-not-readable',
      sentence: `The file ${name} is not a head that Isoline has trained.`,
      next: 'Give the file that "isoline train --out" has written.',
      subject: name,
      cause: error,
    });
  }
}

function floatsOf(tensor: OnnxTensor | undefined, shape: readonly number[]): Float32Array {
  const raw = tensor?.rawData;
  if (raw === undefined || tensor?.dims?.join() !== shape.join()) {
    throw new Error(`a parameter of shape [${shape.join(', ')}] is missing`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.byteLength / 4 }, (_, k) => view.getFloat32(4 * k, true));
}

/**
 * Writes a head's file, whole or not at all.
 *
 * @throws IsolineError what `writeFileAtomically` throws
 */
export async function writeHead(file: string, saved: SavedHead): Promise<void> {
  await writeFileAtomically(file, encodeHead(saved));
}

/**
 * Reads a head's file.
 *
 * @throws IsolineError (input) `head-not-found`, `head-not-readable`
 */
export async function readHead(file: string): Promise<SavedHead> {
  const bytes = await readGivenFile(file, 'The head', 'head-not-found');
  return decodeHead(bytes, file);
}
