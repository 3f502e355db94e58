import { expect, test } from 'vitest';
import type { Progress } from '../contract/progress.ts';
import { IsolineError } from '../core/errors.ts';
import { Jobs } from '../engine/jobs/jobs.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { openWorkspace } from '../engine/store/workspace.ts';
import { followJob } from './follow-job.ts';

function jobsFollowed() {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  const jobs = new Jobs(workspace.db);
  const seen: Progress[] = [];
  const controller = new AbortController();
  const call = {
    signal: controller.signal,
    progress: { update: (progress: Progress) => void seen.push(progress), end: () => undefined },
  };
  return { jobs, seen, controller, call, close: () => workspace.close() };
}

test('a job is followed to its result', async () => {
  const { jobs, seen, call, close } = jobsFollowed();
  jobs.register('double', (input: number, job) => {
    job.progress({ stage: 'double', done: 1, total: 1, unit: 'numbers' });
    return Promise.resolve(input * 2);
  });
  expect(await followJob(jobs, jobs.start('double', 21), call)).toBe(42);
  expect(seen.at(-1)).toMatchObject({ stage: 'double', done: 1, unit: 'numbers' });
  close();
});

test('an interruption stops the job and is what the call throws', async () => {
  const { jobs, controller, call, close } = jobsFollowed();
  const reason = new IsolineError({
    code: 'interrupted',
    kind: 'interrupted',
    sentence: 'Interrupted.',
  });
  jobs.register('wait', async (_input: null, job) => {
    controller.abort(reason);
    expect(job.signal.aborted).toBe(true);
    await Promise.resolve();
    job.signal.throwIfAborted();
  });
  const started = jobs.start('wait', null);
  await expect(followJob(jobs, started, call)).rejects.toBe(reason);
  expect(jobs.get(started.id).status).toBe('cancelled');
  close();
});

test('an error of the job is the error of the call', async () => {
  const { jobs, call, close } = jobsFollowed();
  jobs.register('refuse', () => {
    throw new IsolineError({ code: 'dataset-empty', sentence: 'There is nothing.' });
  });
  await expect(followJob(jobs, jobs.start('refuse', null), call)).rejects.toMatchObject({
    code: 'dataset-empty',
  });
  close();
});
