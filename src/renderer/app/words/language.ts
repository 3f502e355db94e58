/** The same keys with other words. */
type Same<Words> = { [Key in keyof Words]: Words[Key] extends string ? string : Same<Words[Key]> };

/**
 * The words of one part of the page in every language. The compiler sees to it that none is missing.
 * Placeholders are `{{name}}`; plurals are keys with `_one` and `_other`, chosen by `count`.
 */
export function inLanguages<const English extends object>(words: {
  en: English;
  de: Same<English>;
}): { en: English; de: Same<English> } {
  return words;
}
