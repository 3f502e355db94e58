import type { ComparedPoint, ComparedSet } from '../../contract/comparison.ts';
import { linearAxis, logAxis } from './axes.ts';
import type { Axis } from './axes.ts';
import { circle, frame, line, path, plainTop, plot, text } from './chart-frame.ts';
import { html, labelText } from './html.ts';
import type { Markup } from './html.ts';
import { formatCount, formatTarget } from './numbers.ts';

/** Side of the squares in which classes are put together, in pixels. */
const cell = 6;
/** Classes named in the drawing, at most. */
const namedClasses = 3;

/**
 * One rate of every class, after against before: below the diagonal is better. Classes within the same
 * few pixels share one mark. Classes that are called fixed or newly broken are ringed, the largest
 * changes named.
 */
export function changeScatter(
  id: string,
  set: ComparedSet,
  point: ComparedPoint,
  rate: 'falseAcceptRate' | 'falseRejectRate',
  target: number,
): Markup {
  const impostor = rate === 'falseAcceptRate';
  const { before, after } = impostor ? point.classFalseAcceptRate : point.classFalseRejectRate;
  const both = before.flatMap((was, c) => {
    const is = after[c];
    return was === null || typeof is !== 'number' ? [] : [{ c, was, is }];
  });
  const values = both.flatMap(({ was, is }) => [was, is]);
  const axisOver = (low: number, high: number): Axis =>
    impostor ? logWithZero(values, low, high) : linearFrom0(values, low, high);
  const xAxis = axisOver(plot.left, plot.right - 10);
  const yAxis = axisOver(plot.bottom, plainTop + 6);
  const cells = new Map<string, { x: number; y: number; members: number[] }>();
  for (const { c, was, is } of both) {
    const x = xAxis.position(was);
    const y = yAxis.position(is);
    const key = `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
    const mark = cells.get(key) ?? { x: 0, y: 0, members: [] };
    mark.x += x;
    mark.y += y;
    mark.members.push(c);
    cells.set(key, mark);
  }
  const marks = [...cells.values()].map(({ x, y, members }) => {
    const count = members.length;
    const said =
      count === 1 ? labelText(set.classNames[members[0]!]!, 60) : `${formatCount(count)} classes`;
    return circle(
      'class',
      [x / count, y / count],
      2.8 + 1.9 * Math.log10(count),
      html`<title>${said}</title>`,
    );
  });
  const changed = point.changedClasses.filter((candidate) => candidate.rate === rate);
  const named: number[] = [];
  const ringed = changed.map(({ class: c, change, before: was, after: is }) => {
    const x = xAxis.position(was);
    const y = yAxis.position(is);
    const leftwards = x > (plot.left + plot.right) / 2;
    // A name that would run into another one is left to the tables.
    const free = named.length < namedClasses && named.every((other) => Math.abs(other - y) > 13);
    if (free) named.push(y);
    const label = labelText(set.classNames[c]!, 24);
    return html`${circle(`ring ${change}`, [x, y], 5)}${
      free &&
      text('class-label', [x + (leftwards ? -9 : 9), y + 4], leftwards ? 'end' : 'start', label)
    }`;
  });
  const name = impostor ? 'FAR_c' : 'FRR_c';
  const ends = [Math.min(...values, 0), Math.max(...values, 0)] as const;
  return frame({
    id,
    top: plainTop,
    title: `${name} before and after`,
    description: `${impostor ? 'False accept' : 'False reject'} rate of ${formatCount(both.length)} classes at matched FAR ${formatTarget(target)}, after against before. Below the diagonal is better. Single classes follow as tables.`,
    xAxis,
    yAxis,
    xLabel: `${name} before${impostor ? ' (log, 0 apart)' : ''}`,
    yLabel: `${name} after`,
    marks: [
      path(
        'guide',
        line([
          [xAxis.position(ends[0]), yAxis.position(ends[0])],
          [xAxis.position(ends[1]), yAxis.position(ends[1])],
        ]),
      ),
      ...marks,
    ],
    labels: ringed,
  });
}

function linearFrom0(values: readonly number[], low: number, high: number): Axis {
  const most = Math.max(0.05, ...values);
  return linearAxis([0, Math.min(1, most * 1.05)], [low, high], 6);
}

/** A logarithmic axis with a place of its own for 0 at its lower end. */
function logWithZero(values: readonly number[], low: number, high: number): Axis {
  const positive = values.filter((value) => value > 0);
  const least = positive.length === 0 ? -4 : Math.floor(Math.log10(Math.min(...positive)));
  const most =
    positive.length === 0 ? -1 : Math.max(least + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const direction = Math.sign(high - low);
  const logPart = logAxis([least, most], [low + direction * 40, high]);
  return {
    position: (rate) => (rate > 0 ? logPart.position(rate) : low + direction * 12),
    ticks: [{ value: 0, label: '0' }, ...logPart.ticks],
  };
}
