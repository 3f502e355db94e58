import type { ClassCollision, Evaluation } from '../../contract/evaluation.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import {
  formatCount,
  formatCounts,
  formatNumberOf,
  formatPercent,
  formatRate,
  formatTarget,
  formatThreshold,
} from './numbers.ts';
import { none, section, swatch, table } from './parts.ts';
import { missingPictures, pairPictures } from './picture-parts.ts';
import { collisionKey, type ReportPictures } from './report-pictures.ts';
import {
  choiceOf,
  classesToList,
  collisionPoint,
  descendingOrder,
  genuinePairsOf,
  impostorPairsOf,
} from './view.ts';
import type { MainPoint, ShownPoint } from './view.ts';
import { opisSentence } from './summary.ts';

/** Sections about single classes: OPIS with its contributors, every class, colliding classes. */

const longestTable = 2000;
const worstShown = 1000;
const contributorsShown = 10;
const collisionsShown = 25;
/** A class below this many genuine pairs has a contribution that is mostly chance. */
const fewPairs = 10;
const nameLimit = 60;
const rivalLimit = 32;

function name(evaluation: Evaluation, index: number): Markup {
  return nameMarkup(evaluation.classNames[index] as string, nameLimit);
}

const variableNames = {
  'l2-distance': 'L2 distance',
  'cosine-similarity': 'cosine similarity',
  'log-false-accept-rate': 'log FAR',
} as const;

function definition(term: string, value: Content): Markup {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

function contributors(evaluation: Evaluation): Content {
  const { opis } = evaluation;
  if (opis.value === null) return false;
  const total = opis.value * opis.classesUsed;
  const largest = descendingOrder(opis.classContribution)
    .filter((index) => typeof opis.classContribution[index] === 'number')
    .slice(0, contributorsShown);
  if (largest.length === 0) return false;
  const few = new Set(opis.fewGenuinePairs);
  const first = opis.classContribution[largest[0] as number] as number;
  const rows = largest.map((index) => {
    const contribution = opis.classContribution[index] as number;
    const share = first > 0 ? (100 * contribution) / first : 0;
    return html`<tr>
      <th scope="row" class="name">
        ${nameMarkup(evaluation.classNames[index] as string, 44)}${few.has(index) && fewMark}
      </th>
      <td class="number">${formatCount(evaluation.classImages[index] as number)}</td>
      <td class="number">${formatRate(contribution)}</td>
      <td class="number">${total > 0 ? formatPercent(contribution / total) : 'none'}</td>
      <td class="bar"><i style="width:${share.toFixed(1)}%"></i></td>
    </tr>`;
  });
  return html`<div>
    <h3>Classes that contribute most</h3>
    ${table(
      'Classes that contribute most to OPIS',
      'contributors',
      html`<tr>
        <th scope="col">Class</th>
        <th scope="col" class="number">Images</th>
        <th scope="col" class="number">Contribution</th>
        <th scope="col" class="number">Share</th>
        <th scope="col"><span class="unseen">Contribution as a bar</span></th>
      </tr>`,
      rows,
      false,
    )}
    <p class="after">
      OPIS is the mean of the contributions. A class contributes by lying far from the mean utility,
      below or above it.${largest.some((index) => few.has(index)) && fewNote}
    </p>
  </div>`;
}

const fewMark = html` <abbr class="few" title="fewer than ${fewPairs} genuine pairs">†</abbr>`;
const fewNote = html` † Fewer than ${fewPairs} genuine pairs: the contribution is mostly chance.`;

/** The section on OPIS. */
export function consistencySection(evaluation: Evaluation): Markup {
  const { opis, spread } = evaluation;
  const rateOrNone = (value: number | null, reason = opis.reason): Content =>
    value === null ? none(reason) : formatRate(value);
  const range = (pair: readonly [number, number] | null): Content =>
    pair === null ? none(opis.reason) : `${pair[0].toFixed(6)} to ${pair[1].toFixed(6)}`;
  return section(
    'consistency',
    'Consistency between classes (OPIS)',
    html`<p>
      ${opisSentence(evaluation)} OPIS is the variance of class utility over classes, averaged over
      a range of thresholds: 0 means that one threshold treats every class alike. It also falls when
      every class is equally bad, so mean utility stands beside it, and small classes scatter even
      when all share one law, so the noise floor does.
    </p>`,
    html`<div class="panel">
      <dl class="facts">
        ${[
          definition(
            'OPIS',
            opis.value === null ? none(opis.reason) : html`<b>${formatRate(opis.value)}</b>`,
          ),
          definition('Mean utility', rateOrNone(evaluation.meanUtility)),
          definition(
            'Noise floor',
            opis.noiseFloor === null
              ? none(opis.reason)
              : `${formatRate(opis.noiseFloor)} (mean of ${formatNumberOf(opis.noiseFloorRedraws, 'redraw')})`,
          ),
          definition(`eps-OPIS, eps ${formatPercent(opis.epsilon)}`, rateOrNone(opis.epsilonOpis)),
          definition('Integrated over', variableNames[opis.variable]),
          definition('Range, L2 distance', range(opis.distanceRange)),
          definition('Range, score', range(opis.similarityRange)),
          definition(
            'Range, pooled FAR',
            `${formatTarget(opis.falseAcceptRateRange[0])} to ${formatTarget(opis.falseAcceptRateRange[1])}`,
          ),
          definition('Grid', formatNumberOf(opis.grid, 'point')),
          definition('b (beta)', String(opis.beta)),
          definition('T, classes used', formatCounts(opis.classesUsed, evaluation.classes)),
          definition(
            'Spread at pooled FAR 0.01',
            spread === null
              ? none('the data cannot show it')
              : html`FAR_c ${rateOrNone(spread.falseAcceptRate, 'no class has impostor pairs')},
                FRR_c ${rateOrNone(spread.falseRejectRate, 'no class has two images')}`,
          ),
        ]}
      </dl>
      ${contributors(evaluation)}
    </div>`,
  );
}

interface Rival {
  other: number;
  falseAccepts: number;
}

function topRivals(collisions: readonly ClassCollision[]): Map<number, Rival> {
  const rivals = new Map<number, Rival>();
  const meet = (one: number, other: number, falseAccepts: number): void => {
    const known = rivals.get(one);
    if (known === undefined || falseAccepts > known.falseAccepts) {
      rivals.set(one, { other, falseAccepts });
    }
  };
  for (const { first, second, falseAccepts } of collisions) {
    meet(first, second, falseAccepts);
    meet(second, first, falseAccepts);
  }
  return rivals;
}

function rivalCell(
  evaluation: Evaluation,
  point: ShownPoint,
  rivals: ReadonlyMap<number, Rival>,
  index: number,
): Content {
  const rival = rivals.get(index);
  if (rival !== undefined) {
    return html`${nameMarkup(evaluation.classNames[rival.other] as string, rivalLimit)}
      <small>(${formatCount(rival.falseAccepts)})</small>`;
  }
  if (point.classFalseAcceptRate?.[index] === 0) return 'none';
  return html`<span class="none">not listed</span>`;
}

/** A rate and the counts behind it, in a column each. */
function rateCells(
  rate: number | null | undefined,
  part: number | null | undefined,
  whole: number,
  reason: string,
): Markup {
  if (typeof rate !== 'number') {
    return html`<td colspan="2" class="number">${none(reason)}</td>`;
  }
  return html`<td class="number">${formatRate(rate)}</td>
    <td class="number count">${typeof part === 'number' && formatCounts(part, whole)}</td>`;
}

/** The table of classes at the main operating point. */
export function classesSection(evaluation: Evaluation, main: MainPoint): Markup {
  const { point } = main;
  const all = evaluation.classNames.length;
  const limit = all <= longestTable ? all : worstShown;
  const few = new Set(evaluation.opis.fewGenuinePairs);
  const rivals = topRivals(point?.collisions ?? []);
  const listed = classesToList(evaluation, point, limit);
  const rows = listed.map((index) => {
    const contribution = evaluation.opis.classContribution[index];
    const rates =
      point !== null &&
      html`${rateCells(
        point.classFalseAcceptRate?.[index],
        point.classFalseAccepts?.[index],
        impostorPairsOf(evaluation, index),
        'no impostor pair',
      )}${rateCells(
        point.classFalseRejectRate?.[index],
        point.classFalseRejects?.[index],
        genuinePairsOf(evaluation, index),
        'one image',
      )}`;
    return html`<tr>
      <th scope="row" class="name">${name(evaluation, index)}${few.has(index) && fewMark}</th>
      <td class="number">${formatCount(evaluation.classImages[index] as number)}</td>
      ${rates}
      <td class="number">
        ${
          typeof contribution === 'number'
            ? formatRate(contribution)
            : html`<span class="none">none</span>`
        }
      </td>
      ${point !== null && html`<td class="name">${rivalCell(evaluation, point, rivals, index)}</td>`}
    </tr>`;
  });
  const which =
    listed.length === all
      ? `All ${formatNumberOf(all, 'class', 'classes')}`
      : `The ${formatCount(listed.length)} of ${formatCount(all)} classes that stand highest in contribution, in FAR_c or in FRR_c (the JSON holds all)`;
  return section(
    'classes',
    'Classes',
    html`<p>
      ${which}, by contribution to
      OPIS${
        point !== null &&
        `, with rates at threshold ${formatThreshold(point.threshold)} (${choiceOf(point)})`
      }.
      ${point === null && `${main.sentence} Rates are therefore left out. `}${
        listed.some((index) => few.has(index)) && fewNote
      }${
        point !== null &&
        (point.collisions === null || point.collisions === undefined
          ? ' Rivals were not counted at this operating point.'
          : ` Rival: the class that shares most accepted impostor pairs with it, with their number in brackets, among the ${formatNumberOf(point.collisions.length, 'class pair')} that the evaluation lists.`)
      }
    </p>`,
    table(
      'Classes',
      'classes',
      html`<tr>
        <th scope="col">Class</th>
        <th scope="col" class="number">Images</th>
        ${
          point !== null &&
          html`<th scope="colgroup" colspan="2" class="number">${swatch('impostor')}FAR_c</th>
            <th scope="colgroup" colspan="2" class="number">${swatch('genuine')}FRR_c</th>`
        }
        <th scope="col" class="number contribution">Contribution</th>
        ${point !== null && html`<th scope="col">Top rival</th>`}
      </tr>`,
      rows,
    ),
  );
}

/** The section on classes that share accepted impostor pairs. */
export function collisionsSection(
  evaluation: Evaluation,
  main: MainPoint,
  pictures: ReportPictures,
): Markup {
  const heading = 'Colliding classes';
  if (main.point === null) {
    return section('collisions', heading, html`<p>${none('there is no operating point')}.</p>`);
  }
  const point = collisionPoint(evaluation, main.point);
  const collisions = point?.collisions;
  if (point === null || collisions === null || collisions === undefined) {
    return section(
      'collisions',
      heading,
      html`<p>${none('collisions were not counted at this operating point')}.</p>`,
    );
  }
  if (collisions.length === 0) {
    return section(
      'collisions',
      heading,
      html`<p>${none('no impostor pair is accepted at this threshold')}.</p>`,
    );
  }
  const shown = collisions.slice(0, collisionsShown);
  const together = shown.reduce((sum, collision) => sum + collision.falseAccepts, 0);
  const accepts = point.falseAccepts;
  const withPictures = pictures.ofCollision.size > 0;
  return section(
    'collisions',
    heading,
    html`<p>
      ${
        point !== main.point &&
        `Collisions were not counted at the threshold ${formatThreshold(main.point.threshold)}; these are those at ${choiceOf(point)}. `
      }Class
      pairs that share accepted impostor pairs at threshold
      ${formatThreshold(point.threshold)}${
        shown.length < collisions.length &&
        `: the first ${formatCount(shown.length)} of ${formatCount(collisions.length)} that the evaluation lists`
      }.
      ${
        accepts !== undefined &&
        accepts > 0 &&
        `Together they hold ${formatCounts(together, accepts)} false accepts (${formatPercent(together / accepts)}).`
      }${
        withPictures &&
        ` The images are the most alike pair between the two, with its score, of the first ${formatCount(pictures.ofCollision.size)}.`
      }
    </p>`,
    missingPictures(pictures),
    table(
      'Colliding classes',
      withPictures ? 'collisions pictured' : 'collisions',
      html`<tr>
        <th scope="col">Class</th>
        <th scope="col">Class</th>
        <th scope="col" class="number">Accepted / impostor pairs</th>
        <th scope="col" class="number">Share</th>
        ${withPictures && html`<th scope="col">Most alike</th>`}
      </tr>`,
      shown.map(
        ({ first, second, falseAccepts, pairs }) =>
          html`<tr>
            <th scope="row" class="name">${name(evaluation, first)}</th>
            <td class="name">${name(evaluation, second)}</td>
            <td class="number">${formatCounts(falseAccepts, pairs)}</td>
            <td class="number">${formatRate(falseAccepts / pairs)}</td>
            ${
              withPictures &&
              html`<td>
                ${pairPictures(pictures.ofCollision.get(collisionKey({ first, second })))}
              </td>`
            }
          </tr>`,
      ),
    ),
  );
}
