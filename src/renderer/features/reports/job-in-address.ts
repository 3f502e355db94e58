import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { JobState } from '../../../contract/job.ts';
import { useJob } from '../../api/jobs.ts';

/**
 * A job whose id stands in the address, as `?name=12`, so that a reload goes on showing it.
 *
 * @returns the job, null while there is none, and what puts another, or none, in its place
 */
export function useJobInAddress(name: string): [JobState | null, (id: number | null) => void] {
  const [location, navigate] = useLocation();
  const search = useSearch();
  const id = Number.parseInt(new URLSearchParams(search).get(name) ?? '', 10);
  const job = useJob(Number.isNaN(id) ? null : id);
  const setId = useCallback(
    (next: number | null) => {
      const parameters = new URLSearchParams(search);
      if (next === null) parameters.delete(name);
      else parameters.set(name, String(next));
      navigate(`${location}?${parameters.toString()}`, { replace: true });
    },
    [name, location, search, navigate],
  );
  return [job, setId];
}
