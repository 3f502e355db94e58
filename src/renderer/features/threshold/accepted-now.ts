import type { ThresholdControl } from './threshold-control.ts';
import { type AcceptedPairs, acceptedAtStep, type ThresholdModel } from './threshold-model.ts';

/** Pairs of all classes counted at one threshold that is no edge of the bins. */
export interface ExactReading {
  readonly threshold: number;
  readonly accepted: AcceptedPairs;
}

/** What is known best of the threshold now: its own count, else that of the first edge above it. */
export function acceptedNow(
  model: ThresholdModel,
  { threshold, step }: Pick<ThresholdControl, 'threshold' | 'step'>,
  exact: ExactReading | null,
): AcceptedPairs {
  return exact?.threshold === threshold ? exact.accepted : acceptedAtStep(model, step);
}
