import { add, multiply, relu, subtract } from '../graph/arithmetic.ts';
import {
  cast,
  gatherElements,
  greater,
  indexOfLargest,
  less,
  reduceMax,
  unsqueeze,
  where,
} from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { maskedMean, pairMasks, positivePlaces, similarities } from './batch.ts';
import type { LossBatch } from './batch.ts';

/** Stands for "no such pair"; below every similarity. */
const NONE = -4;

/**
 * Triplet loss with semi-hard negatives: for every anchor and each of its positives, the most
 * similar negative that is less similar than the positive; where there is none, the most similar
 * negative of all. The mean of `max(0, s_negative - s_positive + margin)` over all anchors and
 * positives that have a negative. The choice carries no gradient.
 *
 * @param options.margin in cosine similarity; half of a margin in squared L2 distance.
 * @see Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015.
 */
export function tripletLoss(batch: LossBatch, options: { readonly margin: number }): Tensor {
  const scores = similarities(batch);
  const { negative } = pairMasks(batch);
  const { places, exists } = positivePlaces(batch);
  const positiveScores = gatherElements(scores, places, 1); // [B, K - 1]

  const negativeScores = where(negative, scores, NONE); // [B, B]
  const candidates = unsqueeze(negativeScores, 1); // [B, 1, B]
  const ceiling = unsqueeze(positiveScores, 2); // [B, K - 1, 1]
  const semiHardScores = where(less(candidates, ceiling), candidates, NONE); // [B, K - 1, B]
  const hasSemiHard = greater(reduceMax(semiHardScores, [2]), NONE);
  const chosen = where(
    hasSemiHard,
    indexOfLargest(semiHardScores, 2),
    indexOfLargest(negativeScores, 1, true),
  ); // [B, K - 1]

  const chosenScores = gatherElements(scores, chosen, 1);
  const hasNegative = cast(greater(reduceMax(negativeScores, [1], true), NONE), 'float32');
  const loss = relu(add(subtract(chosenScores, positiveScores), options.margin));
  return maskedMean(loss, multiply(exists, hasNegative));
}
