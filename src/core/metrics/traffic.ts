/** What a threshold means for the traffic of a day. */

/** Comparisons of two images that a system makes in a day, and what its errors cost. */
export interface DailyTraffic {
  readonly comparisonsPerDay: number;
  /** Share of genuine comparisons, in [0, 1]. */
  readonly prevalence: number;
  /** Of one false accept and of one false reject, in one unit of money. */
  readonly falseAcceptCost: number;
  readonly falseRejectCost: number;
}

/** Pooled rates at a threshold. */
export interface PooledRates {
  readonly falseAcceptRate: number;
  readonly falseRejectRate: number;
}

/** Expected errors of a day at a threshold, and their cost. */
export interface DailyErrors {
  readonly falseAccepts: number;
  readonly falseRejects: number;
  readonly cost: number;
}

/** Impostor comparisons × FAR, genuine comparisons × FRR, and what both cost. */
export function dailyErrors(rates: PooledRates, traffic: DailyTraffic): DailyErrors {
  const { comparisonsPerDay, prevalence, falseAcceptCost, falseRejectCost } = traffic;
  const falseAccepts = comparisonsPerDay * (1 - prevalence) * rates.falseAcceptRate;
  const falseRejects = comparisonsPerDay * prevalence * rates.falseRejectRate;
  return {
    falseAccepts,
    falseRejects,
    cost: falseAccepts * falseAcceptCost + falseRejects * falseRejectCost,
  };
}

/** What goes to review between two thresholds, and what is decided wrongly outside of them. */
export interface DailyReview extends DailyErrors {
  /** Share of all comparisons that are reviewed. */
  readonly share: number;
  readonly comparisons: number;
}

/**
 * A band of review: a pair is rejected below the low threshold, accepted from the high one on, and
 * looked at by a person between them.
 *
 * @param atLow rates at the low threshold, @param atHigh at the high one: FAR falls and FRR rises
 *   from one to the other
 */
export function dailyReview(
  atLow: PooledRates,
  atHigh: PooledRates,
  traffic: DailyTraffic,
): DailyReview {
  const { comparisonsPerDay, prevalence } = traffic;
  const share =
    (1 - prevalence) * (atLow.falseAcceptRate - atHigh.falseAcceptRate) +
    prevalence * (atHigh.falseRejectRate - atLow.falseRejectRate);
  const outside: PooledRates = {
    falseAcceptRate: atHigh.falseAcceptRate,
    falseRejectRate: atLow.falseRejectRate,
  };
  return { share, comparisons: comparisonsPerDay * share, ...dailyErrors(outside, traffic) };
}
