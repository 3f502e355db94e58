import type { RandomGenerator } from '../random.ts';

/**
 * A random matrix [rows, columns], row-major: with `columns <= rows` its columns are orthonormal,
 * otherwise its rows are. Uniformly distributed among such matrices.
 *
 * Gram–Schmidt in float64 over normal draws, every vector twice, which keeps rounding from adding
 * up.
 */
export function orthonormalColumns(
  rows: number,
  columns: number,
  generator: RandomGenerator,
): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, () => generator.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        let product = 0;
        for (let k = 0; k < length; k++) product += (other[k] as number) * (vector[k] as number);
        for (let k = 0; k < length; k++) vector[k]! -= product * (other[k] as number);
      }
    }
    const norm = Math.hypot(...vector);
    basis.push(vector.map((value) => value / norm));
  }
  const matrix = new Float32Array(rows * columns);
  for (let index = 0; index < count; index++) {
    const vector = basis[index] as Float64Array;
    for (let k = 0; k < length; k++) {
      matrix[columns <= rows ? k * columns + index : index * columns + k] = vector[k] as number;
    }
  }
  return matrix;
}
