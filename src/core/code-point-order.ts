/**
 * Compares two strings by Unicode code point: the order of every list of classes and paths.
 *
 * It is the order of the strings' UTF-8 bytes, and so of SQLite's BINARY collation; JavaScript's own
 * `<` differs from it above U+FFFF. It knows no locale and no normalisation: NFC and NFD forms of a
 * name are two names.
 *
 * @returns negative when `a` comes first, positive when `b` does, 0 when they are equal
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let k = 0;
  while (k < length && a.charCodeAt(k) === b.charCodeAt(k)) k++;
  if (k === length) return a.length - b.length;
  // The first difference may be the second half of a surrogate pair.
  if (k > 0 && (a.charCodeAt(k - 1) & 0xfc00) === 0xd800) {
    const difference = a.codePointAt(k - 1)! - b.codePointAt(k - 1)!;
    if (difference !== 0) return difference;
  }
  return a.codePointAt(k)! - b.codePointAt(k)!;
}
