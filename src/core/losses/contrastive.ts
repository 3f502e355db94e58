import { add, maximum, relu, square, squareRoot, subtract } from '../graph/arithmetic.ts';
import { and, cast, less } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { maskedMean, pairMasks, similarities } from './batch.ts';
import type { LossBatch } from './batch.ts';

/** Below this squared distance the distance is held: its derivative grows without bound at 0. */
const SQUARED_DISTANCE_FLOOR = 1e-6;

/**
 * Contrastive loss over L2 distance `d` of normalised embeddings: the mean of `d²` over positive
 * pairs plus the mean of `(margin - d)²` over the negative pairs with `d < margin`. The two means
 * are apart, because a batch has many more negative pairs.
 *
 * @param options.margin distance in (0, 2].
 * @see Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping",
 * CVPR 2006.
 */
export function contrastiveLoss(batch: LossBatch, options: { readonly margin: number }): Tensor {
  const scores = similarities(batch);
  const { positive, negative } = pairMasks(batch);
  const squaredDistances = subtract(2, add(scores, scores));
  const distances = squareRoot(maximum(squaredDistances, SQUARED_DISTANCE_FLOOR));
  const isInside = and(negative, less(distances, options.margin));
  return add(
    maskedMean(squaredDistances, cast(positive, 'float32')),
    maskedMean(square(relu(subtract(options.margin, distances))), cast(isInside, 'float32')),
  );
}
