import { z } from 'zod';
import {
  evaluatedSetSchema,
  evaluationSchema,
  pooledOperatingPointSchema,
  scoreKindSchema,
} from '../evaluation.ts';
import {
  nameSchema,
  procedure,
  seedSchema,
  sha256Schema,
  startedJobSchema,
  timeSchema,
} from './base.ts';

/** A labelled dataset through a model of the workspace. */
export const sourceSchema = z.object({
  datasetId: z.int(),
  modelSha256: sha256Schema,
  provider: z.string().default('auto'),
  /** Null: chosen by the engine. */
  batch: z.int().min(1).max(4096).nullable().default(null),
});

export const evaluateInputSchema = z.object({
  source: sourceSchema,
  /** Target FARs. */
  targets: z.array(z.number().gt(0).lt(1)).min(1).max(20),
  /** Pooled FAR at the ends of the OPIS range, ascending. */
  opisRange: z.tuple([z.number().gt(0).lt(1), z.number().gt(0).lt(1)]),
  /** `kept`: the split of the dataset, or none where it has none. */
  split: z.union([z.literal('kept'), z.object({ seed: seedSchema })]),
  normalise: z.enum(['none', 'as-norm']),
  seed: seedSchema,
});
export type EvaluateInput = z.infer<typeof evaluateInputSchema>;

export const evaluationRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  set: evaluatedSetSchema,
  score: scoreKindSchema,
  createdAt: timeSchema,
  /** Evaluations of one call share it. */
  groupId: z.string(),
  /** The held-out evaluation of a calibration evaluation. */
  heldOutId: z.string().nullable(),
  datasetId: z.int().nullable(),
  datasetName: z.string().nullable(),
  modelSha256: z.string().nullable(),
  modelName: z.string().nullable(),
  images: z.int(),
  classes: z.int(),
  genuinePairs: z.int(),
  impostorPairs: z.int(),
  opis: z.number().nullable(),
  meanUtility: z.number().nullable(),
  equalErrorRate: z.number().nullable(),
  recallAt1: z.number().nullable(),
});
export type EvaluationRow = z.infer<typeof evaluationRowSchema>;

/** An evaluation without what grows with classes × operating points. Its arrays: contract/array.ts. */
export const evaluationViewSchema = evaluationSchema.extend({
  operatingPoints: z.array(pooledOperatingPointSchema),
  row: evaluationRowSchema,
});
export type EvaluationView = z.infer<typeof evaluationViewSchema>;

/** Exact counts at one threshold. */
export const exactCountsSchema = z.object({
  threshold: z.number(),
  falseAccepts: z.int(),
  falseRejects: z.int(),
  impostorPairs: z.int(),
  genuinePairs: z.int(),
  falseAcceptRate: z.number().nullable(),
  falseRejectRate: z.number().nullable(),
  classFalseAcceptRate: z.array(z.number().nullable()),
  classFalseRejectRate: z.array(z.number().nullable()),
});
export type ExactCounts = z.infer<typeof exactCountsSchema>;

const pairImageSchema = z.object({
  /** Null where the evaluation has no images, only a matrix. */
  imageId: z.int().nullable(),
  /** Path below the dataset's root, or "row 12". */
  name: z.string(),
  /** Index into `classNames`. */
  class: z.int(),
});
export const examplePairSchema = z.object({
  score: z.number(),
  first: pairImageSchema,
  second: pairImageSchema,
});
export type ExamplePair = z.infer<typeof examplePairSchema>;

/** A class pair with accepted impostors between them at a threshold; indices into `classNames`. */
const collisionSchema = z.object({
  /** The class that was asked for. */
  first: z.int(),
  /** Its rival. */
  second: z.int(),
  falseAccepts: z.int(),
  /** All impostor pairs between the two, or those of the sample. */
  pairs: z.int(),
});
export type Rival = z.infer<typeof collisionSchema>;

const evaluationIdSchema = z.object({ id: z.string() });

/** Evaluations: per-class rates, operating points, OPIS. */
export const evaluationsApi = {
  /** The newest first; held-out evaluations only through their calibration evaluation. */
  list: procedure.output(z.array(evaluationRowSchema)),
  /** Job `evaluate`: result `{ evaluationId, heldOutId }`. */
  start: procedure.input(evaluateInputSchema).output(startedJobSchema),
  get: procedure.input(evaluationIdSchema).output(evaluationViewSchema),
  /** Job `count`: result `{ counts: ExactCounts[] }`, one for each threshold. */
  count: procedure
    .input(evaluationIdSchema.extend({ thresholds: z.array(z.number()).min(1).max(20) }))
    .output(startedJobSchema),
  /**
   * The pairs nearest to a threshold, on both sides: nearest first. `complete` is false where they
   * come from a seeded sample of the pairs.
   */
  examples: procedure
    .input(
      evaluationIdSchema.extend({
        threshold: z.number(),
        limit: z.int().min(1).max(50),
        /** Only pairs with an end in this class. */
        class: z.int().nullable().default(null),
      }),
    )
    .output(
      z.object({
        impostorAbove: z.array(examplePairSchema),
        impostorBelow: z.array(examplePairSchema),
        genuineAbove: z.array(examplePairSchema),
        genuineBelow: z.array(examplePairSchema),
        complete: z.boolean(),
      }),
    ),
  /**
   * Rival classes of one class at a threshold, most accepted impostors first (at most 50). `complete`
   * is false where the class is so large that a seeded sample of its images was counted. Throws
   * `class-unknown`, like `examples`.
   */
  rivals: procedure
    .input(evaluationIdSchema.extend({ threshold: z.number(), class: z.int() }))
    .output(z.object({ rivals: z.array(collisionSchema), complete: z.boolean() })),
  rename: procedure.input(evaluationIdSchema.extend({ name: nameSchema })).output(z.void()),
  remove: procedure.input(evaluationIdSchema).output(z.void()),
  restore: procedure.input(evaluationIdSchema).output(z.void()),
  /** The report as a self-contained page, or the evaluation's JSON. */
  report: procedure
    .input(evaluationIdSchema.extend({ format: z.enum(['html', 'json']) }))
    .output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
};
