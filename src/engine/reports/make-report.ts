import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { MadeReport, ReportFormat } from '../../contract/api/reports.ts';
import type { Comparison } from '../../contract/comparison.ts';
import type { Decision } from '../../contract/decision.ts';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { listDecisions } from '../decisions/decision-rows.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { compareEvaluations, type ComparedReference } from '../evaluation/compare.ts';
import { readEvaluationJson } from '../evaluation/evaluation-json.ts';
import { readEvaluationFile } from '../evaluation/evaluation-rows.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { evaluationRow, storedEvaluation } from '../evaluation/stored-evaluations.ts';
import { type ClassRemark, classRemarks } from '../review/class-notes.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { classTableCsv } from './class-csv.ts';
import { countCollisions, drawPictures } from './draw-pictures.ts';
import { findChromium } from './find-chromium.ts';
import { printPdf } from './print-pdf.ts';
import { fileName, mediaTypes, type ReportFile } from './report-file.ts';
import { noPictures, type ReportPictures } from './report-pictures.ts';
import { renderReport } from './report.ts';
import { type MainPoint, mainPoint } from './view.ts';

/** What to report on: the input of a `report` job. */
export interface ReportRequest {
  evaluation: ComparedReference;
  /** What it is compared with, as "before"; null: nothing. */
  compareWith: ComparedReference | null;
  format: ReportFormat;
  /** The heading of the page; null: "Threshold report". */
  title: string | null;
  /** Absolute; null: a new file among the workspace's reports. */
  out: string | null;
  /** Of the comparison's intervals. */
  seed: number;
}

/** Everything that a report says, however it is written. */
interface ReportContents {
  file: EvaluationFile;
  decision: Decision | null;
  main: MainPoint;
  comparison: Comparison | null;
  pictures: ReportPictures;
  remarks: ClassRemark[];
}

/** Where a workspace keeps the reports that were made through its API. */
export function reportsFolder({ folder }: Pick<EmbeddingParts, 'folder'>): string {
  return path.join(folder, 'reports');
}

/**
 * Makes the threshold report of an evaluation and writes it: the evaluation with the newest decision on
 * it, before and after where it is compared, and images where they are at hand.
 *
 * @throws IsolineError (input) `chromium-missing`, `comparison-not-in-csv`, what `compareEvaluations`
 *   throws; (failure) `pdf-failed`, `disk-full`
 */
export async function makeReport(
  parts: Pick<EmbeddingParts, 'db' | 'folder' | 'compute'>,
  request: ReportRequest,
  hooks: JobHooks,
): Promise<MadeReport> {
  const { evaluation, compareWith, format } = request;
  // Before the work, not after it.
  const chromium = format === 'pdf' ? findChromium() : null;
  if (format === 'csv' && compareWith !== null) {
    throw new IsolineError({
      code: 'comparison-not-in-csv',
      sentence: 'A report as CSV is the table of classes, which has no room for a comparison.',
      next: 'Leave the comparison out, or make the report as HTML, PDF or JSON.',
    });
  }
  const progress = (done: number): void => {
    hooks.onProgress({ stage: 'Making the report', done, total: 1, unit: 'files' });
  };
  const file =
    'file' in evaluation
      ? await readEvaluationJson(evaluation.file)
      : readEvaluationFile(parts.db, evaluation.stored);
  const comparison =
    compareWith === null
      ? null
      : await compareEvaluations(
          parts,
          { evaluations: [compareWith, evaluation], seed: request.seed },
          hooks,
        );
  progress(0);
  const contents = await collectContents(parts.db, file, comparison, format, hooks.signal);
  const made = reportFile(contents, evaluation.name, format, request.title);
  const content =
    chromium === null ? made.content : await printPdf(made.content, chromium, hooks.signal);
  const out = request.out ?? path.join(reportsFolder(parts), `${randomUUID()}.${format}`);
  if (request.out === null) await mkdir(reportsFolder(parts), { recursive: true });
  await writeFileAtomically(out, content);
  progress(1);
  const { decision, pictures } = contents;
  return {
    schema: 'isoline-report-1',
    name: path.basename(request.out ?? made.name),
    file: out,
    format,
    evaluationId: file.provenance.evaluationId,
    decisionId: decision?.id ?? null,
    comparedWith: comparison?.evaluations[0]?.provenance.evaluationId ?? null,
    picturesReason: hasPictures(format) ? pictures.reason : null,
  };
}

/**
 * The report of an evaluation of the workspace, not written anywhere.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export async function reportEvaluation(
  db: Database,
  id: string,
  format: 'html' | 'json',
  signal: AbortSignal = new AbortController().signal,
): Promise<ReportFile> {
  const { name } = evaluationRow(db, id);
  const file = readEvaluationFile(db, storedEvaluation(db, id));
  return reportFile(await collectContents(db, file, null, format, signal), name, format, name);
}

/**
 * The page of an evaluation that the workspace has just made.
 *
 * @param title null: "Threshold report"
 */
export async function renderStoredReport(
  db: Database,
  file: EvaluationFile,
  title: string | null,
  signal: AbortSignal,
): Promise<string> {
  const contents = await collectContents(db, file, null, 'html', signal);
  return reportFile(contents, '', 'html', title).content;
}

/** What the workspace adds to an evaluation: the newest decision on it, collisions, images, remarks. */
async function collectContents(
  db: Database,
  file: EvaluationFile,
  comparison: Comparison | null,
  format: ReportFormat,
  signal: AbortSignal,
): Promise<ReportContents> {
  const { evaluationId } = file.provenance;
  const decision = listDecisions(db, { evaluationId })[0] ?? null;
  const main = mainPoint(file, decision);
  const { point } = main;
  // A decided threshold need not be one at which the evaluation counted them.
  if (point?.policy !== undefined && point.collisions === null) {
    point.collisions = countCollisions(db, file, point.threshold);
  }
  const pictures = hasPictures(format)
    ? await drawPictures(db, file, point, signal)
    : noPictures('this format has none');
  return { file, decision, main, comparison, pictures, remarks: classRemarks(db, evaluationId) };
}

function hasPictures(format: ReportFormat): boolean {
  return format === 'html' || format === 'pdf';
}

/** The report as text; of a PDF the page that is to be printed. */
function reportFile(
  { file, decision, main, comparison, pictures, remarks }: ReportContents,
  name: string,
  format: ReportFormat,
  title: string | null,
): ReportFile & { content: string } {
  const contentOf = (): string => {
    switch (format) {
      case 'html':
      case 'pdf':
        return renderReport(file, {
          ...(title === null ? {} : { title }),
          decision,
          main,
          comparison,
          pictures,
        });
      case 'csv':
        return classTableCsv(file, main, remarks);
      case 'json': {
        const whole = {
          ...file,
          decision,
          classRemarks: remarks,
          ...(comparison === null ? {} : { comparison }),
        };
        return `${JSON.stringify(whole, null, 2)}\n`;
      }
    }
  };
  return { name: `${fileName(name)}.${format}`, type: mediaTypes[format], content: contentOf() };
}
