import { z } from 'zod';
import { decisionSchema, proposalSchema, thresholdRatesSchema } from '../decision.ts';
import { policySchema } from '../policy.ts';
import { procedure, seedSchema, startedJobSchema } from './base.ts';

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
  /** Job `passport`: result `Passport`, not signed. */
  passport: procedure.input(decisionIdSchema).output(startedJobSchema),
};
