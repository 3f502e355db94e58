import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from 'recharts';
import type { PairEvaluation } from '../../../contract/api/pairs.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette } from '../../charts/palette.ts';
import { type Point, placesOf, thinned } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { linearScale, logScale, probitScale } from '../../charts/scale.ts';
import { formatCount, formatRate } from '../../components/format.ts';

const chartHeight = 260;

/** FRR against FAR over a list of pairs (probit axes), or the receiver operating characteristic. */
export function PairCurveChart({ result }: { result: PairEvaluation }) {
  const { t } = useTranslation(['pairs', 'common']);
  const [form, setForm] = useState<'det' | 'roc'>('det');
  const { genuinePairs, impostorPairs, curve } = result;
  const axes = useMemo(() => {
    const leastAccepts = Math.max(1e-7, 0.5 / Math.max(1, impostorPairs));
    const leastRejects = Math.max(1e-6, 0.5 / Math.max(1, genuinePairs));
    return form === 'det'
      ? { x: probitScale(leastAccepts, 0.9), y: probitScale(leastRejects, 0.99) }
      : { x: logScale(leastAccepts, 1), y: linearScale(0, 1, 5) };
  }, [form, impostorPairs, genuinePairs]);
  const places = useMemo(() => {
    const points = curve.flatMap(({ falseAcceptRate, falseRejectRate }): Point[] =>
      falseAcceptRate === null || falseRejectRate === null
        ? []
        : [[falseAcceptRate, form === 'det' ? falseRejectRate : 1 - falseRejectRate]],
    );
    return thinned(placesOf(points, axes.x, axes.y));
  }, [curve, axes, form]);
  return (
    <ChartFrame
      title={form === 'det' ? t('evaluate.curve') : t('evaluate.curveRoc')}
      fileName={form === 'det' ? 'pairs-det' : 'pairs-roc'}
      summary={t('evaluate.summary', {
        genuine: formatCount(genuinePairs),
        impostor: formatCount(impostorPairs),
      })}
      data={() => ({
        columns: [t('common:threshold'), 'FAR', 'FRR'],
        rows: curve.map((point) => [point.threshold, point.falseAcceptRate, point.falseRejectRate]),
      })}
      tools={
        <SegmentedControl
          aria-label={t('evaluate.form')}
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
        x={{ scale: axes.x, label: 'FAR', format: formatRate }}
        y={{
          scale: axes.y,
          label: form === 'det' ? 'FRR' : '1 − FRR',
          format: formatRate,
        }}
        height={chartHeight}
      >
        <Line {...still} data={places} dataKey="y" stroke={palette.threshold} strokeWidth={1.75} />
      </Plot>
    </ChartFrame>
  );
}
