import { z } from 'zod';
import { comparedClassesSchema, comparedSetSchema, comparisonViewSchema } from '../comparison.ts';
import { trainingHistoryEntrySchema, trainingResultSchema } from '../training.ts';
import { procedure, seedSchema, sha256Schema, startedJobSchema, timeSchema } from './base.ts';
import { sourceSchema } from './evaluations.ts';

export const baseLossSchema = z.enum([
  'contrastive',
  'triplet',
  'multi-similarity',
  'norm-softmax',
  'cosface',
  'arcface',
  'proxy-anchor',
  'smooth-ap',
  'recall-at-k',
]);

export const trainingOptionsSchema = z.object({
  head: z.enum(['residual', 'linear', 'mlp']),
  /** Null where the data decide. */
  rank: z.int().min(1).max(4096).nullable(),
  dimension: z.int().min(1).max(4096).nullable(),
  dropout: z.number().min(0).lt(1),
  weightDecay: z.number().min(0).max(1),
  /** Views of each training image; 1: the images as they are. */
  views: z.int().min(1).max(16),
  /** Whether half of the further views are mirrored. */
  flip: z.boolean(),
  /** Null: TCM alone. */
  baseLoss: baseLossSchema.nullable(),
  /** Null: without TCM. Weight and margins null: chosen by the data. */
  tcm: z
    .object({
      weight: z.number().gt(0).max(10_000).nullable(),
      margins: z
        .tuple([z.number().min(-1).max(1), z.number().min(-1).max(1)])
        .readonly()
        .nullable(),
    })
    .nullable(),
  steps: z.int().min(1).max(100_000),
  classesPerBatch: z.int().min(2).max(4096).nullable(),
  imagesPerClass: z.int().min(2).max(64),
  learningRate: z.number().gt(0).max(10),
});
export type TrainingOptionsInput = z.infer<typeof trainingOptionsSchema>;

export const trainInputSchema = z.object({
  source: sourceSchema,
  /** `kept`: the split of the dataset, or by `seed` where it has none. */
  split: z.union([z.literal('kept'), z.object({ seed: seedSchema })]),
  seed: seedSchema,
  options: trainingOptionsSchema,
  engine: z.enum(['auto', 'onnxruntime', 'tensorflow']),
  /** Without TCM and with TCM at several weights and margins. */
  sweep: z.boolean(),
});
export type TrainInput = z.infer<typeof trainInputSchema>;

/** What is known of a training, while it runs too. */
export const trainingStateSchema = z.object({
  runId: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  datasetId: z.int().nullable(),
  modelSha256: z.string().nullable(),
  /** The newest job that began it or went on with it; null of one that ran without the workspace's jobs. */
  jobId: z.int().nullable(),
  /** Each point: its name, its last step, its validations so far, and what to know of its course. */
  points: z.array(
    z.object({
      name: z.string(),
      steps: z.int(),
      history: z.array(trainingHistoryEntrySchema),
      alarms: z.array(z.string()),
    }),
  ),
  /** Null until the run has ended. */
  result: trainingResultSchema.nullable(),
});
export type TrainingState = z.infer<typeof trainingStateSchema>;

export const trainingRowSchema = z.object({
  runId: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  /** As in `trainingStateSchema`. */
  jobId: z.int().nullable(),
  finished: z.boolean(),
  verdict: z.string().nullable(),
  modelSha256: z.string().nullable(),
  opisBefore: z.number().nullable(),
  opisAfter: z.number().nullable(),
  recallBefore: z.number().nullable(),
  recallAfter: z.number().nullable(),
});
export type TrainingRow = z.infer<typeof trainingRowSchema>;

/** Fine-tuning of heads with TCM. */
export const trainingApi = {
  /** What a person gets without choosing. */
  defaults: procedure.output(trainingOptionsSchema),
  /** Job `train`: result `{ runId }`. */
  start: procedure.input(trainInputSchema).output(startedJobSchema),
  /** The newest first. */
  list: procedure.output(z.array(trainingRowSchema)),
  get: procedure.input(z.object({ runId: z.string() })).output(trainingStateSchema),
  /** The run of a job; null while it still prepares. */
  ofJob: procedure.input(z.object({ jobId: z.int() })).output(trainingStateSchema.nullable()),
  /**
   * Job `export`: fuses the head of a point (null: the chosen one) with its backbone into a model of
   * the workspace: result `{ sha256, check }`.
   */
  export: procedure
    .input(z.object({ runId: z.string(), point: z.int().nullable(), normalise: z.boolean() }))
    .output(startedJobSchema),
};

export const listedComparisonSchema = z.object({
  id: z.string(),
  createdAt: timeSchema,
  before: z.object({ id: z.string(), name: z.string() }),
  after: z.object({ id: z.string(), name: z.string() }),
});
export type ListedComparison = z.infer<typeof listedComparisonSchema>;

/** Two evaluations side by side. */
export const comparisonsApi = {
  /** Job `compare`: result `{ comparisonId }`. */
  start: procedure
    .input(z.object({ before: z.string(), after: z.string(), seed: seedSchema }))
    .output(startedJobSchema),
  /** The newest first. */
  list: procedure.output(z.array(listedComparisonSchema)),
  get: procedure
    .input(z.object({ id: z.string() }))
    .output(
      z.object({ comparison: comparisonViewSchema, beforeId: z.string(), afterId: z.string() }),
    ),
  /** Single classes at a target that both have. Throws `comparison-part-unknown`. */
  classes: procedure
    .input(
      z.object({
        id: z.string(),
        /** Index into the comparison's `comparisons`. */
        pair: z.int().min(0),
        set: comparedSetSchema.shape.set,
        targetFalseAcceptRate: z.number(),
      }),
    )
    .output(comparedClassesSchema),
  report: procedure
    .input(z.object({ id: z.string(), format: z.enum(['html', 'json']) }))
    .output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
};

/**
 * A model of the workspace as a file, to be saved where the person wants it: up to 512 MB, in one file.
 * Throws `model-too-large`, `model-in-several-files` with the place of the file.
 */
export const modelFileApi = procedure
  .input(z.object({ sha256: sha256Schema }))
  .output(z.object({ name: z.string(), file: z.instanceof(Blob) }));
