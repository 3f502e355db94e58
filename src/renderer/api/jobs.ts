import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { JobState } from '../../contract/job.ts';
import { client, engine } from './client.ts';
import { onConnected, useConnection } from './connection.ts';
import { EngineError } from './engine-error.ts';

/** Running jobs, and those that ended while the page was open, by id. */
let known: ReadonlyMap<number, JobState> = new Map();
const listeners = new Set<() => void>();
const endListeners = new Set<(job: JobState) => void>();

function note(job: JobState): void {
  const before = known.get(job.id);
  known = new Map(known).set(job.id, job);
  for (const listener of listeners) listener();
  if (job.status !== 'running' && before?.status === 'running') {
    for (const listener of endListeners) listener(job);
  }
}

/** Follows all jobs of the engine, over reconnections, for as long as the page lives. */
export function followJobs(): void {
  let current: AbortController | null = null;
  const follow = async (): Promise<void> => {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    // What ended while the connection was lost.
    const running = [...known.values()].filter(({ status }) => status === 'running');
    for (const { id } of running) note(await client.jobs.get({ id }));
    for await (const job of await client.jobs.watchAll(undefined, { signal: controller.signal })) {
      note(job);
    }
  };
  onConnected(() => {
    // A lost connection ends it; the next one begins anew.
    follow().catch(() => undefined);
  });
}

/** All jobs that the page knows to run, and those that ended in front of it. */
export function useKnownJobs(): ReadonlyMap<number, JobState> {
  return useSyncExternalStore(subscribe, () => known);
}

/** Calls a function when a job ends in front of the page. */
export function useJobEnd(listener: (job: JobState) => void): void {
  useEffect(() => {
    endListeners.add(listener);
    return () => {
      endListeners.delete(listener);
    };
  }, [listener]);
}

/**
 * One job: live while it runs, from the engine's list when it ended before.
 *
 * @param id null: no job
 */
export function useJob(id: number | null): JobState | null {
  const live = useSyncExternalStore(subscribe, () =>
    id === null ? null : (known.get(id) ?? null),
  );
  const isOpen = useConnection() === 'open';
  const stored = useQuery({
    ...engine.jobs.get.queryOptions({ input: { id: id ?? 0 } }),
    enabled: id !== null && live === null && isOpen,
    staleTime: Infinity,
  });
  return live ?? stored.data ?? null;
}

/**
 * Why there is nothing to show of a job that `useJob` asks for; null while it is asked for.
 *
 * @param id null: no job
 */
export function useJobError(id: number | null): Error | null {
  return useQuery({ ...engine.jobs.get.queryOptions({ input: { id: id ?? 0 } }), enabled: false })
    .error;
}

const notThere = new EngineError({
  code: 'job-not-found',
  sentence: 'The address names no job that belongs there.',
});

/**
 * The job that an address names: one of another kind does not belong there.
 *
 * @param name as it stands in the address; null: it names none
 * @returns the job, and why there is none; both null while it is asked for
 */
export function useAddressedJob(
  name: string | null,
  kind: string,
): { job: JobState | null; error: Error | null } {
  const id = name !== null && /^\d{1,15}$/.test(name) ? Number(name) : null;
  const found = useJob(id);
  const failed = useJobError(id);
  if (name === null) return { job: null, error: null };
  if (id === null || (found !== null && found.kind !== kind)) return { job: null, error: notThere };
  return { job: found, error: found === null ? failed : null };
}

/** Waits for the end of a job that goes on without this page, over lost connections too. */
export async function endOfJob(id: number): Promise<JobState> {
  if (!known.has(id)) note(await client.jobs.get({ id }));
  return new Promise((resolve) => {
    const look = (): void => {
      const job = known.get(id);
      if (job === undefined || job.status === 'running') return;
      listeners.delete(look);
      resolve(job);
    };
    listeners.add(look);
    look();
  });
}

/**
 * Waits for the end of a job that was started for this page alone, and calls it off when nobody waits
 * any more.
 *
 * @returns what the job gave back
 * @throws EngineError where it did not end well
 */
export async function resultOfJob(id: number, signal: AbortSignal): Promise<unknown> {
  const callOff = (): void => void client.jobs.cancel({ id }).catch(() => undefined);
  signal.addEventListener('abort', callOff, { once: true });
  try {
    for await (const job of await client.jobs.watch({ id }, { signal })) {
      if (job.status === 'done') return job.result;
      if (job.error !== null) throw new EngineError(job.error);
    }
    throw new Error('The job ended without a result.');
  } finally {
    signal.removeEventListener('abort', callOff);
  }
}

/** Brings the lists up to date that a job may have changed. */
export function useRefreshAfterJobs(): void {
  const queries = useQueryClient();
  useJobEnd(
    // A job changes at most the lists; what is stored under an id stays as it is.
    (job) => {
      const areas = areasOf(job.kind);
      for (const area of areas) void queries.invalidateQueries({ queryKey: area });
    },
  );
}

function areasOf(kind: string): readonly (readonly unknown[])[] {
  const always = [engine.jobs.list.key(), engine.workspace.status.key()];
  switch (kind) {
    case 'import':
      return [...always, engine.datasets.key()];
    case 'import-model':
    case 'stamp-model':
    case 'export':
      return [...always, engine.models.key()];
    case 'evaluate':
      return [...always, engine.evaluations.list.key(), engine.datasets.key(), engine.models.key()];
    case 'apply-review':
      return [...always, engine.evaluations.list.key()];
    case 'prepare-review':
      return [...always, engine.review.key()];
    case 'import-pairs':
    case 'score-pairs':
      return [...always, engine.pairs.key()];
    case 'train':
      return [...always, engine.training.key()];
    case 'compare':
      return [...always, engine.comparisons.list.key()];
    case 'demo':
      return [...always, engine.datasets.key(), engine.models.key(), engine.evaluations.list.key()];
    default:
      return always;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
