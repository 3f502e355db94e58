import type { Proposal, ReviewBandProposal } from '../../contract/decision.ts';
import type { ReviewBand, Traffic } from '../../contract/policy.ts';
import {
  type DailyErrors,
  dailyErrors,
  dailyReview,
  type PooledRates,
} from '../../core/metrics/traffic.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { chooseThreshold } from './choose-threshold.ts';

/** Two policies on one evaluation, and the traffic that both thresholds meet. */
export interface ReviewBandRequest {
  evaluationId: string;
  band: ReviewBand;
  traffic: Traffic;
  seed: number;
}

/**
 * A band of review: pairs below the threshold of the low policy are rejected, those from the threshold
 * of the high one on accepted, and a person looks at those between.
 *
 * @throws IsolineError what `chooseThreshold` throws
 */
export async function chooseReviewBand(
  parts: Pick<EmbeddingParts, 'db' | 'compute'>,
  { evaluationId, band, traffic, seed }: ReviewBandRequest,
  hooks: JobHooks,
): Promise<ReviewBandProposal> {
  const low = await chooseThreshold(parts, { evaluationId, policy: band.low, seed }, hooks);
  const high = await chooseThreshold(parts, { evaluationId, policy: band.high, seed }, hooks);
  const atLow = reportedRates(low);
  const atHigh = reportedRates(high);
  const none = (reason: string): ReviewBandProposal => ({ low, high, review: null, reason });
  if (low.threshold === null || atLow === null) {
    return none(`The low policy has no threshold. ${low.reason ?? ''}`.trim());
  }
  if (high.threshold === null || atHigh === null) {
    return none(`The high policy has no threshold. ${high.reason ?? ''}`.trim());
  }
  if (low.threshold >= high.threshold) {
    return none(
      `The threshold of the low policy, ${String(low.threshold)}, is not below that of the high policy, ${String(high.threshold)}: nothing lies between.`,
    );
  }
  return { low, high, review: dailyReview(atLow, atHigh, traffic) };
}

/** Expected errors of a day at a proposed threshold; null where there are no rates to reckon with. */
export function dayAt(proposal: Proposal, traffic: Traffic): DailyErrors | null {
  const rates = reportedRates(proposal);
  return rates === null ? null : dailyErrors(rates, traffic);
}

/** Pooled rates on held-out classes, or on those that the threshold was fitted on. */
function reportedRates({ attained, heldOut }: Proposal): PooledRates | null {
  const rates = heldOut ?? attained;
  if (rates === null || rates.falseAcceptRate === null || rates.falseRejectRate === null) {
    return null;
  }
  return { falseAcceptRate: rates.falseAcceptRate, falseRejectRate: rates.falseRejectRate };
}
