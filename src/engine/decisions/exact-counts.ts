import type { ThresholdRates } from '../../contract/decision.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';
import {
  closeSet,
  countScores,
  mostResampledThresholds,
  openSet,
  type StoredSet,
} from './count-scores.ts';
import { readStoredSet } from './stored-sets.ts';
import { drawClasses, ratesAtLevel } from './threshold-rates.ts';

/** Thresholds in one call, at most: their counts by pair of classes are held at once. */
const mostThresholds = 100;

/** Counts a stored evaluation at given thresholds. */
export interface CountRequest {
  evaluationId: string;
  /** Finite, at most 100; one above every score accepts nothing. */
  thresholds: number[];
  /** Seed of the class draws behind the intervals. */
  seed: number;
}

/** The input of the `decisions.count` task. */
export interface CountInput extends Omit<CountRequest, 'evaluationId'> {
  set: ThresholdRates['set'];
  stored: StoredSet;
}

/** Exact rates of a stored set at given thresholds, in their order. */
export const countTask: ComputeTask<CountInput, ThresholdRates[]> = async (input, context) => {
  const open = await openSet(input.stored, context);
  try {
    const { layout } = open;
    const resamples = drawClasses(layout.classes, input.seed);
    const thresholds = [...new Set(input.thresholds)].sort((a, b) => a - b);
    const rates = new Map<number, ThresholdRates>();
    const plan = { resamples, stage: 'Counting at the threshold' };
    const atOnce = mostResampledThresholds(layout);
    for (let first = 0; first < thresholds.length; first += atOnce) {
      const some = thresholds.slice(first, first + atOnce);
      const counts = await countScores(open, { ...plan, thresholds: some }, context);
      some.forEach((threshold, level) => {
        rates.set(threshold, ratesAtLevel(input.set, threshold, level, counts, layout, resamples));
      });
    }
    return input.thresholds.map((threshold) => rates.get(threshold)!);
  } finally {
    await closeSet(open);
  }
};

/**
 * Counts a stored evaluation exactly at given thresholds: pooled and of every class, with intervals
 * that resample classes. One pass over the scores, none over impostor scores where the stored tail
 * holds all that are accepted.
 *
 * @returns in the order of the thresholds
 * @throws IsolineError (input) `thresholds-invalid`, `evaluation-unknown`, `scores-gone`,
 *   `scores-changed`, what `readNpy` throws
 */
export async function countAtThresholds(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  { evaluationId, thresholds, seed }: CountRequest,
  hooks: JobHooks,
): Promise<ThresholdRates[]> {
  if (
    thresholds.length === 0 ||
    thresholds.length > mostThresholds ||
    !thresholds.every(Number.isFinite)
  ) {
    throw new IsolineError({
      code: 'thresholds-invalid',
      sentence: `Between 1 and ${String(mostThresholds)} thresholds can be counted at once, each a finite number.`,
      next: 'Ask for fewer at a time.',
    });
  }
  const evaluation = readEvaluation(db, evaluationId);
  const stored = readStoredSet(db, evaluation);
  const input: CountInput = { set: evaluation.set, stored, thresholds, seed };
  return compute.run<ThresholdRates[]>('decisions.count', input, hooks);
}
