/** For tests: the API of an engine of its own, called as a client calls it, without a socket. */
import { createRouterClient, ORPCError } from '@orpc/server';
import { onTestFinished } from 'vitest';
import type { JobState } from '../../contract/job.ts';
import type { ErrorDetails } from '../../core/errors.ts';
import { GrantedFolders } from '../datasets/granted-folders.ts';
import { type Engine, openEngine } from '../engine.ts';
import { registerJobKinds } from '../job-kinds.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { createRouter } from './router.ts';

export type ApiClient = ReturnType<typeof createApiClient>;

function createApiClient(engine: Engine, folders: GrantedFolders) {
  return createRouterClient(createRouter(), { context: { engine, folders } });
}

/** Opens an engine with an API that may read what lies below the roots; closed when the test ends. */
export function openApi(
  roots: readonly string[],
  workspace = temporaryFolder(),
): { api: ApiClient; engine: Engine; folders: GrantedFolders } {
  const engine = openEngine({ workspace, program: 'isoline test', threads: 1 });
  registerJobKinds(engine);
  onTestFinished(() => engine.close());
  const folders = new GrantedFolders(roots);
  return { api: createApiClient(engine, folders), engine, folders };
}

/** The last state of a job, once it has ended. */
export async function endOf(
  api: ApiClient,
  started: Promise<{ jobId: number }>,
): Promise<JobState> {
  const { jobId } = await started;
  let last: JobState | undefined;
  for await (const state of await api.jobs.watch({ id: jobId })) last = state;
  return last as JobState;
}

/** What a job gave back. @throws Error with the job's own words where it did not end well */
export async function resultOf<Result>(
  api: ApiClient,
  started: Promise<{ jobId: number }>,
): Promise<Result> {
  const { status, result, error } = await endOf(api, started);
  if (status !== 'done') throw new Error(error?.sentence);
  return result as Result;
}

/** The error as data with which a call is answered. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorDetails> {
  const answer = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (answer instanceof ORPCError && answer.code === 'ISOLINE') return answer.data as ErrorDetails;
  throw new Error('The call was not answered with an ISOLINE error.', { cause: answer });
}
