import { normaliseTile, type ScoreNormalisation } from '../../core/scores/tile.ts';
import { gatherRows } from './gather-rows.ts';
import type { Gemm } from './gemm.ts';

/** Rows and columns of the sample, at most. */
const sampleRows = 256;
const sampleColumns = 2048;

/**
 * The range in which scores lie, from an even sample of rows and columns (the images are in class
 * order, so every class is in it), with a margin. It only places the bins: scores outside are still
 * counted exactly.
 *
 * @param embeddings [N × D], L2-normalised, in class order.
 */
export async function sampleScoreRange(
  embeddings: Float32Array,
  images: number,
  gemm: Gemm,
  normalisation: ScoreNormalisation | null,
): Promise<{ low: number; high: number }> {
  const rows = evenly(images, sampleRows);
  const columns = evenly(images, sampleColumns);
  const scores = new Float32Array(rows.length * columns.length);
  await gemm.multiply(
    gatherRows(embeddings, gemm.dimension, rows),
    rows.length,
    gatherRows(embeddings, gemm.dimension, columns),
    columns.length,
    scores,
  );
  if (normalisation !== null) {
    normaliseTile(
      { row: 0, rows: rows.length, column: rows.length, columns: columns.length, scores },
      0,
      rows.length,
      joined(normalisation, rows, columns),
    );
  }
  let low = Infinity;
  let high = -Infinity;
  rows.forEach((row, r) => {
    columns.forEach((column, c) => {
      // An image with itself is no pair.
      if (row === column) return;
      const score = scores[r * columns.length + c]!;
      if (score < low) low = score;
      if (score > high) high = score;
    });
  });
  if (!(high >= low)) return { low: 0, high: 0 };
  const margin = (high - low) / 8;
  return { low: low - margin, high: high + margin };
}

function evenly(images: number, wanted: number): number[] {
  const count = Math.min(images, wanted);
  return Array.from({ length: count }, (_, k) => Math.floor((k * images) / count));
}

/** The parameters of the sampled rows, then of the sampled columns. */
function joined(
  { slope, shift }: ScoreNormalisation,
  rows: readonly number[],
  columns: readonly number[],
): ScoreNormalisation {
  const images = [...rows, ...columns];
  return {
    slope: Float64Array.from(images, (image) => slope[image]!),
    shift: Float64Array.from(images, (image) => shift[image]!),
  };
}
