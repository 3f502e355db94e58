import { Fragment, type PointerEvent, useMemo, useState } from 'react';
import { Line, ReferenceLine } from 'recharts';
import { formatFigure } from '../components/format.ts';
import { palette } from './palette.ts';
import { placesOf, type Point, thinned } from './places.ts';
import { Plot, still } from './plot.tsx';
import { clampedTo, linearScale, type Scale } from './scale.ts';

/** A line of a chart. */
export interface LineSeries {
  name: string;
  /** By ascending x. */
  points: readonly Point[];
  /** An x that a vertical line marks; null: none. */
  mark: number | null;
}

const dashes = ['', '7 3', '2 3'] as const;
/** How near to a point the pointer must be, in pixels. */
const reach = 24;

function stepText(step: number): string {
  return formatFigure(step, 4);
}

/** How series k is drawn: six colours, then again with other dashes. */
export function seriesStyle(k: number): { stroke: string; strokeDasharray: string } {
  const { series } = palette;
  return {
    stroke: series[k % series.length]!,
    strokeDasharray: dashes[Math.floor(k / series.length) % dashes.length]!,
  };
}

/** A scale that holds all values, with some room; around a single value too. */
export function scaleOver(values: readonly number[], ticks: number): Scale {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (least > most) return linearScale(0, 1, ticks);
  const room = most > least ? 0.06 * (most - least) : Math.max(0.05 * Math.abs(most), 1e-6);
  return linearScale(least - room, most + room, ticks);
}

/** Up to some 20 lines of up to some 500 points over one axis, from 0 on. */
export function LineChart({
  series,
  xLabel,
  yLabel,
  xEnd,
  height,
  emphasised,
}: {
  series: readonly LineSeries[];
  xLabel: string;
  yLabel: string;
  /** Where the horizontal axis ends. */
  xEnd: number;
  height: number;
  /** The line that stands out; null: none. */
  emphasised: number | null;
}) {
  const [near, setNear] = useState<{ line: number; point: Point } | null>(null);
  const x = useMemo(() => linearScale(0, Math.max(1, xEnd), 5), [xEnd]);
  const y = useMemo(
    () =>
      scaleOver(
        series.flatMap(({ points }) => points.map(([, value]) => value)),
        4,
      ),
    [series],
  );
  const look = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    let least = reach;
    let found: typeof near = null;
    series.forEach(({ points }, line) => {
      for (const point of points) {
        const distance = Math.hypot(
          x.at(point[0]) * box.width - (event.clientX - box.left),
          (1 - y.at(point[1])) * box.height - (event.clientY - box.top),
        );
        if (distance < least) {
          least = distance;
          found = { line, point };
        }
      }
    });
    setNear(found);
  };
  const shown = near?.line ?? emphasised;
  const places = useMemo(
    () => series.map(({ points }) => placesOf(thinned(points), x, y)),
    [series, x, y],
  );
  // The readout follows the pointer without the lines being drawn anew.
  const drawn = useMemo(
    () =>
      series.map(({ name, mark }, k) => {
        const style = seriesStyle(k);
        const opacity = shown === null || shown === k ? 1 : 0.25;
        return (
          <Fragment key={name}>
            {mark !== null && (
              <ReferenceLine
                x={clampedTo(x, mark)}
                stroke={style.stroke}
                strokeDasharray="3 3"
                strokeWidth={0.75}
                opacity={opacity}
              />
            )}
            <Line
              {...still}
              {...style}
              data={places[k]!}
              dataKey="y"
              strokeWidth={shown === k ? 2.5 : 1.6}
              opacity={opacity}
              dot={{ r: shown === k ? 3 : 2, fill: style.stroke, stroke: 'none' }}
            />
          </Fragment>
        );
      }),
    [series, places, shown, x],
  );
  return (
    <Plot
      x={{ scale: x, label: xLabel, format: stepText }}
      y={{ scale: y, label: yLabel, format: formatFigure }}
      height={height}
      over={
        <div
          className="isoline-plot-pointer"
          onPointerMove={look}
          onPointerLeave={() => setNear(null)}
        >
          {near !== null && (
            <span className="isoline-readout">
              {series[near.line]?.name} · {formatFigure(near.point[0], 6)}:{' '}
              {formatFigure(near.point[1], 4)}
            </span>
          )}
        </div>
      }
    >
      {drawn}
    </Plot>
  );
}
