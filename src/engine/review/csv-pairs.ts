import { readCsvRows } from '../datasets/csv-rows.ts';
import { lineError, meaningError, type PairCollector, type ScoreMeaning } from './pair-lines.ts';

const labels: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  same: true,
  '0': false,
  false: false,
  different: false,
};

/**
 * Reads `a,b,same[,score]`.
 *
 * @param classOf class of a dataset's image by its path, undefined where it has none; null: images are
 *   external
 * @throws IsolineError (input) `pairs-scale-missing`, `pairs-direction-missing`; with the line:
 *   `pairs-image-empty`, `pairs-image-unknown`, `pairs-label-invalid`, `pairs-score-missing`, what
 *   `readCsvRows` and `PairCollector` throw
 */
export async function readCsvPairs(
  path: string,
  meaning: ScoreMeaning,
  pairs: PairCollector,
  classOf: ((image: string) => string | undefined) | null,
): Promise<void> {
  const rows = readCsvRows(path, ['a', 'b', 'same', 'score'], [['a', 'b', 'same']]);
  for await (const { line, values } of rows) {
    const place = { path, line };
    const { a, b, same, score } = values as { a: string; b: string; same: string; score?: string };
    if (score !== undefined && (meaning.scale === null || meaning.direction === null)) {
      throw meaningError(path, meaning.scale);
    }
    const end = (name: string): { name: string; className: string | null } => {
      if (name === '') {
        throw lineError(place, 'pairs-image-empty', 'an image is empty.', 'Name both images.');
      }
      if (classOf === null) return { name, className: null };
      const className = classOf(name);
      if (className !== undefined) return { name, className };
      throw lineError(
        place,
        'pairs-image-unknown',
        `the dataset has no image "${name}".`,
        "Give paths below the dataset's root, with '/', or import the pairs without a dataset.",
      );
    };
    const label = labels[same.trim().toLowerCase()];
    if (label === undefined) {
      throw lineError(
        place,
        'pairs-label-invalid',
        `"${same}" says neither same nor different.`,
        'Write 1 or 0, true or false, same or different.',
      );
    }
    if (score?.trim() === '') {
      throw lineError(
        place,
        'pairs-score-missing',
        'the score is empty.',
        'Give every pair its score, or leave the column out.',
      );
    }
    pairs.add(line, end(a), end(b), label, score?.trim() ?? null);
  }
}
