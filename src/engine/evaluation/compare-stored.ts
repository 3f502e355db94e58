import type { Database } from 'better-sqlite3';
import { renderComparison } from '../reports/comparison.ts';
import { type ReportFile, reportFile } from '../reports/report-file.ts';
import type { ComparedReference, CompareRequest } from './compare.ts';
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
  const references = [before, after].map((id) => referenceOf(db, id));
  const same = references[0]!.name === references[1]!.name;
  return {
    evaluations: references.map((reference, k) => ({
      ...reference,
      name: same ? `${reference.name} (${k === 0 ? 'before' : 'after'})` : reference.name,
    })),
    seed,
  };
}

/**
 * An evaluation of the workspace under its name, its held-out partner with it.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function referenceOf(db: Database, id: string): ComparedReference {
  return { name: evaluationRow(db, id).name, stored: storedEvaluation(db, id) };
}

/**
 * A comparison as a page, or what `isoline compare --json` writes.
 *
 * @throws IsolineError (input) `comparison-unknown`
 */
export function reportComparison(db: Database, id: string, format: 'html' | 'json'): ReportFile {
  const comparison = readComparison(db, id);
  const name = comparison.evaluations.map((evaluation) => evaluation.name).join(' to ');
  return reportFile(name, format, comparison, renderComparison);
}
