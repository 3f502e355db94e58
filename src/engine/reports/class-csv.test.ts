import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { classTableCsv, harmless } from './class-csv.ts';
import { sampleEvaluation } from './sample-evaluation.fixture.ts';
import { mainPoint } from './view.ts';

const names = ['=1+2', '+49', '-12.5', '@SUM(A1)', '\tx', '\ry', 'a,b', 'say "no"', 'two\nlines'];
const evaluation = sampleEvaluation({
  classes: 12,
  imagesOf: (index) => 1 + (index % 5),
  nameOf: (index) => names[index] ?? `plain ${index}`,
});

const remarks = [
  { className: 'held 1', tags: ['checked', 'logo'], note: { text: '=cmd, "quoted"\nsecond line' } },
  { className: 'plain 9', tags: ['-odd'], note: null },
  { className: 'of another set', tags: ['x'], note: null },
];

function rowsOf(file: EvaluationFile): Record<string, string>[] {
  const text = classTableCsv(file, mainPoint(file), remarks);
  return parse(text, { columns: true, record_delimiter: '\r\n' });
}

describe('the table of classes as CSV', () => {
  it('gives names that a spreadsheet would run an apostrophe, and no other', () => {
    expect(rowsOf(evaluation).map((row) => row['class'])).toEqual([
      "'=1+2",
      "'+49",
      "'-12.5",
      "'@SUM(A1)",
      "'\tx",
      "'\ry",
      ...evaluation.classNames.slice(6),
    ]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(harmless(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect([text, `'${text}`]).toContain(harmless(text));
      }),
    );
  });

  it('keeps every number as the evaluation has it, and leaves empty what there is not', () => {
    const { point } = mainPoint(evaluation);
    rowsOf(evaluation).forEach((row, index) => {
      const number = (column: string): number | null =>
        row[column] === '' ? null : Number(row[column]);
      expect(row['set']).toBe('all');
      expect(number('images')).toBe(evaluation.classImages[index]);
      expect(number('threshold')).toBe(point!.threshold);
      expect(number('falseAccepts')).toBe(point!.classFalseAccepts![index]);
      expect(number('falseAcceptRate')).toBe(point!.classFalseAcceptRate![index]);
      expect(number('falseRejects')).toBe(point!.classFalseRejects![index]);
      expect(number('falseRejectRate')).toBe(point!.classFalseRejectRate![index]);
      expect(number('opisContribution')).toBe(evaluation.opis.classContribution[index]);
    });
    const alone = evaluation.classImages.indexOf(1);
    expect(rowsOf(evaluation)[alone]!['falseRejectRate']).toBe('');
  });

  it('ends every line as RFC 4180 has it', () => {
    const text = classTableCsv(evaluation, mainPoint(evaluation), remarks);
    expect(text.endsWith('\r\n')).toBe(true);
    // A line break inside a name stands in quotes.
    expect(text.replaceAll(/"[^"]*"/g, '')).not.toMatch(/[^\r]\n|\r[^\n]/);
  });

  it('of a split has the held-out classes too, at the same threshold', () => {
    const held = sampleEvaluation({
      classes: 3,
      imagesOf: () => 4,
      set: 'held-out',
      nameOf: (index) => `held ${index}`,
    });
    const rates = [0.25, 0.5, 0];
    const calibration = {
      ...evaluation,
      set: 'calibration' as const,
      operatingPoints: evaluation.operatingPoints.map((point) => ({
        ...point,
        heldOut: {
          falseAcceptRate: 0.25,
          falseRejectRate: 0.25,
          falseAccepts: 12,
          falseRejects: 4,
          impostorPairs: 48,
          genuinePairs: 18,
          falseAcceptRateInterval: null,
          falseRejectRateInterval: null,
          classFalseAcceptRate: rates,
          classFalseRejectRate: rates,
        },
      })),
    };
    const rows = rowsOf({ ...calibration, sets: { calibration, heldOut: held } });
    expect(rows.length).toBe(15);
    expect(rows.slice(12).map((row) => [row['set'], row['class'], row['falseAccepts']])).toEqual([
      ['held-out', 'held 0', '8'],
      ['held-out', 'held 1', '16'],
      ['held-out', 'held 2', '0'],
    ]);
    expect(new Set(rows.map((row) => row['threshold'])).size).toBe(1);
    // Tags and notes stand with their class, a formula among them as text.
    const remarked = rows.filter((row) => row['tags'] !== '' || row['note'] !== '');
    expect(remarked.map((row) => [row['class'], row['tags'], row['note']])).toEqual([
      ['plain 9', "'-odd", ''],
      ['held 1', 'checked, logo', `'=cmd, "quoted"\nsecond line`],
    ]);
  });
});
