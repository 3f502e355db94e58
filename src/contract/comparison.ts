import { z } from 'zod';
import {
  evaluatedSetSchema,
  intervalSchema,
  provenanceSchema,
  rate,
  scoreKindSchema,
} from './evaluation.ts';

/** Version of the comparison's JSON; raised when a field changes its meaning. */
export const comparisonSchemaVersion = 'isoline-comparison-1';

/**
 * What a difference says: `better` or `worse` when its interval lies on one side of 0,
 * `not-distinguishable` when it holds 0, `no-interval` when there is none to go by.
 */
export const comparisonWordSchema = z.enum([
  'better',
  'worse',
  'not-distinguishable',
  'no-interval',
]);
export type ComparisonWord = z.infer<typeof comparisonWordSchema>;

/** One figure of both evaluations. */
export const comparedFigureSchema = z.object({
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** after - before; null with a `reason`. */
  difference: z.number().nullable(),
  reason: z.string().optional(),
  /** Of the difference, by paired class resampling; null with an `intervalReason`. */
  interval: intervalSchema.nullable(),
  intervalReason: z.string().optional(),
  /** Null for a figure that is neither good nor bad, and where there is no difference to judge. */
  word: comparisonWordSchema.nullable(),
});
export type ComparedFigure = z.infer<typeof comparedFigureSchema>;

/** A pooled rate with the pairs counted; the counts are null where an evaluation does not hold them. */
export const comparedRateSchema = comparedFigureSchema.extend({
  countBefore: z.int().nullable(),
  countAfter: z.int().nullable(),
  pairsBefore: z.int(),
  pairsAfter: z.int(),
});
export type ComparedRate = z.infer<typeof comparedRateSchema>;

/** The highest class rate, with the class that has it: an index into the set's `classNames`. */
export const comparedWorstClassSchema = comparedFigureSchema.extend({
  classBefore: z.int().nullable(),
  classAfter: z.int().nullable(),
});
export type ComparedWorstClass = z.infer<typeof comparedWorstClassSchema>;

const flippedPairsSchema = z.object({
  pairs: z.int(),
  acceptedToRejected: z.int(),
  rejectedToAccepted: z.int(),
  /** Both over `pairs`; null without pairs. */
  share: rate.nullable(),
  /** By class, in the order of `classNames`; an impostor pair counts for both its classes. */
  classAcceptedToRejected: z.array(z.int()),
  classRejectedToAccepted: z.array(z.int()),
});

/** Decisions that differ between "before" at its threshold and "after" at its own. */
export const flipsSchema = z.object({
  impostor: flippedPairsSchema,
  genuine: flippedPairsSchema,
  /** Of all pairs of both kinds; null without pairs. */
  share: rate.nullable(),
});
export type Flips = z.infer<typeof flipsSchema>;

const classRatesSchema = z.object({
  before: z.array(rate.nullable()),
  after: z.array(rate.nullable()),
});

/** A class whose rate left the band of acceptable rates, or came back into it. */
export const changedClassSchema = z.object({
  /** Index into `classNames`. */
  class: z.int(),
  rate: z.enum(['falseAcceptRate', 'falseRejectRate']),
  change: z.enum(['fixed', 'newly-broken']),
  before: rate,
  after: rate,
  /** Pairs of the class behind the rate, in "before". */
  pairs: z.int(),
});
export type ChangedClass = z.infer<typeof changedClassSchema>;

/** "Before" at its threshold beside "after" at a threshold. */
export const comparedPointSchema = z.object({
  thresholdBefore: z.number(),
  thresholdAfter: z.number(),
  falseAcceptRate: comparedRateSchema,
  falseRejectRate: comparedRateSchema,
  worstClassFalseAcceptRate: comparedWorstClassSchema,
  worstClassFalseRejectRate: comparedWorstClassSchema,
  /** Null with a `flipsReason` where the scores of pairs are not at hand. */
  flips: flipsSchema.nullable(),
  flipsReason: z.string().optional(),
  /** Upper ends of the bands; null where no class has a rate. */
  bands: z.object({ falseAcceptRate: rate.nullable(), falseRejectRate: rate.nullable() }),
  classFalseAcceptRate: classRatesSchema,
  classFalseRejectRate: classRatesSchema,
  changedClasses: z.array(changedClassSchema),
});
export type ComparedPoint = z.infer<typeof comparedPointSchema>;

/** Both evaluations at one target FAR. */
export const comparedTargetSchema = z.object({
  targetFalseAcceptRate: rate,
  /** The threshold of "before" kept for "after". */
  sameThreshold: comparedPointSchema.nullable(),
  sameThresholdReason: z.string().optional(),
  /** Each at its own threshold of the target: old threshold → new threshold. */
  matchedFalseAcceptRate: comparedPointSchema.nullable(),
  matchedFalseAcceptRateReason: z.string().optional(),
});
export type ComparedTarget = z.infer<typeof comparedTargetSchema>;

/** The figures that are no rates at a threshold. */
export const comparedFiguresSchema = z.object({
  opis: comparedFigureSchema,
  epsilonOpis: comparedFigureSchema,
  meanUtility: comparedFigureSchema,
  /** What OPIS would be by chance: neither good nor bad. */
  noiseFloor: comparedFigureSchema,
  /** Standard deviation over classes at pooled FAR 1e-2. */
  spreadOfFalseAcceptRate: comparedFigureSchema,
  spreadOfFalseRejectRate: comparedFigureSchema,
  equalErrorRate: comparedFigureSchema,
  recallAt1: comparedFigureSchema,
  meanAveragePrecisionAtR: comparedFigureSchema,
});
export type ComparedFigures = z.infer<typeof comparedFiguresSchema>;

export const comparedSetSchema = z.object({
  set: evaluatedSetSchema,
  /** The classes of both evaluations, sorted by code point; every class array is in this order. */
  classNames: z.array(z.string()),
  classImages: z.object({ before: z.array(z.int()), after: z.array(z.int()) }),
  /** Classes that only one of the two has: they are left out. */
  classesOnlyBefore: z.array(z.string()),
  classesOnlyAfter: z.array(z.string()),
  /** Whether the scores of single pairs were compared, and over how many images. */
  scores: z.object({ compared: z.boolean(), images: z.int(), reason: z.string().optional() }),
  figures: comparedFiguresSchema,
  /** Contribution of each class to OPIS. */
  classContribution: z.object({
    before: z.array(z.number().nullable()),
    after: z.array(z.number().nullable()),
  }),
  targets: z.array(comparedTargetSchema),
  /** Sentences that a reader must know before believing a difference. */
  cautions: z.array(z.string()),
});
export type ComparedSet = z.infer<typeof comparedSetSchema>;

/** An evaluation that takes part. */
export const comparedEvaluationSchema = z.object({
  /** What the reader calls it: a file name, a model. */
  name: z.string(),
  score: scoreKindSchema,
  images: z.int(),
  classes: z.int(),
  provenance: provenanceSchema,
});
export type ComparedEvaluation = z.infer<typeof comparedEvaluationSchema>;

/** What `isoline compare --json` writes. */
export const comparisonSchema = z.object({
  schema: z.literal(comparisonSchemaVersion),
  programVersion: z.string(),
  /** ISO 8601, UTC. */
  time: z.string(),
  seed: z.int(),
  /** Class resamples behind every interval. */
  replicates: z.int(),
  /** The first is "before" in every comparison. */
  evaluations: z.array(comparedEvaluationSchema),
  comparisons: z.array(
    z.object({
      /** Indices into `evaluations`. */
      before: z.int(),
      after: z.int(),
      /** With a split: held-out classes first, then calibration classes. */
      sets: z.array(comparedSetSchema),
    }),
  ),
  /** How classes are called fixed and newly broken. */
  classRule: z.string(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const pairsFlippedSchema = flippedPairsSchema.omit({
  classAcceptedToRejected: true,
  classRejectedToAccepted: true,
});

const pointViewSchema = comparedPointSchema
  .omit({ classFalseAcceptRate: true, classFalseRejectRate: true, changedClasses: true })
  .extend({
    flips: flipsSchema
      .extend({ impostor: pairsFlippedSchema, genuine: pairsFlippedSchema })
      .nullable(),
  });
export type ComparedPointView = z.infer<typeof pointViewSchema>;

const targetViewSchema = comparedTargetSchema.extend({
  sameThreshold: pointViewSchema.nullable(),
  matchedFalseAcceptRate: pointViewSchema.nullable(),
});
export type ComparedTargetView = z.infer<typeof targetViewSchema>;

const setViewSchema = comparedSetSchema
  .omit({ classImages: true, classContribution: true })
  .extend({ targets: z.array(targetViewSchema) });
export type ComparedSetView = z.infer<typeof setViewSchema>;

/** A comparison without what grows with classes × targets: {@link comparedClassesSchema} has it. */
export const comparisonViewSchema = comparisonSchema.extend({
  comparisons: z.array(z.object({ before: z.int(), after: z.int(), sets: z.array(setViewSchema) })),
});
export type ComparisonView = z.infer<typeof comparisonViewSchema>;

/** Every class of a set at a target, each evaluation at its own threshold; in the order of `classNames`. */
export const comparedClassesSchema = comparedPointSchema
  .pick({ classFalseAcceptRate: true, classFalseRejectRate: true, changedClasses: true })
  .extend(comparedSetSchema.pick({ classImages: true, classContribution: true }).shape);
export type ComparedClasses = z.infer<typeof comparedClassesSchema>;
