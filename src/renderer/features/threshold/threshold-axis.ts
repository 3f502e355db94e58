import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { clampedTo, linearScale, type Scale } from '../../charts/scale.ts';
import { nearestStep } from './threshold-model.ts';
import type { HairPlace } from './cross-hair.tsx';

/** The thresholds of an evaluation as an axis: the range of its scores. */
export interface ThresholdAxis {
  readonly scale: Scale;
  /** What the scores are, whichever scale a threshold is typed in. */
  readonly score: EvaluationView['score'];
  /** Both ends. */
  readonly range: readonly [number, number];
  readonly place: (threshold: number) => HairPlace;
  readonly stepAt: (x: number) => number;
}

/** @param thresholds of the steps */
export function thresholdAxis(
  { histogram: { edges }, score }: Pick<EvaluationView, 'histogram' | 'score'>,
  thresholds: readonly number[],
): ThresholdAxis {
  const range = [edges[0] ?? 0, edges.at(-1) ?? 1] as const;
  const scale = linearScale(...range, 8);
  // The last threshold accepts nothing: it stands at the end of the axis, wherever its value lies.
  const places = [...thresholds.slice(0, -1), range[1]];
  return {
    scale,
    score,
    range,
    place: (threshold) => ({ x: clampedTo(scale, threshold), y: null }),
    stepAt: (x) => nearestStep(places, scale.from(x)),
  };
}
