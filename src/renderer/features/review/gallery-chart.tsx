import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line, ReferenceLine } from 'recharts';
import type { Identification } from '../../../contract/api/pairs.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { scaleOver } from '../../charts/line-chart.tsx';
import { palette } from '../../charts/palette.ts';
import { type Point, placesOf, thinned } from '../../charts/places.ts';
import { Plot, still } from '../../charts/plot.tsx';
import { clampedTo, linearScale, logScale, probitScale } from '../../charts/scale.ts';
import { formatFigure, formatRate } from '../../components/format.ts';

type Galleries = Identification['galleries'];
type Form = 'linear' | 'logarithmic' | 'det';

const chartHeight = 300;

/** Of the k-th gallery: there are as many colours as galleries. */
const colourOf = (k: number): string => palette.series[k % palette.series.length]!;

/** FPIR and FNIR of every gallery against the threshold, or one against the other (probit axes). */
export function GalleryChart({
  galleries,
  threshold,
}: {
  galleries: Galleries;
  /** Of the review: marked where it lies. */
  threshold: number;
}) {
  const { t } = useTranslation(['galleries', 'common']);
  const [form, setForm] = useState<Form>('linear');
  const axes = useMemo(() => axesOf(galleries, form), [galleries, form]);
  const lines = useMemo(
    () =>
      galleries.flatMap(({ curve }, k) => {
        const stroke = colourOf(k);
        const line = (points: readonly Point[], dashes: string) => ({
          key: `${String(k)} ${dashes}`,
          stroke,
          dashes,
          places: thinned(placesOf(points, axes.x, axes.y)),
        });
        if (form === 'det') {
          const points = curve.flatMap(({ falsePositiveRate, falseNegativeRate }): Point[] =>
            falsePositiveRate === null || falseNegativeRate === null
              ? []
              : [[falsePositiveRate, falseNegativeRate]],
          );
          return [line(points, '')];
        }
        const against = (rate: 'falsePositiveRate' | 'falseNegativeRate'): Point[] =>
          curve.flatMap((point): Point[] => {
            const value = point[rate];
            return value === null ? [] : [[point.threshold, value]];
          });
        return [line(against('falsePositiveRate'), ''), line(against('falseNegativeRate'), '5 3')];
      }),
    [galleries, axes, form],
  );
  const names = galleries.map(({ size }) => t('common:classes', { count: size }));
  return (
    <ChartFrame
      title={form === 'det' ? t('chartDet') : t('chart')}
      fileName={form === 'det' ? 'galleries-det' : 'galleries-by-threshold'}
      summary={t('summary', { sizes: names.join(', ') })}
      data={() => ({
        columns: [t('size'), t('common:threshold'), 'FPIR', 'FNIR'],
        rows: galleries.flatMap(({ size, curve }) =>
          curve.map((point) => [
            size,
            point.threshold,
            point.falsePositiveRate,
            point.falseNegativeRate,
          ]),
        ),
      })}
      tools={
        <SegmentedControl
          aria-label={t('form')}
          value={form}
          onChange={(value) => setForm(value)}
          data={[
            { value: 'linear', label: t('linear') },
            { value: 'logarithmic', label: t('logarithmic') },
            { value: 'det', label: 'DET' },
          ]}
        />
      }
    >
      <p className="review-legend">
        <span className="isoline-hidden">{t('legend')}: </span>
        {galleries.map(
          ({ size, matedProbes, nonMatedProbes }, k) =>
            // Without one of the two rates there is nothing to set against the other.
            (form !== 'det' || (matedProbes > 0 && nonMatedProbes > 0)) && (
              <b key={size} style={{ color: colourOf(k) }}>
                {names[k]}
              </b>
            ),
        )}
        {form !== 'det' && <span>{t('solid')}</span>}
      </p>
      <Plot
        x={{
          scale: axes.x,
          label: form === 'det' ? 'FPIR' : t('common:threshold'),
          format: form === 'det' ? formatRate : formatFigure,
        }}
        y={{ scale: axes.y, label: form === 'det' ? 'FNIR' : t('rate'), format: formatRate }}
        height={chartHeight}
      >
        {form !== 'det' && (
          <ReferenceLine
            x={clampedTo(axes.x, threshold)}
            stroke={palette.threshold}
            strokeWidth={1.5}
          />
        )}
        {lines.map(({ key, stroke, dashes, places }) => (
          <Line
            key={key}
            {...still}
            data={places}
            dataKey="y"
            stroke={stroke}
            strokeDasharray={dashes}
            strokeWidth={1.75}
          />
        ))}
      </Plot>
    </ChartFrame>
  );
}

/** Axes that show the least rate which any of the galleries can have, beside none at all. */
function axesOf(galleries: Galleries, form: Form) {
  const least = (searches: (gallery: Galleries[number]) => number): number =>
    Math.max(1e-7, 0.5 / Math.max(1, ...galleries.map(searches)));
  const leastPositive = least(({ nonMatedProbes }) => nonMatedProbes);
  const leastNegative = least(({ matedProbes }) => matedProbes);
  if (form === 'det') {
    return { x: probitScale(leastPositive, 0.9), y: probitScale(leastNegative, 0.99) };
  }
  return {
    x: scaleOver(
      galleries.flatMap(({ curve }) => curve.map((point) => point.threshold)),
      8,
    ),
    y:
      form === 'linear'
        ? linearScale(0, 1, 5)
        : logScale(Math.min(leastPositive, leastNegative), 1),
  };
}
