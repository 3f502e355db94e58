import type { ReportFormat } from '../../contract/api/reports.ts';

/** A report to be saved somewhere. */
export interface ReportFile {
  /** What to call the file: a name that every system takes. */
  name: string;
  type: string;
  content: string | Uint8Array<ArrayBuffer>;
}

export const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html',
  pdf: 'application/pdf',
  csv: 'text/csv',
  json: 'application/json',
};

/**
 * A result as a page, or as the JSON that the command line writes.
 *
 * @param name what it is a report of
 */
export function reportFile<Result>(
  name: string,
  format: 'html' | 'json',
  result: Result,
  render: (result: Result) => string,
): ReportFile {
  return {
    name: `${fileName(name)}.${format}`,
    ...(format === 'html'
      ? { type: mediaTypes.html, content: render(result) }
      : { type: mediaTypes.json, content: `${JSON.stringify(result, null, 2)}\n` }),
  };
}

/** Without what a file name may not hold somewhere: separators, reserved signs, dots at its ends. */
export function fileName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .slice(0, 100)
    .replace(/^[\s.-]+|[\s.-]+$/g, '');
  return plain === '' ? 'report' : plain;
}
