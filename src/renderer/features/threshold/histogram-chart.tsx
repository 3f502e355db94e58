import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { stepPath } from '../../charts/path.ts';
import { Plot } from '../../charts/plot.tsx';
import { logScale } from '../../charts/scale.ts';
import { formatCount, formatFigure, formatShortCount } from '../../components/format.ts';
import { CrossHair } from './cross-hair.tsx';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';

/** An empty bin stands below one pair, which is 0 on a logarithmic axis. */
const ground = 0.5;

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
  const most = Math.max(1, ...genuine, ...impostor);
  const y = logScale(ground, most * 1.5);
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
        x={{ scale: axis.scale, label: t('axis.score'), format: (tick) => formatFigure(tick, 4) }}
        y={{ scale: y, label: t('axis.pairs'), format: formatShortCount }}
        height={height}
        over={<CrossHair control={control} place={axis.place} stepAt={(x) => axis.stepAt(x)} />}
      >
        {(area) => {
          const left = edges.map(area.x);
          const tops = (counts: readonly number[]) =>
            counts.map((count) => area.y(Math.max(ground, count)));
          return (
            <>
              {(['impostor', 'genuine'] as const).map((kind) => (
                <path
                  key={kind}
                  d={stepPath(left, tops(view.histogram[kind]), area.height)}
                  fill={palette[kind]}
                  fillOpacity={0.28}
                  stroke={palette[kind]}
                  strokeWidth={1}
                />
              ))}
            </>
          );
        }}
      </Plot>
    </ChartFrame>
  );
});

/** Which colour is which kind of pair. */
export function Legend() {
  const { t } = useTranslation();
  return (
    <span className="threshold-legend">
      <span data-kind="genuine">{t('genuine')}</span>
      <span data-kind="impostor">{t('impostor')}</span>
    </span>
  );
}
