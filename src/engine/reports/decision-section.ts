import type { Decision, Proposal, ThresholdRates } from '../../contract/decision.ts';
import { formatPolicy, type Policy } from '../../contract/policy.ts';
import { html, nameMarkup } from './html.ts';
import type { Content, Markup } from './html.ts';
import {
  formatAngle,
  formatDistance,
  formatExact,
  formatLevel,
  formatNumberOf,
  formatPercent,
  formatRate,
  formatTarget,
  formatThreshold,
  formatTime,
} from './numbers.ts';
import { none, noteOf, rateLines, section, swatch, table } from './parts.ts';
import { reasonText } from './view.ts';
import type { MainPoint } from './view.ts';

/** Which threshold, who decided on it, by which policy, and what came of it. */

const namesShown = 5;

/** A policy in words: "the smallest threshold with pooled FAR at most 0.001". */
export function policyWords(policy: Policy): string {
  if (policy.threshold !== undefined) return 'a threshold that was given, not chosen by a policy';
  const constraints = [
    ['pooled FAR', policy.falseAcceptRate],
    ['pooled FRR', policy.falseRejectRate],
    ['the FAR of every class', policy.worstClassFalseAcceptRate],
    ['the FAR of 95 % of the classes', policy.worstClassFalseAcceptRate95],
  ].flatMap(([name, most]) =>
    typeof most === 'number' ? [`${name} at most ${formatTarget(most)}`] : [],
  );
  const within = constraints.length === 0 ? '' : ` with ${constraints.join(' and ')}`;
  return `the ${wantedThreshold(policy)}${within}`;
}

function wantedThreshold({ objective, ...constraints }: Policy): string {
  switch (objective?.kind) {
    case 'equal-error-rate':
      return 'threshold at which FAR and FRR differ least';
    case 'utility':
      return 'threshold with the greatest pooled utility';
    case 'cost':
      return `threshold with the least expected cost (false accept ${objective.falseAcceptCost}, false reject ${objective.falseRejectCost}, ${formatPercent(objective.prevalence)} of the comparisons genuine)`;
    case undefined:
      return Object.entries(constraints).every(
        ([name, most]) => most === undefined || name === 'falseRejectRate',
      )
        ? 'largest threshold'
        : 'smallest threshold';
  }
}

/** ISO 8601 of a time in milliseconds, as the report prints times. */
export function decisionTime({ createdAt }: Decision): string {
  return formatTime(new Date(createdAt).toISOString());
}

/** The section on the decision; without one it says which threshold the report speaks of. */
export function decisionSection(decision: Decision | null, main: MainPoint): Markup {
  const heading = 'The threshold and why';
  if (decision === null) {
    return section(
      'decision',
      heading,
      html`<p>
        No decision is saved for this evaluation, so no policy stands behind a threshold yet.
        ${main.sentence}
      </p>`,
    );
  }
  const { author, note, proposal } = decision;
  const threshold = proposal.threshold as number;
  return section(
    'decision',
    heading,
    html`<p>
      <bdi>${author}</bdi> decided on ${decisionTime(decision)} to accept a pair when its
      ${proposal.score === 'cosine' ? 'cosine similarity' : 'AS-norm score'} is at least
      <b class="threshold">${formatThreshold(threshold)}</b>: ${policyWords(proposal.policy)}
      (policy <code>${formatPolicy(proposal.policy)}</code>).
    </p>`,
    note !== '' && html`<blockquote><bdi>${note}</bdi></blockquote>`,
    html`<div class="decided-tables">${scalesTable(proposal)}${ratesTable(proposal)}</div>`,
    noteOf([proposal.attained?.falseAcceptRateInterval, proposal.heldOut?.falseAcceptRateInterval]),
    html`<dl class="facts because">
      ${factsOf(proposal).map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`,
    proposal.notes.length > 0 &&
      html`<ul>
        ${proposal.notes.map((line) => html`<li>${line}</li>`)}
      </ul>`,
  );
}

function scalesTable({ threshold, scales, score }: Proposal): Markup {
  const value = threshold as number;
  const rows: [string, string, Content][] = [
    [
      score === 'cosine' ? 'Cosine similarity' : 'AS-norm score',
      'at or above',
      html`${formatThreshold(value)}<small>exact ${formatExact(value)}</small>`,
    ],
    ...(scales === null
      ? []
      : ([
          ['Cosine distance', 'at or below', formatDistance(scales.cosineDistance)],
          ['L2 distance', 'at or below', formatDistance(scales.l2Distance)],
          ['Angle', 'at or below', formatAngle(scales.angleDegrees)],
        ] as [string, string, Content][])),
  ];
  return table(
    'The threshold in every scale',
    'scales',
    html`<tr>
      <th scope="col">Scale</th>
      <th scope="col">Accept</th>
      <th scope="col" class="number">Threshold</th>
    </tr>`,
    rows.map(
      ([scale, side, text]) =>
        html`<tr>
          <th scope="row">${scale}</th>
          <td>${side}</td>
          <td class="number">${text}</td>
        </tr>`,
    ),
    false,
  );
}

function ratesTable({ policy, attained, heldOut }: Proposal): Markup {
  const asked = (rate: number | undefined): Content =>
    rate === undefined ? html`<span class="none">not asked for</span>` : `≤ ${formatTarget(rate)}`;
  const cells = (rates: ThresholdRates): Markup =>
    html`<td class="number">
        ${rateLines({
          rate: rates.falseAcceptRate,
          part: rates.falseAccepts,
          whole: rates.impostorPairs,
          interval: rates.falseAcceptRateInterval,
          reason: 'no impostor pairs',
        })}
      </td>
      <td class="number">
        ${rateLines({
          rate: rates.falseRejectRate,
          part: rates.falseRejects,
          whole: rates.genuinePairs,
          interval: rates.falseRejectRateInterval,
          reason: 'no genuine pairs',
        })}
      </td>`;
  const fitted = attained as ThresholdRates;
  return table(
    'What was asked for and what came of it',
    'decided',
    html`<tr>
      <th scope="col"><span class="unseen">Where</span></th>
      <th scope="col" class="number">${swatch('impostor')}FAR<small>pooled</small></th>
      <th scope="col" class="number">${swatch('genuine')}FRR<small>pooled</small></th>
    </tr>`,
    [
      html`<tr>
        <th scope="row">Asked for</th>
        <td class="number">${asked(policy.falseAcceptRate)}</td>
        <td class="number">${asked(policy.falseRejectRate)}</td>
      </tr>`,
      html`<tr>
        <th scope="row">
          Attained<small
            >${fitted.set === 'calibration' ? 'calibration classes, on which it was fitted' : 'all classes, on which it was fitted'}</small
          >
        </th>
        ${cells(fitted)}
      </tr>`,
      html`<tr>
        <th scope="row">Held out<small>classes that took no part in the choice</small></th>
        ${
          heldOut === null
            ? html`<td colspan="2">${none('there was no split')}</td>`
            : cells(heldOut)
        }
      </tr>`,
    ],
  );
}

function factsOf(proposal: Proposal): [string, Content][] {
  const { thresholdInterval: interval, bounds, price, guarantee } = proposal;
  const end = (threshold: number | null): string =>
    threshold === null ? 'beyond what was tried' : formatThreshold(threshold);
  return [
    [
      'Where the threshold itself lies',
      interval === null
        ? none(proposal.thresholdIntervalReason)
        : `between ${end(interval.lower)} and ${end(interval.upper)} when the classes are drawn again and it is chosen anew (${formatLevel(interval.level)} of ${formatNumberOf(interval.replicates, 'draw')}${interval.resolution === 'grid' ? `, on a grid of ${formatNumberOf(interval.gridThresholds ?? 0, 'threshold')}` : ''})`,
    ],
    ...bounds.map(({ constraint, target, side, threshold, classes }): [string, Content] => [
      `${constraint}=${formatTarget(target)}`,
      html`wants ${side === 'at-least' ? 'at least' : 'at most'}
      ${formatThreshold(threshold)}${
        classes.length > 0 &&
        html`, decided by
        ${classes
          .slice(0, namesShown)
          .map(
            ({ name }, k) => html`${k > 0 && ', '}${nameMarkup(name, 40)}`,
          )}${classes.length > namesShown && ` and ${classes.length - namesShown} more`}`
      }`,
    ]),
    [
      'Price of one threshold',
      price === null
        ? none(proposal.priceReason)
        : `FRR ${formatRate(price.falseRejectRateOfOne)}, against ${formatRate(price.falseRejectRateOfOwn)} if every class had a threshold of its own with the same FAR`,
    ],
    [
      'New classes',
      guarantee?.guaranteed === true
        ? `at ${formatLevel(guarantee.level)}, at most ${formatPercent(guarantee.upperShare)} of them exceed FAR ${formatTarget(guarantee.targetFalseAcceptRate)} against this gallery of ${formatNumberOf(guarantee.galleryImages, 'image')}`
        : html`no guarantee: ${reasonText(proposal.guaranteeReason)}`,
    ],
  ];
}
