import { z } from 'zod';
import { procedure, seedSchema, startedJobSchema } from './base.ts';

export const reportFormatSchema = z.enum(['html', 'pdf', 'csv', 'json']);
export type ReportFormat = z.infer<typeof reportFormatSchema>;

/** What a `report` job gives back. */
export const madeReportSchema = z.object({
  schema: z.literal('isoline-report-1'),
  /** What to call the file. */
  name: z.string(),
  /** Where it lies, on the engine's machine. */
  file: z.string(),
  format: reportFormatSchema,
  evaluationId: z.string(),
  /** The decision that it tells; null where none stands on this evaluation. */
  decisionId: z.string().nullable(),
  /** The evaluation that is "before"; null without a comparison. */
  comparedWith: z.string().nullable(),
  /** Why images are missing from a page, all or some: the end of a sentence; null otherwise. */
  picturesReason: z.string().nullable(),
});
export type MadeReport = z.infer<typeof madeReportSchema>;

/** Threshold reports as documents. */
export const reportsApi = {
  /**
   * Job `report`: result `MadeReport`. With `compareWithId` that evaluation is "before". A PDF needs a
   * Chromium, Chrome or Edge on the engine's machine: the job ends with `chromium-missing` where there is
   * none. Jobs of this kind, in `jobs.list`, are the reports that were made.
   */
  render: procedure
    .input(
      z.object({
        evaluationId: z.string(),
        compareWithId: z.string().nullable().default(null),
        format: reportFormatSchema,
        seed: seedSchema.default(1),
      }),
    )
    .output(startedJobSchema),
  /**
   * The report that a job made. Throws `report-unknown`; `report-elsewhere` where the job wrote it to a
   * place of someone's choice; `report-gone`.
   */
  file: procedure
    .input(z.object({ jobId: z.int() }))
    .output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
};
