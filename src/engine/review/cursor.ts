import { IsolineError } from '../../core/errors.ts';

/**
 * Where a page ended: the key of its last row, so that the next page begins by a look into the index,
 * however far it is from the start.
 */
export type CursorKey = readonly (number | null)[];

/** A cursor as text. */
export function writeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The key of a cursor; null for the first page.
 *
 * @param length of the key
 * @throws IsolineError (input) `cursor-invalid`
 */
export function readCursor(cursor: string | null, length: number): (number | null)[] | null {
  if (cursor === null) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isKey =
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => part === null || Number.isFinite(part));
    if (isKey) return key as (number | null)[];
  } catch {
    // No JSON: no cursor of ours.
  }
  throw new IsolineError({
    code: 'cursor-invalid',
    sentence: `"${cursor}" is not where a page of this list ended.`,
    next: 'Begin at the first page.',
    subject: cursor,
  });
}
