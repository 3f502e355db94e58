import { useState } from 'react';
import type { JobState } from '../../../contract/job.ts';
import { useJob } from '../../api/jobs.ts';

/** The proposal of an evaluation that is on the screen, until it is saved or another is asked for. */
export interface ProposalJob {
  /** Null: none, or not known yet. */
  readonly job: JobState | null;
  /** Shows a job; null: none. */
  readonly keep: (jobId: number | null) => void;
}

/** Follows the job that proposes a threshold for an evaluation; a reload of the page comes back to it. */
export function useProposalJob(evaluationId: string): ProposalJob {
  const key = `isoline.proposal.${evaluationId}`;
  const [jobId, setJobId] = useState(() => {
    const stored = Number(sessionStorage.getItem(key) ?? Number.NaN);
    return Number.isInteger(stored) ? stored : null;
  });
  const job = useJob(jobId);
  return {
    // In another workspace the number may be that of any job.
    job: job !== null && isProposalOf(job, evaluationId) ? job : null,
    keep: (next) => {
      if (next === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, String(next));
      setJobId(next);
    },
  };
}

/** Whether a job proposes a threshold for an evaluation. */
function isProposalOf({ kind, input }: JobState, evaluationId: string): boolean {
  return (
    kind === 'choose-threshold' && (input as { evaluationId: string }).evaluationId === evaluationId
  );
}
