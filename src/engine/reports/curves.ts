import type { Evaluation, EvaluationFile } from '../../contract/evaluation.ts';
import { closedCurve } from '../../core/metrics/closed-curve.ts';
import {
  detChart,
  detPoints,
  evenly,
  histogramChart,
  livelyPart,
  mergedBins,
  ratesChart,
} from './charts.ts';
import type { DetSeries } from './charts.ts';
import { classScatter, mostSingleMarks } from './class-scatter.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCount, formatNumberOf, formatRate, formatThreshold } from './numbers.ts';
import { none, scoreName, section, swatch } from './parts.ts';
import { quantile } from './view.ts';
import type { MainPoint } from './view.ts';

/** The drawings, each with a caption and with its values as a table. */

function figure(
  title: string,
  legend: Content,
  drawing: Markup,
  note: Content,
  data: Markup,
): Markup {
  return html`<figure>
    <figcaption>
      <h3>${title}</h3>
      <p class="legend">${legend}</p>
    </figcaption>
    ${drawing}
    <p class="note">${note}</p>
    <details>
      <summary>Values</summary>
      ${data}
    </details>
  </figure>`;
}

function emptyFigure(title: string, reason: string): Markup {
  return html`<figure>
    <figcaption><h3>${title}</h3></figcaption>
    <p>${none(reason)}.</p>
  </figure>`;
}

function dataTable(columns: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return html`<table class="data">
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((text) => html`<td class="number">${text}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const rateOrNone = (rate: number | null | undefined): string =>
  typeof rate === 'number' ? formatRate(rate) : 'none';

const thresholdLegend = html`<i class="rule threshold"></i>threshold at target FAR (main one bold)`;

function histogramFigure(evaluation: Evaluation, main: MainPoint): Markup {
  const title = 'Scores of genuine and impostor pairs';
  const bins = mergedBins(evaluation.histogram, 120);
  if (bins.length === 0) return emptyFigure(title, 'the evaluation holds no scores');
  const coarse = mergedBins(evaluation.histogram, 24);
  return figure(
    title,
    html`${swatch('genuine')}genuine ${swatch('impostor')}impostor ${thresholdLegend}`,
    histogramChart(evaluation, bins, main.point, scoreName(evaluation)),
    'Counts on a logarithmic axis: a step up is ten times as many pairs.',
    dataTable(
      ['score from', 'to', 'genuine pairs', 'impostor pairs'],
      coarse.map((bin) => [
        bin.from.toFixed(4),
        bin.to.toFixed(4),
        formatCount(bin.genuine),
        formatCount(bin.impostor),
      ]),
    ),
  );
}

function ratesFigure(evaluation: Evaluation, main: MainPoint): Markup {
  const title = 'FAR and FRR against the threshold';
  if (evaluation.curve.length < 2) return emptyFigure(title, 'the evaluation holds no curve');
  return figure(
    title,
    html`<i class="rule impostor"></i>FAR <i class="rule genuine dashed"></i>FRR, pooled
      <i class="swatch impostor faint"></i><i class="swatch genuine faint"></i>5–95 % of classes
      <i class="rule threshold"></i>thresholds`,
    ratesChart(evaluation, main.point, scoreName(evaluation)),
    'Rates at and below the lower end of the axis, 0 among them, lie on its bottom edge.',
    dataTable(
      ['threshold', 'FAR', 'FAR_c 5 %', 'FAR_c 95 %', 'FRR', 'FRR_c 5 %', 'FRR_c 95 %'],
      evenly(livelyPart(closedCurve(evaluation.curve, evaluation)), 24).map((point) => [
        point.threshold.toFixed(6),
        rateOrNone(point.falseAcceptRate),
        rateOrNone(point.classFalseAcceptRate05),
        rateOrNone(point.classFalseAcceptRate95),
        rateOrNone(point.falseRejectRate),
        rateOrNone(point.classFalseRejectRate05),
        rateOrNone(point.classFalseRejectRate95),
      ]),
    ),
  );
}

function detFigure(evaluation: EvaluationFile, main: MainPoint): Markup {
  const title = 'Detection error trade-off (DET)';
  const series: DetSeries[] =
    evaluation.sets === undefined
      ? [{ label: 'pooled', evaluation }]
      : [
          { label: 'calibration', evaluation },
          { label: 'held-out', evaluation: evaluation.sets.heldOut },
        ];
  if (series.some((one) => detPoints(one.evaluation).length === 0)) {
    return emptyFigure(title, 'no threshold has both rates strictly between 0 and 1');
  }
  return figure(
    title,
    html`<i class="rule ink"></i>${
        series.length > 1 ? html`calibration <i class="rule ink dashed"></i>held-out` : 'pooled'
      } <i class="dot threshold"></i>operating points <i class="rule guide"></i>FAR = FRR`,
    detChart(series, main.point),
    'Probit axes: normally distributed scores give straight lines; lower left is better. Both ends, where everything and where nothing is accepted, lie beyond such axes.',
    dataTable(
      ['set', 'threshold', 'FAR', 'FRR'],
      series.flatMap((one) =>
        evenly(detPoints(one.evaluation), 14).map((point) => [
          one.label,
          point.threshold.toFixed(6),
          formatRate(point.accept),
          formatRate(point.reject),
        ]),
      ),
    ),
  );
}

function classesFigure(evaluation: Evaluation, main: MainPoint): Markup {
  const title = 'FAR and FRR of single classes';
  const { point } = main;
  if (point === null) return emptyFigure(title, 'there is no operating point');
  const sorted = (rates: readonly (number | null)[] | undefined): number[] =>
    (rates ?? []).filter((rate) => rate !== null).sort((a, b) => a - b);
  const accepts = sorted(point.classFalseAcceptRate);
  const rejects = sorted(point.classFalseRejectRate);
  if (accepts.length === 0 || rejects.length === 0) {
    return emptyFigure(title, 'no class has both rates');
  }
  const leftOut = evaluation.classes - rejects.length;
  return figure(
    title,
    html`${
        rejects.length > mostSingleMarks
          ? html`<i class="swatch"></i>classes, the darker the more`
          : html`<i class="dot class"></i>class, larger: several <i class="dot few"></i>fewer than
              10 genuine pairs`
      } <i class="rule guide"></i>pooled rates`,
    classScatter(evaluation, point),
    html`At threshold
    ${formatThreshold(point.threshold)}.${
      leftOut > 0 &&
      ` ${formatNumberOf(leftOut, 'class has', 'classes have')} no FRR and ${leftOut === 1 ? 'is' : 'are'} not drawn.`
    }
    The classes with the highest FAR_c and FRR_c are ringed and named.`,
    dataTable(
      ['quantile over classes', 'FAR_c', 'FRR_c'],
      (
        [
          ['least', 0],
          ['5 %', 0.05],
          ['25 %', 0.25],
          ['median', 0.5],
          ['75 %', 0.75],
          ['95 %', 0.95],
          ['most', 1],
        ] as const
      ).map(([label, share]) => [
        label,
        rateOrNone(quantile(accepts, share)),
        rateOrNone(quantile(rejects, share)),
      ]),
    ),
  );
}

/** The section of curves. */
export function curvesSection(evaluation: EvaluationFile, main: MainPoint): Markup {
  return section(
    'curves',
    'Curves',
    html`<div class="figures">
      ${histogramFigure(evaluation, main)}${ratesFigure(evaluation, main)}${detFigure(
        evaluation,
        main,
      )}${classesFigure(evaluation, main)}
    </div>`,
  );
}
