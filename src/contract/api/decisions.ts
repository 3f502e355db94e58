import { z } from 'zod';
import { decisionSchema, proposalSchema, thresholdRatesSchema } from '../decision.ts';
import { passportSchema } from '../passport.ts';
import { policySchema, reviewBandSchema, trafficSchema } from '../policy.ts';
import { pathSchema, procedure, seedSchema, sha256Schema, startedJobSchema } from './base.ts';
import { sourceSchema } from './evaluations.ts';

/** Rates without what grows with the classes. */
const pooledRatesSchema = thresholdRatesSchema.omit({
  classFalseAccepts: true,
  classFalseRejects: true,
  classFalseAcceptRate: true,
  classFalseRejectRate: true,
});

/** A decision as lists show it. */
export const decisionRowSchema = decisionSchema.omit({ proposal: true }).extend({
  proposal: proposalSchema
    .pick({
      heldOutId: true,
      score: true,
      policy: true,
      threshold: true,
      scales: true,
      thresholdInterval: true,
    })
    .extend({ attained: pooledRatesSchema.nullable(), heldOut: pooledRatesSchema.nullable() }),
});
export type DecisionRow = z.infer<typeof decisionRowSchema>;

const decisionIdSchema = z.object({ id: z.string() });

/** A decision's passport; with an Ed25519 private key (PEM, not encrypted) it is signed. */
const passportInputSchema = decisionIdSchema.extend({
  privateKey: pathSchema.nullable().default(null),
});

/** What a passport has to do with a key and a model. */
export const passportCheckSchema = z.object({
  /** Whether the owner of the key has signed it, in a sentence where not; null without a key. */
  signature: z.object({ right: z.boolean(), sentence: z.string().nullable() }).nullable(),
  /** In what the passport does not belong to the model; empty where it fits; null without a model. */
  mismatches: z
    .array(z.object({ field: z.enum(['scale', 'model', 'recipe']), sentence: z.string() }))
    .nullable(),
});
export type PassportCheck = z.infer<typeof passportCheckSchema>;

/** Thresholds by policy, and those that someone signed off. */
export const decisionsApi = {
  /**
   * Job `choose-threshold`: result `Proposal`. Of a held-out evaluation: on its calibration classes. A
   * policy that no threshold keeps is no error: the proposal says why.
   */
  propose: procedure
    .input(z.object({ evaluationId: z.string(), policy: policySchema, seed: seedSchema }))
    .output(startedJobSchema),
  /**
   * Keeps what a `choose-threshold` job proposed. Throws `decision-without-threshold`,
   * `decision-without-author`, `proposal-unknown`.
   */
  save: procedure
    .input(z.object({ jobId: z.int(), author: z.string().max(200), note: z.string().max(4000) }))
    .output(decisionRowSchema),
  /** The newest first. */
  list: procedure.output(z.array(decisionRowSchema)),
  /** `restore` brings it back. */
  remove: procedure.input(decisionIdSchema).output(z.void()),
  restore: procedure.input(decisionIdSchema).output(z.void()),
  /** With the rates of the classes; removed ones too. Throws `decision-unknown`. */
  get: procedure.input(decisionIdSchema).output(decisionSchema),
  /**
   * Job `review-band`: result `ReviewBandProposal`. Pairs below the threshold of the low policy are
   * rejected, those from the threshold of the high one on accepted, those between reviewed.
   */
  reviewBand: procedure
    .input(
      z.object({
        evaluationId: z.string(),
        band: reviewBandSchema,
        traffic: trafficSchema,
        seed: seedSchema,
      }),
    )
    .output(startedJobSchema),
  /** Job `passport`: result `Passport`. */
  passport: procedure.input(passportInputSchema).output(startedJobSchema),
  /** Job `stamp-model`, a copy of the evaluated model with the passport in it: result `{ sha256 }`. */
  stampModel: procedure.input(passportInputSchema).output(startedJobSchema),
  /** Throws `passport-not-found`, `passport-invalid`, `passport-signature-broken`. */
  readPassport: procedure.input(z.object({ file: pathSchema })).output(passportSchema),
  /** Whose signature a passport has, and whether it fits a model of the workspace as it is used now. */
  checkPassport: procedure
    .input(
      z.object({
        file: pathSchema,
        /** PEM. */
        publicKey: pathSchema.nullable().default(null),
        modelSha256: sha256Schema.nullable().default(null),
      }),
    )
    .output(passportCheckSchema),
  /** Job `gate`: result `GateResult`. Fails closed: what cannot be shown to be right has failed. */
  gate: procedure
    .input(
      z.object({
        file: pathSchema,
        publicKey: pathSchema.nullable().default(null),
        source: sourceSchema,
        /** By how much of itself a rate's lower limit may exceed its target. */
        tolerance: z.number().min(0).max(100),
        /** Up to how many times the target a rate's upper limit may be. */
        ceiling: z.number().gt(0).max(1e6),
        seed: seedSchema,
      }),
    )
    .output(startedJobSchema),
};
