import { IsolineError } from '../core/errors.ts';
import type { Jobs, StartedJob } from '../engine/jobs/jobs.ts';
import type { CommandCall } from './command.ts';

/**
 * Shows a job's progress until it ends, and asks it to stop when the call is interrupted.
 *
 * @returns the job's result
 * @throws the job's IsolineError, or the call's `signal.reason` where that stopped it
 */
export async function followJob<Result>(
  jobs: Jobs,
  { id, finished }: StartedJob<Result>,
  { signal, progress }: Pick<CommandCall, 'signal' | 'progress'>,
): Promise<Result> {
  const stop = (): void => jobs.cancel(id);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const state of jobs.watch(id)) {
      if (state.progress === null) continue;
      const { note, ...rest } = state.progress;
      progress.update(note === undefined ? rest : { ...rest, note });
    }
    return await finished;
  } catch (error) {
    if (error instanceof IsolineError && error.kind === 'interrupted') signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    progress.end();
  }
}
