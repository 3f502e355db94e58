import { z } from 'zod';

export const jobStatusSchema = z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']);

/** An error as data, as `IsolineError.toData` gives it. */
export const errorDataSchema = z.object({
  code: z.string(),
  kind: z.enum(['input', 'failure', 'interrupted']).optional(),
  sentence: z.string(),
  next: z.string().optional(),
  subject: z.string().optional(),
});

export type ErrorData = z.infer<typeof errorDataSchema>;

export const jobProgressSchema = z.object({
  stage: z.string(),
  done: z.number(),
  /** Null where it is unknown. */
  total: z.number().nullable(),
  /** What `done` and `total` count: images, tiles, steps. */
  unit: z.string(),
  note: z.string().optional(),
  /** Units a second, smoothed; null while too little is known, and of a job that has ended. */
  rate: z.number().nullable(),
  /** Seconds until this stage ends at that rate; null where that cannot be told. */
  secondsLeft: z.number().nullable(),
});

/** A job as everyone sees it. Times are milliseconds since 1970 (UTC). */
export const jobStateSchema = z.object({
  id: z.int(),
  kind: z.string(),
  /** What it takes to run the job again. */
  input: z.unknown(),
  /**
   * `cancelled` by someone; `interrupted` by the end of the program. Both keep what was finished and
   * can be resumed, like `failed`.
   */
  status: jobStatusSchema,
  /** Null until the job has said how far it is. */
  progress: jobProgressSchema.nullable(),
  /** What a `done` job gave back; null otherwise. */
  result: z.unknown(),
  /** Why a job ended that is not `done`; null otherwise. */
  error: errorDataSchema.nullable(),
  /** The job that this one goes on with; null for a new one. */
  resumes: z.int().nullable(),
  startedAt: z.number(),
  updatedAt: z.number(),
  /** Null while the job runs. Of an interrupted job: when it was last heard of. */
  endedAt: z.number().nullable(),
});
export type JobStatus = z.infer<typeof jobStatusSchema>;
export type JobProgress = z.infer<typeof jobProgressSchema>;
export type JobState = z.infer<typeof jobStateSchema>;
