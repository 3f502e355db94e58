import { z } from 'zod';
import {
  nameSchema,
  pathSchema,
  procedure,
  seedSchema,
  startedJobSchema,
  timeSchema,
} from './base.ts';

export const classSetSchema = z.enum(['training', 'calibration', 'held-out']);

const setCountsSchema = z.object({ classes: z.int(), images: z.int() });

export const datasetSummarySchema = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(['folder', 'manifest', 'embeddings']),
  /** Absolute path of the folder; image paths are relative to it. */
  root: z.string(),
  manifest: z.string().nullable(),
  /** False while an import changes it, and after one that did not end. */
  complete: z.boolean(),
  /** Whether the root is there now. */
  reachable: z.boolean(),
  /** Empty where it is not complete. */
  fingerprint: z.string(),
  /** Images that can be used. */
  images: z.int(),
  /** Classes with at least one image. */
  classes: z.int(),
  /** Of the images. */
  bytes: z.number(),
  /** Null without a split. */
  sets: z
    .object({ training: setCountsSchema, calibration: setCountsSchema, heldOut: setCountsSchema })
    .nullable(),
  createdAt: timeSchema,
  scannedAt: timeSchema,
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const datasetProblemSchema = z.object({
  kind: z.string(),
  /** The file, folder or class, relative to the root; the first of them where there are several. */
  path: z.string(),
  reason: z.string(),
  /** How many files the entry stands for. */
  count: z.int(),
});
export type DatasetProblem = z.infer<typeof datasetProblemSchema>;

export const datasetClassSchema = z.object({
  name: z.string(),
  images: z.int(),
  unreadable: z.int(),
  missing: z.int(),
  split: classSetSchema.nullable(),
});
export type DatasetClass = z.infer<typeof datasetClassSchema>;

export const datasetReportSchema = datasetSummarySchema.extend({
  /** By code point. */
  classList: z.array(datasetClassSchema),
  problems: z.array(datasetProblemSchema),
});
export type DatasetDetails = z.infer<typeof datasetReportSchema>;

export const datasetImageSchema = z.object({
  id: z.int(),
  /** Relative to the dataset's root, with '/'. */
  path: z.string(),
  className: z.string(),
  status: z.enum(['ok', 'unreadable', 'missing']),
  reason: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
});
export type DatasetImage = z.infer<typeof datasetImageSchema>;

const datasetIdSchema = z.object({ id: z.int() });

/** Labelled folders and manifests. The user's files are never changed. */
export const datasetsApi = {
  /** The newest first. */
  list: procedure.output(z.array(datasetSummarySchema)),
  /** Throws `dataset-unknown`, `dataset-removed`. */
  get: procedure.input(datasetIdSchema).output(datasetReportSchema),
  /** Job `import`: result `{ datasetId }`. Throws `path-not-granted` at once. */
  import: procedure
    .input(z.object({ path: pathSchema, name: nameSchema.optional() }))
    .output(startedJobSchema),
  /** By class and path, missing and unreadable ones included. Throws `class-unknown`. */
  images: procedure
    .input(
      z.object({
        id: z.int(),
        className: z.string().optional(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(1000),
      }),
    )
    .output(z.object({ total: z.int(), images: z.array(datasetImageSchema) })),
  rename: procedure
    .input(datasetIdSchema.extend({ name: nameSchema }))
    .output(datasetSummarySchema),
  /** By seed, from a CSV file with the header `class,split`, or none. Throws `split-set-empty`. */
  split: procedure
    .input(
      datasetIdSchema.extend({
        by: z.union([z.object({ seed: seedSchema }), z.object({ file: pathSchema })]).nullable(),
      }),
    )
    .output(datasetReportSchema),
  /** For a folder that was moved: checks that the same images are there. */
  relocate: procedure
    .input(datasetIdSchema.extend({ path: pathSchema }))
    .output(datasetSummarySchema),
  /** Takes it out of the lists; `restore` brings it back. Files and evaluations stay. */
  remove: procedure.input(datasetIdSchema).output(z.void()),
  restore: procedure.input(datasetIdSchema).output(datasetSummarySchema),
};
