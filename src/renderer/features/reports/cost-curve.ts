import type { CurvePoint } from '../../../contract/evaluation.ts';
import type { Traffic } from '../../../contract/policy.ts';
import { dailyErrors } from '../../../core/metrics/traffic.ts';

/** The expected cost of a day at a threshold. */
export interface CostPoint {
  threshold: number;
  cost: number;
}

/** The cost of a day at every threshold of a curve at which both rates are known, ascending. */
export function costCurve(curve: readonly CurvePoint[], traffic: Traffic): CostPoint[] {
  return curve.flatMap(({ threshold, falseAcceptRate, falseRejectRate }) =>
    falseAcceptRate === null || falseRejectRate === null
      ? []
      : [{ threshold, cost: dailyErrors({ falseAcceptRate, falseRejectRate }, traffic).cost }],
  );
}

/** The cheapest point, the least threshold among equals; null of an empty curve. */
export function cheapest(curve: readonly CostPoint[]): CostPoint | null {
  return curve.reduce<CostPoint | null>(
    (least, point) => (least === null || point.cost < least.cost ? point : least),
    null,
  );
}
