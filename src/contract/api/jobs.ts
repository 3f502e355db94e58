import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { jobStateSchema } from '../job.ts';
import { procedure, seedSchema, startedJobSchema } from './base.ts';

const jobIdSchema = z.object({ id: z.int() });

/** Long work as a resource. */
export const jobsApi = {
  /** The newest first. */
  list: procedure
    .input(z.object({ limit: z.int().min(1).max(1000).default(100) }))
    .output(z.array(jobStateSchema)),
  get: procedure.input(jobIdSchema).output(jobStateSchema),
  /** The state now, then its changes, at most ten a second, until the job has ended. */
  watch: procedure.input(jobIdSchema).output(eventIterator(jobStateSchema)),
  /** Every running job now, then the changes of any job, until the watcher leaves. */
  watchAll: procedure.output(eventIterator(jobStateSchema)),
  cancel: procedure.input(jobIdSchema).output(z.void()),
  /** Runs the input of an ended job again, as a new job. */
  resume: procedure.input(jobIdSchema).output(startedJobSchema),
};

/** The whole main job on the built-in sample and the built-in model. */
export const demoApi = {
  /** Job `demo`: result `{ evaluationId, heldOutId }`. */
  start: procedure.input(z.object({ seed: seedSchema })).output(startedJobSchema),
};
