import type { ExactCounts } from '../../contract/api/evaluations.ts';
import { countAtThresholds } from '../decisions/exact-counts.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from './evaluation-source.ts';

/** What to count again: the input of a `count` job. */
export interface CountEvaluationRequest {
  evaluationId: string;
  thresholds: number[];
}

/** What a `count` job gives back. */
export interface CountEvaluationResult {
  /** In the order of the thresholds. */
  counts: ExactCounts[];
}

/** Of the intervals, which nobody asked for here. */
const seed = 1;

/**
 * Counts an evaluation exactly at given thresholds.
 *
 * @throws IsolineError what `countAtThresholds` throws
 */
export async function countEvaluation(
  parts: Pick<EmbeddingParts, 'db' | 'compute'>,
  request: CountEvaluationRequest,
  hooks: JobHooks,
): Promise<CountEvaluationResult> {
  const rates = await countAtThresholds(parts, { ...request, seed }, hooks);
  return {
    counts: rates.map((at) => ({
      threshold: at.threshold,
      falseAccepts: at.falseAccepts,
      falseRejects: at.falseRejects,
      impostorPairs: at.impostorPairs,
      genuinePairs: at.genuinePairs,
      falseAcceptRate: at.falseAcceptRate,
      falseRejectRate: at.falseRejectRate,
      classFalseAcceptRate: at.classFalseAcceptRate,
      classFalseRejectRate: at.classFalseRejectRate,
    })),
  };
}
