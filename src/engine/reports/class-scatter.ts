import type { Evaluation } from '../../contract/evaluation.ts';
import { coordinate, linearAxis, logAxis } from './axes.ts';
import type { Axis } from './axes.ts';
import { circle, frame, path, plainTop, plot, text } from './chart-frame.ts';
import { html, labelText } from './html.ts';
import type { Markup } from './html.ts';
import { formatCount, formatThreshold } from './numbers.ts';
import { genuinePairsOf, impostorPairsOf, worstClass } from './view.ts';
import type { ShownPoint } from './view.ts';

/** Side of the squares in which classes are put together, in pixels. */
const cell = 6;
/** Above this many classes single marks would run into each other. */
export const mostSingleMarks = 600;

interface Cell {
  /** Sums over the members. */
  x: number;
  y: number;
  members: number[];
  /** Upper left corner. */
  column: number;
  row: number;
}

/**
 * FRR_c against FAR_c at one operating point. Classes that would lie within the same few pixels
 * share one mark: a larger dot, or, where there are many classes, a darker square. So every class
 * counts, whatever their number, and the drawing stays small.
 */
export function classScatter(evaluation: Evaluation, point: ShownPoint): Markup {
  const accepts = point.classFalseAcceptRate ?? [];
  const rejects = point.classFalseRejectRate ?? [];
  const both = accepts.flatMap((accept, index) => {
    const reject = rejects[index];
    return typeof accept === 'number' && typeof reject === 'number'
      ? [{ index, accept, reject }]
      : [];
  });
  const positive = both.filter(({ accept }) => accept > 0).map(({ accept }) => accept);
  const lowest = positive.reduce((least, rate) => Math.min(least, rate), 1);
  const highest = positive.reduce((most, rate) => Math.max(most, rate), 0);
  const low = positive.length === 0 ? -4 : Math.floor(Math.log10(lowest));
  const high = positive.length === 0 ? -1 : Math.max(low + 1, Math.ceil(Math.log10(highest)));
  const gutter = 44;
  const logPart = logAxis([low, high], [plot.left + gutter, plot.right - 10]);
  const xAxis: Axis = {
    position: (rate) => (rate > 0 ? logPart.position(rate) : plot.left + 12),
    ticks: [{ value: 0, label: '0' }, ...logPart.ticks],
  };
  const mostRejects = both.reduce((most, { reject }) => Math.max(most, reject), 0);
  const yAxis = linearAxis(
    [0, Math.min(1, Math.max(0.05, Math.ceil(mostRejects * 11) / 10))],
    [plot.bottom - 8, plainTop + 6],
    6,
  );
  const few = new Set(evaluation.opis.fewGenuinePairs);
  const cells = new Map<string, Cell>();
  for (const { index, accept, reject } of both) {
    const x = xAxis.position(accept);
    const y = yAxis.position(reject);
    const column = Math.floor(x / cell) * cell;
    const row = Math.floor(y / cell) * cell;
    const key = `${column} ${row}`;
    const mark = cells.get(key) ?? { x: 0, y: 0, members: [], column, row };
    mark.x += x;
    mark.y += y;
    mark.members.push(index);
    cells.set(key, mark);
  }
  const crowded = both.length > mostSingleMarks;
  const fullest = Math.max(...[...cells.values()].map(({ members }) => members.length), 1);
  const marks = [...cells.values()].map(({ x, y, members, column, row }) => {
    const count = members.length;
    const said =
      count === 1
        ? labelText(evaluation.classNames[members[0] as number] as string, 60)
        : `${formatCount(count)} classes`;
    const title = html`<title>${said}</title>`;
    if (crowded) {
      const share = Math.log1p(count) / Math.log1p(fullest);
      const shape = `M${column} ${row}h${cell}v${cell}h-${cell}Z`;
      const opacity = (0.1 + 0.9 * share).toFixed(2);
      return html`<path class="tile" d="${shape}" fill-opacity="${opacity}">${title}</path>`;
    }
    const hollow = members.every((index) => few.has(index));
    const radius = 2.8 + 1.9 * Math.log10(count);
    return circle(hollow ? 'class few' : 'class', [x / count, y / count], radius, title);
  });
  const pooledAccept = point.falseAcceptRate ?? 0;
  const pooledReject = point.falseRejectRate ?? 0;
  const worstAccept = worstClass(accepts, (index) => impostorPairsOf(evaluation, index));
  const worstReject = worstClass(rejects, (index) => genuinePairsOf(evaluation, index));
  const baselines: number[] = [];
  const named = [...new Set([worstAccept?.index, worstReject?.index])].flatMap((index) => {
    const entry = both.find((candidate) => candidate.index === index);
    if (entry === undefined) return [];
    const x = xAxis.position(entry.accept);
    const y = yAxis.position(entry.reject);
    const leftwards = x > (plot.left + plot.right) / 2;
    // Names of classes at one height stand one above the other.
    const step = y > (plainTop + plot.bottom) / 2 ? -13 : 13;
    let baseline = y + 4;
    while (baselines.some((other) => Math.abs(other - baseline) < 13)) baseline += step;
    baselines.push(baseline);
    return [
      circle('ring', [x, y], 5),
      text(
        'class-label',
        [leftwards ? x - 9 : x + 9, baseline],
        leftwards ? 'end' : 'start',
        labelText(evaluation.classNames[entry.index] as string, 28),
      ),
    ];
  });
  return frame({
    id: 'chart-classes',
    top: plainTop,
    title: 'FAR and FRR of single classes',
    description: `False reject rate against false accept rate of ${formatCount(both.length)} classes at threshold ${formatThreshold(point.threshold)}. Thin lines mark the pooled rates. Quantiles follow as a table, single classes in the class table.`,
    xAxis,
    yAxis,
    xLabel: 'FAR_c (log, 0 apart)',
    yLabel: 'FRR_c',
    marks: [
      path('guide', `M${coordinate(xAxis.position(pooledAccept))} ${plainTop}V${plot.bottom}`),
      path('guide', `M${plot.left} ${coordinate(yAxis.position(pooledReject))}H${plot.right}`),
      ...marks,
    ],
    labels: named,
  });
}
