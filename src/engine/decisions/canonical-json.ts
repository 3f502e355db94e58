/**
 * JSON that two programs write alike: keys sorted by UTF-16 code unit, no spaces, numbers in the
 * shortest form that reads back (as in RFC 8785). What is undefined is left out.
 *
 * @throws TypeError for numbers that JSON cannot say
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`JSON cannot say ${String(value)}`);
  }
  return JSON.stringify(value);
}
