import { normaliseTile } from '../../core/scores/tile.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { gatherRows } from '../scoring/gather-rows.ts';
import { columnsPerTile, rowsPerBlock } from '../scoring/tile-walk.ts';
import { clampCosines, type OpenScores } from './pair-scores.ts';

/** Scores of some images against a run of images; everything in sorted positions. */
export interface RowScores {
  /** [M] the images. */
  readonly rows: Uint32Array;
  /** The run: [column, column + columns). */
  readonly column: number;
  readonly columns: number;
  /** [M × columns], valid during the visit. An image's score with itself is among them. */
  readonly scores: Float32Array;
}

/**
 * Scores some images against all, in bounded memory.
 *
 * @param rows sorted positions
 */
export async function scoreRows(
  open: OpenScores,
  images: number,
  rows: Uint32Array,
  context: TaskContext,
  visit: (scored: RowScores) => void,
): Promise<void> {
  const { embeddings, gemm, normalisation, scores: memory } = open;
  const { dimension } = gemm;
  for (let at = 0; at < rows.length; at += rowsPerBlock) {
    const some = rows.subarray(at, at + rowsPerBlock);
    const block = gatherRows(embeddings, dimension, some);
    for (let column = 0; column < images; column += columnsPerTile) {
      context.throwIfStopped();
      const columns = Math.min(columnsPerTile, images - column);
      const scores = memory.subarray(0, some.length * columns);
      const run = embeddings.subarray(column * dimension, (column + columns) * dimension);
      await gemm.multiply(block, some.length, run, columns, scores);
      if (normalisation === null) clampCosines(scores);
      else {
        some.forEach((row, k) => {
          const line = scores.subarray(k * columns, (k + 1) * columns);
          normaliseTile({ row, rows: 1, column, columns, scores: line }, 0, 1, normalisation);
        });
      }
      visit({ rows: some, column, columns, scores });
    }
  }
}
