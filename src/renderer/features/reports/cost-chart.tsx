import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Line, Scatter } from 'recharts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { placesOf, thinned } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { linearScale, logScale } from '../../charts/scale.ts';
import { formatDecimal, formatFigure, formatShortCount } from '../../components/format.ts';
import type { CostPoint } from './cost-curve.ts';

/** What is drawn below the highest cost: six powers of ten. */
const depth = 1e-6;
const scoreText = (tick: number): string => formatFigure(tick);

/** The cost of a day at every threshold, on a logarithmic axis, with the decided and the cheapest one. */
export function CostChart({
  points,
  decided,
  least,
}: {
  points: readonly CostPoint[];
  decided: CostPoint;
  least: CostPoint;
}) {
  const { t } = useTranslation(['reports', 'common']);
  const axes = useMemo(() => axesOf(points), [points]);
  const place = (shown: readonly CostPoint[]) =>
    placesOf(
      shown.map(({ threshold, cost }) => [threshold, cost]),
      axes.x,
      axes.y,
    );
  const [there] = place([decided]);
  return (
    <ChartFrame
      title={t('cost.chart')}
      fileName="cost-a-day"
      summary={t('cost.chartSummary', {
        cost: formatFigure(decided.cost, 4),
        least: formatFigure(least.cost, 4),
      })}
      data={() => ({
        columns: [t('common:threshold'), t('cost.axis')],
        rows: points.map(({ threshold, cost }) => [threshold, cost]),
      })}
      tools={
        <span className="reports-legend">
          <span data-mark="decided">
            {t('cost.decided')} {formatDecimal(decided.threshold)}
          </span>
          <span data-mark="least">
            {t('cost.least')} {formatDecimal(least.threshold)}
          </span>
        </span>
      }
    >
      <Plot
        x={{ scale: axes.x, label: t('common:threshold'), format: scoreText }}
        y={{ scale: axes.y, label: t('cost.axis'), format: formatShortCount }}
        height={200}
      >
        <Line
          {...still}
          data={place(thinned(points))}
          dataKey="y"
          stroke={palette.muted}
          strokeWidth={1.75}
        />
        <Line
          {...still}
          data={[
            { x: there!.x, y: 0 },
            { x: there!.x, y: 1 },
          ]}
          dataKey="y"
          stroke={palette.threshold}
          strokeWidth={2}
        />
        <Scatter
          isAnimationActive={false}
          data={place([least])}
          dataKey="y"
          fill={palette.better}
        />
      </Plot>
    </ChartFrame>
  );
}

function axesOf(points: readonly CostPoint[]) {
  const highest = points.reduce((most, { cost }) => Math.max(most, cost), 0);
  const lowest = points.reduce(
    (fewest, { cost }) => (cost > highest * depth ? Math.min(fewest, cost) : fewest),
    highest,
  );
  return {
    x: linearScale(points[0]!.threshold, points.at(-1)!.threshold, 5),
    y: highest > 0 ? logScale(lowest / 2, highest) : linearScale(0, 1, 2),
  };
}
