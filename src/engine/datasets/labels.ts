import { IsolineError } from '../../core/errors.ts';
import { readCsvRows } from './csv-rows.ts';

/** The labels of an embedding matrix, in the order of its rows. */
export interface Labels {
  classNames: string[];
  /** The images' paths as the file gives them; null where it has no such column. */
  paths: string[] | null;
}

/**
 * Reads a LABELS.csv: `index,class` with the index running 0, 1, 2, ... in row order, or `path,class`
 * in row order. Where there are both, both are checked.
 *
 * @throws IsolineError `labels-index-wrong`, `labels-class-empty`, `labels-path-empty`,
 *   `labels-path-twice`, `labels-empty`, each with the line, or what `readCsvRows` throws
 */
export async function readLabels(path: string): Promise<Labels> {
  const classNames: string[] = [];
  const lineOfPath = new Map<string, number>();
  let withPaths = false;
  const rows = readCsvRows(
    path,
    ['index', 'path', 'class'],
    [
      ['index', 'class'],
      ['path', 'class'],
    ],
  );
  for await (const { line, values } of rows) {
    const row = classNames.length;
    if (values.index !== undefined && values.index.trim() !== String(row)) {
      throw new IsolineError({
        code: 'labels-index-wrong',
        sentence: `${path}, line ${line}: the index is "${values.index}" where ${row} must stand.`,
        next: 'List the rows of the matrix in their order, from 0, without gaps.',
        subject: values.index,
      });
    }
    if (values.class === undefined || values.class.trim() === '') {
      throw new IsolineError({
        code: 'labels-class-empty',
        sentence: `${path}, line ${line}: the class is empty.`,
        next: 'Name the class of every row.',
        subject: path,
      });
    }
    if (values.path !== undefined) {
      withPaths = true;
      if (values.path === '') {
        throw new IsolineError({
          code: 'labels-path-empty',
          sentence: `${path}, line ${line}: the path is empty.`,
          next: 'Name the image of every row, or leave the column out.',
          subject: path,
        });
      }
      const earlier = lineOfPath.get(values.path);
      if (earlier !== undefined) {
        throw new IsolineError({
          code: 'labels-path-twice',
          sentence: `${path}, line ${line}: the path "${values.path}" stood in line ${earlier} already.`,
          next: 'An image must not be its own partner: keep one of its rows in the matrix.',
          subject: values.path,
        });
      }
      lineOfPath.set(values.path, line);
    }
    classNames.push(values.class);
  }
  if (classNames.length === 0) {
    throw new IsolineError({
      code: 'labels-empty',
      sentence: `${path} has a header but no rows.`,
      next: 'Add a line for every row of the matrix.',
      subject: path,
    });
  }
  return { classNames, paths: withPaths ? [...lineOfPath.keys()] : null };
}
