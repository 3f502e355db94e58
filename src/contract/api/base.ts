import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorDataSchema } from '../job.ts';

/**
 * What every procedure is built on. An error that a person can understand travels as `ISOLINE`, with
 * the code, the sentence and what to do next; anything else is a defect and says so.
 */
export const procedure = oc.errors({
  ISOLINE: { status: 422, data: errorDataSchema },
});

/** What every procedure that starts long work gives back: the job to watch. */
export const startedJobSchema = z.object({ jobId: z.int() });
export type StartedJob = z.infer<typeof startedJobSchema>;

/** A SHA-256 in lower-case hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** An absolute path on the engine's machine; it must lie below a granted folder. */
export const pathSchema = z.string().min(1).max(4096);

/** A name that a person gives. */
export const nameSchema = z.string().trim().min(1).max(200);

/** Milliseconds since 1970 (UTC). */
export const timeSchema = z.number();

/** Seed of everything random. */
export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
