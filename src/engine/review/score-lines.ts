import { lineError, type PairCollector, readLines } from './pair-lines.ts';

/**
 * bob's score files, fields separated by blanks:
 *
 * - 2 columns: `label score`, the label 1 of a genuine pair, -1 of an impostor;
 * - 4 columns: `claimed real probe score`;
 * - 5 columns: `claimed model real probe score`.
 *
 * A pair is genuine where the claimed identity is the real one. A model is named `model NAME`, so that
 * it is not taken for a probe; with 4 columns it is named after the claimed identity.
 *
 * @throws IsolineError (input) with the line: `pairs-line-malformed`, `pairs-label-invalid`, what
 *   `PairCollector` throws
 */
export async function readBobScores(
  path: string,
  columns: 2 | 4 | 5,
  pairs: PairCollector,
): Promise<void> {
  for await (const lines of readLines(path)) {
    for (const { line, text } of lines) {
      const fields = text.split(/\s+/);
      if (fields.length !== columns) {
        throw lineError(
          { path, line },
          'pairs-line-malformed',
          `${String(fields.length)} columns, where ${String(columns)} are expected.`,
          `Import it with the format that it has: bob's files have 2, 4 or 5 columns.`,
        );
      }
      if (columns === 2) {
        const [label, score] = fields as [string, string];
        pairs.addScore(line, readLabel({ path, line }, label), score);
        continue;
      }
      const [claimed, model, real, probe, score] = (
        columns === 5 ? fields : [fields[0], fields[0], ...fields.slice(1)]
      ) as [string, string, string, string, string];
      pairs.add(
        line,
        { name: `model ${model}`, className: claimed },
        { name: probe, className: real },
        claimed === real,
        score,
      );
    }
  }
}

function readLabel(place: { path: string; line: number }, label: string): boolean {
  const value = Number(label);
  if (value === 1 || value === -1) return value === 1;
  throw lineError(
    place,
    'pairs-label-invalid',
    `the label "${label}" is neither 1 nor -1.`,
    'Write 1 before the score of a genuine pair and -1 before that of an impostor.',
  );
}

/**
 * A file of genuine scores and one of impostor scores, as PyEER and bob's split files have them: the
 * score in the last column, whatever stands before it.
 *
 * @throws IsolineError (input) what `PairCollector` throws
 */
export async function readScoreFiles(
  genuinePath: string,
  impostorPath: string,
  pairs: PairCollector,
): Promise<void> {
  for (const [path, same] of [
    [genuinePath, true],
    [impostorPath, false],
  ] as const) {
    for await (const lines of readLines(path)) {
      for (const { line, text } of lines) {
        pairs.addScore(
          line,
          same,
          text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t')) + 1),
          path,
        );
      }
    }
  }
}
