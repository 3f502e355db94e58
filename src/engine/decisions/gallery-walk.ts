import type { TaskContext } from '../jobs/compute-task.ts';
import { clampCosines } from '../evaluation/pair-scores.ts';
import { columnsPerTile, rowsPerBlock } from '../scoring/tile-walk.ts';
import type { OpenSet } from './count-scores.ts';

/**
 * Scores every probe image against every gallery image: two sets without a class in common, so that
 * every pair is an impostor pair.
 *
 * @returns [T of the probes] accepted pairs of each probe class
 */
export async function acceptedAgainstGallery(
  probes: OpenSet,
  gallery: OpenSet,
  threshold: number,
  context: TaskContext,
): Promise<Float64Array> {
  const { layout, scores: probeScores } = probes;
  const { gemm, embeddings, normalisation } = gallery.scores;
  const { dimension } = gemm;
  const galleryImages = gallery.layout.images;
  const accepted = new Float64Array(layout.classes);
  const memory = new Float32Array(rowsPerBlock * columnsPerTile);
  for (let row = 0; row < layout.images; row += rowsPerBlock) {
    const rows = Math.min(rowsPerBlock, layout.images - row);
    for (let column = 0; column < galleryImages; column += columnsPerTile) {
      context.throwIfStopped();
      const columns = Math.min(columnsPerTile, galleryImages - column);
      const scores = memory.subarray(0, rows * columns);
      await gemm.multiply(
        probeScores.embeddings.subarray(row * dimension, (row + rows) * dimension),
        rows,
        embeddings.subarray(column * dimension, (column + columns) * dimension),
        columns,
        scores,
      );
      const own = probeScores.normalisation;
      if (own === null || normalisation === null) clampCosines(scores);
      for (let r = 0; r < rows; r++) {
        const c = layout.classOf[row + r]!;
        let count = 0;
        for (let k = 0; k < columns; k++) {
          let score = scores[r * columns + k]!;
          if (own !== null && normalisation !== null) {
            score = Math.fround(
              score * (own.slope[row + r]! + normalisation.slope[column + k]!) +
                (own.shift[row + r]! + normalisation.shift[column + k]!),
            );
          }
          if (score >= threshold) count++;
        }
        accepted[c] = accepted[c]! + count;
      }
    }
    context.progress({
      stage: 'Held-out classes against the gallery',
      done: row + rows,
      total: layout.images,
      unit: 'images',
    });
  }
  return accepted;
}
