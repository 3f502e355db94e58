import type { EvaluationView } from '../../contract/api/evaluations.ts';

/**
 * The threshold that an evaluation is shown at before anyone chose one: the operating point in the
 * middle, else that of the equal error rate, else the middle of the scores.
 */
export function mainThreshold({ operatingPoints, equalErrorRate, curve }: EvaluationView): number {
  const possible = operatingPoints.flatMap(({ threshold }) =>
    threshold === null ? [] : [threshold],
  );
  return (
    possible[Math.floor(possible.length / 2)] ??
    equalErrorRate.threshold ??
    curve[Math.floor(curve.length / 2)]?.threshold ??
    0
  );
}
