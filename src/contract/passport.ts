import { z } from 'zod';
import { evaluatedSetSchema, intervalSchema, rate, scoreKindSchema } from './evaluation.ts';
import { policySchema } from './policy.ts';

/** Version of the passport's JSON; raised when a field changes its meaning. */
export const passportSchemaVersion = 'isoline-passport-1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A rate with the pairs that it was counted over. */
const countedRateSchema = z.strictObject({
  rate: rate.nullable(),
  /** Pairs decided wrongly, of `pairs`. */
  errors: z.int().min(0),
  pairs: z.int().min(0),
  /** Classes are resampled; null where there are too few, or where the rate is always the same. */
  interval: intervalSchema.nullable(),
  /** As if pairs were independent: far too narrow. */
  optimistic: z.strictObject({ lower: rate, upper: rate }).nullable(),
});

/** Exact rates of one set of classes at the passport's threshold. */
export const passportRatesSchema = z.strictObject({
  set: evaluatedSetSchema,
  images: z.int().min(1),
  classes: z.int().min(1),
  falseAccept: countedRateSchema,
  falseReject: countedRateSchema,
});
export type PassportRates = z.infer<typeof passportRatesSchema>;

/**
 * The threshold in one scale. `value` is rounded towards rejection, and `counted` are the pairs that it
 * accepts wrongly and rejects wrongly: of the set that the passport reports, counted again on `value`.
 */
export const scaledThresholdSchema = z.strictObject({
  scale: z.enum([
    'cosine-similarity',
    'cosine-distance',
    'l2-distance',
    'angle-degrees',
    'as-norm',
  ]),
  value: z.number(),
  /** Which side of the value is a match; the value itself always is. */
  accept: z.enum(['at-or-above', 'at-or-below']),
  counted: z.strictObject({ falseAccepts: z.int().min(0), falseRejects: z.int().min(0) }),
});
export type ScaledThreshold = z.infer<typeof scaledThresholdSchema>;

const worstClassSchema = z.strictObject({
  name: z.string(),
  images: z.int().min(1),
  falseAcceptRate: rate.nullable(),
  falseRejectRate: rate.nullable(),
});

export const signatureSchema = z.strictObject({
  algorithm: z.literal('Ed25519'),
  /** SubjectPublicKeyInfo, DER in base64. */
  publicKey: z.base64(),
  /** Over the canonical JSON of the passport without `signature`, in base64. */
  value: z.base64(),
});

/** A threshold with all that it takes to use it rightly, and to refuse it where it does not belong. */
export const passportSchema = z.strictObject({
  schema: z.literal(passportSchemaVersion),
  /** Of the scores that the threshold was chosen on. */
  score: scoreKindSchema,
  /** The same threshold in every scale. */
  thresholds: z.array(scaledThresholdSchema).min(1),
  model: z.strictObject({
    /** Null of embeddings whose model is not known. */
    sha256: sha256.nullable(),
    /** Preprocessing, as RECIPE.json; null where it is not known. */
    recipe: z.record(z.string(), z.unknown()).nullable(),
  }),
  data: z.strictObject({
    fingerprint: sha256,
    /** Of AS-norm scores: the images that they are normalised against. */
    cohortFingerprint: sha256.nullable(),
    /** What was evaluated, in words. */
    source: z.string(),
    /** The classes of `reported`, sorted by code point. */
    classNames: z.array(z.string()).min(1),
  }),
  policy: policySchema,
  /** On the classes that the threshold was fitted on. */
  attained: passportRatesSchema,
  /** On held-out classes; null without a split. */
  heldOut: passportRatesSchema.nullable(),
  /**
   * Where the threshold itself lies when classes are resampled; ends beyond what was tried are null.
   * Null with a `thresholdIntervalReason`.
   */
  thresholdInterval: z
    .strictObject({
      lower: z.number().nullable(),
      upper: z.number().nullable(),
      level: rate,
      replicates: z.int(),
      resolution: z.enum(['exact', 'grid']),
      gridThresholds: z.int().optional(),
    })
    .nullable(),
  thresholdIntervalReason: z.string().optional(),
  /** Which of the two sets `counted`, `classNames` and `worstClasses` speak of. */
  reported: z.enum(['attained', 'heldOut']),
  worstClasses: z.strictObject({
    byFalseAcceptRate: z.array(worstClassSchema),
    byFalseRejectRate: z.array(worstClassSchema),
  }),
  decision: z.strictObject({
    author: z.string().min(1),
    note: z.string(),
    /** ISO 8601, UTC. */
    time: z.iso.datetime(),
    evaluationId: z.string(),
    heldOutId: z.string().nullable(),
    programVersion: z.string(),
  }),
  signature: signatureSchema.optional(),
});
export type Passport = z.infer<typeof passportSchema>;

/**
 * The JSON schema that other programs check a passport with (docs/passport.schema.json).
 */
export function passportJsonSchema(): unknown {
  return z.toJSONSchema(passportSchema);
}
