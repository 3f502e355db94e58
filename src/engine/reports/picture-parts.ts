import type { Evaluation } from '../../contract/evaluation.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatNumberOf, formatThreshold } from './numbers.ts';
import { none, rateLines, section, swatch, table } from './parts.ts';
import type { Picture, PicturedPair, ReportPictures } from './report-pictures.ts';
import { choiceOf, genuinePairsOf, impostorPairsOf } from './view.ts';
import type { MainPoint } from './view.ts';

/** What the report shows with images: the worst classes, and the most alike pair of a collision. */

function pictureMarkup({ address, name }: Picture): Markup {
  return html`<img src="${address}" alt="${name}" title="${name}" />`;
}

/** "No images: ..." or "Images are missing: ..."; nothing where every image is there. */
export function missingPictures({ reason, ofClass, ofCollision }: ReportPictures): Content {
  if (reason === null) return false;
  const all = ofClass.size === 0 && ofCollision.size === 0;
  return html`<p class="after">
    ${all ? 'Images are not at hand' : 'Images are missing'}: ${reason}.
  </p>`;
}

/** The pair of images with its score, in a cell. */
export function pairPictures(pair: PicturedPair | undefined): Content {
  if (pair === undefined) return false;
  return html`<span class="pictures pair"
      >${pictureMarkup(pair.first)}${pictureMarkup(pair.second)}</span
    ><small>${formatThreshold(pair.score)}</small>`;
}

/**
 * The section on the worst classes.
 *
 * @param classes as `worstClasses` gives them
 */
export function worstClassesSection(
  evaluation: Evaluation,
  { point, sentence }: MainPoint,
  classes: readonly number[],
  pictures: ReportPictures,
): Markup {
  const heading = 'Worst classes';
  if (point === null) return section('worst', heading, html`<p>${sentence}</p>`);
  if (classes.length === 0) {
    return section(
      'worst',
      heading,
      html`<p>${none('no class has an error at this threshold')}.</p>`,
    );
  }
  const withPictures = classes.some((index) => (pictures.ofClass.get(index) ?? []).length > 0);
  const rows = classes.map(
    (index) =>
      html`<tr>
        <th scope="row" class="name">
          ${nameMarkup(evaluation.classNames[index] as string, 60)}<small
            >${formatNumberOf(evaluation.classImages[index] as number, 'image')}</small
          >
        </th>
        <td class="number">
          ${rateLines({
            rate: point.classFalseAcceptRate?.[index],
            part: point.classFalseAccepts?.[index],
            whole: impostorPairsOf(evaluation, index),
            reason: 'no impostor pair',
          })}
        </td>
        <td class="number">
          ${rateLines({
            rate: point.classFalseRejectRate?.[index],
            part: point.classFalseRejects?.[index],
            whole: genuinePairsOf(evaluation, index),
            reason: 'one image',
          })}
        </td>
        ${
          withPictures &&
          html`<td>
            <span class="pictures">${(pictures.ofClass.get(index) ?? []).map(pictureMarkup)}</span>
          </td>`
        }
      </tr>`,
  );
  return section(
    'worst',
    heading,
    html`<p>
      The ${formatNumberOf(classes.length, 'class', 'classes')} that
      ${classes.length === 1 ? 'stands' : 'stand'} highest in FAR_c or in FRR_c at threshold
      ${formatThreshold(point.threshold)}
      (${choiceOf(point)}).${withPictures && ' The images are evenly spaced over those of the class.'}
      The worst of many classes is high partly by chance, the more so the fewer pairs it has.
    </p>`,
    missingPictures(pictures),
    table(
      'Worst classes',
      withPictures ? 'worst pictured' : 'worst',
      html`<tr>
        <th scope="col">Class</th>
        <th scope="col" class="number">${swatch('impostor')}FAR_c</th>
        <th scope="col" class="number">${swatch('genuine')}FRR_c</th>
        ${withPictures && html`<th scope="col">Images</th>`}
      </tr>`,
      rows,
    ),
  );
}
