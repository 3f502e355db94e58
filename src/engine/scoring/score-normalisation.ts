import { IsolineError } from '../../core/errors.ts';
import type { ScoreNormalisation } from '../../core/scores/tile.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { Gemm } from './gemm.ts';

/** How many of an image's highest cohort scores AS-norm looks at. */
export const cohortDepth = 200;

/** AS-norm parameters of every image, and bounds that no normalised score exceeds. */
export interface CohortNormalisation extends ScoreNormalisation {
  readonly low: number;
  readonly high: number;
}

/**
 * Adaptive symmetric score normalisation: s' = ½ [(s - μ_i)/σ_i + (s - μ_j)/σ_j], with μ and σ
 * (divisor K) over the K = 200 highest scores of each image against the cohort; all of them where
 * the cohort is smaller.
 *
 * @param embeddings [N × D] and `cohort` [K' × D], L2-normalised.
 * @throws IsolineError `cohort-too-small` with fewer than 2 cohort images, `cohort-degenerate` when an
 *   image's scores against the cohort do not vary.
 */
export async function cohortNormalisation(
  embeddings: Float32Array,
  images: number,
  cohort: Float32Array,
  gemm: Gemm,
  context: TaskContext,
): Promise<CohortNormalisation> {
  const { dimension } = gemm;
  const size = cohort.length / dimension;
  if (size < 2) {
    throw new IsolineError({
      code: 'cohort-too-small',
      sentence: `AS-norm needs a cohort of at least 2 training images; there are ${String(size)}.`,
      next: 'Give more classes to the training split, or evaluate without --normalise.',
    });
  }
  const depth = Math.min(cohortDepth, size);
  const slope = new Float64Array(new SharedArrayBuffer(8 * images));
  const shift = new Float64Array(new SharedArrayBuffer(8 * images));
  const block = 256;
  const scores = new Float32Array(block * size);
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < images; row += block) {
    context.throwIfStopped();
    const rows = Math.min(block, images - row);
    const filled = scores.subarray(0, rows * size);
    await gemm.multiply(
      embeddings.subarray(row * dimension, (row + rows) * dimension),
      rows,
      cohort,
      size,
      filled,
    );
    for (let r = 0; r < rows; r++) {
      const highest = filled
        .slice(r * size, (r + 1) * size)
        .sort()
        .subarray(size - depth);
      let sum = 0;
      for (const score of highest) sum += score;
      const mean = sum / depth;
      let squares = 0;
      for (const score of highest) squares += (score - mean) ** 2;
      const deviation = Math.sqrt(squares / depth);
      if (!(deviation > 0)) {
        throw new IsolineError({
          code: 'cohort-degenerate',
          sentence: `AS-norm is not defined: an image scores the same (${mean.toFixed(6)}) against its ${String(depth)} nearest cohort images.`,
          next: 'Use a larger or more varied cohort, or evaluate without --normalise.',
        });
      }
      slope[row + r] = 0.5 / deviation;
      shift[row + r] = (-0.5 * mean) / deviation;
      // A cosine lies in [-1, 1], up to a rounding error.
      low = Math.min(low, (-1.00001 - mean) / deviation);
      high = Math.max(high, (1.00001 - mean) / deviation);
    }
    context.progress({
      stage: 'Normalising scores',
      done: row + rows,
      total: images,
      unit: 'images',
    });
  }
  return { slope, shift, low, high };
}
