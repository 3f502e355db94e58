/** Letters of scripts that run from right to left. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A text that stands in a sentence, kept apart from it where it runs from right to left: otherwise the
 * numbers and names beside it would change places with it. Every value that goes into words is.
 */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/** Names one after the other, each of them kept apart. */
export function listed(names: readonly string[]): string {
  return names.map(isolated).join(', ');
}
