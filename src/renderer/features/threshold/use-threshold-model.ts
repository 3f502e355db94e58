import { useQuery } from '@tanstack/react-query';
import { readUint32Array } from '../../api/arrays.ts';
import type { ClassHistograms, ThresholdModel } from './threshold-model.ts';

/**
 * The counts of every class at every edge of an evaluation. They never change, and are given free
 * when the evaluation has been left.
 */
export function useThresholdModel(id: string, classImages: readonly number[]) {
  return useQuery({
    queryKey: ['threshold-model', id],
    queryFn: async ({ signal }) => {
      const [impostor, genuine] = await Promise.all([
        readUint32Array(id, 'histogram.impostor', signal),
        readUint32Array(id, 'histogram.genuine', signal),
      ]);
      return sumUp({
        impostor: impostor.values,
        genuine: genuine.values,
        classImages: Uint32Array.from(classImages),
      });
    },
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

function sumUp(histograms: ClassHistograms): Promise<ThresholdModel> {
  const worker = new Worker(new URL('./threshold-model-worker.ts', import.meta.url), {
    type: 'module',
  });
  return new Promise<ThresholdModel>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ThresholdModel>) => resolve(data);
    worker.onerror = ({ message }) =>
      reject(new Error(message === '' ? 'The counts could not be summed up.' : message));
    worker.postMessage(histograms, [
      histograms.impostor.buffer as ArrayBuffer,
      histograms.genuine.buffer as ArrayBuffer,
    ]);
  }).finally(() => worker.terminate());
}
