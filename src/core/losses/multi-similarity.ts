import { IsolineError } from '../errors.ts';
import { add, divide, exponential, logarithm, multiply, subtract } from '../graph/arithmetic.ts';
import {
  and,
  cast,
  greater,
  less,
  reduceMax,
  reduceMin,
  reduceSum,
  where,
} from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { imageCount, pairMasks, similarities } from './batch.ts';
import type { LossBatch } from './batch.ts';

export interface MultiSimilarityOptions {
  /** Sharpness over positive pairs, > 0. */
  readonly alpha: number;
  /** Sharpness over negative pairs, > 0. */
  readonly beta: number;
  /** The similarity from which pairs are weighed (λ in the paper). */
  readonly base: number;
  /** Tolerance of pair mining. */
  readonly epsilon: number;
}

/** Stands for "no such pair" in a minimum; above every similarity. */
const NONE_ABOVE = 4;
/** Stands for "no such pair" in a maximum; below every similarity. */
const NONE_BELOW = -4;

/** exp of this, summed over a row, is still a float32. */
const LARGEST_EXPONENT = 80;

/**
 * Multi-similarity loss with its pair mining. Of each anchor are kept the negatives more similar
 * than its least similar positive minus epsilon, and the positives less similar than its most
 * similar negative plus epsilon; then the mean over images of
 * `log(1 + Σ exp(-α (s - base))) / α + log(1 + Σ exp(β (s - base))) / β`. Mining carries no
 * gradient.
 *
 * @throws IsolineError `loss-too-sharp`; see `logOnePlusSum`.
 * @see Wang et al., "Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning",
 * CVPR 2019.
 */
export function multiSimilarityLoss(batch: LossBatch, options: MultiSimilarityOptions): Tensor {
  const { alpha, beta, base, epsilon } = options;
  const scores = similarities(batch);
  const { positive, negative } = pairMasks(batch);
  const leastPositive = reduceMin(where(positive, scores, NONE_ABOVE), [1], true);
  const mostNegative = reduceMax(where(negative, scores, NONE_BELOW), [1], true);
  const keptPositives = and(positive, less(scores, add(mostNegative, epsilon)));
  const keptNegatives = and(negative, greater(scores, subtract(leastPositive, epsilon)));
  const terms = add(
    multiply(logOnePlusSum(scores, keptPositives, -alpha, base), 1 / alpha),
    multiply(logOnePlusSum(scores, keptNegatives, beta, base), 1 / beta),
  );
  return divide(reduceSum(terms), imageCount(batch));
}

/**
 * `log(1 + Σ exp(rate (s - base)))` over the masked elements of each row: [rows, 1].
 *
 * Similarities lie in [-1, 1], so that the largest exponent is known beforehand, and no row's
 * maximum has to be sought.
 *
 * @throws IsolineError `loss-too-sharp` where that exponent overflows float32.
 */
export function logOnePlusSum(scores: Tensor, mask: Tensor, rate: number, base: number): Tensor {
  const largest = Math.max(rate * (1 - base), rate * (-1 - base));
  if (largest > LARGEST_EXPONENT) {
    throw new IsolineError({
      code: 'loss-too-sharp',
      sentence: `A loss that weighs pairs by exp(${rate} (s - ${base})) reaches exp(${largest}), which is no float32.`,
      next: `Use a smaller alpha or beta: the exponent may reach ${LARGEST_EXPONENT}.`,
    });
  }
  const exponents = subtract(multiply(scores, rate), rate * base);
  const sum = reduceSum(multiply(exponential(exponents), cast(mask, 'float32')), [1], true);
  return logarithm(add(sum, 1));
}
