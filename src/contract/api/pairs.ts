import { z } from 'zod';
import { scoreKindSchema } from '../evaluation.ts';
import {
  nameSchema,
  pathSchema,
  procedure,
  seedSchema,
  sha256Schema,
  startedJobSchema,
  timeSchema,
} from './base.ts';

/**
 * On which scale scores are given; L2 of L2-normalised embeddings, angles in degrees. `other`: a scale of
 * the matcher's own, such as log-likelihood ratios or counts.
 */
export const scoreScaleSchema = z.enum(['cosine', 'cosine-distance', 'l2', 'angle', 'other']);
export type ScoreScale = z.infer<typeof scoreScaleSchema>;

/** Whether the higher or the lower value is the more alike. Against the scale's own way: negated. */
export const scoreDirectionSchema = z.enum(['higher-is-more-alike', 'lower-is-more-alike']);
export type ScoreDirection = z.infer<typeof scoreDirectionSchema>;

/**
 * - `lfw`: `pairs.txt` of Labeled Faces in the Wild: no scores.
 * - `csv`: a header with `a,b,same`, and `score` where there are scores. `same` is 1 or 0, true or
 *   false, same or different.
 * - `bob-2`: `label score` a line, the label 1 or -1.
 * - `bob-4`: `claimed real probe score`; `bob-5`: `claimed model real probe score`.
 * - `scores`: one file of genuine and one of impostor scores, a score a line in the last column: PyEER
 *   (not its histograms) and bob's split files.
 */
export const pairFileFormatSchema = z.enum(['lfw', 'csv', 'bob-2', 'bob-4', 'bob-5', 'scores']);
export type PairFileFormat = z.infer<typeof pairFileFormatSchema>;

export const importPairsInputSchema = z.object({
  format: pairFileFormatSchema,
  /** The file; of `scores`: that of genuine scores. */
  path: pathSchema,
  /** Of `scores`: the file of impostor scores. */
  impostorPath: pathSchema.optional(),
  name: nameSchema.optional(),
  /** The images are those of this dataset; an image that it does not have is refused. */
  datasetId: z.int().nullable().default(null),
  /** The model that gave the scores, where it is known. */
  modelSha256: sha256Schema.nullable().default(null),
  /** Both are needed where there are scores: a file without is refused. */
  scale: scoreScaleSchema.nullable().default(null),
  direction: scoreDirectionSchema.nullable().default(null),
});
export type ImportPairsInput = z.infer<typeof importPairsInputSchema>;

/** `other`: of a file, on a scale of its own; `other-negated` where lower was more alike there. */
const pairScoreKindSchema = z.enum([...scoreKindSchema.options, 'other', 'other-negated']);

/** Scores of a pair set: cosine similarities, unless they come from an AS-norm evaluation or are `other`. */
export const pairScoringSchema = z.object({
  id: z.int(),
  name: z.string(),
  modelSha256: z.string().nullable(),
  score: pairScoreKindSchema,
  createdAt: timeSchema,
});
export type PairScoring = z.infer<typeof pairScoringSchema>;

export const pairSetSchema = z.object({
  id: z.int(),
  name: z.string(),
  source: z.enum(['evaluation', 'file', 'review']),
  /** Of a file. */
  format: pairFileFormatSchema.nullable(),
  file: z.string().nullable(),
  datasetId: z.int().nullable(),
  evaluationId: z.string().nullable(),
  pairs: z.int(),
  genuinePairs: z.int(),
  impostorPairs: z.int(),
  /** Different images; 0 where only scores are known. */
  images: z.int(),
  /** Classes, where they are known. */
  classes: z.int().nullable(),
  /** Whether it holds a choice of hard pairs, so that no rates can be had from it. */
  selected: z.boolean(),
  scorings: z.array(pairScoringSchema),
  fingerprint: z.string(),
  createdAt: timeSchema,
});
export type PairSet = z.infer<typeof pairSetSchema>;

const pairEndSchema = z.object({
  imageId: z.int().nullable(),
  name: z.string(),
  className: z.string().nullable(),
});
export const listedPairSchema = z.object({
  /** Place in the set, from 0. */
  pair: z.int(),
  /** Null where only the score is known. */
  first: pairEndSchema.nullable(),
  second: pairEndSchema.nullable(),
  same: z.boolean(),
  /** Of the asked scoring; null without. */
  score: z.number().nullable(),
});
export type ListedPair = z.infer<typeof listedPairSchema>;

const ratesSchema = z.object({
  falseAccepts: z.int(),
  falseRejects: z.int(),
  falseAcceptRate: z.number().nullable(),
  falseRejectRate: z.number().nullable(),
});

/** Result of the job `evaluate-pairs`: exact counts over the pairs of the list, and over no others. */
export const pairEvaluationSchema = z.object({
  pairSetId: z.int(),
  scoringId: z.int(),
  score: pairScoreKindSchema,
  pairs: z.int(),
  genuinePairs: z.int(),
  impostorPairs: z.int(),
  operatingPoints: z.array(
    ratesSchema.extend({
      targetFalseAcceptRate: z.number(),
      /** Null with a `reason` when the list cannot show the target. */
      threshold: z.number().nullable(),
      reason: z.string().optional(),
    }),
  ),
  fixedThresholds: z.array(ratesSchema.extend({ threshold: z.number() })),
  equalErrorRate: z.object({
    threshold: z.number().nullable(),
    rate: z.number().nullable(),
    reason: z.string().optional(),
  }),
  /** Points of ROC and DET: at most 1,000 of the thresholds, ascending, both ends among them. */
  curve: z.array(
    z.object({
      threshold: z.number().nullable(),
      falseAcceptRate: z.number().nullable(),
      falseRejectRate: z.number().nullable(),
    }),
  ),
  /** Rates of each class at `operatingPoints` in their order; null with a reason in `refused`. */
  classes: z
    .array(
      z.object({
        className: z.string(),
        genuinePairs: z.int(),
        impostorPairs: z.int(),
        rates: z.array(ratesSchema.nullable()),
      }),
    )
    .nullable(),
  /** What a pair list cannot show, with reasons. */
  refused: z.array(z.object({ figure: z.string(), reason: z.string() })),
});
export type PairEvaluation = z.infer<typeof pairEvaluationSchema>;

/**
 * FPIR: the share of searches without a mate that return anything. FNIR: the share of searches with a
 * mate that do not return it. Null of no searches.
 */
const searchRatesSchema = z.object({
  falsePositives: z.int(),
  falsePositiveRate: z.number().nullable(),
  falseNegatives: z.int(),
  falseNegativeRate: z.number().nullable(),
});

/** Result of the job `identify`: searches in a gallery, open-set. */
export const identificationSchema = z.object({
  evaluationId: z.string(),
  seed: z.int(),
  galleries: z.array(
    z.object({
      /** Enrolled classes, one image each. */
      size: z.int(),
      /** Searches of images whose class is enrolled, and of others. */
      matedProbes: z.int(),
      nonMatedProbes: z.int(),
      operatingPoints: z.array(
        searchRatesSchema.extend({
          targetFalsePositiveRate: z.number(),
          threshold: z.number().nullable(),
          reason: z.string().optional(),
        }),
      ),
      fixedThresholds: z.array(searchRatesSchema.extend({ threshold: z.number() })),
      /** At most 500 thresholds, ascending. */
      curve: z.array(
        z.object({
          threshold: z.number(),
          falsePositiveRate: z.number().nullable(),
          falseNegativeRate: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type Identification = z.infer<typeof identificationSchema>;

const target = z.number().gt(0).lt(1);
const pairSetIdSchema = z.object({ id: z.int() });

/** Labelled pairs: from files, from an evaluation, from review. */
export const pairsApi = {
  /** The newest first. */
  list: procedure.output(z.array(pairSetSchema)),
  /** Throws `pair-set-unknown`, like all that name one. */
  get: procedure.input(pairSetIdSchema).output(pairSetSchema),
  /**
   * Job `import-pairs`: result `{ pairSetId }`. Throws `path-not-granted`, `pairs-impostor-file`,
   * `pairs-dataset-format` at once; the job ends with what is wrong in the file, by its line.
   */
  import: procedure.input(importPairsInputSchema).output(startedJobSchema),
  /**
   * The pairs on which reviewers decided: same or different as they want the labels. Throws
   * `review-without-pairs`.
   */
  fromReview: procedure
    .input(z.object({ evaluationId: z.string(), name: nameSchema }))
    .output(pairSetSchema),
  /** By place, or by score: the highest or the lowest first. */
  page: procedure
    .input(
      pairSetIdSchema.extend({
        scoringId: z.int().nullable().default(null),
        order: z.enum(['place', 'highest', 'lowest']).default('place'),
        same: z.boolean().nullable().default(null),
        cursor: z.string().nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ pairs: z.array(listedPairSchema), next: z.string().nullable() })),
  /**
   * Job `score-pairs`: embeds the images and scores every pair; result `{ scoringId }`. Throws
   * `pair-set-without-images`, `model-unknown`, `model-removed` at once.
   */
  score: procedure
    .input(
      pairSetIdSchema.extend({ modelSha256: sha256Schema, provider: z.string().default('auto') }),
    )
    .output(startedJobSchema),
  /** Job `evaluate-pairs`: result `PairEvaluation`. Throws `pair-set-selected`, `scoring-unknown`. */
  evaluate: procedure
    .input(
      pairSetIdSchema.extend({
        scoringId: z.int(),
        targets: z.array(target).min(1).max(20),
        thresholds: z.array(z.number()).max(20).default([]),
      }),
    )
    .output(startedJobSchema),
  rename: procedure.input(pairSetIdSchema.extend({ name: nameSchema })).output(pairSetSchema),
  /** Takes it out of the lists; `restore` brings it back. */
  remove: procedure.input(pairSetIdSchema).output(z.void()),
  restore: procedure.input(pairSetIdSchema).output(pairSetSchema),
  /**
   * Job `identify`: FPIR and FNIR of 1:N searches on an evaluation's embeddings; result
   * `Identification`. Throws `gallery-size`.
   */
  identify: procedure
    .input(
      z.object({
        evaluationId: z.string(),
        sizes: z.array(z.int().min(1)).min(1).max(10),
        /** Target FPIRs. */
        targets: z.array(target).min(1).max(20),
        thresholds: z.array(z.number()).max(20).default([]),
        seed: seedSchema,
      }),
    )
    .output(startedJobSchema),
};
