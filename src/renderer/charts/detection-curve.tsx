import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from 'recharts';
import { formatRate } from '../components/format.ts';
import { ChartFrame } from './chart-frame.tsx';
import { type Place, placesOf, type Point, thinned } from './places.ts';
import { Plot, still } from './plot.tsx';
import { linearScale, logScale, probitScale } from './scale.ts';

/** Detection error trade-off, or receiver operating characteristic. */
type Form = 'det' | 'roc';

interface DetectionCurveProps {
  titles: Readonly<Record<Form, string>>;
  fileNames: Readonly<Record<Form, string>>;
  summary: string;
  /** Name of the choice between the two. */
  formLabel: string;
  /** By threshold. Rates are null where there are no pairs of their kind. */
  curve: readonly {
    readonly threshold: number | null;
    readonly falseAcceptRate: number | null;
    readonly falseRejectRate: number | null;
  }[];
  genuinePairs: number;
  impostorPairs: number;
  height: number;
  colour: string;
  /** What lies over the drawing, given the places of the curve that has both rates. */
  over?: (places: readonly Place[]) => ReactNode;
}

/** FRR against FAR on probit axes, or 1 − FRR against a logarithmic FAR. */
export function DetectionCurve(props: DetectionCurveProps) {
  const { titles, fileNames, summary, formLabel, curve, height, colour, over } = props;
  const { genuinePairs, impostorPairs } = props;
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>('det');
  const scales = useMemo(() => {
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
    return placesOf(points, scales.x, scales.y);
  }, [curve, scales, form]);
  return (
    <ChartFrame
      title={titles[form]}
      fileName={fileNames[form]}
      summary={summary}
      data={() => ({
        columns: [t('threshold'), 'FAR', 'FRR'],
        rows: curve.map((point) => [point.threshold, point.falseAcceptRate, point.falseRejectRate]),
      })}
      tools={
        <SegmentedControl
          aria-label={formLabel}
          value={form}
          onChange={setForm}
          data={[
            { value: 'det', label: 'DET' },
            { value: 'roc', label: 'ROC' },
          ]}
        />
      }
    >
      <Plot
        x={{ scale: scales.x, label: 'FAR', format: formatRate }}
        y={{ scale: scales.y, label: form === 'det' ? 'FRR' : '1 − FRR', format: formatRate }}
        height={height}
        over={over?.(places)}
      >
        <Line {...still} data={thinned(places)} dataKey="y" stroke={colour} strokeWidth={1.75} />
      </Plot>
    </ChartFrame>
  );
}
