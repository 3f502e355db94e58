import type { CurvePoint } from '../../../contract/evaluation.ts';
import { palette } from '../../charts/palette.ts';
import { bandPath, linePath, type Point } from '../../charts/path.ts';
import type { PlotArea } from '../../charts/plot.tsx';

/** FAR and FRR at each point of a curve; null where there are no pairs. */
export interface RateLines {
  falseAcceptRate: readonly (number | null)[];
  falseRejectRate: readonly (number | null)[];
}

/**
 * Two rates against the threshold, upon the bands in which nine classes of ten lie.
 *
 * @param lines at the thresholds of the curve
 * @param kept a rate as it is drawn, where the axis does not reach 0
 */
export function RateCurves({
  curve,
  lines,
  area,
  kept = (rate) => rate,
}: {
  curve: readonly CurvePoint[];
  lines: RateLines;
  area: PlotArea;
  kept?: (rate: number) => number;
}) {
  const points = (rateAt: (k: number) => number | null | undefined): Point[] =>
    curve.flatMap(({ threshold }, k) => {
      const rate = rateAt(k);
      return rate === null || rate === undefined
        ? []
        : [[area.x(threshold), area.y(kept(rate))] as const];
    });
  const kinds = [
    {
      colour: palette.impostor,
      low: points((k) => curve[k]?.classFalseAcceptRate05),
      high: points((k) => curve[k]?.classFalseAcceptRate95),
      line: points((k) => lines.falseAcceptRate[k]),
    },
    {
      colour: palette.genuine,
      low: points((k) => curve[k]?.classFalseRejectRate05),
      high: points((k) => curve[k]?.classFalseRejectRate95),
      line: points((k) => lines.falseRejectRate[k]),
    },
  ];
  return (
    <>
      {kinds.map(({ colour, low, high }) => (
        <path key={colour} d={bandPath(high, low)} fill={colour} fillOpacity={0.16} />
      ))}
      {kinds.map(({ colour, line }) => (
        <path key={colour} d={linePath(line)} fill="none" stroke={colour} strokeWidth={1.75} />
      ))}
    </>
  );
}
