import { z } from 'zod';

/** Version of the evaluation's JSON; raised when a field changes its meaning. */
export const evaluationSchemaVersion = 'isoline-evaluation-1';

/** A share of pairs. */
export const rate = z.number().min(0).max(1);
/** Which classes of a dataset are evaluated. */
export const evaluatedSetSchema = z.enum(['all', 'calibration', 'held-out']);
/** What pairs are scored by. */
export const scoreKindSchema = z.enum(['cosine', 'as-norm']);

/** An interval by resampling classes. */
export const intervalSchema = z.object({
  lower: z.number(),
  upper: z.number(),
  /** Coverage aimed at, 0.95. */
  level: z.number(),
  /** How many class resamples were usable. */
  replicates: z.int(),
  /** That it can be too narrow: of a FAR, or a difference of two, with few accepted pairs; of differences of OPIS. */
  note: z.string().optional(),
});

export const classCollisionSchema = z.object({
  /** Indices into `classNames`, first < second. */
  first: z.int(),
  second: z.int(),
  /** Accepted impostor pairs between the two. */
  falseAccepts: z.int(),
  /** All impostor pairs between the two: n_first × n_second. */
  pairs: z.int(),
});

/** Rates of the held-out classes at a threshold of the calibration classes. */
export const heldOutRatesSchema = z.object({
  falseAcceptRate: rate.nullable(),
  falseRejectRate: rate.nullable(),
  falseAccepts: z.int(),
  falseRejects: z.int(),
  impostorPairs: z.int(),
  genuinePairs: z.int(),
  falseAcceptRateInterval: intervalSchema.nullable(),
  falseRejectRateInterval: intervalSchema.nullable(),
  /** Of the set's own classes, in the order of its `classNames`. */
  classFalseAcceptRate: z.array(rate.nullable()),
  classFalseRejectRate: z.array(rate.nullable()),
});

export const operatingPointSchema = z.object({
  targetFalseAcceptRate: rate,
  /** Accept when score >= threshold; null with a `reason` when the data cannot show the target. */
  threshold: z.number().nullable(),
  reason: z.string().optional(),
  falseAcceptRate: rate.nullable().optional(),
  falseRejectRate: rate.nullable().optional(),
  falseAccepts: z.int().optional(),
  falseRejects: z.int().optional(),
  /** Macro: the mean over classes. */
  macroFalseAcceptRate: rate.nullable().optional(),
  macroFalseRejectRate: rate.nullable().optional(),
  classFalseAcceptRate: z.array(rate.nullable()).optional(),
  classFalseRejectRate: z.array(rate.nullable()).optional(),
  classFalseAccepts: z.array(z.int()).optional(),
  classFalseRejects: z.array(z.int().nullable()).optional(),
  /** Standard deviation over classes (divisor: their number). */
  spread: z
    .object({ falseAcceptRate: z.number().nullable(), falseRejectRate: z.number().nullable() })
    .optional(),
  /** Class bootstrap; null with `intervalReason` when there are too few classes. */
  falseAcceptRateInterval: intervalSchema.nullable().optional(),
  falseRejectRateInterval: intervalSchema.nullable().optional(),
  intervalReason: z.string().optional(),
  /** The same threshold in other scales, rounded towards rejection; absent for AS-norm scores. */
  scales: z
    .object({
      cosineSimilarity: z.number(),
      cosineDistance: z.number(),
      l2Distance: z.number(),
      angleDegrees: z.number(),
    })
    .optional(),
  /** With a split, on calibration classes: the same threshold, counted on the held-out classes. */
  heldOut: heldOutRatesSchema.optional(),
  /** Classes that share accepted impostors, most first (at most 100); null where not counted. */
  collisions: z.array(classCollisionSchema).nullable().optional(),
});

/** An operating point without what grows with the classes. */
export const pooledOperatingPointSchema = operatingPointSchema
  .omit({
    classFalseAcceptRate: true,
    classFalseRejectRate: true,
    classFalseAccepts: true,
    classFalseRejects: true,
  })
  .extend({
    heldOut: heldOutRatesSchema
      .omit({ classFalseAcceptRate: true, classFalseRejectRate: true })
      .optional(),
  });

export const opisSchema = z.object({
  value: z.number().nullable(),
  reason: z.string().optional(),
  /** Over what the integral runs: the number is comparable only within one variable. */
  variable: z.enum(['l2-distance', 'cosine-similarity', 'log-false-accept-rate']),
  epsilon: z.number(),
  epsilonOpis: z.number().nullable(),
  distanceRange: z.tuple([z.number(), z.number()]).nullable(),
  similarityRange: z.tuple([z.number(), z.number()]).nullable(),
  /** Pooled FAR at the ends of the range. */
  falseAcceptRateRange: z.tuple([z.number(), z.number()]),
  grid: z.int(),
  beta: z.number(),
  classesUsed: z.int(),
  classContribution: z.array(z.number().nullable()),
  /** Mean OPIS over redraws in which every class draws from the pooled rates. */
  noiseFloor: z.number().nullable(),
  noiseFloorRedraws: z.int(),
  /** Classes whose contribution rests on fewer than 10 genuine pairs. */
  fewGenuinePairs: z.array(z.int()),
});

/** Points of the pooled curves, in ascending order of the threshold. */
export const curvePointSchema = z.object({
  threshold: z.number(),
  /** Null where there are no impostor pairs: with one class. */
  falseAcceptRate: rate.nullable(),
  /** Null where there are no genuine pairs. */
  falseRejectRate: rate.nullable(),
  /** Quantiles over classes. */
  classFalseAcceptRate05: rate.nullable().optional(),
  classFalseAcceptRate95: rate.nullable().optional(),
  classFalseRejectRate05: rate.nullable().optional(),
  classFalseRejectRate95: rate.nullable().optional(),
});

export const provenanceSchema = z.object({
  evaluationId: z.string(),
  programVersion: z.string(),
  dataFingerprint: z.string(),
  modelSha256: z.string().nullable(),
  recipe: z.unknown().nullable(),
  provider: z.string(),
  seed: z.int(),
  /** ISO 8601, UTC. */
  time: z.string(),
  /** What was evaluated, in words: folder and model, or matrix and labels. */
  source: z.string(),
  /** The cohort of AS-norm scores. */
  cohortFingerprint: z.string().optional(),
});

/** One set's evaluation: what `isoline evaluate --json` writes. */
export const evaluationSchema = z.object({
  schema: z.literal(evaluationSchemaVersion),
  set: evaluatedSetSchema,
  /** `cosine`, or `as-norm` (no cosine scales). */
  score: scoreKindSchema,
  images: z.int(),
  classes: z.int(),
  /** Sorted by code point; every class array is in this order. */
  classNames: z.array(z.string()),
  classImages: z.array(z.int()),
  classesOfOneImage: z.int(),
  genuinePairs: z.int(),
  impostorPairs: z.int(),
  operatingPoints: z.array(operatingPointSchema),
  equalErrorRate: z.object({
    threshold: z.number().nullable(),
    rate: rate.nullable(),
    reason: z.string().optional(),
  }),
  opis: opisSchema,
  meanUtility: z.number().nullable(),
  /** Standard deviation over classes at pooled FAR 1e-2; null where the data cannot show it. */
  spread: z
    .object({ falseAcceptRate: z.number().nullable(), falseRejectRate: z.number().nullable() })
    .nullable(),
  recallAt1: rate.nullable(),
  recallAt: z.array(z.object({ k: z.int(), recall: rate.nullable() })),
  meanAveragePrecisionAtR: rate.nullable(),
  /** Queries behind recall and MAP@R; fewer than all where classes are too large (sampled, seeded). */
  retrieval: z.object({ queries: z.int(), sampled: z.boolean(), reason: z.string().optional() }),
  /** The smallest FAR that this data can certify at 95 %, and the trials behind it. */
  certifiableFalseAcceptRate: z.object({
    value: z.number().nullable(),
    effectiveTrials: z.number(),
    /** At which target FAR the effective trials were estimated; null when nothing was accepted. */
    targetFalseAcceptRate: z.number().nullable(),
    reason: z.string().optional(),
  }),
  curve: z.array(curvePointSchema),
  /** Pooled histograms: `edges` has one entry more than the counts. */
  histogram: z.object({
    edges: z.array(z.number()),
    genuine: z.array(z.int()),
    impostor: z.array(z.int()),
  }),
  /** Sentences that a reader must know: singletons left out, binned genuine scores, sampled queries. */
  notes: z.array(z.string()),
  provenance: provenanceSchema,
});
export type Evaluation = z.infer<typeof evaluationSchema>;
export type OperatingPoint = z.infer<typeof operatingPointSchema>;
export type HeldOutRates = z.infer<typeof heldOutRatesSchema>;
export type ClassCollision = z.infer<typeof classCollisionSchema>;
export type Opis = z.infer<typeof opisSchema>;
export type CurvePoint = z.infer<typeof curvePointSchema>;
export type Provenance = z.infer<typeof provenanceSchema>;
export type Interval = z.infer<typeof intervalSchema>;

/**
 * The file that `isoline evaluate --json` writes. Without a split it is the evaluation; with one, the
 * evaluation of the calibration classes with both under `sets`.
 */
export const evaluationFileSchema = evaluationSchema.extend({
  sets: z.object({ calibration: evaluationSchema, heldOut: evaluationSchema }).optional(),
});
export type EvaluationFile = z.infer<typeof evaluationFileSchema>;
