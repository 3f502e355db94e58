import { memo, type ReactNode, useMemo } from 'react';
import { CartesianGrid, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import { palette } from './palette.ts';
import type { Place } from './places.ts';
import './plot.css';
import type { Scale } from './scale.ts';

/** What stands around the drawing of a plot, in pixels. */
const insets = { left: 50, right: 12, top: 22, bottom: 34 } as const;

/** A series of a plot as it is drawn at once, without answering to the pointer. */
export const still = { isAnimationActive: false, dot: false, activeDot: false } as const;

/** An axis of a plot. */
export interface PlotAxis {
  scale: Scale;
  label: string;
  format: (tick: number) => string;
}

interface DrawingProps {
  x: PlotAxis;
  y: PlotAxis;
  /** Of all of it, in pixels. */
  height: number;
  /** Series of recharts whose data are places: shares of the drawing, `x` and what they draw. */
  children?: ReactNode;
}

/**
 * Two axes and what is drawn between them, as wide as there is room. What is laid over the drawing (a
 * cross-hair, a canvas) changes without the chart being drawn anew.
 */
export function Plot({
  over,
  ...drawing
}: DrawingProps & {
  /** Laid over the drawing (not over the axes), as HTML. */
  over?: ReactNode;
}) {
  return (
    <div className="isoline-plot">
      <Drawing {...drawing} />
      {over !== undefined && <div className="isoline-plot-over">{over}</div>}
    </div>
  );
}

/** The chart itself: drawn anew only where what it shows has changed. */
const Drawing = memo(
  function Drawing({ x, y, height, children }: DrawingProps) {
    const across = useAxis(x);
    const along = useAxis(y);
    return (
      // It says nothing that the table of its frame does not say.
      <div aria-hidden="true">
        <ComposedChart
          responsive
          style={{ width: '100%', height }}
          margin={{ top: insets.top, right: insets.right, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid
            vertical={false}
            horizontalCoordinatesGenerator={({ offset }) =>
              along.ticks.map((place) => offset.top + (1 - place) * offset.height)
            }
            stroke={palette.line}
            strokeWidth={0.75}
          />
          <Line hide data={corners} dataKey="y" />
          {children}
          <XAxis
            {...across}
            dataKey="x"
            height={insets.bottom}
            minTickGap={8}
            axisLine={{ stroke: palette.muted }}
            tickLine={{ stroke: palette.muted }}
            tickSize={4}
            tickMargin={4.5}
            label={{ ...axisLabel, value: x.label, position: 'insideBottomRight', dy: -4 }}
          />
          <YAxis
            {...along}
            width={insets.left}
            minTickGap={1}
            axisLine={false}
            tickLine={false}
            tickSize={0}
            tickMargin={6}
            label={{ ...axisLabel, value: y.label, position: 'insideTopLeft', dx: 4, dy: -19 }}
          />
        </ComposedChart>
      </div>
    );
  },
  (before, after) =>
    before.height === after.height &&
    before.children === after.children &&
    isSameAxis(before.x, after.x) &&
    isSameAxis(before.y, after.y),
);

/** Drawn in no plot: recharts has no axes without a series, and what is drawn may be a canvas above. */
const corners: readonly Place[] = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
];

const axisLabel = { className: 'isoline-tick isoline-axis', offset: 0 };

/** An axis of recharts over the shares of the drawing, with the ticks of a scale. */
function useAxis({ scale, format }: PlotAxis) {
  return useMemo(() => {
    const ticks = new Map(scale.ticks.map((tick) => [scale.at(tick), tick]));
    return {
      type: 'number',
      domain: [0, 1],
      includeHidden: true,
      ticks: [...ticks.keys()],
      tickFormatter: (place: number) => format(ticks.get(place) ?? scale.from(place)),
      tick: { className: 'isoline-tick' },
      interval: 'preserveStartEnd',
    } as const;
  }, [scale, format]);
}

function isSameAxis(before: PlotAxis, after: PlotAxis): boolean {
  return (
    before.scale === after.scale && before.label === after.label && before.format === after.format
  );
}
