import { useMemo } from 'react';
import { Area, Line } from 'recharts';
import type { CurvePoint } from '../../../contract/evaluation.ts';
import { palette } from '../../charts/palette.ts';
import { placesOf, type Point, thinned } from '../../charts/places.ts';
import { still } from '../../charts/plot.tsx';
import type { Scale } from '../../charts/scale.ts';

/** FAR and FRR at each point of a curve; null where there are no pairs. */
export interface RateLines {
  falseAcceptRate: readonly (number | null)[];
  falseRejectRate: readonly (number | null)[];
}

/**
 * Two rates against the threshold, upon the bands in which nine classes of ten lie. A rate below the
 * axis lies on it.
 *
 * @param lines at the thresholds of the curve
 */
export function RateCurves({
  curve,
  lines,
  x,
  y,
}: {
  curve: readonly CurvePoint[];
  lines: RateLines;
  x: Scale;
  y: Scale;
}) {
  const kinds = useMemo(() => {
    const placesBy = (rateAt: (k: number) => number | null | undefined) => {
      const points = curve.flatMap(({ threshold }, k): Point[] => {
        const rate = rateAt(k);
        return rate === null || rate === undefined ? [] : [[threshold, rate]];
      });
      return placesOf(thinned(points), x, y);
    };
    /** Both ends of a band stand at the same thresholds. */
    const bandBetween = (
      lowAt: (point: CurvePoint) => number | null | undefined,
      highAt: (point: CurvePoint) => number | null | undefined,
    ) => {
      const high = placesBy((k) => highAt(curve[k]!));
      return placesBy((k) => lowAt(curve[k]!)).map((low, k) => ({
        x: low.x,
        range: [low.y, high[k]!.y],
      }));
    };
    return [
      {
        colour: palette.impostor,
        band: bandBetween(
          (point) => point.classFalseAcceptRate05,
          (point) => point.classFalseAcceptRate95,
        ),
        line: placesBy((k) => lines.falseAcceptRate[k]),
      },
      {
        colour: palette.genuine,
        band: bandBetween(
          (point) => point.classFalseRejectRate05,
          (point) => point.classFalseRejectRate95,
        ),
        line: placesBy((k) => lines.falseRejectRate[k]),
      },
    ];
  }, [curve, lines, x, y]);
  return (
    <>
      {kinds.map(({ colour, band }) => (
        <Area
          key={colour}
          {...still}
          data={band}
          dataKey="range"
          stroke="none"
          fill={colour}
          fillOpacity={0.16}
        />
      ))}
      {kinds.map(({ colour, line }) => (
        <Line key={colour} {...still} data={line} dataKey="y" stroke={colour} strokeWidth={1.75} />
      ))}
    </>
  );
}
