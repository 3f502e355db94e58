import { coordinate } from './axes.ts';
import type { Axis } from './axes.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { pointLabel } from './view.ts';
import type { ShownPoint } from './view.ts';

/**
 * What every drawing of the report has: axes, a title and a description for those who cannot see
 * it, and the marks of the thresholds. Colours come from the page's style sheet.
 */

const width = 560;
const height = 330;
/** Where the plot lies in the drawing, in pixels. */
export const plot = { left: 66, right: width - 14, bottom: height - 44 };
/** The plot's upper edge with room above it for the labels of thresholds. */
export const labelledTop = 46;
/** The plot's upper edge without. */
export const plainTop = 20;

/** A path of one kind (its CSS classes). */
export function path(kind: string, shape: string): Markup {
  return html`<path class="${kind}" d="${shape}" />`;
}

/** A line of text at a place. */
export function text(
  kind: string,
  place: readonly [number, number],
  anchor: 'start' | 'middle' | 'end',
  content: string,
): Markup {
  const [x, y] = place.map(coordinate);
  return html`<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

/** A circle; what it holds is said when it is pointed at. */
export function circle(
  kind: string,
  place: readonly [number, number],
  radius: number,
  held: Content = null,
): Markup {
  const [x, y, r] = [...place, radius].map(coordinate);
  return html`<circle class="${kind}" cx="${x}" cy="${y}" r="${r}">${held}</circle>`;
}

/** The shape of a line through points. */
export function line(points: readonly (readonly [number, number])[]): string {
  return points
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`)
    .join('');
}

export interface Frame {
  /** Unique in the page. */
  id: string;
  /** Upper edge of the plot. */
  top: number;
  title: string;
  description: string;
  xAxis: Axis;
  yAxis: Axis;
  xLabel: string;
  yLabel: string;
  /** Drawn inside the plot, clipped to it. */
  marks: Content;
  /** Drawn on top, not clipped. */
  labels?: Content;
}

/** A drawing: axes with their ticks, marks and labels. */
export function frame(parts: Frame): Markup {
  const { id, top, xAxis, yAxis } = parts;
  const xTicks = xAxis.ticks.map((tick) => {
    const x = xAxis.position(tick.value);
    return [
      path('grid', `M${coordinate(x)} ${top}V${plot.bottom}`),
      text('tick', [x, plot.bottom + 16], 'middle', tick.label),
    ];
  });
  const yTicks = yAxis.ticks.map((tick) => {
    const y = yAxis.position(tick.value);
    return [
      path('grid', `M${plot.left} ${coordinate(y)}H${plot.right}`),
      text('tick', [plot.left - 7, y + 3.5], 'end', tick.label),
    ];
  });
  const middle = (top + plot.bottom) / 2;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-description"
  >
    <title id="${id}-title">${parts.title}</title>
    <desc id="${id}-description">${parts.description}</desc>
    <clipPath id="${id}-clip">
      <path d="M${plot.left} ${top}H${plot.right}V${plot.bottom}H${plot.left}Z" />
    </clipPath>
    ${xTicks}${yTicks}
    <g clip-path="url(#${id}-clip)">${parts.marks}</g>
    ${path('axis', `M${plot.left} ${top}V${plot.bottom}H${plot.right}`)} ${parts.labels}
    ${text('axis-label', [(plot.left + plot.right) / 2, height - 8], 'middle', parts.xLabel)}
    <g transform="translate(13 ${middle}) rotate(-90)">
      ${text('axis-label', [0, 0], 'middle', parts.yLabel)}
    </g>
  </svg>`;
}

/** The thresholds as vertical lines with their targets above, in as many rows as they need. */
export function thresholdLines(
  points: readonly ShownPoint[],
  main: ShownPoint | null,
  xAxis: Axis,
): Markup[] {
  const labelWidth = 38;
  const mostRows = 3;
  const rowEnds: number[] = [];
  const rules: Markup[] = [];
  const labels: Markup[] = [];
  for (const point of [...points].sort((a, b) => a.threshold - b.threshold)) {
    const x = xAxis.position(point.threshold);
    let row = rowEnds.findIndex((end) => end <= x - labelWidth / 2);
    if (row < 0) row = Math.min(rowEnds.length, mostRows - 1);
    rowEnds[row] = x + labelWidth / 2;
    const y = labelledTop - 5 - row * 12;
    const kind = thresholdKind(point, main);
    const rule = path('rule-line', `M${coordinate(x)} ${y + 2}V${plot.bottom}`);
    const target = text('target', [x, y], 'middle', pointLabel(point));
    rules.push(html`<g class="${kind}">${rule}</g>`);
    labels.push(html`<g class="${kind}">${target}</g>`);
  }
  // Labels last: a line to a higher row must not run through a label of a lower one.
  return [...rules, ...labels];
}

/** The CSS classes of what marks a threshold. */
export function thresholdKind(point: ShownPoint, main: ShownPoint | null): string {
  return point === main ? 'threshold main' : 'threshold';
}
