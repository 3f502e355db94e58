import type { Database } from 'better-sqlite3';
import { renderReport } from '../reports/report.ts';
import { type ReportFile, reportFile } from '../reports/report-file.ts';
import { readEvaluationFile } from './evaluation-rows.ts';
import { evaluationRow, storedEvaluation } from './stored-evaluations.ts';

/**
 * The threshold report of an evaluation as a page, or what `isoline evaluate --json` writes.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function reportEvaluation(db: Database, id: string, format: 'html' | 'json'): ReportFile {
  const { name } = evaluationRow(db, id);
  const file = readEvaluationFile(db, storedEvaluation(db, id));
  return reportFile(name, format, file, (evaluation) => renderReport(evaluation, { title: name }));
}
