import type { Database } from 'better-sqlite3';
import { renderComparison } from '../reports/comparison.ts';
import { type ReportFile, reportFile } from '../reports/report-file.ts';
import type { CompareRequest } from './compare.ts';
import { readComparison } from './comparison-rows.ts';
import { evaluationRow, storedEvaluation } from './stored-evaluations.ts';

/**
 * What a `compare` job of two evaluations of the workspace takes; their held-out partners take part.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function compareRequest(
  db: Database,
  { before, after, seed }: { before: string; after: string; seed: number },
): CompareRequest {
  const names = [before, after].map((id) => evaluationRow(db, id).name);
  const same = names[0] === names[1];
  return {
    evaluations: [before, after].map((id, k) => ({
      name: same ? `${names[k]!} (${k === 0 ? 'before' : 'after'})` : names[k]!,
      stored: storedEvaluation(db, id),
    })),
    seed,
  };
}

/**
 * A comparison as a page, or what `isoline compare --json` writes.
 *
 * @throws IsolineError (input) `comparison-unknown`
 */
export function reportComparison(db: Database, id: string, format: 'html' | 'json'): ReportFile {
  const { comparison } = readComparison(db, id);
  const name = comparison.evaluations.map((evaluation) => evaluation.name).join(' to ');
  return reportFile(name, format, comparison, renderComparison);
}
