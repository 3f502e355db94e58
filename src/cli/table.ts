import { stripVTControlCharacters } from 'node:util';

/** A column of a table for the terminal. */
export interface TableColumn {
  /** Stands above the column; '' where it needs no name. */
  heading: string;
  /** Numbers stand at the right, so that their digits line up. Default: left. */
  align?: 'left' | 'right';
}

/**
 * An aligned plain-text table, headings first, two spaces between columns, without a final newline.
 *
 * @param rows cells in the order of `columns`; control characters in them (a folder may be named
 *   anything) are replaced
 * @param emphasise styles the heading line, for a terminal
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  emphasise: (heading: string) => string = (heading) => heading,
): string {
  const cleaned = rows.map((row) => columns.map((_column, k) => printable(row[k] ?? '')));
  const widths = columns.map((column, k) =>
    Math.max(displayWidth(column.heading), ...cleaned.map((row) => displayWidth(row[k]!))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => {
        const padding = ' '.repeat(widths[k]! - displayWidth(cell));
        return columns[k]!.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const body = cleaned.map(line);
  const headings = columns.map((column) => column.heading);
  return headings.every((heading) => heading === '')
    ? body.join('\n')
    : [emphasise(line(headings)), ...body].join('\n');
}

/** The text without what a terminal would act on. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, '\u{fffd}');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60])/u;

/** How many columns a terminal gives the text: two for each wide character. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}
