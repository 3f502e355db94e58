import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { madeReportSchema } from '../../contract/api/reports.ts';
import type { JobState } from '../../contract/job.ts';
import { IsolineError } from '../../core/errors.ts';
import { mediaTypes } from './report-file.ts';

/**
 * The report that a job made, where it lies among the workspace's reports.
 *
 * @param folder the workspace's reports
 * @throws IsolineError (input) `report-unknown`, `report-elsewhere`, `report-gone`
 */
export async function openMadeReport(
  { id, kind, status, result }: JobState,
  folder: string,
): Promise<{ name: string; file: Blob }> {
  if (kind !== 'report' || status !== 'done') {
    throw new IsolineError({
      code: 'report-unknown',
      sentence: `The job ${id} has made no report.`,
      next: 'Make the report again.',
      subject: String(id),
    });
  }
  const { name, file, format } = madeReportSchema.parse(result);
  if (path.dirname(file) !== folder) {
    throw new IsolineError({
      code: 'report-elsewhere',
      sentence: `The report lies where it was asked for: ${file}.`,
      next: 'Open it there, or make it again.',
      subject: file,
    });
  }
  try {
    return { name, file: await openAsBlob(file, { type: mediaTypes[format] }) };
  } catch (error) {
    throw new IsolineError({
      code: 'report-gone',
      sentence: `The report ${name} is no longer in the workspace.`,
      next: 'Make it again.',
      subject: file,
      cause: error,
    });
  }
}
