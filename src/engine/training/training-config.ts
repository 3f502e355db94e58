import type { BaseLoss } from '../../core/losses/base-loss.ts';
import type { HeadSpecification } from '../../core/training/heads.ts';
import type { SelectionTolerance } from '../../core/training/selection.ts';

/** TCM in a training run: `loss = base loss + weight · TCM`. */
export interface TcmConfig {
  /** Above 0. */
  readonly weight: number;
  /** m+ and m-; with `adaptive`, what is used until the scores have been seen. */
  readonly positiveMargin: number;
  readonly negativeMargin: number;
  /** Whether the margins follow the calibration classes' scores. */
  readonly adaptive: boolean;
}

/** Everything that decides what one head learns: plain data, kept with the run. */
export interface TrainingConfig {
  readonly head: HeadSpecification;
  /** `null`: TCM alone. */
  readonly baseLoss: BaseLoss | null;
  /** `null`: the base loss alone. */
  readonly tcm: TcmConfig | null;
  readonly steps: number;
  readonly warmUpSteps: number;
  /** P and K of a batch. */
  readonly classesPerBatch: number;
  readonly imagesPerClass: number;
  /** Views of each training image, 1: the images as they are; and whether half of the others are mirrored. */
  readonly views: number;
  readonly flip: boolean;
  /** The highest rate of the schedule, for the head and for the proxies. */
  readonly learningRate: number;
  readonly proxyLearningRate: number;
  /** Decay of the head towards its start. */
  readonly weightDecay: number;
  readonly gradientNormLimit: number | null;
  /** Steps between validations on calibration classes. */
  readonly validateEvery: number;
  /** Validations without a better head after which training stops. */
  readonly patience: number;
  /** Shares of the way from the start to trained weights that are tried, ascending, 0 left out. */
  readonly alphas: readonly number[];
  readonly tolerance: SelectionTolerance;
  readonly seed: number;
}

/**
 * With `adaptive`, this share of the calibration classes' genuine scores lies below m+, and of their
 * impostor scores below m-: m- is the threshold of pooled FAR 3e-2, the middle of the OPIS range on a
 * logarithmic scale.
 */
export const marginQuantiles = { positive: 0.5, negative: 0.97 } as const;
