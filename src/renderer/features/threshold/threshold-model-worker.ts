import { buildThresholdModel, type ClassHistograms } from './threshold-model.ts';

/** Sums up histograms beside the page: {@link ClassHistograms} in, `ThresholdModel` out. */
self.onmessage = ({ data }: MessageEvent<ClassHistograms>) => {
  const model = buildThresholdModel(data);
  self.postMessage(model, {
    transfer: [model.impostorAccepted.buffer, model.genuineAccepted.buffer],
  });
};
