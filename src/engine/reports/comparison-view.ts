import type {
  ChangedClass,
  ComparedFigure,
  ComparedPoint,
  ComparedSet,
  ComparedTarget,
  ComparisonWord,
} from '../../contract/comparison.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatRate } from './numbers.ts';
import { none } from './parts.ts';
import { preferredTarget } from './view.ts';

/** What the comparison says before any of it is laid out, and how single figures are printed. */

/** A target at which both have a threshold. */
export type MatchedTarget = ComparedTarget & { matchedFalseAcceptRate: ComparedPoint };

/** The target that the page speaks of: FAR 1e-3, else the strictest at which both have a threshold. */
export function mainTarget({ targets }: ComparedSet): MatchedTarget | null {
  const matched = targets.filter(
    (target): target is MatchedTarget => target.matchedFalseAcceptRate !== null,
  );
  return (
    matched.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === preferredTarget) ??
    matched.toSorted((a, b) => a.targetFalseAcceptRate - b.targetFalseAcceptRate)[0] ??
    null
  );
}

/** How a set of classes is headed. */
export function setHeading({ set }: ComparedSet): string {
  return set === 'all'
    ? 'All classes'
    : set === 'held-out'
      ? 'Held-out classes'
      : 'Calibration classes';
}

const words: Readonly<Record<ComparisonWord, string>> = {
  better: 'better',
  worse: 'worse',
  'not-distinguishable': 'not distinguishable',
  'no-interval': 'no interval',
};

/** The word for a difference, with the reason where there is no interval to go by. */
export function wordMarkup({ word, reason, intervalReason }: ComparedFigure): Content {
  if (word === null) return reason !== undefined && html`<span class="word">${none(reason)}</span>`;
  return html`<span class="word ${word}">${words[word]}</span>${
      word === 'no-interval' &&
      intervalReason !== undefined &&
      html`<small>${intervalReason}</small>`
    }`;
}

/** A difference with its sign: `+0.0123`, `−2.10e-5`, `0`. */
export function formatDifference(difference: number): string {
  if (difference === 0) return '0';
  return `${difference < 0 ? '\u2212' : '+'}${formatRate(Math.abs(difference))}`;
}

/** A share in per cent with three significant digits: `0.173 %`, `< 0.01 %`. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  const text =
    percent === 0 ? '0' : percent < 0.01 ? '<\u00a00.01' : String(Number(percent.toPrecision(3)));
  return `${text}\u00a0%`;
}

/** A value of one side. */
export function valueText(value: number | null): Content {
  return value === null ? html`<span class="none">none</span>` : formatRate(value);
}

/** The difference and the ends of its interval, one below the other. */
export function differenceLines({ difference, interval }: ComparedFigure): Content {
  if (difference === null) return html`<span class="none">none</span>`;
  return html`<span class="rate">${formatDifference(difference)}</span>${
      interval !== null &&
      html`<small
        >[${formatDifference(interval.lower)},
        ${formatDifference(interval.upper)}]${interval.note !== undefined && '*'}</small
      >`
    }`;
}

/**
 * The interval as a drawing: the line in the middle is no difference, the width is scaled to this
 * figure alone.
 */
export function intervalDrawing({ difference, interval, word }: ComparedFigure): Content {
  if (difference === null || interval === null) return false;
  const width = 130;
  const middle = width / 2;
  const reach = Math.max(Math.abs(interval.lower), Math.abs(interval.upper), Math.abs(difference));
  const place = (value: number): string =>
    (middle + (reach === 0 ? 0 : (value / reach) * (middle - 6))).toFixed(1);
  return html`<svg class="interval ${word ?? ''}" viewBox="0 0 ${width} 16" aria-hidden="true">
    <path class="zero" d="M${middle} 0V16" />
    <path class="reach" d="M${place(interval.lower)} 8H${place(interval.upper)}" />
    <circle cx="${place(difference)}" cy="8" r="3.4" />
  </svg>`;
}

/** The classes of one kind of change. */
export function classesOf(point: ComparedPoint, change: ChangedClass['change']): ChangedClass[] {
  return point.changedClasses.filter((candidate) => candidate.change === change);
}

/** The markup of a head cell over numbers. */
export function numberHead(name: Content): Markup {
  return html`<th scope="col" class="number">${name}</th>`;
}
