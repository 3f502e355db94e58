import type { Evaluation, OperatingPoint } from '../../contract/evaluation.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import {
  formatAngle,
  formatCount,
  formatDistance,
  formatExact,
  formatLevel,
  formatRate,
  formatThreshold,
} from './numbers.ts';
import { none, noteOf, rateLines, scoreName, section, swatch, table } from './parts.ts';
import {
  genuinePairsOf,
  impostorPairsOf,
  pointLabel,
  reasonText,
  shownPoints,
  worstClass,
} from './view.ts';
import type { MainPoint, ShownPoint } from './view.ts';

/** The operating points: thresholds in every scale with pooled rates, then the same over classes. */

function targetHeader(point: OperatingPoint): Markup {
  return html`<th scope="row">${pointLabel(point)}</th>`;
}

function rowOf(point: OperatingPoint, main: MainPoint, cells: Markup): Markup {
  return html`<tr${point === main.point && html` class="main"`}>${targetHeader(point)}${cells}</tr>`;
}

function missingCells(point: OperatingPoint, columns: number): Markup {
  return html`<td colspan="${columns}">${none(point.reason)}</td>`;
}

function pooledCells(evaluation: Evaluation, point: ShownPoint): Markup {
  const { scales } = point;
  const scaleCells =
    evaluation.score === 'cosine' &&
    (scales === undefined
      ? html`<td colspan="3">${none('the evaluation holds no other scales')}</td>`
      : html`<td class="number">${formatDistance(scales.cosineDistance)}</td>
          <td class="number">${formatDistance(scales.l2Distance)}</td>
          <td class="number">${formatAngle(scales.angleDegrees)}</td>`);
  return html`<td class="number threshold">
      <span class="rate">${formatThreshold(point.threshold)}</span
      ><small>exact ${formatExact(point.threshold)}</small>
    </td>
    ${scaleCells}
    <td class="number">
      ${rateLines({
        rate: point.falseAcceptRate,
        part: point.falseAccepts,
        whole: evaluation.impostorPairs,
        interval: point.falseAcceptRateInterval,
        reason: point.reason,
      })}
    </td>
    <td class="number">
      ${rateLines({
        rate: point.falseRejectRate,
        part: point.falseRejects,
        whole: evaluation.genuinePairs,
        interval: point.falseRejectRateInterval,
        reason: 'no class has two images',
      })}
    </td>`;
}

function worstCell(
  evaluation: Evaluation,
  rates: readonly (number | null)[] | undefined,
  counts: readonly (number | null)[] | undefined,
  pairs: (index: number) => number,
  reason: string,
): Markup {
  const worst = worstClass(rates, pairs);
  if (worst === null) return html`<td class="number">${none(reason)}</td>`;
  if (worst.rate === 0) return html`<td class="number">0<small>every class</small></td>`;
  return html`<td class="number">
    ${rateLines({
      rate: worst.rate,
      part: counts?.[worst.index],
      whole: pairs(worst.index),
    })}<small class="name"
      >${nameMarkup(evaluation.classNames[worst.index] as string, 40)}${
        worst.sharedBy > 1 && ` and ${formatCount(worst.sharedBy - 1)} more`
      }</small
    >
  </td>`;
}

function classCells(evaluation: Evaluation, point: ShownPoint): Markup {
  const plain = (rate: number | null | undefined, reason: string): Markup =>
    html`<td class="number">${typeof rate === 'number' ? formatRate(rate) : none(reason)}</td>`;
  const noRejects = 'no class has two images';
  const notHeld = 'the evaluation does not hold it';
  return html`${plain(point.macroFalseAcceptRate, notHeld)}${plain(
    point.spread?.falseAcceptRate,
    notHeld,
  )}${worstCell(
    evaluation,
    point.classFalseAcceptRate,
    point.classFalseAccepts,
    (index) => impostorPairsOf(evaluation, index),
    notHeld,
  )}${plain(point.macroFalseRejectRate, noRejects)}${plain(
    point.spread?.falseRejectRate,
    noRejects,
  )}${worstCell(
    evaluation,
    point.classFalseRejectRate,
    point.classFalseRejects,
    (index) => genuinePairsOf(evaluation, index),
    noRejects,
  )}`;
}

function intervalNote(evaluation: Evaluation): Content {
  const points = shownPoints(evaluation);
  const interval = points
    .map((point) => point.falseAcceptRateInterval ?? point.falseRejectRateInterval)
    .find((candidate) => candidate !== null && candidate !== undefined);
  if (interval !== undefined) {
    return `Brackets are ${formatLevel(interval.level)} class-level intervals: whole classes are resampled (${formatCount(interval.replicates)} usable resamples) with the threshold fixed.`;
  }
  const reason = points.find((point) => point.intervalReason !== undefined)?.intervalReason;
  return points.length > 0 && `There are no intervals: ${reasonText(reason)}.`;
}

/** The section of operating points. */
export function operatingPointsSection(evaluation: Evaluation, main: MainPoint): Markup {
  const cosine = evaluation.score === 'cosine';
  const { equalErrorRate } = evaluation;
  // The decided threshold leads; an operating point with the same one stays what it is.
  const points =
    main.point?.policy === undefined
      ? evaluation.operatingPoints
      : [main.point, ...evaluation.operatingPoints];
  const far = html`${swatch('impostor')}FAR`;
  const frr = html`${swatch('genuine')}FRR`;
  const pooled = table(
    'Thresholds and pooled rates',
    'points',
    html`<tr>
      <th scope="col">Target FAR</th>
      <th scope="col" class="number">Threshold<small>${scoreName(evaluation)}</small></th>
      ${
        cosine &&
        html`<th scope="col" class="number">Cosine<small>distance</small></th>
          <th scope="col" class="number">L2<small>distance</small></th>
          <th scope="col" class="number">Angle</th>`
      }
      <th scope="col" class="number">${far}<small>attained, pooled</small></th>
      <th scope="col" class="number">${frr}<small>pooled</small></th>
    </tr>`,
    points.map((point) =>
      rowOf(
        point,
        main,
        point.threshold === null
          ? missingCells(point, cosine ? 6 : 3)
          : pooledCells(evaluation, point as ShownPoint),
      ),
    ),
  );
  const overClasses = table(
    'Rates over classes',
    'points',
    html`<tr>
      <th scope="col">Target FAR</th>
      <th scope="col" class="number">${far}<small>macro</small></th>
      <th scope="col" class="number">${far}_c<small>spread</small></th>
      <th scope="col" class="number">${far}_c<small>worst class</small></th>
      <th scope="col" class="number">${frr}<small>macro</small></th>
      <th scope="col" class="number">${frr}_c<small>spread</small></th>
      <th scope="col" class="number">${frr}_c<small>worst class</small></th>
    </tr>`,
    points.map((point) =>
      rowOf(
        point,
        main,
        point.threshold === null
          ? missingCells(point, 6)
          : classCells(evaluation, point as ShownPoint),
      ),
    ),
  );
  return section(
    'operating-points',
    'Operating points',
    html`<p>
      ${main.sentence} Rates are exact counts of pairs at the exact threshold, ties accepted; a
      printed threshold is rounded towards rejection. ${intervalNote(evaluation)}
    </p>`,
    html`<h3>Thresholds and pooled rates</h3>`,
    pooled,
    noteOf(points.map(({ falseAcceptRateInterval }) => falseAcceptRateInterval)),
    html`<p class="after">
      Equal error rate:
      ${
        equalErrorRate.rate === null || equalErrorRate.threshold === null
          ? none(equalErrorRate.reason)
          : `${formatRate(equalErrorRate.rate)} at score ${formatThreshold(equalErrorRate.threshold)}`
      }.
    </p>`,
    html`<h3>Rates over classes</h3>`,
    overClasses,
    html`<p class="after">
      Macro: the mean over classes. Spread: the standard deviation over classes (divisor: their
      number). Worst class: the highest rate; among equals, the class with the most pairs. The worst
      of many classes is high partly by chance, the more so the fewer pairs a class has.
    </p>`,
  );
}
