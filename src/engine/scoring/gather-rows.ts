/**
 * Some rows of a matrix, copied one after another.
 *
 * @param values [N × dimension]
 * @param rows [M] row numbers, in any order, repeated or not
 * @returns [M × dimension]
 */
export function gatherRows(
  values: Float32Array,
  dimension: number,
  rows: ArrayLike<number>,
): Float32Array {
  const gathered = new Float32Array(rows.length * dimension);
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k]! * dimension;
    gathered.set(values.subarray(from, from + dimension), k * dimension);
  }
  return gathered;
}
