import { lineError, type PairCollector, readLines, type TextLine } from './pair-lines.ts';

/** What the first line says: `folds count`, or `count` of one fold. */
interface Header {
  folds: number;
  /** Pairs of each kind in each fold. */
  count: number;
}

/** Finds an image by its path without the extension: null where there is none. */
export type ImageFinder = (stem: string) => string | null;

/**
 * Reads `pairs.txt` of Labeled Faces in the Wild: after the header, each fold lists `count` pairs of
 * one person (`name first second`), then `count` pairs of two (`name number name number`). Image 7 of
 * a person is `name/name_0007`.
 *
 * @param find gives the dataset's path of an image; null: images are external
 * @throws IsolineError (input) with the line: `pairs-header`, `pairs-line-malformed`,
 *   `pairs-count-wrong`, `pairs-image-unknown`, what `PairCollector` throws
 */
export async function readLfwPairs(
  path: string,
  pairs: PairCollector,
  find: ImageFinder | null,
): Promise<void> {
  let header: Header | null = null;
  let last = 0;
  for await (const lines of readLines(path)) {
    for (const textLine of lines) {
      last = textLine.line;
      if (header === null) header = readHeader(path, textLine);
      else readPair(path, textLine, header, pairs, find);
    }
  }
  if (header === null) throw headerError({ path, line: 1 });
  const wanted = 2 * header.folds * header.count;
  if (pairs.pairs < wanted) {
    throw lineError(
      { path, line: last },
      'pairs-count-wrong',
      `the file ends after ${String(pairs.pairs)} pairs, and its header promises ${String(wanted)}.`,
      'Take the whole file, or mend the header.',
    );
  }
}

function readHeader(path: string, { line, text }: TextLine): Header {
  const numbers = text.split(/\s+/).map(readCount);
  const [a, b] = numbers;
  if (a === undefined || a === null || b === null || numbers.length > 2) {
    throw headerError({ path, line });
  }
  return b === undefined ? { folds: 1, count: a } : { folds: a, count: b };
}

function headerError(place: { path: string; line: number }): Error {
  return lineError(
    place,
    'pairs-header',
    'the header is missing.',
    'Begin with the number of folds and of pairs of each kind in a fold, like "10 300".',
  );
}

function readPair(
  path: string,
  { line, text }: TextLine,
  { folds, count }: Header,
  pairs: PairCollector,
  find: ImageFinder | null,
): void {
  const place = { path, line };
  const at = pairs.pairs;
  if (at === 2 * folds * count) {
    throw lineError(
      place,
      'pairs-count-wrong',
      `there are more than the ${String(at)} pairs that the header promises.`,
      'Mend the header, or remove the lines beyond.',
    );
  }
  const fields = text.split(/\s+/);
  const same = at % (2 * count) < count;
  const isSame = fields.length === 3;
  if (!isSame && fields.length !== 4) {
    throw lineError(
      place,
      'pairs-line-malformed',
      `${String(fields.length)} fields; a pair has 3 (one person) or 4 (two).`,
      'Write "name number number", or "name number name number".',
    );
  }
  if (isSame !== same) {
    const fold = Math.floor(at / (2 * count)) + 1;
    throw lineError(
      place,
      'pairs-count-wrong',
      `a pair of ${isSame ? 'one person' : 'two persons'}, where fold ${String(fold)} has one of ${same ? 'one person' : 'two'} by the counts of the header.`,
      'Mend the header, or the order of the lines.',
    );
  }
  const [name, number, third, fourth] = fields as [string, string, string, string | undefined];
  const end = (person: string, which: string): { name: string; className: string } => {
    const index = readCount(which);
    if (index === null) {
      throw lineError(
        place,
        'pairs-line-malformed',
        `"${which}" is no number of an image.`,
        'Give whole numbers from 1.',
      );
    }
    const stem = `${person}/${person}_${String(index).padStart(4, '0')}`;
    const found = find === null ? stem : find(stem);
    if (found === null) {
      throw lineError(
        place,
        'pairs-image-unknown',
        `the dataset has no image ${stem}.`,
        'Import the folder that holds it, or import the pairs without a dataset.',
      );
    }
    return { name: found, className: person };
  };
  pairs.add(
    line,
    end(name, number),
    fourth === undefined ? end(name, third) : end(third, fourth),
    same,
    null,
  );
}

/** A whole number of 1 or more; null for anything else. */
function readCount(text: string): number | null {
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}
