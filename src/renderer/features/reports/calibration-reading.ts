import type { Evaluation } from '../../../contract/evaluation.ts';
import {
  fitIsotonic,
  fitPlatt,
  type LabelledScores,
  logLikelihoodRatio,
  logLikelihoodRatioCost,
  minimumLogLikelihoodRatioCost,
  reliabilityPoints,
  type ReliabilityPoint,
  type ScoreCalibration,
} from '../../../core/metrics/score-calibration.ts';

export type CalibrationKind = ScoreCalibration['kind'];

/** A calibration and how it does. */
export interface CalibrationReading {
  calibration: ScoreCalibration;
  /** Cllr on the tested classes, in bits. */
  cost: number;
  /** The least that any rising function of the tested scores would cost. */
  leastCost: number;
  /** On the tested classes. */
  points: ReliabilityPoint[];
}

/** Pooled scores by bins: each bin stands for its middle. */
export function scoresOfHistogram({
  edges,
  genuine,
  impostor,
}: Evaluation['histogram']): LabelledScores {
  const scores = edges.slice(1).map((edge, bin) => (edge + edges[bin]!) / 2);
  return {
    genuine: { scores, weights: genuine },
    impostor: { scores, weights: impostor },
  };
}

/**
 * Fits a calibration on some classes and tests it on others.
 *
 * @param prevalence share of genuine comparisons, in (0, 1), that the points are seen at
 * @returns null without pairs of both kinds in either
 */
export function readCalibration(
  kind: CalibrationKind,
  fitted: LabelledScores,
  tested: LabelledScores,
  prevalence: number,
): CalibrationReading | null {
  const calibration = kind === 'platt' ? fitPlatt(fitted) : fitIsotonic(fitted);
  if (calibration === null) return null;
  const cost = logLikelihoodRatioCost(tested, (score) => logLikelihoodRatio(calibration, score));
  const leastCost = minimumLogLikelihoodRatioCost(tested);
  if (cost === null || leastCost === null) return null;
  return {
    calibration,
    cost,
    leastCost,
    points: reliabilityPoints(tested, calibration, prevalence),
  };
}
