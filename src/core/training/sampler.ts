import { IsolineError } from '../errors.ts';
import { shuffle } from '../random.ts';
import { trainingGenerator } from './random-streams.ts';

export interface SamplerOptions {
  /** For each class its images, as indices of the caller's; no class is empty. */
  readonly imagesOfClasses: readonly ArrayLike<number>[];
  /** P: classes in a batch. */
  readonly classesPerBatch: number;
  /** K: images of each class in a batch; at least 2. */
  readonly imagesPerClass: number;
  /** Views of each image: 1 or more. */
  readonly views: number;
  readonly seed: number;
}

/** One batch of P x K places, class by class. */
export interface SampledBatch {
  /** [P K] image indices; -1 in an empty place. */
  readonly images: Int32Array;
  /** [P K] class indices (positions in `imagesOfClasses`); -1 in an empty place. */
  readonly labels: Int32Array;
  /** [P K] in which view each image is shown, from 0; -1 in an empty place. */
  readonly views: Int32Array;
}

export interface Sampler {
  /** Batches of one pass over the classes: floor(classes / P). */
  readonly batchesPerEpoch: number;
  /** The batch of step 0, 1, 2, ...: a function of the seed and the step alone. */
  batch(step: number): SampledBatch;
}

/**
 * P classes x K images. An epoch goes through the classes in a shuffled order without replacement;
 * the fewer than P classes that are left at its end wait for another order. A class gives K
 * distinct images drawn at random, or all it has: the rest of its places stay empty. A class of one
 * image is thus drawn like the others, and serves as a negative and for its proxy. Each image that is
 * drawn is shown in one of its views, all of them equally likely.
 *
 * @throws IsolineError `sampler-too-few-classes` with fewer than P classes, `sampler-no-pairs`
 * where no class has 2 images, `sampler-batch` where P < 2 or K < 2.
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { imagesOfClasses, classesPerBatch, imagesPerClass, views: viewCount, seed } = options;
  const classCount = imagesOfClasses.length;
  if (
    !Number.isInteger(classesPerBatch) ||
    !Number.isInteger(imagesPerClass) ||
    classesPerBatch < 2 ||
    imagesPerClass < 2
  ) {
    throw new IsolineError({
      code: 'sampler-batch',
      sentence: `A batch of ${classesPerBatch} classes with ${imagesPerClass} images each has no positive and negative pairs.`,
      next: 'Use at least 2 classes and 2 images per class.',
    });
  }
  if (classCount < classesPerBatch) {
    throw new IsolineError({
      code: 'sampler-too-few-classes',
      sentence: `Batches of ${classesPerBatch} classes cannot be drawn from ${classCount} training ${classCount === 1 ? 'class' : 'classes'}.`,
      next: `Add classes, or use batches of at most ${classCount} classes.`,
    });
  }
  if (!imagesOfClasses.some((images) => images.length >= 2)) {
    throw new IsolineError({
      code: 'sampler-no-pairs',
      sentence: `None of the ${classCount} training classes has 2 images, so there is no positive pair to learn from.`,
      next: 'Add images to the classes.',
    });
  }

  const batchesPerEpoch = Math.floor(classCount / classesPerBatch);
  let orderedEpoch = -1;
  let order: number[] = [];
  const orderOf = (epoch: number): number[] => {
    if (epoch !== orderedEpoch) {
      const classes = Array.from({ length: classCount }, (_, index) => index);
      order = shuffle(classes, trainingGenerator(seed, 'class-order', epoch));
      orderedEpoch = epoch;
    }
    return order;
  };

  const batch = (step: number): SampledBatch => {
    const first = (step % batchesPerEpoch) * classesPerBatch;
    const classes = orderOf(Math.floor(step / batchesPerEpoch));
    const generator = trainingGenerator(seed, 'image-choice', step);
    const images = new Int32Array(classesPerBatch * imagesPerClass).fill(-1);
    const labels = new Int32Array(classesPerBatch * imagesPerClass).fill(-1);
    const views = new Int32Array(classesPerBatch * imagesPerClass).fill(-1);
    // A stream of its own: the images are the same whatever the number of views.
    const viewGenerator = trainingGenerator(seed, 'view-choice', step);
    for (let slot = 0; slot < classesPerBatch; slot++) {
      const label = classes[first + slot] as number;
      const pool = Array.from(imagesOfClasses[label] as ArrayLike<number>);
      const taken = Math.min(imagesPerClass, pool.length);
      for (let k = 0; k < taken; k++) {
        // The first places of a Fisher–Yates shuffle.
        const other = k + generator.integer(pool.length - k);
        const chosen = pool[other] as number;
        pool[other] = pool[k] as number;
        images[slot * imagesPerClass + k] = chosen;
        labels[slot * imagesPerClass + k] = label;
        views[slot * imagesPerClass + k] = viewGenerator.integer(viewCount);
      }
    }
    return { images, labels, views };
  };
  return { batchesPerEpoch, batch };
}
