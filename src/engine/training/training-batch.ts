import { biasCorrections, defaultAdamW } from '../../core/training/adamw.ts';
import { drawDropoutMask, dropoutWidth } from '../../core/training/heads.ts';
import { trainingGenerator } from '../../core/training/random-streams.ts';
import { createSampler, type Sampler } from '../../core/training/sampler.ts';
import { learningRate } from '../../core/training/schedule.ts';
import type { Margins } from './calibration-loss.ts';
import type { StepInputValues } from './step-runner.ts';
import type { TrainingConfig } from './training-config.ts';
import { type EmbeddedViews, imagesOfClasses } from './training-data.ts';

/** The learning rate of the head before step `step` (0-based): warm-up, then half a cosine. */
export function learningRateAt(config: TrainingConfig, step: number): number {
  const { learningRate: peak, warmUpSteps, steps: totalSteps } = config;
  return learningRate({ peak, warmUpSteps, totalSteps }, step);
}

/**
 * Fills the inputs of one step after another: P classes x K images, each in one of its views, rates
 * and margins. Everything drawn is a function of the seed and the step.
 */
export class TrainingBatches {
  readonly #config: TrainingConfig;
  readonly #training: EmbeddedViews;
  readonly #sampler: Sampler;
  readonly #embeddings: Float32Array;
  readonly #labels: BigInt64Array;
  readonly #dropoutMask: Float32Array;

  /** @throws IsolineError (input) what `createSampler` throws */
  constructor(config: TrainingConfig, training: EmbeddedViews) {
    const { classesPerBatch, imagesPerClass, seed, head } = config;
    this.#config = config;
    this.#training = training;
    this.#sampler = createSampler({
      imagesOfClasses: imagesOfClasses(training),
      classesPerBatch,
      imagesPerClass,
      views: training.views,
      seed,
    });
    const places = classesPerBatch * imagesPerClass;
    this.#embeddings = new Float32Array(places * training.dimension);
    this.#labels = new BigInt64Array(places);
    this.#dropoutMask = new Float32Array(head.dropout > 0 ? places * dropoutWidth(head) : 0);
  }

  /** The inputs of step `step` (0-based); valid until the next call. */
  inputs(step: number, margins: Margins | null): StepInputValues {
    const { head, tcm, baseLoss, learningRate: peak, proxyLearningRate, seed } = this.#config;
    const { embeddings, dimension, labels: imageLabels } = this.#training;
    const { images, labels, views } = this.#sampler.batch(step);
    images.forEach((image, place) => {
      this.#labels[place] = BigInt(labels[place]!);
      const to = place * dimension;
      if (image < 0) this.#embeddings.fill(0, to, to + dimension);
      else {
        const from = (views[place]! * imageLabels.length + image) * dimension;
        this.#embeddings.set(embeddings.subarray(from, from + dimension), to);
      }
    });
    if (head.dropout > 0) {
      drawDropoutMask(this.#dropoutMask, head.dropout, trainingGenerator(seed, 'dropout', step));
    }
    const rate = learningRateAt(this.#config, step);
    const { biasCorrection1, biasCorrection2 } = biasCorrections(defaultAdamW, step);
    const scalars: Record<string, number> = {
      learningRate: rate,
      biasCorrection1,
      biasCorrection2,
      ...(baseLoss === null ? {} : { proxyLearningRate: (rate * proxyLearningRate) / peak }),
      ...(tcm === null || margins === null
        ? {}
        : {
            tcmWeight: tcm.weight,
            positiveMargin: margins.positive,
            negativeMargin: margins.negative,
          }),
    };
    return {
      embeddings: this.#embeddings,
      labels: this.#labels,
      ...(head.dropout > 0 ? { dropoutMask: this.#dropoutMask } : {}),
      ...Object.fromEntries(
        Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)]),
      ),
    };
  }
}
