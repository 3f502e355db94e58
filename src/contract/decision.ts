import { z } from 'zod';
import { evaluatedSetSchema, intervalSchema, rate, scoreKindSchema } from './evaluation.ts';
import { policySchema } from './policy.ts';

/** One threshold in the scales that systems use, as `thresholdScales` rounds it. */
export const scalesSchema = z.object({
  cosineSimilarity: z.number(),
  cosineDistance: z.number(),
  l2Distance: z.number(),
  angleDegrees: z.number(),
});

/** Exact counts of one set of classes at one threshold, with the rates that follow from them. */
export const thresholdRatesSchema = z.object({
  set: evaluatedSetSchema,
  /** A pair is accepted when its score is at least this. */
  threshold: z.number(),
  impostorPairs: z.int(),
  genuinePairs: z.int(),
  falseAccepts: z.int(),
  falseRejects: z.int(),
  /** Pooled over all pairs; null where there are none. */
  falseAcceptRate: rate.nullable(),
  falseRejectRate: rate.nullable(),
  /** Means over classes. */
  macroFalseAcceptRate: rate.nullable(),
  macroFalseRejectRate: rate.nullable(),
  /** Classes are resampled, the threshold is fixed; null with an `intervalReason`. */
  falseAcceptRateInterval: intervalSchema.nullable(),
  falseRejectRateInterval: intervalSchema.nullable(),
  intervalReason: z.string().optional(),
  /** Binomial, as if pairs were independent: far too narrow, since pairs share images. */
  optimistic: z.object({
    falseAcceptRate: z.object({ lower: rate, upper: rate }).nullable(),
    falseRejectRate: z.object({ lower: rate, upper: rate }).nullable(),
  }),
  /** In the order of the set's `classNames`; an impostor pair counts for both its classes. */
  classFalseAccepts: z.array(z.int()),
  classFalseRejects: z.array(z.int().nullable()),
  classFalseAcceptRate: z.array(rate.nullable()),
  classFalseRejectRate: z.array(rate.nullable()),
});
export type ThresholdRates = z.infer<typeof thresholdRatesSchema>;

/** A class that decides or blocks something. */
export const namedClassSchema = z.object({
  /** Index into the `classNames` of the calibration set. */
  class: z.int(),
  name: z.string(),
  falseAcceptRate: rate.nullable(),
  falseRejectRate: rate.nullable(),
});
export type NamedClass = z.infer<typeof namedClassSchema>;

/** What one constraint asks of the threshold: the least or the greatest float32 that keeps it. */
export const constraintBoundSchema = z.object({
  constraint: z.enum(['far', 'frr', 'worst-class-far', 'worst-class-far-p95']),
  target: rate,
  side: z.enum(['at-least', 'at-most']),
  threshold: z.number(),
  /**
   * Of a `worst-class-far`: the classes that exceed the target just below the threshold. Of others
   * that exclude each other: the classes with the highest rates.
   */
  classes: z.array(namedClassSchema),
});
export type ConstraintBound = z.infer<typeof constraintBoundSchema>;

/** Where the policy's threshold lies when classes are resampled and it is chosen again. */
export const thresholdIntervalSchema = z.object({
  /** Null where more than 2.5 % of the resamples lie beyond the grid. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  level: z.number(),
  replicates: z.int(),
  /** `exact` float32 thresholds, or one of the thresholds of a `grid` around the chosen one. */
  resolution: z.enum(['exact', 'grid']),
  gridThresholds: z.int().optional(),
});
export type ThresholdInterval = z.infer<typeof thresholdIntervalSchema>;

/**
 * What one threshold for all costs against a threshold for each class, at the same FAR. There is none
 * where classes of more than a tenth of the genuine pairs expect fewer than 10 accepted pairs.
 */
export const thresholdPriceSchema = z.object({
  /** The pooled FAR at the threshold, which each class gets for itself. */
  falseAcceptRate: rate,
  falseRejectRateOfOne: rate,
  falseRejectRateOfOwn: rate,
  /** The difference: what even classes would save; negative where the one threshold does better. */
  price: z.number(),
  /** Each class's own threshold, interpolated between counted ones; null without impostor pairs. */
  classThreshold: z.array(z.number().nullable()),
});

/** What held-out classes say of classes that nobody has seen, against the gallery of calibration classes. */
export const newClassGuaranteeSchema = z.object({
  targetFalseAcceptRate: rate,
  /** Images of the calibration classes. */
  galleryImages: z.int(),
  probeClasses: z.int(),
  /** Probe classes whose FAR against the gallery exceeds the target. */
  exceedingClasses: z.int(),
  /** At `level`, at most this share of new classes exceeds the target (Clopper–Pearson). */
  upperShare: rate,
  level: z.number(),
  /** The share that the guarantee wants. */
  wantedShare: rate,
  guaranteed: z.boolean(),
});
export type NewClassGuarantee = z.infer<typeof newClassGuaranteeSchema>;

/** What a policy comes to on an evaluation. */
export const proposalSchema = z.object({
  evaluationId: z.string(),
  heldOutId: z.string().nullable(),
  score: scoreKindSchema,
  /** What is requested. */
  policy: policySchema,
  status: z.enum(['chosen', 'infeasible', 'insufficient-data', 'accepts-nothing']),
  /** Why there is no threshold: a sentence. */
  reason: z.string().optional(),
  /** Accept when score >= threshold; null unless `status` is `chosen`. */
  threshold: z.number().nullable(),
  /** Rounded towards rejection; null for AS-norm scores and without a threshold. */
  scales: scalesSchema.nullable(),
  bounds: z.array(constraintBoundSchema),
  thresholdInterval: thresholdIntervalSchema.nullable(),
  thresholdIntervalReason: z.string().optional(),
  /** On the classes that it was fitted on: calibration, or all without a split. */
  attained: thresholdRatesSchema.nullable(),
  /** On the held-out classes; null without a split. */
  heldOut: thresholdRatesSchema.nullable(),
  price: thresholdPriceSchema.nullable(),
  priceReason: z.string().optional(),
  guarantee: newClassGuaranteeSchema.nullable(),
  guaranteeReason: z.string().optional(),
  /** Sentences that a reader must know. */
  notes: z.array(z.string()),
  seed: z.int(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** A threshold that someone signed off, as the workspace keeps it. */
export const decisionSchema = z.object({
  id: z.string(),
  evaluationId: z.string(),
  author: z.string(),
  note: z.string(),
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number(),
  /** When it was removed; null while it stands. */
  removedAt: z.number().nullable(),
  proposal: proposalSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

/** What a `review-band` job gives back: both thresholds, and what lies between them in a day. */
export const reviewBandProposalSchema = z.object({
  low: proposalSchema,
  high: proposalSchema,
  /** By the rates on held-out classes, where there are any; null with a `reason`. */
  review: z
    .object({
      /** Share of all comparisons that a person looks at, and how many they are. */
      share: rate,
      comparisons: z.number(),
      /** Wrongly decided without a person, and what that costs. */
      falseAccepts: z.number(),
      falseRejects: z.number(),
      cost: z.number(),
    })
    .nullable(),
  reason: z.string().optional(),
});
export type ReviewBandProposal = z.infer<typeof reviewBandProposalSchema>;

/** What a `stamp-model` job gives back: the new model of the workspace. */
export const stampedModelSchema = z.object({ sha256: z.string() });
export type StampedModelResult = z.infer<typeof stampedModelSchema>;
