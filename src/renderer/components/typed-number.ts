/** A number as a person types it: with a decimal point or comma; null for anything else. */
export function readTyped(text: string): number | null {
  const plain = text.trim().replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

/** The fewest digits that give a float32 back. */
export function shortestDecimal(value: number): string {
  for (let digits = 3; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits)).toString();
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toString();
}
