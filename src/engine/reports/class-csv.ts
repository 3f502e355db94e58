import { stringify } from 'csv-stringify/sync';
import type { EvaluationFile } from '../../contract/evaluation.ts';
import { genuinePairsOf, impostorPairsOf } from './view.ts';
import type { MainPoint } from './view.ts';

const columns = [
  'set',
  'class',
  'images',
  'threshold',
  'falseAccepts',
  'impostorPairs',
  'falseAcceptRate',
  'falseRejects',
  'genuinePairs',
  'falseRejectRate',
  'opisContribution',
  'tags',
  'note',
] as const;

/** What reviewers wrote of a class. */
interface Remark {
  className: string;
  tags: readonly string[];
  note: { text: string } | null;
}

/**
 * The table of classes at the main operating point as CSV: RFC 4180, UTF-8, with a header. With a
 * split the held-out classes follow, at the same threshold. What there is not stays empty.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are written in
 * full and stay numbers.
 *
 * @param remarks tags and notes, by class; of other classes there are none
 */
export function classTableCsv(
  evaluation: EvaluationFile,
  { point }: MainPoint,
  remarks: readonly Remark[],
): string {
  const remarkOf = new Map(remarks.map((remark) => [remark.className, remark]));
  const remarked = (name: string): (string | undefined)[] => {
    const remark = remarkOf.get(name);
    const text = remark?.note?.text;
    return [
      harmless(remark?.tags.join(', ') ?? ''),
      text === undefined ? undefined : harmless(text),
    ];
  };
  const rows = evaluation.classNames.map((name, index) => [
    evaluation.set,
    harmless(name),
    evaluation.classImages[index],
    point?.threshold,
    point?.classFalseAccepts?.[index],
    impostorPairsOf(evaluation, index),
    point?.classFalseAcceptRate?.[index],
    point?.classFalseRejects?.[index],
    genuinePairsOf(evaluation, index),
    point?.classFalseRejectRate?.[index],
    evaluation.opis.classContribution[index],
    ...remarked(name),
  ]);
  const heldOut = evaluation.sets?.heldOut;
  const heldOutRows = (heldOut?.classNames ?? []).map((name, index) => {
    const held = heldOut as NonNullable<typeof heldOut>;
    const impostorPairs = impostorPairsOf(held, index);
    const genuinePairs = genuinePairsOf(held, index);
    const falseAcceptRate = point?.heldOut?.classFalseAcceptRate[index];
    const falseRejectRate = point?.heldOut?.classFalseRejectRate[index];
    return [
      held.set,
      harmless(name),
      held.classImages[index],
      point?.threshold,
      counted(falseAcceptRate, impostorPairs),
      impostorPairs,
      falseAcceptRate,
      counted(falseRejectRate, genuinePairs),
      genuinePairs,
      falseRejectRate,
      held.opis.classContribution[index],
      ...remarked(name),
    ];
  });
  return stringify([columns, ...rows, ...heldOutRows], {
    record_delimiter: '\r\n',
    // A lone carriage return or line feed is quoted too.
    quoted_match: /[\r\n]/,
  });
}

/** Rates are counts over pairs: this is the count again. */
function counted(rate: number | null | undefined, pairs: number): number | null {
  return typeof rate === 'number' ? Math.round(rate * pairs) : null;
}

/** Without what makes a spreadsheet take a text for a formula. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
