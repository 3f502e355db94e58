import { useComputedColorScheme } from '@mantine/core';
import { memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReferenceLine } from 'recharts';
import { ChartFrame } from '../../charts/chart-frame.tsx';
import { palette, resolvedColour } from '../../charts/palette.ts';
import { Plot } from '../../charts/plot.tsx';
import type { Scale } from '../../charts/scale.ts';
import { formatCount, formatFigure, formatRate } from '../../components/format.ts';
import { changeScale } from './change-scale.ts';
import { changeOf, type ClassRate, type ClassRow } from './class-rows.ts';

/** How near to a class the pointer must be, in pixels. */
const reach = 14;

/** Where nothing has changed. */
const diagonal = (
  <ReferenceLine
    segment={[
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]}
    stroke={palette.muted}
    strokeDasharray="4 3"
  />
);

interface ChangeScatterProps {
  rows: readonly ClassRow[];
  rate: ClassRate;
  selected: number | null;
  onSelect: (c: number) => void;
  height: number;
}

/** One rate of every class, after against before: below the diagonal is better. */
export const ChangeScatter = memo(function ChangeScatter(props: ChangeScatterProps) {
  const { rows, rate, selected, onSelect, height } = props;
  const { t } = useTranslation(['compare', 'common']);
  const [near, setNear] = useState<ClassRow | null>(null);
  const scale = useMemo(
    () =>
      changeScale(
        rows.map((row) => row[rate]),
        rate === 'falseAcceptRate',
      ),
    [rows, rate],
  );
  const places = useMemo(() => placesOf(rows, rate, scale), [rows, rate, scale]);
  const label = t(`rates.${rate}`);
  const pointed = (event: PointerEvent | React.MouseEvent): ClassRow | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const k = nearest(places, event.clientX - box.left, event.clientY - box.top, box);
    return k === null ? null : (rows[k] ?? null);
  };
  const compared = rows.map((row) => changeOf(row[rate])).filter((change) => change !== null);
  const format = rate === 'falseAcceptRate' ? formatRate : formatFigure;
  return (
    <ChartFrame
      title={t('classes.scatter', { rate: label })}
      fileName={`classes-${rate === 'falseAcceptRate' ? 'far' : 'frr'}-before-after`}
      summary={t('classes.scatterSummary', {
        count: compared.length,
        below: formatCount(compared.filter((change) => change < 0).length),
        above: formatCount(compared.filter((change) => change > 0).length),
      })}
      data={() => ({
        columns: [t('common:class'), t('before'), t('after'), t('classes.change')],
        rows: rows.map((row) => [
          row.name,
          row[rate].before,
          row[rate].after,
          row.changes.map(({ change }) => change).join(' '),
        ]),
      })}
    >
      <Plot
        x={{ scale, label: t('classes.beforeAxis', { rate: label }), format }}
        y={{ scale, label: t('classes.afterAxis', { rate: label }), format }}
        height={height}
        over={
          <div
            className="isoline-plot-pointer compare-pick"
            onPointerMove={(event) => setNear(pointed(event))}
            onPointerLeave={() => setNear(null)}
            onClick={(event) => {
              const row = pointed(event);
              if (row !== null) onSelect(row.class);
            }}
          >
            <Dots rows={rows} rate={rate} places={places} selected={selected} />
            {near !== null && (
              <span className="isoline-readout compare-readout">
                {near.name} · {formatRate(near[rate].before)} → {formatRate(near[rate].after)}
              </span>
            )}
          </div>
        }
      >
        {diagonal}
      </Plot>
      <ul className="compare-legend">
        <li>{t('classes.legend.class')}</li>
        <li data-mark="fixed">{t('classes.legend.fixed')}</li>
        <li data-mark="broken">{t('classes.legend.broken')}</li>
        <li data-mark="chosen">{t('classes.legend.chosen')}</li>
      </ul>
    </ChartFrame>
  );
});

/** [2 × rows] where each class lies, as shares from the upper left; NaN without both values. */
function placesOf(rows: readonly ClassRow[], rate: ClassRate, scale: Scale): Float32Array {
  const places = new Float32Array(2 * rows.length).fill(NaN);
  rows.forEach((row, k) => {
    const { before, after } = row[rate];
    if (before === null || after === null) return;
    places[2 * k] = scale.at(before);
    places[2 * k + 1] = 1 - scale.at(after);
  });
  return places;
}

function nearest(
  places: Float32Array,
  left: number,
  top: number,
  { width, height }: { width: number; height: number },
): number | null {
  let best: number | null = null;
  let least = reach;
  for (let k = 0; 2 * k < places.length; k++) {
    const distance = Math.hypot(places[2 * k]! * width - left, places[2 * k + 1]! * height - top);
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  return best;
}

function Dots({
  rows,
  rate,
  places,
  selected,
}: {
  rows: readonly ClassRow[];
  rate: ClassRate;
  places: Float32Array;
  selected: number | null;
}) {
  const element = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const canvas = element.current;
    if (canvas === null) return;
    const draw = (): void => paint(canvas, rows, rate, places, selected);
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => observer.disconnect();
    // The colours are those of the scheme.
  }, [rows, rate, places, selected, scheme]);
  return <canvas ref={element} className="compare-canvas" aria-hidden="true" />;
}

function paint(
  canvas: HTMLCanvasElement,
  rows: readonly ClassRow[],
  rate: ClassRate,
  places: Float32Array,
  selected: number | null,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
  context.scale(devicePixelRatio, devicePixelRatio);
  const colour = (name: string): string => resolvedColour(canvas, name);
  const circle = (k: number, radius: number): boolean => {
    const left = places[2 * k]!;
    if (Number.isNaN(left)) return false;
    context.beginPath();
    context.arc(left * width, places[2 * k + 1]! * height, radius, 0, 2 * Math.PI);
    return true;
  };
  context.fillStyle = colour(rate === 'falseAcceptRate' ? palette.impostor : palette.genuine);
  context.globalAlpha = rows.length > 500 ? 0.3 : 0.55;
  for (let k = 0; k < rows.length; k++)
    if (circle(k, rows.length > 500 ? 2.2 : 3.2)) context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  rows.forEach(({ changes }, k) => {
    const change = changes.find((changed) => changed.rate === rate)?.change;
    if (change === undefined || !circle(k, 5)) return;
    context.strokeStyle = colour(change === 'fixed' ? palette.better : palette.wrong);
    context.stroke();
  });
  const place = rows.findIndex((row) => row.class === selected);
  if (place >= 0 && circle(place, 7)) {
    context.lineWidth = 2.5;
    context.strokeStyle = colour(palette.threshold);
    context.stroke();
  }
}
