import type { Gemm } from './gemm.ts';

/** Class weights of the bootstrap: [replicates × T]. */
export interface ClassResamples {
  readonly weights: Float32Array;
  readonly replicates: number;
}

/** sums[b] += Σ over strip rows c of w_bc × Σ_c' strip[c, c'] w_bc'. */
export async function addResampled(
  sums: Float64Array,
  strip: Float32Array,
  firstClass: number,
  { weights, replicates }: ClassResamples,
  gemm: Gemm,
): Promise<void> {
  const classes = gemm.dimension;
  const rows = strip.length / classes;
  const product = new Float32Array(rows * replicates);
  await gemm.multiply(strip, rows, weights, replicates, product);
  for (let r = 0; r < rows; r++) {
    for (let b = 0; b < replicates; b++) {
      sums[b] = sums[b]! + weights[b * classes + firstClass + r]! * product[r * replicates + b]!;
    }
  }
}
