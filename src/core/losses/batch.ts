import { add, divide, maximum, multiply, square, squareRoot } from '../graph/arithmetic.ts';
import {
  and,
  cast,
  equal,
  greaterOrEqual,
  largest,
  matrixProduct,
  not,
  reduceSum,
  unsqueeze,
} from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';
import { IsolineError } from '../errors.ts';

/**
 * What a loss sees. Labels are class indices in [0, C); a negative label marks an empty place: it
 * has no pairs, no proxy, and is left out of every mean. Its embedding may be anything finite.
 */
export interface LossBatch {
  /** [B, D] float32, of any length: losses normalise them. B and D are static. */
  readonly embeddings: Tensor;
  /** [B] int64. */
  readonly labels: Tensor;
  /** The most images that one class has in a batch; at least 2. */
  readonly imagesPerClass: number;
  /** [C, D] float32, one per class and of any length, for the losses that have them. */
  readonly proxies?: Tensor;
}

/** Keeps the length of a zero vector away from 0: far below the square of any real length. */
export const SQUARED_LENGTH_FLOOR = 1e-12;

/** Rows of `x` ([N, D]) divided by their L2 length. */
export function normaliseRows(x: Tensor): Tensor {
  const squaredLengths = reduceSum(square(x), [1], true);
  return divide(x, squareRoot(add(squaredLengths, SQUARED_LENGTH_FLOOR)));
}

/** [B, B] cosine similarities of the batch. */
export function similarities(batch: LossBatch): Tensor {
  const unit = normaliseRows(batch.embeddings);
  return matrixProduct(unit, unit, { right: true });
}

/** [B, C] cosine similarities to the proxies. */
export function proxySimilarities(batch: LossBatch): Tensor {
  return matrixProduct(normaliseRows(batch.embeddings), normaliseRows(proxiesOf(batch)), {
    right: true,
  });
}

/** The proxies of a batch. Throws `loss-proxies` where there are none. */
export function proxiesOf(batch: LossBatch): Tensor {
  if (batch.proxies === undefined) {
    throw new IsolineError({
      code: 'loss-proxies',
      kind: 'failure',
      sentence: 'A loss with proxies was built without them.',
    });
  }
  return batch.proxies;
}

/** B: the number of places in the batch. */
function batchSize(batch: LossBatch): number {
  const [size] = batch.labels.shape;
  if (typeof size === 'number') return size;
  throw new IsolineError({
    code: 'graph-shape',
    kind: 'failure',
    sentence: 'A loss needs a batch of a known size.',
    subject: batch.labels.name,
  });
}

/** [B] int64: 0, 1, ..., B - 1. */
export function allPlaces(batch: LossBatch): Tensor {
  const size = batchSize(batch);
  const places = Array.from({ length: size }, (_, place) => place);
  return batch.labels.graph.constant('int64', [size], places);
}

/** [B] bool: the places that hold an image. */
export function filledPlaces(batch: LossBatch): Tensor {
  return greaterOrEqual(batch.labels, 0);
}

/** The number of images in the batch, at least 1. */
export function imageCount(batch: LossBatch): Tensor {
  return atLeastOne(reduceSum(cast(filledPlaces(batch), 'float32')));
}

/**
 * [B, B] bool masks over ordered pairs, both symmetric: `positive` pairs share a class, `negative`
 * pairs do not. No image makes a pair with itself, and an empty place makes none.
 */
export function pairMasks(batch: LossBatch): { positive: Tensor; negative: Tensor } {
  const { labels } = batch;
  const places = allPlaces(batch);
  const asColumn = (x: Tensor): Tensor => unsqueeze(x, 1);
  const asRow = (x: Tensor): Tensor => unsqueeze(x, 0);
  const isFilled = filledPlaces(batch);
  const sameClass = equal(asColumn(labels), asRow(labels));
  const bothFilled = and(asColumn(isFilled), asRow(isFilled));
  const samePlace = equal(asColumn(places), asRow(places));
  return {
    positive: and(and(sameClass, not(samePlace)), bothFilled),
    negative: and(not(sameClass), bothFilled),
  };
}

/**
 * For each image the places of its positives, [B, K - 1] with K images per class: `places` int64,
 * `exists` float32, 0 where an image has fewer.
 */
export function positivePlaces(batch: LossBatch): { places: Tensor; exists: Tensor } {
  if (!Number.isInteger(batch.imagesPerClass) || batch.imagesPerClass < 2) {
    throw new IsolineError({
      code: 'loss-images-per-class',
      sentence: `A loss over pairs needs at least 2 images per class in a batch, not ${batch.imagesPerClass}.`,
    });
  }
  const isPositive = cast(pairMasks(batch).positive, 'float32');
  const { values, indices } = largest(isPositive, batch.imagesPerClass - 1, 1);
  return { places: indices, exists: values };
}

/** [C] int64: 0, 1, ..., C - 1, the class of each proxy. */
export function proxyClasses(batch: LossBatch): Tensor {
  const [count] = proxiesOf(batch).shape;
  const classes = Array.from({ length: Number(count) }, (_, index) => index);
  return batch.labels.graph.constant('int64', [classes.length], classes);
}

/** [B, C] bool: the proxy of each image's class. An empty place has none. */
export function ownProxies(batch: LossBatch): Tensor {
  return equal(unsqueeze(batch.labels, 1), unsqueeze(proxyClasses(batch), 0));
}

/** A count, or 1 where it is 0: a mean over nothing is 0, with zero gradient. */
export function atLeastOne(count: Tensor): Tensor {
  return maximum(count, 1);
}

/** Mean of `values` where `mask` (float32, 0 or 1, same shape) is 1; 0 where it is nowhere. */
export function maskedMean(values: Tensor, mask: Tensor): Tensor {
  return divide(reduceSum(multiply(mask, values)), atLeastOne(reduceSum(mask)));
}
