import { type PointerEvent, useRef } from 'react';
import type { ThresholdControl } from './threshold-control.ts';
import { thresholdText } from './threshold-text.ts';
import { useFrame } from './use-threshold.ts';

/** Where a threshold lies in a drawing: shares of its width and height from the upper left; null: no line. */
export interface HairPlace {
  readonly x: number | null;
  readonly y: number | null;
}

interface CrossHairProps {
  control: ThresholdControl;
  place: (threshold: number, step: number) => HairPlace;
  /** The step at a place of the pointer, given as shares. */
  stepAt: (x: number, y: number) => number;
  /** Told where the pointer is; null when it has left. */
  onPoint?: (point: { x: number; y: number } | null) => void;
  /** Told where a person pressed, beside the threshold being set. */
  onPress?: (point: { x: number; y: number }) => void;
}

/**
 * The threshold in a chart, as a line over it that moves without the chart being drawn anew; and what
 * the pointer is at. Pressing takes that threshold, and dragging moves it.
 */
export function CrossHair({ control, place, stepAt, onPoint, onPress }: CrossHairProps) {
  const set = useRef<SVGGElement>(null);
  const hovered = useRef<SVGGElement>(null);
  const label = useRef<SVGTextElement>(null);
  useFrame(control, () => {
    move(set.current, place(control.threshold, control.step));
    const step = control.dragging ? null : control.hovered;
    const group = hovered.current;
    const text = label.current;
    if (group === null || text === null) return;
    group.setAttribute('visibility', step === null ? 'hidden' : 'visible');
    if (step === null) return;
    const threshold = control.thresholds[step]!;
    const where = place(threshold, step);
    move(group, where);
    text.textContent = thresholdText(threshold, control);
    const x = where.x ?? 0;
    text.setAttribute('x', percent(x));
    text.setAttribute('dx', x > 0.8 ? '-5' : '5');
    text.setAttribute('text-anchor', x > 0.8 ? 'end' : 'start');
  });
  const pointOf = (event: PointerEvent<HTMLDivElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)),
      y: Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)),
    };
  };
  return (
    <div
      className="threshold-hair"
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const point = pointOf(event);
        control.drag(stepAt(point.x, point.y));
        onPress?.(point);
      }}
      onPointerMove={(event) => {
        const point = pointOf(event);
        const step = stepAt(point.x, point.y);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) control.drag(step);
        control.hover(step);
        onPoint?.(point);
      }}
      onPointerLeave={() => {
        control.hover(null);
        onPoint?.(null);
      }}
      onLostPointerCapture={() => control.release()}
    >
      <svg data-chart width="100%" height="100%">
        <g ref={hovered} visibility="hidden" className="threshold-hair-hovered">
          <line data-axis="x" y1="0" y2="100%" />
          <line data-axis="y" x1="0" x2="100%" />
          <text ref={label} y="12" />
        </g>
        <g ref={set} className="threshold-hair-set">
          <line data-axis="x" y1="0" y2="100%" />
          <line data-axis="y" x1="0" x2="100%" />
        </g>
      </svg>
    </div>
  );
}

function move(group: SVGGElement | null, { x, y }: HairPlace): void {
  const [across, along] = group?.querySelectorAll('line') ?? [];
  moveLine(across, x, 'x');
  moveLine(along, y, 'y');
}

function moveLine(line: SVGLineElement | undefined, at: number | null, axis: 'x' | 'y'): void {
  if (line === undefined) return;
  line.style.display = at === null ? 'none' : '';
  if (at === null) return;
  line.setAttribute(`${axis}1`, percent(at));
  line.setAttribute(`${axis}2`, percent(at));
}

function percent(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(3)}%`;
}
