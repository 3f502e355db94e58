import type { ChangedClass, ComparedPoint, ComparedSet } from '../../contract/comparison.ts';
import { changeScatter } from './comparison-scatter.ts';
import { classesOf, formatDifference, type MatchedTarget, numberHead } from './comparison-view.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCount, formatNumberOf, formatRate, formatTarget } from './numbers.ts';
import { swatch, table } from './parts.ts';

/** Single classes: drawings, the fixed and the newly broken ones, and all of them. */

const changedShown = 40;
const longestTable = 2000;
const worstShown = 1000;
const nameLimit = 48;

/** The part about single classes at the main target: who was fixed, who broke. */
export function classesPart(id: string, set: ComparedSet, main: MatchedTarget): Markup {
  const point = main.matchedFalseAcceptRate;
  const target = main.targetFalseAcceptRate;
  const { falseAcceptRate: acceptEnd, falseRejectRate: rejectEnd } = point.bands;
  const ends = [
    ...(acceptEnd === null ? [] : [`FAR_c ${formatRate(acceptEnd)}`]),
    ...(rejectEnd === null ? [] : [`FRR_c ${formatRate(rejectEnd)}`]),
  ].join(' and ');
  return html`<p>
      At matched FAR ${formatTarget(target)} the band of acceptable class rates ends at ${ends}.
      Fixed classes came back into it, newly broken ones left it.
    </p>
    <div class="figures">
      ${(['falseRejectRate', 'falseAcceptRate'] as const).map(
        (rate) =>
          html`<figure>
            <figcaption>
              <h3>${rate === 'falseRejectRate' ? 'FRR_c' : 'FAR_c'} before and after</h3>
              <p class="legend">
                <i class="dot class"></i>class, larger: several <i class="dot fixed"></i>fixed
                <i class="dot newly-broken"></i>newly broken <i class="rule guide"></i>no change
              </p>
            </figcaption>
            ${changeScatter(`${id}-${rate}`, set, point, rate, target)}
            <p class="note">Below the diagonal is better.</p>
          </figure>`,
      )}
    </div>
    ${changedTable(set, point, 'newly-broken')}${changedTable(set, point, 'fixed')}`;
}

function changedTable(
  set: ComparedSet,
  point: ComparedPoint,
  change: ChangedClass['change'],
): Markup {
  const changed = classesOf(point, change);
  const title = change === 'fixed' ? 'Fixed' : 'Newly broken';
  const heading = html`<h3>${title}: ${formatCount(changed.length)}</h3>`;
  if (changed.length === 0) return heading;
  return html`${heading}${table(
    `${title} classes`,
    'changes',
    html`<tr>
      <th scope="col">Class</th>
      <th scope="col">Rate</th>
      ${numberHead('Before')}${numberHead('After')}${numberHead('Difference')}${numberHead('Pairs')}${numberHead('Newly accepted')}${numberHead('No longer accepted')}
    </tr>`,
    changed.slice(0, changedShown).map((entry) => changedRow(set, point, entry)),
  )}${
    changed.length > changedShown &&
    html`<p class="after">
      The largest ${formatCount(changedShown)} of ${formatCount(changed.length)}; the JSON holds
      all.
    </p>`
  }`;
}

function changedRow(
  set: ComparedSet,
  { flips }: ComparedPoint,
  { class: c, rate, before, after, pairs }: ChangedClass,
): Markup {
  const kind = rate === 'falseAcceptRate' ? 'impostor' : 'genuine';
  const counts = flips?.[kind];
  const number = (content: Content): Markup => html`<td class="number">${content}</td>`;
  const none = html`<span class="none">none</span>`;
  return html`<tr>
    <th scope="row" class="name">${nameMarkup(set.classNames[c]!, nameLimit)}</th>
    <td>${swatch(kind)}${kind === 'impostor' ? 'FAR_c' : 'FRR_c'}</td>
    ${number(formatRate(before))}${number(formatRate(after))}${number(
      formatDifference(after - before),
    )}${number(formatCount(pairs))}${number(
      counts === undefined ? none : formatCount(counts.classRejectedToAccepted[c]!),
    )}${number(counts === undefined ? none : formatCount(counts.classAcceptedToRejected[c]!))}
  </tr>`;
}

/** Every class at the main target, the largest changes of FRR and FAR first. */
export function allClasses(set: ComparedSet, main: MatchedTarget): Markup {
  const { classFalseAcceptRate: accept, classFalseRejectRate: reject } =
    main.matchedFalseAcceptRate;
  const change = (rates: typeof accept, c: number): number | null => {
    const was = rates.before[c] ?? null;
    const is = rates.after[c] ?? null;
    return was === null || is === null ? null : is - was;
  };
  const count = set.classNames.length;
  const order = [...set.classNames.keys()].sort(
    (a, b) =>
      Math.abs(change(reject, b) ?? -1) - Math.abs(change(reject, a) ?? -1) ||
      Math.abs(change(accept, b) ?? -1) - Math.abs(change(accept, a) ?? -1) ||
      a - b,
  );
  const shown = count <= longestTable ? order : order.slice(0, worstShown);
  const rate = (value: number | null | undefined): Markup =>
    html`<td class="number">
      ${typeof value === 'number' ? formatRate(value) : html`<span class="none">none</span>`}
    </td>`;
  const difference = (value: number | null): Markup =>
    html`<td class="number">
      ${value === null ? html`<span class="none">none</span>` : formatDifference(value)}
    </td>`;
  const contribution = set.classContribution;
  return html`<h3>
      ${shown.length === count ? `All ${formatNumberOf(count, 'class', 'classes')}` : `The ${formatCount(shown.length)} of ${formatCount(count)} classes that changed most`}
    </h3>
    ${table(
      'Classes before and after',
      'all-classes',
      html`<tr>
        <th scope="col">Class</th>
        ${numberHead('Images')}${numberHead(html`${swatch('genuine')}FRR_c before`)}${numberHead('after')}${numberHead('difference')}${numberHead(html`${swatch('impostor')}FAR_c before`)}${numberHead('after')}${numberHead('difference')}${numberHead('OPIS contribution before')}${numberHead('after')}
      </tr>`,
      shown.map(
        (c) =>
          html`<tr>
            <th scope="row" class="name">${nameMarkup(set.classNames[c]!, nameLimit)}</th>
            <td class="number">${formatCount(set.classImages.before[c]!)}</td>
            ${rate(reject.before[c])}${rate(reject.after[c])}${difference(change(reject, c))}${rate(
              accept.before[c],
            )}${rate(accept.after[c])}${difference(change(accept, c))}${rate(
              contribution.before[c],
            )}${rate(contribution.after[c])}
          </tr>`,
      ),
    )}`;
}
