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
  engine: z.enum(['onnxruntime', 'tensorflow']),
  device: z.string(),
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
