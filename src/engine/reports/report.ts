import type { Comparison } from '../../contract/comparison.ts';
import type { Decision } from '../../contract/decision.ts';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { certaintySection } from './certainty.ts';
import { classesSection, collisionsSection, consistencySection } from './class-tables.ts';
import {
  footer,
  glossarySection,
  notesSection,
  provenanceSection,
  retrievalSection,
} from './closing.ts';
import { beforeAndAfter } from './comparison.ts';
import { comparisonStyle } from './comparison-style.ts';
import { curvesSection } from './curves.ts';
import { decisionSection } from './decision-section.ts';
import { documentStyle } from './document-style.ts';
import { html, nameMarkup } from './html.ts';
import type { Content } from './html.ts';
import { formatTime } from './numbers.ts';
import { operatingPointsSection } from './operating-points.ts';
import { page } from './page.ts';
import { setName } from './parts.ts';
import { worstClassesSection } from './picture-parts.ts';
import { noPictures, picturedClasses, type ReportPictures } from './report-pictures.ts';
import { setsSection } from './sets.ts';
import { signOffSection } from './sign-off.ts';
import { styleSheet } from './style.ts';
import { cautions, keyFigures, summaryText } from './summary.ts';
import { type MainPoint, mainPoint, worstClasses } from './view.ts';

const defaultTitle = 'Threshold report';

/** What a report may have beside the evaluation. */
export interface ReportOptions {
  /** The heading; by default "Threshold report". */
  title?: string;
  /** What was decided on this evaluation. */
  decision?: Decision | null;
  /** What the report speaks of; by default what the evaluation and the decision say. */
  main?: MainPoint;
  /** This evaluation as "after". */
  comparison?: Comparison | null;
  pictures?: ReportPictures;
}

/**
 * The threshold report: one HTML page that needs no network and no script, legible on a screen
 * (light or dark) and on paper (A4 or Letter).
 *
 * With a split, the page speaks of the calibration classes and sets the held-out classes beside
 * them. The same evaluation gives the same bytes. Every name in it is escaped.
 *
 * @param evaluation an evaluation as `evaluationFileSchema` describes it.
 */
export function renderReport(evaluation: EvaluationFile, options: ReportOptions = {}): string {
  const {
    title = defaultTitle,
    decision = null,
    main = mainPoint(evaluation, decision),
    comparison = null,
    pictures = noPictures('this page was made without them'),
  } = options;
  const { provenance, sets } = evaluation;
  const notes = [
    ...evaluation.notes,
    ...(sets?.heldOut.notes ?? []).map((note) => `Held-out classes: ${note}`),
  ];
  const worst = main.point === null ? [] : worstClasses(evaluation, main.point, picturedClasses);
  const contents: [string, string][] = [
    ['decision', 'Threshold'],
    ['operating-points', 'Operating points'],
    ['curves', 'Curves'],
    ['consistency', 'OPIS'],
    ['worst', 'Worst classes'],
    ['collisions', 'Collisions'],
    ['retrieval', 'Retrieval'],
    ...(sets === undefined ? [] : [['sets', 'Held-out'] as [string, string]]),
    ...(comparison === null ? [] : [['before-after', 'Before and after'] as [string, string]]),
    ['certainty', 'Certainty'],
    ['notes', 'Notes'],
    ['provenance', 'Provenance'],
    ['sign-off', 'Sign-off'],
    ['glossary', 'Glossary'],
    ['classes', 'All classes'],
  ];
  const body: Content[] = [
    html`<header>
      <p class="brand">
        ${title === defaultTitle ? 'Isoline' : `Isoline ${defaultTitle.toLowerCase()}`}
      </p>
      <h1>${nameMarkup(title, 120)}</h1>
      <p class="source">
        ${nameMarkup(provenance.source, 160)} ·
        ${setName(evaluation.set)}${sets !== undefined && ', held-out classes beside them'} ·
        ${formatTime(provenance.time)}
      </p>
    </header>`,
    keyFigures(evaluation, main),
    cautions(evaluation, main),
    summaryText(evaluation, main),
    html`<nav aria-label="Contents">
      ${contents.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}
    </nav>`,
    decisionSection(decision, main),
    operatingPointsSection(evaluation, main),
    curvesSection(evaluation, main),
    consistencySection(evaluation),
    worstClassesSection(evaluation, main, worst, pictures),
    collisionsSection(evaluation, main, pictures),
    retrievalSection(evaluation),
    setsSection(evaluation, main),
    comparison !== null && html`<div id="before-after">${beforeAndAfter(comparison)}</div>`,
    certaintySection(evaluation, main),
    notesSection(notes),
    provenanceSection(evaluation),
    signOffSection(evaluation, main, decision),
    glossarySection(),
    classesSection(evaluation, main),
    footer(evaluation),
  ];
  const styles = [
    styleSheet,
    documentStyle,
    comparison !== null && comparisonStyle,
    runningFooter(provenance.evaluationId),
  ];
  return page(title, styles.filter((part) => part !== false).join(''), body);
}

/** Which evaluation a sheet belongs to, on every printed one. */
function runningFooter(evaluationId: string): string {
  // An id of another program's making could end the string.
  const id = /^[\w-]{1,64}$/.test(evaluationId) ? `, evaluation ${evaluationId}` : '';
  return `@page { @bottom-left { content: "Isoline threshold report${id}"; font: 8pt system-ui, sans-serif; color: #5a6470; } }\n`;
}
