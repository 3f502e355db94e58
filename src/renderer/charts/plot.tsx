import { type ReactNode, useEffect, useRef, useState } from 'react';
import { palette } from './palette.ts';
import './plot.css';
import type { Scale } from './scale.ts';

/** What stands around the drawing of a plot, in pixels. */
export const plotInsets = { left: 50, right: 12, top: 22, bottom: 34 } as const;

/** Between two ticks, so that their labels stand apart; in pixels. */
const leastTickWidth = 36;
const leastTickHeight = 13;

/** An axis of a plot. */
export interface PlotAxis {
  scale: Scale;
  label: string;
  format: (tick: number) => string;
}

/** The drawing's size and where values lie in it, in pixels from its upper left corner. */
export interface PlotArea {
  width: number;
  height: number;
  x: (value: number) => number;
  y: (value: number) => number;
}

/**
 * Two axes and what is drawn between them, as wide as there is room. `plotInsets` tells where the
 * drawing lies, so that a cross-hair or a canvas can be laid over it without being drawn anew.
 *
 * @param height of all of it, in pixels
 * @param children the drawing, in an SVG group
 */
export function Plot({
  x,
  y,
  height,
  children,
  over,
}: {
  x: PlotAxis;
  y: PlotAxis;
  height: number;
  children: (area: PlotArea) => ReactNode;
  /** Laid over the drawing (not over the axes), as HTML. */
  over?: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { left, right, top, bottom } = plotInsets;
  const area: PlotArea = {
    width: Math.max(0, width - left - right),
    height: height - top - bottom,
    x: (value) => x.scale.at(value) * Math.max(0, width - left - right),
    y: (value) => (1 - y.scale.at(value)) * (height - top - bottom),
  };
  return (
    <div ref={frame} className="isoline-plot" style={{ height }}>
      {width > 0 && (
        <svg data-chart width={width} height={height} aria-hidden="true">
          <g transform={`translate(${String(left)} ${String(top)})`}>
            {spaced(y.scale.ticks, area.y, leastTickHeight).map((tick) => (
              <g key={tick} transform={`translate(0 ${String(area.y(tick))})`}>
                <line x2={area.width} stroke={palette.line} strokeWidth={0.75} />
                <text x={-6} dy="0.32em" textAnchor="end" className="isoline-tick">
                  {y.format(tick)}
                </text>
              </g>
            ))}
            {children(area)}
            <line y1={area.height} y2={area.height} x2={area.width} stroke={palette.muted} />
            {spaced(x.scale.ticks, area.x, leastTickWidth).map((tick) => (
              <g key={tick} transform={`translate(${String(area.x(tick))} ${String(area.height)})`}>
                <line y2={4} stroke={palette.muted} />
                <text y={16} textAnchor="middle" className="isoline-tick">
                  {x.format(tick)}
                </text>
              </g>
            ))}
            <text
              x={area.width}
              y={area.height + 30}
              textAnchor="end"
              className="isoline-tick isoline-axis"
            >
              {x.label}
            </text>
            <text x={-plotInsets.left + 4} y={-11} className="isoline-tick isoline-axis">
              {y.label}
            </text>
          </g>
        </svg>
      )}
      {over !== undefined && <div className="isoline-plot-over">{over}</div>}
    </div>
  );
}

/** Ticks without those that would stand upon the one before. */
function spaced(ticks: readonly number[], at: (value: number) => number, least: number): number[] {
  const kept: number[] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(at(tick) - at(last)) >= least) kept.push(tick);
  }
  return kept;
}

function useWidth(frame: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
