import type {
  ComparedEvaluation,
  ComparedFigure,
  ComparedSet,
  Comparison,
} from '../../contract/comparison.ts';
import { allClasses, classesPart } from './comparison-classes.ts';
import { comparisonStyle } from './comparison-style.ts';
import { figuresTable, ratesTables, thresholdsTable } from './comparison-tables.ts';
import {
  differenceLines,
  formatShare,
  mainTarget,
  setHeading,
  valueText,
  wordMarkup,
} from './comparison-view.ts';
import { html, nameMarkup, shorten } from './html.ts';
import type { Content, Markup } from './html.ts';
import {
  formatCount,
  formatNumberOf,
  formatTarget,
  formatThreshold,
  formatTime,
} from './numbers.ts';
import { page } from './page.ts';
import { none, noteOf, section, table } from './parts.ts';
import { styleSheet } from './style.ts';
import { reasonText } from './view.ts';

export interface ComparisonOptions {
  /** The heading; by default the names: old → new, newer. */
  title?: string;
}

/**
 * A comparison of evaluations as one HTML page that needs no network and no script, legible on a
 * screen (light or dark) and on A4 paper. Held-out classes lead. The same comparison gives the same
 * bytes. Every name in it is escaped.
 */
export function renderComparison(comparison: Comparison, options: ComparisonOptions = {}): string {
  const { evaluations, comparisons } = comparison;
  const names = evaluations.map(({ name }) => name);
  const title = options.title ?? `${names[0]!} → ${names.slice(1).join(', ')}`;
  const several = comparisons.length > 1;
  const body: Content[] = [
    html`<header>
      <p class="brand">Isoline comparison</p>
      <h1>${nameMarkup(title, 160)}</h1>
      <p class="source">${formatTime(comparison.time)}</p>
    </header>`,
    html`<nav aria-label="Contents">
      ${comparisons.flatMap(({ after, sets }, k) =>
        sets.map(
          (set) =>
            html`<a href="#${setId(k, set)}"
              >${several && html`${nameMarkup(names[after]!, 40)}: `}${setHeading(set)}</a
            >`,
        ),
      )}
      <a href="#reading">How to read it</a><a href="#provenance">Provenance</a>
    </nav>`,
    ...comparedSections(
      comparison,
      (set, after) =>
        several ? `${shorten(after, 60)}: ${setHeading(set).toLowerCase()}` : setHeading(set),
      'all',
    ),
    readingSection(comparison, 'How to read it'),
    provenanceSection(evaluations),
    html`<footer>
      Isoline ${comparison.programVersion}, seed ${comparison.seed}, ${formatTime(comparison.time)}.
      Computed locally.
    </footer>`,
  ];
  return page(title, styleSheet + comparisonStyle, body);
}

/** Which single classes a section shows: all, or those that were fixed and those that broke. */
type ShownClasses = 'all' | 'changed' | 'none';

/** A comparison as part of a report: each set with the classes that changed, what was compared, how to read it. */
export function beforeAndAfter(comparison: Comparison): Markup[] {
  return [
    ...comparedSections(
      comparison,
      (set) => `Before and after: ${setHeading(set).toLowerCase()}`,
      'changed',
    ),
    section(
      'compared',
      'Before and after: what was compared',
      provenanceTable(comparison.evaluations),
    ),
    readingSection(comparison, 'Before and after: how to read it'),
  ];
}

/**
 * One section for each set of each comparison.
 *
 * @param leading which single classes the set that leads shows; those of the other are in the JSON
 */
function comparedSections(
  { evaluations, comparisons }: Comparison,
  headingOf: (set: ComparedSet, after: string) => string,
  leading: ShownClasses,
): Markup[] {
  const names = evaluations.map(({ name }) => name);
  return comparisons.flatMap(({ before, after, sets }, k) =>
    sets.map((set, place) =>
      setSection({
        id: setId(k, set),
        heading: headingOf(set, names[after]!),
        set,
        before: names[before]!,
        after: names[after]!,
        classes: place === 0 ? leading : 'none',
      }),
    ),
  );
}

function setId(comparison: number, { set }: ComparedSet): string {
  return `comparison-${comparison + 1}-${set}`;
}

function setSection(part: {
  id: string;
  heading: string;
  set: ComparedSet;
  before: string;
  after: string;
  classes: ShownClasses;
}): Markup {
  const { id, heading, set, before, after, classes } = part;
  const main = mainTarget(set);
  return section(
    id,
    heading,
    html`<p>
      ${nameMarkup(before, 80)} → ${nameMarkup(after, 80)},
      ${formatNumberOf(set.classNames.length, 'class', 'classes')} in
      both${
        set.set === 'held-out' && ', at thresholds that were fitted on the calibration classes'
      }.
    </p>`,
    keyFigures(set),
    set.cautions.map((sentence) => html`<p class="caution">${sentence}</p>`),
    html`<h3>Consistency and retrieval</h3>`,
    figuresTable(set),
    noteOf(Object.values(set.figures).map(({ interval }) => interval)),
    main === null
      ? html`<p>${none('no target FAR has a threshold in both')}.</p>`
      : ratesTables(set, main),
    html`<h3>Old threshold → new threshold</h3>`,
    thresholdsTable(set, main),
    classes !== 'none' &&
      main !== null && [
        html`<h3>Single classes</h3>`,
        classesPart(id, set, main),
        classes === 'all' && allClasses(set, main),
      ],
  );
}

/** The strip of figures below a set's heading. */
function keyFigures(set: ComparedSet): Markup {
  const main = mainTarget(set);
  const { figures } = set;
  const key = (name: string, value: Content, below: Content, kind = ''): Markup =>
    html`<div class="key ${kind}">
      <dt>${name}</dt>
      <dd><b>${value}</b><small>${below}</small></dd>
    </div>`;
  const ofFigure = (name: string, figure: ComparedFigure, kind = ''): Markup =>
    key(
      name,
      html`${valueText(figure.before)} → ${valueText(figure.after)}`,
      html`${differenceLines(figure)}${wordMarkup(figure)}`,
      kind,
    );
  const point = main?.matchedFalseAcceptRate;
  const asked = main === null ? '' : formatTarget(main.targetFalseAcceptRate);
  const share = point?.flips?.share ?? null;
  return html`<dl class="keys changes-of">
    ${
      point === undefined
        ? key('Threshold', 'none', 'no target FAR has a threshold in both', 'threshold')
        : key(
            'Threshold',
            html`${formatThreshold(point.thresholdBefore)} →
            ${formatThreshold(point.thresholdAfter)}`,
            `at equal FAR ${asked}`,
            'threshold',
          )
    }
    ${point !== undefined && ofFigure(`FRR at matched FAR ${asked}`, point.falseRejectRate, 'genuine')}
    ${ofFigure('OPIS', figures.opis)} ${ofFigure('Mean utility', figures.meanUtility)}
    ${ofFigure('Recall@1', figures.recallAt1)}
    ${
      point !== undefined &&
      key(
        'Decisions that flip',
        share === null ? 'none' : formatShare(share),
        point.flips === null
          ? reasonText(point.flipsReason)
          : html`${formatShare(point.flips.genuine.share ?? 0)} of genuine,
            ${formatShare(point.flips.impostor.share ?? 0)} of impostor pairs`,
      )
    }
  </dl>`;
}

function readingSection({ classRule, replicates }: Comparison, heading: string): Markup {
  const entries: [string, string][] = [
    [
      'Better, worse',
      'The 95 % interval of the difference lies on one side of 0. Not distinguishable: it holds 0. No interval: nothing can be said beyond the two values.',
    ],
    [
      'Interval of a difference',
      `Classes are drawn again ${formatCount(replicates)} times, and both evaluations are looked at with the same draw. Thresholds, and the ends of the OPIS range, are held fixed: what choosing them on other classes would change is not in it.`,
    ],
    [
      'OPIS',
      'Falls also when every class is equally bad, so read it beside mean utility; and it cannot be told from chance where it is no larger than its noise floor.',
    ],
    ['Matched FAR', 'Each evaluation at the threshold that gives it the target FAR.'],
    [
      'Same threshold',
      'The threshold of "before" applied to the scores of "after": what happens when the model is exchanged and nobody looks at the threshold.',
    ],
    ['Flip', 'A pair that one accepts at its threshold and the other rejects at its own.'],
    ['Fixed, newly broken', classRule],
  ];
  return section(
    'reading',
    heading,
    html`<dl class="glossary">
      ${entries.map(
        ([term, meaning]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

function provenanceSection(evaluations: readonly ComparedEvaluation[]): Markup {
  return section('provenance', 'Provenance', provenanceTable(evaluations));
}

function provenanceTable(evaluations: readonly ComparedEvaluation[]): Markup {
  const code = (value: string | null, reason: string): Content =>
    value === null ? none(reason) : html`<code>${value}</code>`;
  const rows: [string, (evaluation: ComparedEvaluation) => Content][] = [
    ['Source', ({ provenance }) => nameMarkup(provenance.source, 80)],
    ['Evaluation', ({ provenance }) => code(provenance.evaluationId, '')],
    ['Time', ({ provenance }) => formatTime(provenance.time)],
    ['Program version', ({ provenance }) => provenance.programVersion],
    ['Images, classes', ({ images, classes }) => `${formatCount(images)}, ${formatCount(classes)}`],
    ['Score', ({ score }) => (score === 'cosine' ? 'cosine similarity' : 'AS-norm')],
    ['Data fingerprint', ({ provenance }) => code(provenance.dataFingerprint, '')],
    [
      'Model SHA-256',
      ({ provenance }) => code(provenance.modelSha256, 'embeddings were given, not a model'),
    ],
  ];
  return table(
    'Provenance',
    'origins',
    html`<tr>
      <th scope="col"><span class="unseen">What</span></th>
      ${evaluations.map(({ name }) => html`<th scope="col">${nameMarkup(name, 60)}</th>`)}
    </tr>`,
    rows.map(
      ([name, content]) =>
        html`<tr>
          <th scope="row">${name}</th>
          ${evaluations.map((evaluation) => html`<td>${content(evaluation)}</td>`)}
        </tr>`,
    ),
  );
}
