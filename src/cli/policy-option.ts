import { IsolineError } from '../core/errors.ts';
import { parsePolicy, type Policy } from '../contract/policy.ts';

/** What a policy may say, for `--help`. */
export const policyHelp = `Policies:
  Constraints, all of which the threshold keeps; rates above 0 and below 1:
    far=1e-3                  at most this share of all impostor pairs is accepted
    frr=0.05                  at most this share of all genuine pairs is rejected
    worst-class-far=1e-2      the false accept rate of no class is above this
    worst-class-far-p95=1e-2  the 95th percentile of the classes' false accept
                              rates is not above this
  At most one objective, for the best of the thresholds that keep them:
    eer                       false accept and false reject rate are closest
    utility                   the harmonic mean of 1 - FAR and 1 - FRR is greatest
    cost=CFA:CFR:PREVALENCE   errors cost least: CFA for a false accept, CFR for a
                              false reject (both above 0), at this share of
                              genuine comparisons (above 0 and below 1)
  Without an objective: the smallest threshold that keeps the constraints, which
  rejects least; with frr alone the largest, which accepts least.
  Or, with nothing beside it:
    threshold=0.62            accept from this score on: a cosine similarity, or
                              an AS-norm score where those were evaluated
  A policy is kept on the calibration classes, without a split on all; what it
  comes to on held-out classes is reported.`;

/** Parses a policy, as in `--policy far=1e-3,worst-class-far=1e-2`. */
export function policyOption(option: string): (value: string) => Policy {
  return (value) => {
    const { policy, fault } = parsePolicy(value);
    if (policy !== null) return policy;
    throw new IsolineError({
      code: 'option-value',
      sentence: fault,
      next: `Write it like ${option} far=1e-3,worst-class-far=1e-2.`,
      subject: option,
    });
  };
}
