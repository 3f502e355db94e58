import { add, divide, multiply, subtract } from '../graph/arithmetic.ts';
import type { Operand } from '../graph/arithmetic.ts';
import { and, cast, greaterOrEqual, lessOrEqual, reduceSum } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { atLeastOne, pairMasks, similarities } from './batch.ts';
import type { LossBatch } from './batch.ts';

export interface TcmOptions {
  /** Positive pairs at or below this similarity violate; a scalar of the graph, or a number. */
  readonly positiveMargin: Operand;
  /** Negative pairs at or above this similarity violate. */
  readonly negativeMargin: Operand;
  /** λ+ >= 0. */
  readonly positiveWeight: number;
  /** λ- >= 0. */
  readonly negativeWeight: number;
}

export interface TcmTerms {
  readonly loss: Tensor;
  /** Violating unordered positive pairs: a scalar, float32. */
  readonly violatingPositives: Tensor;
  /** Violating unordered negative pairs. */
  readonly violatingNegatives: Tensor;
}

/**
 * Threshold-Consistent Margin: over unordered pairs, the mean of `m+ - s` over the positive pairs
 * with `s <= m+`, times λ+, plus the mean of `s - m-` over the negative pairs with `s >= m-`,
 * times λ-. The counts carry no gradient, so every violating pair pulls or pushes alike. A term
 * without violating pairs is 0 with zero gradient.
 *
 * @see Zhang et al., "Threshold-Consistent Margin Loss for Open-World Deep Metric Learning",
 * ICLR 2024 (arXiv 2307.04047).
 */
export function thresholdConsistentMargin(batch: LossBatch, options: TcmOptions): TcmTerms {
  const scores = similarities(batch);
  const { positive, negative } = pairMasks(batch);
  const { positiveMargin, negativeMargin, positiveWeight, negativeWeight } = options;
  const marginOf = (margin: Operand): Tensor =>
    typeof margin === 'number' ? scores.graph.constant('float32', [], [margin]) : margin;
  const upper = marginOf(positiveMargin);
  const lower = marginOf(negativeMargin);

  const pulls = violations(and(lessOrEqual(scores, upper), positive), subtract(upper, scores));
  const pushes = violations(and(greaterOrEqual(scores, lower), negative), subtract(scores, lower));
  return {
    loss: add(multiply(pulls.mean, positiveWeight), multiply(pushes.mean, negativeWeight)),
    violatingPositives: pulls.unorderedPairs,
    violatingNegatives: pushes.unorderedPairs,
  };
}

/** Each unordered pair stands twice in the matrix, which leaves a mean as it is. */
function violations(mask: Tensor, gaps: Tensor): { mean: Tensor; unorderedPairs: Tensor } {
  const violates = cast(mask, 'float32');
  const count = reduceSum(violates);
  return {
    mean: divide(reduceSum(multiply(violates, gaps)), atLeastOne(count)),
    unorderedPairs: multiply(count, 0.5),
  };
}
