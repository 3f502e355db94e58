import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { IsolineError } from '../../core/errors.ts';
import { reasonOf } from './image-file.ts';

/** A row of a CSV file, by column. */
export interface CsvRow<Column extends string> {
  /** Line in the file, from 1; the last one of a row with line breaks inside quotes. */
  line: number;
  /** The value of each column; undefined for all rows where the file has no such column. */
  values: Record<Column, string | undefined>;
}

/** A longer row is an unclosed quote, not data. */
const longestRow = 1 << 20;

/**
 * Streams the rows of a CSV file with a header: UTF-8 with or without a byte order mark, any line
 * ends, quoted fields. Column names are compared without case and outer blanks; columns that are not
 * asked for are passed over; empty lines too.
 *
 * @param path named in the errors, with the line
 * @param columns the columns to read
 * @param alternatives sets of columns of which the header must hold one in full, the first one that
 *   the message asks for
 * @throws IsolineError `csv-unreadable`, `csv-not-utf8`, `csv-column-missing`, `csv-column-twice`,
 *   `csv-malformed`
 */
export async function* readCsvRows<Column extends string>(
  path: string,
  columns: readonly Column[],
  alternatives: readonly (readonly Column[])[],
): AsyncGenerator<CsvRow<Column>> {
  const records = Readable.from(decodedText(path)).compose(
    parse({ info: true, skip_empty_lines: true, max_record_size: longestRow }),
  ) as AsyncIterable<{ info: { lines: number }; record: string[] }>;
  let positions: Map<Column, number> | undefined;
  try {
    for await (const { info, record } of records) {
      if (positions === undefined) {
        positions = readHeader(path, record, columns, alternatives);
        continue;
      }
      const values = {} as Record<Column, string | undefined>;
      for (const [column, position] of positions) values[column] = record[position];
      yield { line: info.lines, values };
    }
  } catch (error) {
    throw asCsvError(path, error);
  }
  if (positions === undefined) readHeader(path, [], columns, alternatives);
}

/** Decodes strictly, so that a wrong encoding is an error and not a class with a wrong name. */
async function* decodedText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let carried = '';
  for await (const chunk of createReadStream(path)) {
    let text = carried + decoder.decode(chunk as Buffer, { stream: true });
    carried = text.endsWith('\r') ? '\r' : '';
    if (carried !== '') text = text.slice(0, -1);
    // csv-parse counts a CRLF inside quotes as two lines.
    yield text.replaceAll('\r\n', '\n');
  }
  yield carried + decoder.decode();
}

function readHeader<Column extends string>(
  path: string,
  header: readonly string[],
  columns: readonly Column[],
  alternatives: readonly (readonly Column[])[],
): Map<Column, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const positions = new Map<Column, number>();
  for (const column of columns) {
    const position = names.indexOf(column);
    if (position !== names.lastIndexOf(column)) {
      throw new IsolineError({
        code: 'csv-column-twice',
        sentence: `${path}, line 1: there are two columns "${column}".`,
        next: 'Keep one of them.',
        subject: column,
      });
    }
    if (position >= 0) positions.set(column, position);
  }
  const complete = alternatives.some((wanted) => wanted.every((column) => positions.has(column)));
  if (complete) return positions;
  const missing = (alternatives[0] ?? []).filter((column) => !positions.has(column));
  const wanted = alternatives.map((alternative) => `"${alternative.join(',')}"`).join(' or ');
  throw new IsolineError({
    code: 'csv-column-missing',
    sentence: `${path}, line 1: the column "${missing[0]}" is missing.`,
    // Spreadsheets of many countries write CSV with semicolons.
    next: /[;\t]/.test(header[0] ?? '')
      ? `Separate the columns by commas, with the header ${wanted}.`
      : `Start the file with the header ${wanted}.`,
    subject: missing[0] ?? path,
  });
}

function asCsvError(path: string, error: unknown): unknown {
  if (error instanceof IsolineError) return error;
  const { code, lines, message } = error as Error & { code?: string; lines?: number };
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new IsolineError({
      code: 'csv-not-utf8',
      sentence: `${path} is not UTF-8 text.`,
      next: 'Save it as CSV in UTF-8.',
      subject: path,
      cause: error,
    });
  }
  if ('syscall' in (error as Error)) {
    return new IsolineError({
      code: 'csv-unreadable',
      sentence: `${path} cannot be read. ${reasonOf(error, path)}`,
      next: 'Check the path.',
      subject: path,
      cause: error,
    });
  }
  if (!code?.startsWith('CSV_')) return error;
  const long = code === 'CSV_MAX_RECORD_SIZE';
  return new IsolineError({
    code: 'csv-malformed',
    sentence: long
      ? `${path}, line ${String(lines)}: a quote is not closed.`
      : `${path}, line ${String(lines)}: ${message.replace(/ (at|on) line \d+/, '')}.`,
    next: 'Mend the line: as many fields as the header has, quotes doubled inside quoted fields.',
    subject: path,
    cause: error,
  });
}
