import { SegmentedControl } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from 'recharts';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { type Place, placesOf, type Point, thinned } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { linearScale, logScale, probitScale } from '../../charts/scale.ts';
import { CrossHair } from './cross-hair.tsx';
import type { ThresholdControl } from './threshold-control.ts';
import { tickText } from './threshold-text.ts';

/** Detection error trade-off (FRR against FAR, probit axes) or receiver operating characteristic. */
export const DetectionChart = memo(function DetectionChart({
  view,
  control,
  height,
}: {
  view: EvaluationView;
  control: ThresholdControl;
  height: number;
}) {
  const { t } = useTranslation(['threshold', 'common']);
  const [form, setForm] = useState<'det' | 'roc'>('det');
  const { impostorPairs, genuinePairs } = view;
  /** By step; the last step accepts nothing. Empty where there are no pairs of one kind. */
  const points = useMemo(() => {
    const known = view.curve.flatMap(({ falseAcceptRate, falseRejectRate }) =>
      falseAcceptRate === null || falseRejectRate === null
        ? []
        : [{ falseAcceptRate, falseRejectRate }],
    );
    return known.length === 0 ? [] : [...known, { falseAcceptRate: 0, falseRejectRate: 1 }];
  }, [view.curve]);
  const axes = useMemo(() => {
    const leastAccepts = Math.max(1e-7, 0.5 / Math.max(1, impostorPairs));
    const leastRejects = Math.max(1e-6, 0.5 / Math.max(1, genuinePairs));
    return form === 'det'
      ? { x: probitScale(leastAccepts, 0.9), y: probitScale(leastRejects, 0.99) }
      : { x: logScale(leastAccepts, 1), y: linearScale(0, 1, 5) };
  }, [form, impostorPairs, genuinePairs]);
  const places = useMemo(
    () =>
      placesOf(
        points.map(({ falseAcceptRate, falseRejectRate }): Point => [
          falseAcceptRate,
          form === 'det' ? falseRejectRate : 1 - falseRejectRate,
        ]),
        axes.x,
        axes.y,
      ),
    [points, axes, form],
  );
  return (
    <ChartFrame
      title={form === 'det' ? t('detection.det') : t('detection.roc')}
      fileName={form === 'det' ? 'detection-error-trade-off' : 'receiver-operating-characteristic'}
      summary={t('detection.summary')}
      data={() => ({
        columns: [t('common:threshold'), 'FAR', 'FRR'],
        rows: view.curve.map((point) => [
          point.threshold,
          point.falseAcceptRate,
          point.falseRejectRate,
        ]),
      })}
      tools={
        <SegmentedControl
          aria-label={t('detection.form')}
          value={form}
          onChange={(value) => setForm(value)}
          data={[
            { value: 'det', label: 'DET' },
            { value: 'roc', label: 'ROC' },
          ]}
        />
      }
    >
      <Plot
        x={{ scale: axes.x, label: 'FAR', format: tickText }}
        y={{ scale: axes.y, label: form === 'det' ? 'FRR' : '1 − FRR', format: tickText }}
        height={height}
        over={
          <CrossHair
            control={control}
            place={(_, step) => {
              const place = places[step];
              return place === undefined ? { x: null, y: null } : { x: place.x, y: 1 - place.y };
            }}
            stepAt={(x, y) => nearestPlace(places, { x, y: 1 - y })}
          />
        }
      >
        <Line
          {...still}
          data={thinned(places)}
          dataKey="y"
          stroke={palette.muted}
          strokeWidth={1.75}
        />
      </Plot>
    </ChartFrame>
  );
});

function nearestPlace(places: readonly Place[], { x, y }: Place): number {
  let nearest = 0;
  let least = Infinity;
  places.forEach((place, step) => {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = step;
    }
  });
  return nearest;
}
