import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Area } from 'recharts';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { type Place, placesOf, type Point } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { logScale, type Scale } from '../../charts/scale.ts';
import { formatCount, formatShortCount } from '../../components/format.ts';
import { CrossHair } from './cross-hair.tsx';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';
import { thresholdTick } from './threshold-text.ts';

/** An empty bin stands below one pair, which is 0 on a logarithmic axis. */
const ground = 0.5;

function countTick(count: number): string {
  return formatShortCount(count === ground ? 0 : count);
}

/** How genuine and impostor scores lie, by bins, on a logarithmic axis. */
export const HistogramChart = memo(function HistogramChart({
  view,
  axis,
  control,
  height,
}: {
  view: EvaluationView;
  axis: ThresholdAxis;
  control: ThresholdControl;
  height: number;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const { edges, genuine, impostor } = view.histogram;
  const y = useMemo(() => {
    const scale = logScale(ground, Math.max(1, ...genuine, ...impostor) * 1.5);
    return { ...scale, ticks: [ground, ...scale.ticks.filter((count) => count >= 1)] };
  }, [genuine, impostor]);
  const outlines = useMemo(
    () => ({
      genuine: outline(edges, genuine, axis.scale, y),
      impostor: outline(edges, impostor, axis.scale, y),
    }),
    [edges, genuine, impostor, axis, y],
  );
  return (
    <ChartFrame
      title={t('histogram.title')}
      fileName="score-histogram"
      summary={t('histogram.summary', {
        genuine: formatCount(view.genuinePairs),
        impostor: formatCount(view.impostorPairs),
      })}
      data={() => ({
        columns: [
          t('histogram.from'),
          t('histogram.to'),
          t('common:genuine'),
          t('common:impostor'),
        ],
        rows: genuine.map((count, k) => [edges[k]!, edges[k + 1]!, count, impostor[k]!]),
      })}
      tools={<Legend />}
    >
      <Plot
        x={{ scale: axis.scale, label: t(`axis.${axis.score}`), format: thresholdTick }}
        y={{ scale: y, label: t('axis.pairs'), format: countTick }}
        height={height}
        over={<CrossHair control={control} place={axis.place} stepAt={(x) => axis.stepAt(x)} />}
      >
        {(['impostor', 'genuine'] as const).map((kind) => (
          <Area
            key={kind}
            {...still}
            type="stepAfter"
            data={outlines[kind]}
            dataKey="y"
            fill={palette[kind]}
            fillOpacity={0.28}
            stroke={palette[kind]}
            strokeWidth={1}
          />
        ))}
      </Plot>
    </ChartFrame>
  );
});

/**
 * The steps of a histogram, from the ground and back to it: each point holds until the next. None is
 * left out, however many they are: a bin is not between its neighbours.
 */
function outline(
  edges: readonly number[],
  counts: readonly number[],
  x: Scale,
  y: Scale,
): readonly Place[] {
  const tops = counts.map((count, k): Point => [edges[k]!, count]);
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  return placesOf([[first, ground], ...tops, [last, ground]], x, y);
}

/** Which colour is which kind of pair. */
function Legend() {
  const { t } = useTranslation();
  return (
    <span className="threshold-legend">
      <span data-kind="genuine">{t('genuine')}</span>
      <span data-kind="impostor">{t('impostor')}</span>
    </span>
  );
}
