import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Line, Scatter, type ScatterShapeProps } from 'recharts';
import type { ReliabilityPoint } from '../../../core/metrics/score-calibration.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { placesOf } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { linearScale } from '../../charts/scale.ts';
import { formatFigure, formatPercent } from '../../components/format.ts';

const axis = linearScale(0, 1, 5);
const tickText = (tick: number): string => formatFigure(tick);
const diagonal = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
];

/** Predicted probabilities against what came true; the size of a point says how much it stands for. */
export function ReliabilityChart({
  points,
  prevalence,
}: {
  points: readonly ReliabilityPoint[];
  prevalence: number;
}) {
  const { t } = useTranslation(['reports', 'common']);
  const places = useMemo(
    () =>
      placesOf(
        points.map(({ predicted, observed }) => [predicted, observed]),
        axis,
        axis,
      ),
    [points],
  );
  return (
    <ChartFrame
      title={t('calibration.reliability')}
      fileName="reliability"
      summary={t('calibration.reliabilitySummary', { prevalence: formatPercent(prevalence) })}
      data={() => ({
        columns: [
          t('calibration.predicted'),
          t('calibration.observed'),
          t('calibration.share'),
          t('common:genuine'),
          t('common:impostor'),
        ],
        rows: points.map((point) => [
          point.predicted,
          point.observed,
          point.share,
          point.genuinePairs,
          point.impostorPairs,
        ]),
      })}
    >
      <Plot
        x={{ scale: axis, label: t('calibration.predicted'), format: tickText }}
        y={{ scale: axis, label: t('calibration.observed'), format: tickText }}
        height={220}
      >
        <Line {...still} data={diagonal} dataKey="y" stroke={palette.muted} strokeDasharray="4 3" />
        <Line {...still} data={places} dataKey="y" stroke={palette.genuine} strokeWidth={1.5} />
        <Scatter
          isAnimationActive={false}
          data={places}
          dataKey="y"
          shape={({ cx = 0, cy = 0, index }: ScatterShapeProps) => (
            <circle
              cx={cx}
              cy={cy}
              r={3 + 6 * Math.sqrt(points[index]?.share ?? 0)}
              fill={palette.genuine}
            />
          )}
        />
      </Plot>
    </ChartFrame>
  );
}
