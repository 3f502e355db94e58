import type { Proposal } from '../../contract/decision.ts';
import { proposalSchema } from '../../contract/decision.ts';
import { IsolineError } from '../../core/errors.ts';
import type { Engine } from '../engine.ts';

/**
 * What a `choose-threshold` job proposed.
 *
 * @throws IsolineError (input) `job-unknown`; `proposal-unknown` when the job has proposed nothing
 */
export function proposalOfJob({ jobs }: Pick<Engine, 'jobs'>, jobId: number): Proposal {
  const { kind, status, result } = jobs.get(jobId);
  if (kind !== 'choose-threshold' || status !== 'done') {
    throw new IsolineError({
      code: 'proposal-unknown',
      sentence: `Job ${String(jobId)} has proposed no threshold.`,
      next: 'Let a policy propose a threshold first.',
      subject: String(jobId),
    });
  }
  return proposalSchema.parse(result);
}
