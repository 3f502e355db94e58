import type {
  ComparedFigure,
  ComparedPoint,
  ComparedRate,
  ComparedSet,
  ComparedTarget,
  ComparedWorstClass,
  Flips,
} from '../../contract/comparison.ts';
import {
  differenceLines,
  formatShare,
  intervalDrawing,
  type MatchedTarget,
  numberHead,
  valueText,
  wordMarkup,
} from './comparison-view.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCounts, formatCount, formatRate, formatTarget, formatThreshold } from './numbers.ts';
import { none, noteOf, swatch, table } from './parts.ts';

/** The tables of one set: figures, then thresholds and what flips. */

interface Row {
  name: Content;
  figure: ComparedFigure;
  /** Below the values: counts, or the class that has them. */
  below?: [before: Content, after: Content];
}

function figureRow({ name, figure, below }: Row): Markup {
  const drawing = intervalDrawing(figure);
  const value = (which: 'before' | 'after', extra: Content): Markup =>
    html`<td class="number">
      <span class="rate">${valueText(figure[which])}</span>${extra && html`<small>${extra}</small>`}
    </td>`;
  return html`<tr>
    <th scope="row">${name}</th>
    ${value('before', below?.[0])}${value('after', below?.[1])}
    <td class="number">${differenceLines(figure)}</td>
    ${drawing && html`<td class="drawn">${drawing}</td>`}
    <td${drawing === false && html` colspan="2"`}>${wordMarkup(figure)}</td>
  </tr>`;
}

function figureTable(label: string, kind: string, rows: readonly Row[]): Markup {
  return table(
    label,
    kind,
    html`<tr>
      <th scope="col">Figure</th>
      ${numberHead('Before')}${numberHead('After')}${numberHead(html`Difference<small>95 % interval</small>`)}
      <th scope="col"><span class="unseen">Interval as a drawing</span></th>
      <th scope="col"><span class="unseen">What it says</span></th>
    </tr>`,
    rows.map(figureRow),
  );
}

/** The figures that are no rates at a threshold. */
export function figuresTable({ figures }: ComparedSet): Markup {
  return figureTable('Figures before and after', 'compared', [
    { name: 'OPIS', figure: figures.opis },
    { name: html`<span class="indent">its noise floor</span>`, figure: figures.noiseFloor },
    { name: 'eps-OPIS', figure: figures.epsilonOpis },
    { name: 'Mean utility', figure: figures.meanUtility },
    { name: 'Spread of FAR_c at FAR 0.01', figure: figures.spreadOfFalseAcceptRate },
    { name: 'Spread of FRR_c at FAR 0.01', figure: figures.spreadOfFalseRejectRate },
    { name: 'Equal error rate', figure: figures.equalErrorRate },
    { name: 'Recall@1', figure: figures.recallAt1 },
    { name: 'MAP@R', figure: figures.meanAveragePrecisionAtR },
  ]);
}

function rateRow(name: Content, figure: ComparedRate): Row {
  const counts = (count: number | null, pairs: number): Content =>
    count !== null && formatCounts(count, pairs);
  return {
    name,
    figure,
    below: [
      counts(figure.countBefore, figure.pairsBefore),
      counts(figure.countAfter, figure.pairsAfter),
    ],
  };
}

function worstRow(set: ComparedSet, name: Content, figure: ComparedWorstClass): Row {
  const classOf = (c: number | null): Content => c !== null && nameMarkup(set.classNames[c]!, 24);
  return { name, figure, below: [classOf(figure.classBefore), classOf(figure.classAfter)] };
}

function pointTable(set: ComparedSet, label: string, point: ComparedPoint): Markup {
  return html`${figureTable(label, 'compared rates', [
    rateRow(html`${swatch('impostor')}FAR`, point.falseAcceptRate),
    rateRow(html`${swatch('genuine')}FRR`, point.falseRejectRate),
    worstRow(set, html`${swatch('impostor')}Highest FAR_c`, point.worstClassFalseAcceptRate),
    worstRow(set, html`${swatch('genuine')}Highest FRR_c`, point.worstClassFalseRejectRate),
  ])}${noteOf([point.falseAcceptRate.interval])}`;
}

/** Rates at the main target: the old threshold kept, then each at its own. */
export function ratesTables(set: ComparedSet, main: MatchedTarget): Markup {
  const asked = formatTarget(main.targetFalseAcceptRate);
  const same = main.sameThreshold;
  const matched = main.matchedFalseAcceptRate;
  const arrow = html`<b class="threshold">${formatThreshold(matched.thresholdBefore)}</b> →
    <b class="threshold">${formatThreshold(matched.thresholdAfter)}</b>`;
  return html`<h3>
      At the old threshold ${formatThreshold(matched.thresholdBefore)}, target FAR ${asked} before
    </h3>
    ${
      same === null
        ? html`<p>${none(main.sameThresholdReason)}.</p>`
        : pointTable(set, `Rates at the same threshold, target FAR ${asked}`, same)
    }
    <h3>At matched FAR ${asked}: ${arrow}</h3>
    ${pointTable(set, `Rates at matched FAR ${asked}`, matched)}`;
}

function flipsCell(flips: Flips | null, kind: 'genuine' | 'impostor'): Markup {
  if (flips === null) return html`<td class="number"><span class="none">none</span></td>`;
  const { share, acceptedToRejected, rejectedToAccepted } = flips[kind];
  const [lost, won] =
    kind === 'genuine'
      ? ['newly rejected', 'newly accepted']
      : ['no longer accepted', 'newly accepted'];
  return html`<td class="number">
    <span class="rate">${share === null ? 'none' : formatShare(share)}</span
    ><small>${formatCount(acceptedToRejected)} ${lost}</small
    ><small>${formatCount(rejectedToAccepted)} ${won}</small>
  </td>`;
}

function targetRow(target: ComparedTarget, main: MatchedTarget | null): Markup {
  const { matchedFalseAcceptRate: point, sameThreshold } = target;
  const head = html`<th scope="row">${formatTarget(target.targetFalseAcceptRate)}</th>`;
  if (point === null) {
    return html`<tr>
      ${head}
      <td colspan="8">${none(target.matchedFalseAcceptRateReason)}</td>
    </tr>`;
  }
  const share = point.flips?.share ?? null;
  const kept = sameThreshold?.flips?.share ?? null;
  return html`<tr${target === main && html` class="main"`}>
    ${head}
    <td class="number threshold"><span class="rate">${formatThreshold(point.thresholdBefore)}</span></td>
    <td class="number threshold"><span class="rate">${formatThreshold(point.thresholdAfter)}</span></td>
    <td class="number">${valueText(point.falseRejectRate.before)}</td>
    <td class="number">${valueText(point.falseRejectRate.after)}</td>
    <td class="number"><span class="rate">${share === null ? html`<span class="none">none</span>` : formatShare(share)}</span></td>
    ${flipsCell(point.flips, 'genuine')}${flipsCell(point.flips, 'impostor')}
    <td class="number">${kept === null ? html`<span class="none">none</span>` : formatShare(kept)}</td>
  </tr>`;
}

/** Old threshold → new threshold at every target, and the decisions that flip. */
export function thresholdsTable(set: ComparedSet, main: MatchedTarget | null): Markup {
  const loose = set.targets.some(
    ({ sameThreshold }) => (sameThreshold?.falseAcceptRate.difference ?? 0) !== 0,
  );
  const kept = main?.sameThreshold?.falseAcceptRate;
  return html`<p>
      A threshold belongs to its model. The new threshold gives the new model the FAR that the old
      one was set to; a flip is a pair that one accepts and the other
      rejects.${
        loose &&
        kept !== undefined &&
        kept.after !== null &&
        kept.before !== null &&
        html` With the old threshold kept, FAR would go from ${formatRate(kept.before)} to
        ${formatRate(kept.after)}.`
      }
    </p>
    ${table(
      'Old and new thresholds',
      'points exchanged',
      html`<tr>
        <th scope="col">Target FAR</th>
        ${numberHead('Old threshold')}${numberHead('New threshold')}${numberHead(html`${swatch('genuine')}FRR before`)}${numberHead('after')}${numberHead(html`Flips<small>of all pairs</small>`)}${numberHead(html`${swatch('genuine')}genuine`)}${numberHead(html`${swatch('impostor')}impostor`)}${numberHead(html`Flips<small>old threshold kept</small>`)}
      </tr>`,
      set.targets.map((target) => targetRow(target, main)),
    )}`;
}
