import type { Evaluation, Interval } from '../../contract/evaluation.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatCounts, formatInterval, formatRate } from './numbers.ts';
import { reasonText } from './view.ts';

/** Pieces that several sections of the report are made of. */

/** "none: ..." in place of a number. */
export function none(reason: string | undefined): Markup {
  return html`<span class="none">none: ${reasonText(reason)}</span>`;
}

/** A section with a heading that the contents list can point at. */
export function section(id: string, heading: string, ...body: Content[]): Markup {
  return html`<section id="${id}">
    <h2>${heading}</h2>
    ${body}
  </section>`;
}

/** A table that scrolls inside itself where the window is narrow. */
export function table(
  label: string,
  kind: string,
  head: Content,
  rows: readonly Markup[],
  wide = true,
): Markup {
  const body = html`<table class="${kind}">
    <thead>
      ${head}
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return wide
    ? html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${body}</div>`
    : body;
}

export interface RateParts {
  rate: number | null | undefined;
  /** Pairs counted and pairs in all; left out where the evaluation does not hold them. */
  part?: number | null | undefined;
  whole?: number | undefined;
  interval?: Interval | null | undefined;
  /** Why there is no rate. */
  reason?: string | undefined;
}

/** A rate with the counts behind it and its interval, one below the other. */
export function rateLines(parts: RateParts): Markup {
  if (typeof parts.rate !== 'number') return none(parts.reason);
  const counted = typeof parts.part === 'number' && parts.whole !== undefined;
  return html`<span class="rate">${formatRate(parts.rate)}</span>${
      counted && html`<small>${formatCounts(parts.part as number, parts.whole as number)}</small>`
    }${parts.interval && html`<small>${intervalMarkup(parts.interval)}</small>`}`;
}

/** An interval, marked where there is something to know of it: `noteOf` says what. */
export function intervalMarkup(interval: Interval): Content {
  return `${formatInterval(interval)}${interval.note === undefined ? '' : '*'}`;
}

/** What the mark behind intervals means; nothing where none has one. */
export function noteOf(intervals: readonly (Interval | null | undefined)[]): Content {
  const note = intervals.find((interval) => interval?.note !== undefined)?.note;
  return note !== undefined && html`<p class="note">* ${note}.</p>`;
}

/** What the axis of scores is called. */
export function scoreName(evaluation: Evaluation): string {
  return evaluation.score === 'cosine' ? 'cosine similarity' : 'AS-norm score';
}

/** How a set of classes is called in a sentence. */
export function setName(set: Evaluation['set']): string {
  return set === 'all'
    ? 'all classes, one set'
    : set === 'calibration'
      ? 'calibration classes'
      : 'held-out classes';
}

/** A small square in the colour of genuine or impostor pairs. */
export function swatch(kind: 'genuine' | 'impostor'): Markup {
  return html`<i class="swatch ${kind}"></i>`;
}
