import type { CurvePoint, Evaluation } from '../../contract/evaluation.ts';
import { closedCurve } from '../../core/metrics/closed-curve.ts';
import { coordinate, linearAxis, logAxis, probitAxis, probitMarks } from './axes.ts';
import type { Axis } from './axes.ts';
import {
  circle,
  frame,
  labelledTop,
  line,
  path,
  plainTop,
  plot,
  text,
  thresholdKind,
  thresholdLines,
} from './chart-frame.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { formatCount, formatRate, formatThreshold } from './numbers.ts';
import { drawnPoints } from './view.ts';
import type { ShownPoint } from './view.ts';

/** Drawings of the pooled figures: the histogram, the rates against the threshold, the DET curve. */

const across = [plot.left, plot.right] as const;
const upwards = [plot.bottom, labelledTop] as const;

/** At most `most` items, evenly spaced, the first and the last among them. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, k) => items[Math.round((k * (items.length - 1)) / (most - 1))] as T,
  );
}

export interface HistogramBin {
  from: number;
  to: number;
  genuine: number;
  impostor: number;
}

/**
 * The histogram's occupied part in at most `most` bins: neighbours are merged by one factor, counts
 * are kept whole.
 */
export function mergedBins(histogram: Evaluation['histogram'], most: number): HistogramBin[] {
  const { edges, genuine, impostor } = histogram;
  const occupied = genuine.map((count, bin) => count + (impostor[bin] ?? 0) > 0);
  const first = occupied.indexOf(true);
  if (first < 0) return [];
  const last = occupied.lastIndexOf(true);
  const factor = Math.ceil((last - first + 1) / most);
  const bins: HistogramBin[] = [];
  for (let start = first; start <= last; start += factor) {
    const end = Math.min(start + factor, genuine.length);
    const merged = {
      from: edges[start] as number,
      to: edges[end] as number,
      genuine: 0,
      impostor: 0,
    };
    for (let bin = start; bin < end; bin++) {
      merged.genuine += genuine[bin] as number;
      merged.impostor += impostor[bin] as number;
    }
    bins.push(merged);
  }
  return bins;
}

/** Genuine and impostor pairs by score on a logarithmic axis, with the thresholds. */
export function histogramChart(
  evaluation: Evaluation,
  bins: readonly HistogramBin[],
  main: ShownPoint | null,
  scoreLabel: string,
): Markup {
  const first = bins[0] as HistogramBin;
  const last = bins[bins.length - 1] as HistogramBin;
  const binWidth = first.to - first.from;
  // The last bin may be narrower, and stored bins need not be of one width.
  const perBin = (count: number, bin: HistogramBin): number =>
    (count * binWidth) / (bin.to - bin.from);
  const highest = Math.max(
    ...bins.map((bin) => Math.max(perBin(bin.genuine, bin), perBin(bin.impostor, bin))),
  );
  const points = drawnPoints(evaluation, main);
  const lowEnd = Math.min(first.from, ...points.map((point) => point.threshold));
  const highEnd = Math.max(last.to, ...points.map((point) => point.threshold));
  const xAxis = linearAxis([lowEnd, highEnd], across, 8);
  const floor = -0.3;
  const yAxis = logAxis([floor, Math.max(1, Math.log10(highest * 1.15))], upwards);
  yAxis.ticks = logAxis([0, Math.floor(Math.log10(highest * 1.15))], upwards, 7).ticks;
  const outline = (kind: 'genuine' | 'impostor'): string => {
    const steps = bins.map((bin) => {
      const count = perBin(bin[kind], bin);
      const y = count > 0 ? yAxis.position(count) : plot.bottom + 2;
      return `L${coordinate(xAxis.position(bin.from))} ${coordinate(y)}L${coordinate(xAxis.position(bin.to))} ${coordinate(y)}`;
    });
    const start = coordinate(xAxis.position(first.from));
    const end = coordinate(xAxis.position(last.to));
    return `M${start} ${plot.bottom + 2}${steps.join('')}L${end} ${plot.bottom + 2}Z`;
  };
  return frame({
    id: 'chart-histogram',
    top: labelledTop,
    title: 'Scores of genuine and impostor pairs',
    description: `${formatCount(evaluation.genuinePairs)} genuine and ${formatCount(evaluation.impostorPairs)} impostor pairs by score, counts on a logarithmic axis, with the threshold of each target FAR. The counts follow as a table.`,
    xAxis,
    yAxis,
    xLabel: scoreLabel,
    yLabel: `pairs per ${formatRate(binWidth)} of score (log)`,
    marks: [path('area impostor', outline('impostor')), path('area genuine', outline('genuine'))],
    labels: thresholdLines(points, main, xAxis),
  });
}

type QuantileKey =
  | 'classFalseAcceptRate05'
  | 'classFalseAcceptRate95'
  | 'classFalseRejectRate05'
  | 'classFalseRejectRate95';

/** The band between two quantiles over classes; one piece for each run of points that have both. */
function band(
  curve: readonly CurvePoint[],
  low: QuantileKey,
  high: QuantileKey,
  xAxis: Axis,
  yAxis: Axis,
): string {
  const pieces: string[] = [];
  let upper: [number, number][] = [];
  let lower: [number, number][] = [];
  const close = (): void => {
    if (upper.length > 1) pieces.push(`${line([...upper, ...lower.reverse()])}Z`);
    upper = [];
    lower = [];
  };
  for (const point of curve) {
    const from = point[low];
    const to = point[high];
    if (typeof from !== 'number' || typeof to !== 'number') {
      close();
      continue;
    }
    const x = xAxis.position(point.threshold);
    upper.push([x, yAxis.position(to)]);
    lower.push([x, yAxis.position(from)]);
  }
  close();
  return pieces.join('');
}

/** A curve without its ends, on which both rates stand still. */
export function livelyPart(curve: readonly CurvePoint[]): CurvePoint[] {
  const first = curve.findLastIndex((point) => (point.falseAcceptRate ?? 0) >= 0.99);
  const settled = curve.findIndex(
    (point) => (point.falseAcceptRate ?? 0) === 0 && (point.falseRejectRate ?? 1) === 1,
  );
  return curve.slice(Math.max(0, first), settled < 0 ? curve.length : settled + 1);
}

/** Pooled FAR and FRR against the threshold, with the 5–95 % band over classes. */
export function ratesChart(
  evaluation: Evaluation,
  main: ShownPoint | null,
  scoreLabel: string,
): Markup {
  const points = drawnPoints(evaluation, main);
  const thresholds = points.map((point) => point.threshold);
  const drawn = evenly(livelyPart(closedCurve(evaluation.curve, evaluation)), 400);
  const ends = [...drawn.map((point) => point.threshold), ...thresholds];
  const xAxis = linearAxis([Math.min(...ends), Math.max(...ends)], across, 8);
  const mostPairs = Math.max(evaluation.impostorPairs, evaluation.genuinePairs, 100);
  const yAxis = logAxis([Math.max(-6, -Math.ceil(Math.log10(mostPairs))), 0], upwards);
  const lineOf = (key: 'falseAcceptRate' | 'falseRejectRate'): string =>
    line(
      drawn.flatMap((point): [number, number][] => {
        const rate = point[key];
        return rate === null ? [] : [[xAxis.position(point.threshold), yAxis.position(rate)]];
      }),
    );
  return frame({
    id: 'chart-rates',
    top: labelledTop,
    title: 'FAR and FRR against the threshold',
    description:
      'Pooled false accept rate (falling) and pooled false reject rate (rising) against the threshold on a logarithmic axis, each with the band between the 5 % and the 95 % quantile over classes. Values follow as a table.',
    xAxis,
    yAxis,
    xLabel: `threshold (${scoreLabel})`,
    yLabel: 'rate (log)',
    marks: [
      path(
        'band impostor',
        band(drawn, 'classFalseAcceptRate05', 'classFalseAcceptRate95', xAxis, yAxis),
      ),
      path(
        'band genuine',
        band(drawn, 'classFalseRejectRate05', 'classFalseRejectRate95', xAxis, yAxis),
      ),
      path('line impostor', lineOf('falseAcceptRate')),
      path('line genuine dashed', lineOf('falseRejectRate')),
    ],
    labels: thresholdLines(points, main, xAxis),
  });
}

export interface DetSeries {
  /** Which set of classes. */
  label: string;
  evaluation: Evaluation;
}

const acceptHigh = 0.6;

export interface DetPoint {
  threshold: number;
  accept: number;
  reject: number;
}

/** The points of a curve that have a place on probit axes: the probits of 0 and 1 are infinite. */
export function detPoints(evaluation: Evaluation): DetPoint[] {
  return evaluation.curve.flatMap(
    ({ threshold, falseAcceptRate: accept, falseRejectRate: reject }) =>
      accept === null ||
      reject === null ||
      accept === 0 ||
      accept > acceptHigh ||
      reject === 0 ||
      reject === 1
        ? []
        : [{ threshold, accept, reject }],
  );
}

/** FRR against FAR on probit axes; the first set is drawn solid, the second dashed. */
export function detChart(series: readonly DetSeries[], main: ShownPoint | null): Markup {
  const marks = [...probitMarks];
  const curves = series.map(({ evaluation }) => detPoints(evaluation));
  const inside = curves.flat();
  const acceptLow =
    marks.findLast((mark) => inside.every((point) => point.accept >= mark)) ?? probitMarks[0];
  const rejectLow =
    marks.findLast((mark) => mark <= 0.4 && inside.every((point) => point.reject >= mark)) ??
    probitMarks[0];
  const rejectHigh =
    marks.find((mark) => mark >= 0.6 && inside.every((point) => point.reject <= mark)) ?? 0.9999;
  const xAxis = probitAxis([Math.min(acceptLow, 0.1), acceptHigh], across);
  const yAxis = probitAxis([rejectLow, rejectHigh], [plot.bottom, plainTop]);
  const first = series[0] as DetSeries;
  const pointMarks = drawnPoints(first.evaluation, main).flatMap((point) => {
    const accept = point.falseAcceptRate;
    const reject = point.falseRejectRate;
    if (typeof accept !== 'number' || typeof reject !== 'number' || accept === 0) return [];
    const x = xAxis.position(accept);
    const y = yAxis.position(reject);
    // To the upper right a falling curve leaves room.
    const value = text('target', [x + 9, y - 7], 'start', `t ${formatThreshold(point.threshold)}`);
    const dot = circle('point', [x, y], point === main ? 5 : 3.5);
    return [html`<g class="${thresholdKind(point, main)}">${dot}${value}</g>`];
  });
  const low = Math.max(Math.min(acceptLow, 0.1), rejectLow);
  const high = Math.min(acceptHigh, rejectHigh);
  const diagonal =
    low < high
      ? line([
          [xAxis.position(low), yAxis.position(low)],
          [xAxis.position(high), yAxis.position(high)],
        ])
      : '';
  return frame({
    id: 'chart-det',
    top: plainTop,
    title: 'Detection error trade-off (DET)',
    description: `False reject rate against false accept rate, both on probit axes${series.length > 1 ? `, ${series.map(({ label }) => label).join(' and ')}` : ''}, with the operating points. The diagonal holds equal error rates. Values follow as a table.`,
    xAxis,
    yAxis,
    xLabel: 'pooled FAR (probit)',
    yLabel: 'pooled FRR (probit)',
    marks: [
      path('guide', diagonal),
      ...curves.map((points, index) =>
        path(
          index === 0 ? 'line ink' : 'line ink dashed',
          line(
            evenly(points, 400).map(({ accept, reject }) => [
              xAxis.position(accept),
              yAxis.position(reject),
            ]),
          ),
        ),
      ),
    ],
    labels: pointMarks,
  });
}
