import type { TrainInput, TrainingOptionsInput } from '../../../contract/api/training.ts';
import { splitSizes } from '../../../core/split-sizes.ts';

/** What the form holds: as a training takes it, with null for numbers that are not there yet. */
export interface TrainingDraft {
  datasetId: number | null;
  modelSha256: string | null;
  splitBy: 'kept' | 'seed';
  seed: number | null;
  options: DraftOptions;
  engine: TrainInput['engine'];
  batch: number | null;
  sweep: boolean;
}

type Required = 'dropout' | 'weightDecay' | 'views' | 'steps' | 'imagesPerClass' | 'learningRate';

export type DraftOptions = Omit<TrainingOptionsInput, Required | 'tcm'> & {
  [Name in Required]: number | null;
} & {
  tcm: DraftTcm | null;
};

export interface DraftTcm {
  weight: number | null;
  /** Null: adaptive. */
  margins: readonly [number | null, number | null] | null;
}

/** What the form begins with. */
export function firstDraft(
  defaults: TrainingOptionsInput,
  chosen: { datasetId: number | null; modelSha256: string | null },
): TrainingDraft {
  return {
    ...chosen,
    splitBy: 'kept',
    seed: 1,
    options: defaults,
    engine: 'auto',
    batch: null,
    sweep: false,
  };
}

/** How many classes each set has. */
export interface SetSizes {
  training: number;
  calibration: number;
  heldOut: number;
}

/** What the form needs to know of a dataset. */
export interface DraftDataset {
  classes: number;
  /** Null without a split. */
  sets: Record<keyof SetSizes, { classes: number }> | null;
}

/** How many classes each set will get: those of the kept split, or those that a seed deals out. */
export function setSizesOf(
  { splitBy }: Pick<TrainingDraft, 'splitBy'>,
  { classes, sets }: DraftDataset,
): SetSizes {
  if (splitBy === 'seed' || sets === null) return splitSizes(classes);
  return {
    training: sets.training.classes,
    calibration: sets.calibration.classes,
    heldOut: sets.heldOut.classes,
  };
}

/** What keeps a training from being started: a key among the words. */
export type DraftProblem =
  'dataset' | 'model' | 'classes' | 'loss' | 'sweep' | 'margins' | 'number';

/** The first thing that is wrong with a draft; null where it can be started. */
export function problemOf(draft: TrainingDraft, dataset: DraftDataset | null): DraftProblem | null {
  const { options } = draft;
  if (draft.datasetId === null || dataset === null) return 'dataset';
  if (draft.modelSha256 === null) return 'model';
  if (Object.values(setSizesOf(draft, dataset)).some((classes) => classes < 2)) return 'classes';
  if (options.baseLoss === null && options.tcm === null) return 'loss';
  if (options.baseLoss === null && draft.sweep) return 'sweep';
  if (options.tcm?.margins?.includes(null) === true) return 'margins';
  return inputOf(draft, dataset) === null ? 'number' : null;
}

/** The training that a draft describes; null while something is missing. */
export function inputOf(
  { datasetId, modelSha256, splitBy, seed, options, engine, batch, sweep }: TrainingDraft,
  { sets }: DraftDataset,
): TrainInput | null {
  const { dropout, weightDecay, views, steps, imagesPerClass, learningRate } = options;
  if (
    datasetId === null ||
    modelSha256 === null ||
    seed === null ||
    dropout === null ||
    weightDecay === null ||
    views === null ||
    steps === null ||
    imagesPerClass === null ||
    learningRate === null
  ) {
    return null;
  }
  return {
    source: { datasetId, modelSha256, provider: 'auto', batch },
    split: splitBy === 'kept' && sets !== null ? 'kept' : { seed },
    seed,
    options: {
      ...options,
      dropout,
      weightDecay,
      views,
      steps,
      imagesPerClass,
      learningRate,
      // A residual head keeps the dimensions.
      dimension: options.head === 'residual' ? null : options.dimension,
      rank: options.head === 'linear' ? null : options.rank,
      tcm:
        options.tcm === null
          ? null
          : { weight: options.tcm.weight, margins: givenMargins(options.tcm.margins) },
    },
    engine,
    sweep,
  };
}

function givenMargins(margins: DraftTcm['margins']): readonly [number, number] | null {
  if (margins === null) return null;
  const [positive, negative] = margins;
  return positive === null || negative === null ? null : [positive, negative];
}
