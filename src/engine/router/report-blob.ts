import type { ReportFile } from '../reports/report-file.ts';

/** A report as it crosses the wire. */
export function fileOf({ name, type, content }: ReportFile): { name: string; file: Blob } {
  return { name, file: new Blob([content], { type }) };
}
