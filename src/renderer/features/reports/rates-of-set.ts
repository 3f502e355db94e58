import type { Proposal, ThresholdRates } from '../../../contract/decision.ts';
import type { PassportRates, ScaledThreshold } from '../../../contract/passport.ts';

/** A pooled rate with its count and both intervals. */
export type CountedRate = PassportRates['falseAccept'];

/** The rates of one set of classes, as a decision and a passport both give them. */
export interface RatesOfSet {
  set: ThresholdRates['set'];
  falseAccept: CountedRate;
  falseReject: CountedRate;
  /** Means over classes; null where the source has none. */
  macro: { falseAcceptRate: number | null; falseRejectRate: number | null } | null;
}

/** Of a decision. */
export function ratesOfDecision(rates: ThresholdRates): RatesOfSet {
  return {
    set: rates.set,
    falseAccept: {
      rate: rates.falseAcceptRate,
      errors: rates.falseAccepts,
      pairs: rates.impostorPairs,
      interval: rates.falseAcceptRateInterval,
      optimistic: rates.optimistic.falseAcceptRate,
    },
    falseReject: {
      rate: rates.falseRejectRate,
      errors: rates.falseRejects,
      pairs: rates.genuinePairs,
      interval: rates.falseRejectRateInterval,
      optimistic: rates.optimistic.falseRejectRate,
    },
    macro: {
      falseAcceptRate: rates.macroFalseAcceptRate,
      falseRejectRate: rates.macroFalseRejectRate,
    },
  };
}

/** Of a passport. */
export function ratesOfPassport({ set, falseAccept, falseReject }: PassportRates): RatesOfSet {
  return { set, falseAccept, falseReject, macro: null };
}

/** A threshold in a scale; without the counts where they were not made. */
export type ShownScale = Omit<ScaledThreshold, 'counted'> & Partial<ScaledThreshold>;

/** A decision's threshold in every scale that it has. */
export function scalesOfDecision({ threshold, scales, score }: Proposal): ShownScale[] {
  if (threshold === null) return [];
  if (score === 'as-norm') return [{ scale: 'as-norm', value: threshold, accept: 'at-or-above' }];
  if (scales === null) return [];
  return [
    { scale: 'cosine-similarity', value: scales.cosineSimilarity, accept: 'at-or-above' },
    { scale: 'cosine-distance', value: scales.cosineDistance, accept: 'at-or-below' },
    { scale: 'l2-distance', value: scales.l2Distance, accept: 'at-or-below' },
    { scale: 'angle-degrees', value: scales.angleDegrees, accept: 'at-or-below' },
  ];
}
