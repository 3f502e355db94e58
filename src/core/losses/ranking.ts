import { add, divide, minimum, multiply, sigmoid, subtract } from '../graph/arithmetic.ts';
import {
  and,
  cast,
  equal,
  gatherElements,
  greater,
  not,
  or,
  reduceSum,
  unsqueeze,
} from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import {
  allPlaces,
  atLeastOne,
  maskedMean,
  pairMasks,
  positivePlaces,
  similarities,
} from './batch.ts';
import type { LossBatch } from './batch.ts';

interface SoftRanks {
  /** [B, K - 1]: 1 where the query has this positive. */
  readonly exists: Tensor;
  /** [B, K - 1]: the soft rank of each positive among the query's positives. */
  readonly amongPositives: Tensor;
  /** [B, K - 1]: the soft rank of each positive among all other images. */
  readonly amongAll: Tensor;
}

/**
 * Ranks from 1 with a sigmoid for the step: `1 + Σ sigmoid((s_qz - s_qx) / temperature)` over the
 * images z other than the query q and the positive x itself.
 */
function softRanks(batch: LossBatch, temperature: number): SoftRanks {
  const { positive, negative } = pairMasks(batch);
  const { places, exists } = positivePlaces(batch);
  const scaled = multiply(similarities(batch), 1 / temperature);
  const own = unsqueeze(gatherElements(scaled, places, 1), 2); // [B, K - 1, 1]
  const isAbove = sigmoid(subtract(unsqueeze(scaled, 1), own)); // [B, K - 1, B]
  const isOther = not(equal(unsqueeze(places, 2), allPlaces(batch))); // [B, K - 1, B]
  const rankWithin = (mask: Tensor): Tensor => {
    const counted = cast(and(unsqueeze(mask, 1), isOther), 'float32');
    return add(reduceSum(multiply(isAbove, counted), [2]), 1);
  };
  return {
    exists,
    amongPositives: rankWithin(positive),
    amongAll: rankWithin(or(positive, negative)),
  };
}

/** Number of positives per query, [B, 1], and a mask of the queries that have any. */
function positivesPerQuery(exists: Tensor): { count: Tensor; isQuery: Tensor } {
  const count = reduceSum(exists, [1], true);
  return { count, isQuery: cast(greater(count, 0), 'float32') };
}

/**
 * Smooth-AP: 1 minus the mean over queries of the average precision with soft ranks. Every image
 * is a query among the others; a query without positives is left out.
 *
 * @param options.temperature of the sigmoid, in cosine similarity.
 * @see Brown et al., "Smooth-AP: Smoothing the Path Towards Large-Scale Image Retrieval",
 * ECCV 2020.
 */
export function smoothAveragePrecisionLoss(
  batch: LossBatch,
  options: { readonly temperature: number },
): Tensor {
  const { exists, amongPositives, amongAll } = softRanks(batch, options.temperature);
  const { count, isQuery } = positivesPerQuery(exists);
  const precisions = multiply(exists, divide(amongPositives, amongAll));
  const averagePrecision = divide(reduceSum(precisions, [1], true), atLeastOne(count));
  return maskedMean(subtract(1, averagePrecision), isQuery);
}

export interface RecallAtKOptions {
  /** The values of k that are averaged; integers >= 1. */
  readonly ks: readonly number[];
  /** Temperature of the sigmoid that decides whether a rank is within k. */
  readonly rankTemperature: number;
  /** Temperature of the sigmoid that counts ranks, in cosine similarity. */
  readonly similarityTemperature: number;
}

/**
 * Recall@k surrogate: 1 minus the mean over queries and over k of
 * `min(k, Σ sigmoid((k - rank) / rankTemperature)) / min(k, positives)`, the sum over the positives
 * of the query. The query itself has no rank.
 *
 * @see Patel, Tolias and Matas, "Recall@k Surrogate Loss with Large Batches and Similarity Mixup",
 * CVPR 2022.
 */
export function recallAtKLoss(batch: LossBatch, options: RecallAtKOptions): Tensor {
  const { ks, rankTemperature, similarityTemperature } = options;
  const { exists, amongAll } = softRanks(batch, similarityTemperature);
  const { count, isQuery } = positivesPerQuery(exists);
  const recalls = ks.map((k) => {
    const within = sigmoid(multiply(subtract(k, amongAll), 1 / rankTemperature));
    const found = reduceSum(multiply(exists, within), [1], true);
    return divide(minimum(found, k), atLeastOne(minimum(count, k)));
  });
  const mean = multiply(recalls.reduce(add), 1 / ks.length);
  return maskedMean(subtract(1, mean), isQuery);
}
