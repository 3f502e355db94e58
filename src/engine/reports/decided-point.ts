import type { Decision, ThresholdRates } from '../../contract/decision.ts';
import type { Evaluation, HeldOutRates, OperatingPoint } from '../../contract/evaluation.ts';
import type { Policy } from '../../contract/policy.ts';
import { deviationOf } from '../../core/metrics/statistics.ts';

/** The operating point of a decision. */
export type DecidedPoint = OperatingPoint & { threshold: number; policy: Policy };

/**
 * A decision as an operating point of its evaluation, so that every part of the report can speak of the
 * threshold that was decided on. Collisions are those of an operating point with the same threshold;
 * null where there is none.
 *
 * @returns null for a decision on another evaluation, or without a threshold
 */
export function decidedPoint(
  evaluation: Evaluation,
  { evaluationId, proposal }: Decision,
): DecidedPoint | null {
  const { threshold, attained, heldOut, policy, scales } = proposal;
  if (
    threshold === null ||
    attained === null ||
    evaluationId !== evaluation.provenance.evaluationId
  ) {
    return null;
  }
  const same = evaluation.operatingPoints.find((point) => point.threshold === threshold);
  return {
    policy,
    targetFalseAcceptRate: policy.falseAcceptRate ?? attained.falseAcceptRate ?? 0,
    threshold,
    falseAcceptRate: attained.falseAcceptRate,
    falseRejectRate: attained.falseRejectRate,
    falseAccepts: attained.falseAccepts,
    falseRejects: attained.falseRejects,
    macroFalseAcceptRate: attained.macroFalseAcceptRate,
    macroFalseRejectRate: attained.macroFalseRejectRate,
    classFalseAcceptRate: attained.classFalseAcceptRate,
    classFalseRejectRate: attained.classFalseRejectRate,
    classFalseAccepts: attained.classFalseAccepts,
    classFalseRejects: attained.classFalseRejects,
    spread: {
      falseAcceptRate: deviationOf(attained.classFalseAcceptRate),
      falseRejectRate: deviationOf(attained.classFalseRejectRate),
    },
    falseAcceptRateInterval: attained.falseAcceptRateInterval,
    falseRejectRateInterval: attained.falseRejectRateInterval,
    ...(attained.intervalReason === undefined ? {} : { intervalReason: attained.intervalReason }),
    ...(scales === null ? {} : { scales }),
    ...(heldOut === null ? {} : { heldOut: heldOutRates(heldOut) }),
    collisions: same?.collisions ?? null,
  };
}

function heldOutRates(rates: ThresholdRates): HeldOutRates {
  const { falseAcceptRate, falseRejectRate, falseAccepts, falseRejects } = rates;
  const { impostorPairs, genuinePairs, falseAcceptRateInterval, falseRejectRateInterval } = rates;
  const { classFalseAcceptRate, classFalseRejectRate } = rates;
  return {
    falseAcceptRate,
    falseRejectRate,
    falseAccepts,
    falseRejects,
    impostorPairs,
    genuinePairs,
    falseAcceptRateInterval,
    falseRejectRateInterval,
    classFalseAcceptRate,
    classFalseRejectRate,
  };
}
