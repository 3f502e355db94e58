import { SegmentedControl, useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roundTicks } from '../../../core/round-ticks.ts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette, resolvedColour } from '../../charts/palette.ts';
import { Plot } from '../../charts/plot.tsx';
import type { Scale } from '../../charts/scale.ts';
import { formatCount, formatRate } from '../../components/format.ts';
import { shortestDecimal } from '../../components/typed-number.ts';
import { CrossHair } from './cross-hair.tsx';
import { classesOfLine, colourOf, heatMapImage, leastRate } from './heat-map-image.ts';
import type { ThresholdAxis } from './threshold-axis.ts';
import type { ThresholdControl } from './threshold-control.ts';
import {
  acceptedAtStep,
  classMeasure,
  type ClassMeasure,
  type ThresholdModel,
} from './threshold-model.ts';
import { thresholdText, thresholdTick } from './threshold-text.ts';

/** Classes of the nearer view. */
const nearClasses = 60;

const colours: Readonly<Record<ClassMeasure, string>> = {
  'false-accept-rate': palette.impostor,
  'false-reject-rate': palette.genuine,
  utility: palette.muted,
};

interface HeatMapProps {
  model: ThresholdModel;
  classNames: readonly string[];
  /** Classes in the order of the table. */
  order: readonly number[];
  axis: ThresholdAxis;
  control: ThresholdControl;
  selected: number | null;
  onSelect: (c: number) => void;
  height: number;
}

/** Every class at every threshold, as colours. */
export const HeatMap = memo(function HeatMap(props: HeatMapProps) {
  const { model, classNames, order, axis, control, selected, onSelect, height } = props;
  const { t } = useTranslation(['threshold', 'common']);
  const [measure, setMeasure] = useState<ClassMeasure>('false-accept-rate');
  const [view, setView] = useState<'all' | 'near'>('all');
  const [drawnLines, setLines] = useState(180);
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const scheme = useComputedColorScheme();
  const shown = useMemo(
    () => (view === 'all' ? order : order.slice(0, nearClasses)),
    [order, view],
  );
  const lines = Math.max(1, Math.min(shown.length, drawnLines));

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    setLines(Math.max(1, Math.round(element.getBoundingClientRect().height * devicePixelRatio)));
    const bins = model.steps - 1;
    element.width = bins;
    element.height = lines;
    const image = heatMapImage(model, shown, lines, measure, {
      low: colourOf(resolvedColour(element, 'var(--isoline-ground)')),
      high: colourOf(resolvedColour(element, colours[measure])),
    });
    element.getContext('2d')?.putImageData(new ImageData(image, bins, lines), 0, 0);
    // The colours are those of the scheme.
  }, [model, shown, lines, measure, scheme]);

  const y = useMemo(() => lineScale(shown.length), [shown.length]);
  /** The classes at a height of the drawing, with their mean and the worst of them. */
  const readAt = (point: { x: number; y: number }) => {
    const line = Math.min(lines - 1, Math.floor(point.y * lines));
    const { from, to } = classesOfLine(line, lines, shown.length);
    const step = Math.min(model.steps - 2, axis.stepAt(point.x));
    const accepted = acceptedAtStep(model, step);
    let worst: { class: number; value: number } | null = null;
    let sum = 0;
    let count = 0;
    for (let k = from; k < to; k++) {
      const c = shown[k]!;
      const value = classMeasure(model, accepted, c, measure);
      if (value === null) continue;
      sum += value;
      count++;
      const isWorse =
        worst === null || (measure === 'utility' ? value < worst.value : value > worst.value);
      if (isWorse) worst = { class: c, value };
    }
    return { from, to, step, mean: count === 0 ? null : sum / count, worst, first: shown[from] };
  };
  const show = (point: { x: number; y: number } | null): void => {
    if (readout.current === null) return;
    if (point === null || shown.length === 0) {
      readout.current.textContent = '';
      return;
    }
    const { from, to, step, mean, worst, first } = readAt(point);
    const threshold = thresholdText(control.thresholds[step]!, control);
    const value = `${t(`measure.${measure}`)} ${formatRate(mean)}`;
    readout.current.textContent =
      to - from === 1 || worst === null
        ? `${value} · t ${threshold} · ${classNames[first ?? 0] ?? ''}`
        : t('heatMap.several', {
            from: formatCount(from + 1),
            to: formatCount(to),
            threshold,
            value,
            name: classNames[worst.class] ?? '',
            worst: formatRate(worst.value),
          });
  };
  const line = selected === null ? -1 : shown.indexOf(selected);
  return (
    <ChartFrame
      title={t('heatMap.title')}
      fileName="classes-by-threshold"
      summary={t('heatMap.summary', { measure: t(`measure.${measure}`) })}
      data={() => ({
        columns: [
          t('common:class'),
          ...control.thresholds.slice(0, -1).map((threshold) => shortestDecimal(threshold)),
        ],
        rows: shown.map((c) => [
          classNames[c] ?? '',
          ...Array.from({ length: model.steps - 1 }, (_, step) =>
            classMeasure(model, acceptedAtStep(model, step), c, measure),
          ),
        ]),
      })}
      tools={
        <>
          {order.length > nearClasses && (
            <SegmentedControl
              aria-label={t('heatMap.view')}
              value={view}
              onChange={(value) => setView(value)}
              data={[
                { value: 'all', label: t('heatMap.all') },
                { value: 'near', label: t('heatMap.near', { count: nearClasses }) },
              ]}
            />
          )}
          <SegmentedControl
            aria-label={t('heatMap.measure')}
            value={measure}
            onChange={(value) => setMeasure(value)}
            data={[
              { value: 'false-accept-rate', label: 'FAR' },
              { value: 'false-reject-rate', label: 'FRR' },
              { value: 'utility', label: t('measure.utility') },
            ]}
          />
        </>
      }
    >
      <span className="threshold-readout" ref={readout} aria-hidden="true" />
      <Shades measure={measure} />
      <Plot
        x={{ scale: axis.scale, label: t(`axis.${axis.score}`), format: thresholdTick }}
        y={{ scale: y, label: t('heatMap.classes'), format: formatCount }}
        height={height}
        over={
          <>
            {shown.length === 0 && <p className="threshold-none">{t('common:table.none')}</p>}
            <canvas
              ref={canvas}
              className="threshold-canvas"
              data-near={shown.length < drawnLines / 2}
            />
            {line >= 0 && (
              <div
                className="threshold-selected-line"
                style={{ top: `${String((100 * (line + 0.5)) / shown.length)}%` }}
              />
            )}
            <CrossHair
              control={control}
              place={axis.place}
              stepAt={(x) => axis.stepAt(x)}
              onPoint={show}
              onPress={(point) => {
                const { worst, first } = readAt(point);
                const c = worst?.class ?? first;
                if (c !== undefined) onSelect(c);
              }}
            />
          </>
        }
      />
    </ChartFrame>
  );
});

/** Which value has which shade. */
function Shades({ measure }: { measure: ClassMeasure }) {
  const isRate = measure === 'false-accept-rate';
  return (
    <span className="threshold-shades" aria-hidden="true">
      {isRate ? `≤ ${formatRate(leastRate)}` : formatRate(0)}
      <i style={{ color: colours[measure] }} />
      {formatRate(1)}
    </span>
  );
}

/** The lines of classes, from the top. */
function lineScale(lines: number): Scale {
  return {
    at: (place) => 1 - place / Math.max(1, lines),
    from: (place) => (1 - place) * lines,
    ticks: roundTicks(0, Math.max(1, lines), 3).values.filter((tick) => Number.isInteger(tick)),
  };
}
