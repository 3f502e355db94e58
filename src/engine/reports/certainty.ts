import type { Evaluation, Interval } from '../../contract/evaluation.ts';
import { clopperPearson, type ProportionLimits } from '../../core/metrics/binomial.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatInterval, formatRate } from './numbers.ts';
import { intervalMarkup, none, noteOf, section, swatch, table } from './parts.ts';
import { certifiableSentence } from './summary.ts';
import { drawnPoints, pointLabel, reasonText } from './view.ts';
import type { MainPoint, ShownPoint } from './view.ts';

/** The section on how far the figures can be trusted. */
export function certaintySection(evaluation: Evaluation, main: MainPoint): Markup {
  const points = drawnPoints(evaluation, main.point);
  return section(
    'certainty',
    'How certain the figures are',
    html`<p>${certifiableSentence(evaluation)}</p>`,
    points.length === 0
      ? html`<p>${main.sentence}</p>`
      : table(
          'Intervals of the pooled rates',
          'intervals',
          html`<tr>
            <th scope="col">Target FAR</th>
            <th scope="col" class="number">${swatch('impostor')}FAR</th>
            <th scope="col" class="number">class-level<small>95 %</small></th>
            <th scope="col" class="number">optimistic<small>binomial, 95 %</small></th>
            <th scope="col" class="number">${swatch('genuine')}FRR</th>
            <th scope="col" class="number">class-level<small>95 %</small></th>
            <th scope="col" class="number">optimistic<small>binomial, 95 %</small></th>
          </tr>`,
          points.map(
            (point) =>
              html`<tr${point === main.point && html` class="main"`}>
                <th scope="row">${pointLabel(point)}</th>
                ${cells(
                  point,
                  point.falseAcceptRate,
                  point.falseAcceptRateInterval,
                  binomial(point.falseAccepts, evaluation.impostorPairs),
                )}${cells(
                  point,
                  point.falseRejectRate,
                  point.falseRejectRateInterval,
                  binomial(point.falseRejects, evaluation.genuinePairs),
                )}
              </tr>`,
          ),
        ),
    noteOf(points.map(({ falseAcceptRateInterval }) => falseAcceptRateInterval)),
    html`<p class="after">
      Go by the class-level intervals: whole classes are drawn again with the threshold fixed. The
      optimistic ones (Clopper–Pearson) take pairs for independent trials. They are not: pairs share
      images, and such an interval is far too narrow. It stands here only because other tools print
      it.
    </p>`,
  );
}

function binomial(part: number | undefined, whole: number): ProportionLimits | null {
  return part === undefined || whole === 0 ? null : clopperPearson(part, whole);
}

function cells(
  point: ShownPoint,
  rate: number | null | undefined,
  interval: Interval | null | undefined,
  optimistic: ProportionLimits | null,
): Markup {
  const cell = (content: Content, kind = ''): Markup =>
    html`<td class="number ${kind}">${content}</td>`;
  if (typeof rate !== 'number') {
    return html`<td class="number" colspan="3">${none('there are no such pairs')}</td>`;
  }
  return html`${cell(formatRate(rate))}${cell(
    interval === null || interval === undefined
      ? none(reasonText(point.intervalReason))
      : intervalMarkup(interval),
  )}${cell(optimistic === null ? 'none' : formatInterval(optimistic), 'count')}`;
}
