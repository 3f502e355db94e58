import type { ErrorData } from '../../../contract/job.ts';
import { readUint32Array } from '../../api/arrays.ts';
import { EngineError } from '../../api/engine-error.ts';
import { buildThresholdModel, type ThresholdModel } from './threshold-model.ts';

/** Which evaluation's histograms are to be read and summed up. */
export interface ModelRequest {
  readonly id: string;
  /** [classes] */
  readonly classImages: readonly number[];
}

/** The model, or why there is none: the engine's own words where it said any. */
export type ModelReply =
  | { readonly model: ThresholdModel }
  | { readonly refusal: ErrorData }
  | { readonly failure: string };

/** Reads and sums up beside the page, which draws meanwhile: {@link ModelRequest} in, {@link ModelReply} out. */
self.onmessage = ({ data }: MessageEvent<ModelRequest>) => {
  load(data).then(
    (model) => reply({ model }, [model.impostorAccepted.buffer, model.genuineAccepted.buffer]),
    (error: unknown) =>
      reply(
        error instanceof EngineError ? { refusal: error.data } : { failure: String(error) },
        [],
      ),
  );
};

function reply(message: ModelReply, transfer: ArrayBufferLike[]): void {
  self.postMessage(message, { transfer: transfer as ArrayBuffer[] });
}

async function load({ id, classImages }: ModelRequest): Promise<ThresholdModel> {
  const [impostor, genuine] = await Promise.all([
    readUint32Array(id, 'histogram.impostor'),
    readUint32Array(id, 'histogram.genuine'),
  ]);
  return buildThresholdModel({ impostor, genuine, classImages });
}
