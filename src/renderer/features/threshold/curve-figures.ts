import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Figures } from './threshold-model.ts';

/** Rates over all pairs, without those of the classes. */
export type PooledFigures = Pick<
  Figures,
  | 'falseAccepts'
  | 'impostorPairs'
  | 'falseAcceptRate'
  | 'falseRejects'
  | 'genuinePairs'
  | 'falseRejectRate'
>;

/**
 * The pooled figures at a step of the thresholds, from the curve that comes with an evaluation: there
 * before the counts of its classes are.
 */
export function pooledAtStep(
  {
    curve,
    impostorPairs,
    genuinePairs,
  }: Pick<EvaluationView, 'curve' | 'impostorPairs' | 'genuinePairs'>,
  step: number,
): PooledFigures {
  // The last step accepts nothing, and is no point of the curve.
  const { falseAcceptRate, falseRejectRate } = curve[step] ?? {
    falseAcceptRate: impostorPairs === 0 ? null : 0,
    falseRejectRate: genuinePairs === 0 ? null : 1,
  };
  return {
    falseAccepts: Math.round((falseAcceptRate ?? 0) * impostorPairs),
    impostorPairs,
    falseAcceptRate,
    falseRejects: Math.round((falseRejectRate ?? 0) * genuinePairs),
    genuinePairs,
    falseRejectRate,
  };
}
