import { add } from '../graph/arithmetic.ts';
import {
  and,
  cast,
  greater,
  not,
  reduceMean,
  reduceSum,
  equal,
  matrixProduct,
  unsqueeze,
} from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { filledPlaces, maskedMean, normaliseRows, proxiesOf, proxyClasses } from './batch.ts';
import type { LossBatch } from './batch.ts';
import { logOnePlusSum } from './multi-similarity.ts';

/**
 * Proxy-anchor: each proxy is an anchor. The mean over proxies with images in the batch of
 * `log(1 + Σ exp(-α (s - margin)))` over these, plus the mean over all proxies of
 * `log(1 + Σ exp(α (s + margin)))` over the images of other classes.
 *
 * @param options.alpha sharpness, > 0.
 * @throws IsolineError `loss-too-sharp`; see `logOnePlusSum`.
 * @see Kim et al., "Proxy Anchor Loss for Deep Metric Learning", CVPR 2020.
 */
export function proxyAnchorLoss(
  batch: LossBatch,
  options: { readonly margin: number; readonly alpha: number },
): Tensor {
  const { margin, alpha } = options;
  const proxies = proxiesOf(batch);
  const scores = matrixProduct(normaliseRows(proxies), normaliseRows(batch.embeddings), {
    right: true,
  }); // [C, B]
  const own = equal(unsqueeze(proxyClasses(batch), 1), unsqueeze(batch.labels, 0));
  const others = and(not(own), unsqueeze(filledPlaces(batch), 0));
  const hasImages = cast(greater(reduceSum(cast(own, 'float32'), [1], true), 0), 'float32');
  return add(
    maskedMean(logOnePlusSum(scores, own, -alpha, margin), hasImages),
    reduceMean(logOnePlusSum(scores, others, alpha, -margin)),
  );
}
