import { IsolineError } from '../../core/errors.ts';
import { type BaseLossKind, defaultBaseLosses, hasProxies } from '../../core/losses/base-loss.ts';
import { usualTcmWeight } from '../../core/losses/tcm-weight.ts';
import { checkHead, type HeadSpecification } from '../../core/training/heads.ts';
import { defaultTolerance } from '../../core/training/selection.ts';
import type { NamedConfig } from './train-task.ts';
import type { TcmConfig, TrainingConfig } from './training-config.ts';

/** What a person chooses about a training; null where the data decide. */
export interface TrainingOptions {
  readonly head: 'residual' | 'linear' | 'mlp';
  /** Of a residual head, and width of the hidden layer of an mlp head. */
  readonly rank: number | null;
  /** Of the new embeddings; null: as many as the model gives. A residual head keeps them. */
  readonly dimension: number | null;
  readonly dropout: number;
  /** Decay of the head towards its start; 0: none. */
  readonly weightDecay: number;
  /** Views of each training image, 1 to 16; 1: the images as they are. */
  readonly views: number;
  /** Whether half of the further views are mirrored. */
  readonly flip: boolean;
  /** Null: TCM alone. */
  readonly baseLoss: BaseLossKind | null;
  readonly tcm: TcmOptions | null;
  readonly steps: number;
  readonly classesPerBatch: number | null;
  readonly imagesPerClass: number;
  readonly learningRate: number;
}

export interface TcmOptions {
  /** Null: what goes well with the base loss. */
  readonly weight: number | null;
  /** m+ and m-; null: adaptive. */
  readonly margins: readonly [number, number] | null;
}

/** Views of an image, at most: each costs as much time and room as the images as they are. */
export const mostViews = 16;

/** m+ and m- of the paper. */
const paperMargins = [0.9, 0.5] as const;

/** Found on calibration classes of Omniglot: see docs/results.md. */
export const defaultTrainingOptions: TrainingOptions = {
  head: 'residual',
  rank: null,
  dimension: null,
  dropout: 0,
  weightDecay: 1e-4,
  views: 1,
  flip: false,
  baseLoss: 'multi-similarity',
  tcm: { weight: null, margins: null },
  steps: 600,
  classesPerBatch: null,
  imagesPerClass: 4,
  learningRate: 1e-3,
};

/** Classes in a batch, where there are as many. */
const mostClassesPerBatch = 32;
const largestRank = 128;
/** Proxies begin at random and have further to go than the head. */
const proxyRateFactor = 10;
const warmUpShare = 0.05;
const validations = 12;

/** Weights of TCM that a sweep tries, as factors of the usual one. */
const sweepFactors = [0.25, 1, 4] as const;

/**
 * The configuration of one training on given data.
 *
 * @param inputDimension of the frozen model's embeddings
 * @throws IsolineError (input) `training-no-loss`, `head-dimension`, `head-invalid`
 */
export function trainingConfig(
  options: TrainingOptions,
  inputDimension: number,
  trainingClasses: number,
  seed: number,
): TrainingConfig {
  const { baseLoss, tcm, steps, learningRate } = options;
  if (baseLoss === null && tcm === null) {
    throw new IsolineError({
      code: 'training-no-loss',
      sentence: 'Training needs a base loss, TCM, or both.',
      next: 'Name a base loss, or leave out --no-tcm.',
    });
  }
  const head = headOf(options, inputDimension);
  checkHead(head);
  return {
    head,
    baseLoss: baseLoss === null ? null : defaultBaseLosses[baseLoss],
    tcm: tcm === null ? null : tcmConfig(tcm, baseLoss),
    steps,
    warmUpSteps: Math.round(warmUpShare * steps),
    classesPerBatch: options.classesPerBatch ?? Math.min(mostClassesPerBatch, trainingClasses),
    imagesPerClass: options.imagesPerClass,
    views: options.views,
    flip: options.flip,
    learningRate,
    proxyLearningRate:
      baseLoss !== null && hasProxies(baseLoss) ? proxyRateFactor * learningRate : learningRate,
    weightDecay: options.weightDecay,
    gradientNormLimit: null,
    validateEvery: Math.max(1, Math.ceil(steps / validations)),
    patience: 4,
    alphas: [0.25, 0.5, 0.75, 1],
    tolerance: defaultTolerance,
    seed,
  };
}

/**
 * The points of a sweep: the base loss without TCM, then with TCM at several weights and margins,
 * those that were asked for among them.
 *
 * @throws IsolineError (input) `sweep-no-base` without a base loss
 */
export function sweepPoints(config: TrainingConfig): NamedConfig[] {
  if (config.baseLoss === null) {
    throw new IsolineError({
      code: 'sweep-no-base',
      sentence: 'A sweep compares TCM with the base loss alone, and there is no base loss.',
      next: 'Name one with --base-loss.',
    });
  }
  const kind = config.baseLoss.kind;
  const weights = new Set(sweepFactors.map((factor) => factor * usualTcmWeight(kind)));
  const margins = new Map<string, TcmOptions['margins']>([
    ['', null],
    [paperMargins.join(), paperMargins],
  ]);
  const { tcm } = config;
  if (tcm !== null) {
    weights.add(tcm.weight);
    if (!tcm.adaptive) {
      const asked = [tcm.positiveMargin, tcm.negativeMargin] as const;
      margins.set(asked.join(), asked);
    }
  }
  const withTcm = [...margins.values()].flatMap((pair) =>
    [...weights]
      .sort((a, b) => a - b)
      .map((weight): TrainingConfig => ({
        ...config,
        tcm: tcmConfig({ weight, margins: pair }, kind),
      })),
  );
  return [{ ...config, tcm: null }, ...withTcm].map((point) => ({
    name: pointName(point),
    config: point,
  }));
}

/** What a configuration is called: `multi-similarity + TCM x 4, adaptive margins`. */
export function pointName({ baseLoss, tcm }: Pick<TrainingConfig, 'baseLoss' | 'tcm'>): string {
  if (tcm === null) return baseLoss?.kind ?? 'nothing';
  const margins = tcm.adaptive
    ? 'adaptive margins'
    : `margins ${tcm.positiveMargin}, ${tcm.negativeMargin}`;
  return baseLoss === null
    ? `TCM alone, ${margins}`
    : `${baseLoss.kind} + TCM × ${tcm.weight}, ${margins}`;
}

function tcmConfig({ weight, margins }: TcmOptions, baseLoss: BaseLossKind | null): TcmConfig {
  const [positiveMargin, negativeMargin] = margins ?? paperMargins;
  return {
    weight: weight ?? usualTcmWeight(baseLoss),
    positiveMargin,
    negativeMargin,
    adaptive: margins === null,
  };
}

function headOf(
  { head, rank, dimension, dropout }: TrainingOptions,
  inputDimension: number,
): HeadSpecification {
  const outputDimension = dimension ?? inputDimension;
  const width = rank ?? Math.min(largestRank, inputDimension);
  switch (head) {
    case 'residual':
      if (outputDimension !== inputDimension) {
        throw new IsolineError({
          code: 'head-dimension',
          sentence: `A residual head keeps the ${inputDimension} dimensions of the embeddings, and ${outputDimension} are asked for.`,
          next: 'Use --head linear or mlp, or leave out --dimension.',
          subject: 'dimension',
        });
      }
      return { kind: 'residual', inputDimension, rank: width, dropout };
    case 'linear':
      return { kind: 'linear', inputDimension, outputDimension, dropout };
    case 'mlp':
      return { kind: 'mlp', inputDimension, hiddenDimension: width, outputDimension, dropout };
  }
}
