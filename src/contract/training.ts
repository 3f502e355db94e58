import { z } from 'zod';

/** What "before" and "after" lead to, on held-out classes. */
export const verdictSchema = z.enum([
  'improvement',
  'trade-off',
  'worse',
  'unchanged',
  'undecided',
]);
export type Verdict = z.infer<typeof verdictSchema>;

const figure = z.number().nullable();

/** The figures of one set of classes by which heads are compared; null where the data cannot show one. */
export const headFiguresSchema = z.object({
  recallAt1: figure,
  opis: figure,
  epsilonOpis: figure,
  /** Mean of U_c over classes and over the OPIS range. */
  meanUtility: figure,
  /** FRR at the thresholds of pooled FAR 1e-2 and 1e-3. */
  falseRejectRateAt1e2: figure,
  falseRejectRateAt1e3: figure,
  /** Standard deviation over classes at pooled FAR 1e-2. */
  spreadOfFalseAcceptRate: figure,
  spreadOfFalseRejectRate: figure,
});
export type HeadFigures = z.infer<typeof headFiguresSchema>;

/** One validation of a training, on calibration classes. Losses are means over the steps before it. */
export const trainingHistoryEntrySchema = z.object({
  /** Steps done. */
  step: z.int(),
  learningRate: z.number(),
  /** Null before the first step. */
  loss: figure,
  /** Null without a base loss. */
  baseLoss: figure,
  /** Null without TCM. */
  tcmLoss: figure,
  gradientNorm: figure,
  /** Margins of TCM for the steps to come; null without TCM. */
  positiveMargin: figure,
  negativeMargin: figure,
  /** The same loss on batches of calibration classes; null where it needs proxies. */
  calibrationLoss: figure,
  calibration: headFiguresSchema,
});
export type TrainingHistoryEntry = z.infer<typeof trainingHistoryEntrySchema>;

/** A head that interpolation has tried, on calibration classes. */
export const interpolationSchema = z.object({
  /** Steps after which the weights were taken; 0: the start. */
  step: z.int(),
  /** Share of the way from the start to those weights. */
  alpha: z.number(),
  calibration: headFiguresSchema,
});
export type Interpolation = z.infer<typeof interpolationSchema>;

/** Where a head comes from: kept inside its file. */
export const headOriginSchema = z.object({
  runId: z.string(),
  programVersion: z.string(),
  /** ISO 8601, UTC. */
  time: z.string(),
  /** SHA-256 of the frozen model; null where the embeddings came as a matrix. */
  backboneSha256: z.string().nullable(),
  /** Preprocessing of the frozen model. */
  recipe: z.unknown().nullable(),
  dataFingerprint: z.string(),
  seed: z.int(),
  /** Views of each training image; 1: the images as they are. */
  views: z.int(),
  /** What ran the steps; null of a training that was stopped. */
  engine: z.enum(['onnxruntime', 'tensorflow']).nullable(),
  device: z.string().nullable(),
  /** The base loss with its numbers; null for TCM alone. */
  baseLoss: z.record(z.string(), z.unknown()).nullable(),
  tcm: z
    .object({
      weight: z.number(),
      positiveMargin: z.number(),
      negativeMargin: z.number(),
      adaptive: z.boolean(),
    })
    .nullable(),
  /** Steps after which the head was taken. */
  step: z.int(),
  /** Share of the way from the start to the trained weights. */
  alpha: z.number(),
  verdict: verdictSchema.nullable(),
  /** On held-out classes; null of a head for which they were not looked at. */
  heldOut: z.object({ before: headFiguresSchema, after: headFiguresSchema }).nullable(),
});
export type HeadOrigin = z.infer<typeof headOriginSchema>;

/** One trained configuration: what was chosen on calibration classes, and how it came there. */
export const trainingPointSchema = z.object({
  /** `base loss alone`, `TCM x 4, adaptive margins`. */
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  history: z.array(trainingHistoryEntrySchema),
  /** Why training ended before its last step: a sentence; null where it did not. */
  endedBecause: z.string().nullable(),
  /** The heads among which was chosen; the start first. */
  interpolation: z.array(interpolationSchema),
  /** Index into `interpolation`; 0: the start. */
  chosen: z.int(),
  /** Of the chosen head. */
  calibration: headFiguresSchema,
  alarms: z.array(z.string()),
  /** The head's file, an absolute path. */
  head: z.string(),
  headSha256: z.string(),
  /** Whether no other point, nor the old model, beats it on recall@1 and OPIS at once. */
  onParetoFront: z.boolean(),
});
export type TrainingPoint = z.infer<typeof trainingPointSchema>;

const trainingSetSchema = z.object({ classes: z.int(), images: z.int() });

/** What `isoline train --json` writes. */
export const trainingResultSchema = z.object({
  schema: z.literal('isoline-training-1'),
  runId: z.string(),
  /** What was trained on, in words. */
  source: z.string(),
  programVersion: z.string(),
  dataFingerprint: z.string(),
  backboneSha256: z.string().nullable(),
  seed: z.int(),
  /** Views of each training image; 1: the images as they are. */
  views: z.int(),
  /** What really ran the steps. */
  engine: z.enum(['onnxruntime', 'tensorflow']),
  device: z.string(),
  threads: z.int(),
  sets: z.object({
    training: trainingSetSchema,
    calibration: trainingSetSchema,
    /** The part of the calibration images by which is chosen. */
    validation: trainingSetSchema,
    heldOut: trainingSetSchema,
  }),
  /** The rule by which every choice was made, in words. */
  rule: z.string(),
  /** The frozen model as it is, on calibration classes. */
  start: headFiguresSchema,
  points: z.array(trainingPointSchema),
  /** Index of the base loss without TCM; null without a sweep. */
  base: z.int().nullable(),
  /** Index of the chosen point; null: the old model. */
  chosen: z.int().nullable(),
  /** On held-out classes: looked at once, after every choice. */
  heldOut: z.object({
    start: headFiguresSchema,
    base: headFiguresSchema.nullable(),
    chosen: headFiguresSchema,
  }),
  verdict: verdictSchema,
  /** `keep-old` where the old model is the better choice; `either` where one figure gains and the other loses. */
  advice: z.enum(['use-new', 'keep-old', 'either']),
  /** Why, in sentences. */
  reasons: z.array(z.string()),
  notes: z.array(z.string()),
});
export type TrainingResult = z.infer<typeof trainingResultSchema>;
