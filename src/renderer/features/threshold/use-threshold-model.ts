import { useQuery } from '@tanstack/react-query';
import { EngineError } from '../../api/engine-error.ts';
import type { ThresholdModel } from './threshold-model.ts';
import type { ModelReply, ModelRequest } from './threshold-model-worker.ts';

/**
 * The counts of every class at every edge of an evaluation. They never change, and are given free
 * when the evaluation has been left.
 */
export function useThresholdModel(id: string, classImages: readonly number[]) {
  return useQuery({
    queryKey: ['threshold-model', id],
    queryFn: ({ signal }) => loadModel({ id, classImages }, signal),
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

function loadModel(request: ModelRequest, signal: AbortSignal): Promise<ThresholdModel> {
  const worker = new Worker(new URL('./threshold-model-worker.ts', import.meta.url), {
    type: 'module',
  });
  return new Promise<ThresholdModel>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ModelReply>) => {
      if ('model' in data) resolve(data.model);
      else reject('refusal' in data ? new EngineError(data.refusal) : new Error(data.failure));
    };
    worker.onerror = ({ message }) =>
      reject(new Error(message === '' ? 'The counts could not be summed up.' : message));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
