import { add, clip, divide, multiply, square, squareRoot, subtract } from '../graph/arithmetic.ts';
import { cast, greaterOrEqual, logSoftmax, reduceSum, where } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { imageCount, ownProxies, proxySimilarities } from './batch.ts';
import type { LossBatch } from './batch.ts';

/** Cross-entropy over similarities to class proxies: the mean over the images of the batch. */
function crossEntropy(batch: LossBatch, logits: Tensor): Tensor {
  const own = cast(ownProxies(batch), 'float32');
  const logLikelihood = reduceSum(multiply(own, logSoftmax(logits, 1)));
  return multiply(divide(logLikelihood, imageCount(batch)), -1);
}

/**
 * NormSoftmax: cross-entropy of `s / temperature`.
 *
 * @param options.temperature > 0.
 * @see Zhai and Wu, "Classification is a Strong Baseline for Deep Metric Learning", BMVC 2019.
 */
export function normSoftmaxLoss(
  batch: LossBatch,
  options: { readonly temperature: number },
): Tensor {
  return crossEntropy(batch, multiply(proxySimilarities(batch), 1 / options.temperature));
}

/**
 * CosFace: cross-entropy of `scale (s - margin)` for the own class, `scale s` for the others.
 *
 * @param options.margin in cosine similarity.
 * @see Wang et al., "CosFace: Large Margin Cosine Loss for Deep Face Recognition", CVPR 2018.
 */
export function cosFaceLoss(
  batch: LossBatch,
  options: { readonly margin: number; readonly scale: number },
): Tensor {
  const offset = multiply(cast(ownProxies(batch), 'float32'), options.margin);
  return crossEntropy(batch, multiply(subtract(proxySimilarities(batch), offset), options.scale));
}

/** Keeps sin θ off 0, where its derivative by cos θ has no bound. */
const SQUARED_SINE_FLOOR = 1e-7;

/**
 * ArcFace: cross-entropy of `scale cos(θ + margin)` for the own class, `scale cos θ` for the
 * others. Past θ = π - margin, where that cosine would rise again, `cos θ - margin sin(margin)`
 * takes its place. The gradient is finite at cos θ = ±1.
 *
 * @param options.margin in radians, in [0, π / 2].
 * @see Deng et al., "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", CVPR 2019.
 */
export function arcFaceLoss(
  batch: LossBatch,
  options: { readonly margin: number; readonly scale: number },
): Tensor {
  const { margin, scale } = options;
  const cosines = proxySimilarities(batch);
  const own = cast(ownProxies(batch), 'float32');
  const ownCosine = reduceSum(multiply(own, cosines), [1], true); // [B, 1]
  const ownSine = squareRoot(clip(subtract(1, square(ownCosine)), SQUARED_SINE_FLOOR, 1));
  const turned = subtract(
    multiply(ownCosine, Math.cos(margin)),
    multiply(ownSine, Math.sin(margin)),
  );
  const withMargin = where(
    greaterOrEqual(ownCosine, -Math.cos(margin)),
    turned,
    subtract(ownCosine, margin * Math.sin(margin)),
  );
  const logits = add(cosines, multiply(own, subtract(withMargin, ownCosine)));
  return crossEntropy(batch, multiply(logits, scale));
}
