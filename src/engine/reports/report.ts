import type { EvaluationFile } from '../../contract/evaluation.ts';
import { classesSection, collisionsSection, consistencySection } from './class-tables.ts';
import {
  footer,
  glossarySection,
  notesSection,
  provenanceSection,
  retrievalSection,
} from './closing.ts';
import { curvesSection } from './curves.ts';
import { html, nameMarkup } from './html.ts';
import type { Content } from './html.ts';
import { formatTime } from './numbers.ts';
import { operatingPointsSection } from './operating-points.ts';
import { page } from './page.ts';
import { setName } from './parts.ts';
import { setsSection } from './sets.ts';
import { styleSheet } from './style.ts';
import { cautions, keyFigures, summaryText } from './summary.ts';
import { mainPoint } from './view.ts';

export interface ReportOptions {
  /** The heading; by default "Threshold report". */
  title?: string;
}

/**
 * The threshold report: one HTML page that needs no network and no script, legible on a screen
 * (light or dark) and on A4 paper.
 *
 * With a split, the page speaks of the calibration classes and sets the held-out classes beside
 * them. The same evaluation gives the same bytes. Every name in it is escaped.
 *
 * @param evaluation an evaluation as `evaluationFileSchema` describes it.
 */
export function renderReport(evaluation: EvaluationFile, options: ReportOptions = {}): string {
  const title = options.title ?? 'Threshold report';
  const main = mainPoint(evaluation);
  const { provenance, sets } = evaluation;
  const notes = [
    ...evaluation.notes,
    ...(sets?.heldOut.notes ?? []).map((note) => `Held-out classes: ${note}`),
  ];
  const contents: [string, string][] = [
    ['operating-points', 'Operating points'],
    ['curves', 'Curves'],
    ['consistency', 'OPIS'],
    ['classes', 'Classes'],
    ['collisions', 'Collisions'],
    ['retrieval', 'Retrieval'],
    ...(sets === undefined ? [] : [['sets', 'Held-out'] as [string, string]]),
    ['notes', 'Notes'],
    ['provenance', 'Provenance'],
    ['glossary', 'Glossary'],
  ];
  const body: Content[] = [
    html`<header>
      <p class="brand">Isoline threshold report</p>
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
    operatingPointsSection(evaluation, main),
    curvesSection(evaluation, main),
    consistencySection(evaluation),
    classesSection(evaluation, main),
    collisionsSection(evaluation, main),
    retrievalSection(evaluation),
    setsSection(evaluation),
    notesSection(notes),
    provenanceSection(evaluation),
    glossarySection(),
    footer(evaluation),
  ];
  return page(title, styleSheet, body);
}
