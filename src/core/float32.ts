/** Steps between neighbouring float32 numbers: thresholds are float32, as the scores are. */

const floatView = new Float32Array(1);
const bitsView = new Int32Array(floatView.buffer);

/**
 * The least float32 above `value` (rounded to float32 first). `nextUp32(1)` accepts no cosine
 * similarity; `nextUp32(Infinity)` is `Infinity`.
 */
export function nextUp32(value: number): number {
  floatView[0] = value;
  const rounded = floatView[0];
  if (Number.isNaN(rounded) || rounded === Infinity) return rounded;
  if (rounded === 0) bitsView[0] = 1;
  else bitsView[0] = (bitsView[0] as number) + (rounded > 0 ? 1 : -1);
  return floatView[0];
}

/** The least float32 at or above `value`: a threshold of scores, rounded towards rejection. */
export function atOrAbove32(value: number): number {
  const rounded = Math.fround(value);
  return rounded < value ? nextUp32(rounded) : rounded;
}

/** The greatest float32 below `value` (rounded to float32 first). */
export function nextDown32(value: number): number {
  return -nextUp32(-value);
}
