import { SegmentedControl } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { closedCurve } from '../../../core/metrics/closed-curve.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { Plot } from '../../charts/plot.tsx';
import { linearScale, logScale } from '../../charts/scale.ts';
import { formatRate } from '../../components/format.ts';
import { CrossHair } from './cross-hair.tsx';
import { RateCurves } from './rate-curves.tsx';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';
import { thresholdTick } from './threshold-text.ts';

/** FAR and FRR against the threshold, with the band in which nine classes of ten lie. */
export const RatesChart = memo(function RatesChart({
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
  const [form, setForm] = useState<'linear' | 'logarithmic'>('linear');
  const { impostorPairs } = view;
  const curve = useMemo(() => closedCurve(view.curve, view), [view]);
  const y = useMemo(
    () =>
      form === 'linear'
        ? linearScale(0, 1, 5)
        : logScale(10 ** -Math.ceil(Math.log10(Math.max(10, impostorPairs))), 1),
    [form, impostorPairs],
  );
  const pooled = useMemo(
    () => ({
      falseAcceptRate: curve.map(({ falseAcceptRate }) => falseAcceptRate),
      falseRejectRate: curve.map(({ falseRejectRate }) => falseRejectRate),
    }),
    [curve],
  );
  return (
    <ChartFrame
      title={t('rates.title')}
      fileName="rates-by-threshold"
      summary={t('rates.summary')}
      data={() => ({
        columns: [
          t('common:threshold'),
          'FAR',
          'FRR',
          t('rates.quantile', { rate: 'FAR', share: '5' }),
          t('rates.quantile', { rate: 'FAR', share: '95' }),
          t('rates.quantile', { rate: 'FRR', share: '5' }),
          t('rates.quantile', { rate: 'FRR', share: '95' }),
        ],
        rows: curve.map((point) => [
          point.threshold,
          point.falseAcceptRate,
          point.falseRejectRate,
          point.classFalseAcceptRate05 ?? null,
          point.classFalseAcceptRate95 ?? null,
          point.classFalseRejectRate05 ?? null,
          point.classFalseRejectRate95 ?? null,
        ]),
      })}
      tools={
        <>
          <span className="threshold-legend">
            <span data-kind="impostor">FAR</span>
            <span data-kind="genuine">FRR</span>
          </span>
          <SegmentedControl
            aria-label={t('axis.form')}
            value={form}
            onChange={(value) => setForm(value)}
            data={[
              { value: 'linear', label: t('axis.linear') },
              { value: 'logarithmic', label: t('axis.logarithmic') },
            ]}
          />
        </>
      }
    >
      <Plot
        x={{ scale: axis.scale, label: t(`axis.${axis.score}`), format: thresholdTick }}
        y={{ scale: y, label: t('axis.rate'), format: formatRate }}
        height={height}
        over={<CrossHair control={control} place={axis.place} stepAt={(x) => axis.stepAt(x)} />}
      >
        <RateCurves curve={curve} lines={pooled} x={axis.scale} y={y} />
      </Plot>
    </ChartFrame>
  );
});
