import type { Proposal } from '../../contract/decision.ts';
import type { Policy } from '../../contract/policy.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import type { Choice, ChooseInput } from './choose-task.ts';
import { readEvaluatedSets, readHistogram, readStoredSet } from './stored-sets.ts';

/** What to choose, on which evaluation: the input of a `choose-threshold` job. */
export interface ChooseRequest {
  /** Of the calibration or of the held-out classes, or of all without a split. */
  evaluationId: string;
  policy: Policy;
  /** Seed of the class draws behind the intervals. */
  seed: number;
}

/**
 * Chooses a threshold by a policy: exactly, on the calibration classes (on all without a split), with
 * the rates on held-out classes, the interval of the threshold itself, the price of one threshold for
 * all classes, and the guarantee for new ones. A policy that has no threshold on this data is no error:
 * the proposal says why. A policy that gives the
 * threshold is taken at its word, and counted like any other.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `scores-gone`, `scores-changed`,
 *   `scores-too-coarse`, `threshold-no-score`, what `readNpy` throws
 */
export async function chooseThreshold(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  { evaluationId, policy, seed }: ChooseRequest,
  hooks: JobHooks,
): Promise<Proposal> {
  const { fitted, heldOut } = readEvaluatedSets(db, evaluationId);
  const input: ChooseInput = {
    policy,
    fitted: {
      ...readStoredSet(db, fitted),
      set: fitted.set === 'calibration' ? 'calibration' : 'all',
      classNames: fitted.classNames,
      histogram: readHistogram(db, fitted),
    },
    heldOut: heldOut === null ? null : readStoredSet(db, heldOut),
    seed,
  };
  const choice = await compute.run<Choice>('decisions.choose', input, hooks);
  return {
    evaluationId: fitted.provenance.evaluationId,
    heldOutId: heldOut?.provenance.evaluationId ?? null,
    score: fitted.score,
    policy,
    seed,
    ...choice,
  };
}
