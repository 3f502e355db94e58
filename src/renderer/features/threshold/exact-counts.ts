import { useQuery } from '@tanstack/react-query';
import type { ExactCounts } from '../../../contract/api/evaluations.ts';
import { client } from '../../api/client.ts';
import { resultOfJob } from '../../api/jobs.ts';

/**
 * The exact counts at a threshold, by a job. What was counted once is kept.
 *
 * @param threshold null: nothing to count
 */
export function useExactCounts(id: string, threshold: number | null) {
  return useQuery({
    queryKey: ['exact-counts', id, threshold],
    queryFn: async ({ signal }) => {
      const { jobId } = await client.evaluations.count({ id, thresholds: [threshold ?? 0] });
      const { counts } = (await resultOfJob(jobId, signal)) as { counts: [ExactCounts] };
      return counts[0];
    },
    enabled: threshold !== null,
    staleTime: Infinity,
    gcTime: 10 * 60_000,
  });
}
