import { nextUp32 } from '../float32.ts';

/** Rates at one threshold, with quantiles over classes. */
export interface RatePoint {
  readonly threshold: number;
  /** Null where there are no impostor pairs. */
  readonly falseAcceptRate: number | null;
  /** Null where there are no genuine pairs. */
  readonly falseRejectRate: number | null;
  readonly classFalseAcceptRate05?: number | null | undefined;
  readonly classFalseAcceptRate95?: number | null | undefined;
  readonly classFalseRejectRate05?: number | null | undefined;
  readonly classFalseRejectRate95?: number | null | undefined;
}

/** What a curve is closed by. */
export interface CurveRange {
  /** Ends of the bins of all scores, ascending. */
  readonly histogram: { readonly edges: readonly number[] };
  readonly impostorPairs: number;
  readonly genuinePairs: number;
}

/**
 * A curve with its end point: right above the last bin nothing is accepted, so that FAR is 0 and FRR 1,
 * of every class. A curve without points stays so.
 */
export function closedCurve(
  curve: readonly RatePoint[],
  { histogram: { edges }, impostorPairs, genuinePairs }: CurveRange,
): RatePoint[] {
  const highest = edges.at(-1);
  if (curve.length === 0 || highest === undefined) return [...curve];
  const accepts = impostorPairs === 0 ? null : 0;
  const rejects = genuinePairs === 0 ? null : 1;
  return [
    ...curve,
    {
      threshold: nextUp32(Math.fround(highest)),
      falseAcceptRate: accepts,
      falseRejectRate: rejects,
      classFalseAcceptRate05: accepts,
      classFalseAcceptRate95: accepts,
      classFalseRejectRate05: rejects,
      classFalseRejectRate95: rejects,
    },
  ];
}
