import type { PreviewFigures, ThresholdChoice } from '../../contract/api/review.ts';
import type { ThresholdRates } from '../../contract/decision.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import { type ChooseInput, chooseTask } from '../decisions/choose-task.ts';
import type { StoredSet } from '../decisions/count-scores.ts';
import { countTask } from '../decisions/exact-counts.ts';
import { measureTask } from '../evaluation/measure-task.ts';
import type { MeasureInput, Measurement } from '../evaluation/measurement.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';

/** An evaluation as it is, and its sets with other labels. */
export interface PreviewInput {
  by: ThresholdChoice;
  seed: number;
  before: Pick<ChooseInput, 'fitted' | 'heldOut'> & { figures: ListedFigures };
  after: { fitted: MeasureInput; heldOut: MeasureInput | null };
}

/** What does not depend on a threshold. */
export type ListedFigures = Omit<PreviewFigures, 'threshold' | 'reason' | 'rates' | 'heldOut'>;

export type PreviewOutput = { before: PreviewFigures; after: PreviewFigures };

/** The figures of an evaluation that a preview shows. */
export function listedFigures({
  images,
  classes,
  opis,
  meanUtility,
  equalErrorRate,
  recallAt1,
}: Pick<
  Evaluation,
  'images' | 'classes' | 'opis' | 'meanUtility' | 'equalErrorRate' | 'recallAt1'
>): ListedFigures {
  return {
    images,
    classes,
    opis: opis.value,
    meanUtility,
    equalErrorRate: equalErrorRate.rate,
    recallAt1,
  };
}

/** Threshold and rates before and after: counted by the very code that decides on a threshold. */
export const previewTask: ComputeTask<PreviewInput, PreviewOutput> = async (input, context) => {
  const { by, seed, before, after } = input;
  const measured = await measureTask({ ...after.fitted, brief: true }, context);
  return {
    before: await figuresAt(by, seed, before, before.figures, context),
    after: await figuresAt(
      by,
      seed,
      {
        fitted: {
          ...measuredSet(after.fitted, measured),
          set: before.fitted.set,
          classNames: after.fitted.classNames,
          histogram: {
            thresholds: measured.figures.curve.map(({ threshold }) => threshold),
            impostor: arrayOf(measured, 'histogram.impostor'),
            genuine: arrayOf(measured, 'histogram.genuine'),
          },
        },
        heldOut: after.heldOut === null ? null : unmeasuredSet(after.heldOut),
      },
      listedFigures(measured.figures),
      context,
    ),
  };
};

async function figuresAt(
  by: ThresholdChoice,
  seed: number,
  { fitted, heldOut }: Pick<ChooseInput, 'fitted' | 'heldOut'>,
  figures: ListedFigures,
  context: TaskContext,
): Promise<PreviewFigures> {
  if ('policy' in by) {
    const choice = await chooseTask({ policy: by.policy, fitted, heldOut, seed }, context);
    return {
      threshold: choice.threshold,
      ...(choice.reason === undefined ? {} : { reason: choice.reason }),
      ...figures,
      rates: choice.attained === null ? null : ratesOf(choice.attained),
      heldOut: choice.heldOut === null ? null : ratesOf(choice.heldOut),
    };
  }
  const count = async (stored: StoredSet, set: ThresholdRates['set']): Promise<ThresholdRates> => {
    const [rates] = await countTask({ set, stored, thresholds: [by.threshold], seed }, context);
    return rates!;
  };
  return {
    threshold: by.threshold,
    ...figures,
    rates: ratesOf(await count(fitted, fitted.set)),
    heldOut: heldOut === null ? null : ratesOf(await count(heldOut, 'held-out')),
  };
}

function ratesOf({
  falseAccepts,
  impostorPairs,
  falseAcceptRate,
  falseRejects,
  genuinePairs,
  falseRejectRate,
}: ThresholdRates): NonNullable<PreviewFigures['rates']> {
  return {
    falseAccepts,
    impostorPairs,
    falseAcceptRate,
    falseRejects,
    genuinePairs,
    falseRejectRate,
  };
}

/** A set as it was just measured. */
function measuredSet(input: MeasureInput, measured: Measurement): StoredSet {
  const scores = measured.arrays.find(({ name }) => name === 'tail.scores')!.values as Float32Array;
  return {
    ...unmeasuredSet(input),
    tail: {
      first: arrayOf(measured, 'tail.first'),
      second: arrayOf(measured, 'tail.second'),
      scores,
      complete: scores.length === measured.figures.impostorPairs,
    },
  };
}

/** A set of which no score is known. */
function unmeasuredSet({
  matrixFile,
  rows,
  cohort,
  labels,
  classNames,
  imageNames,
}: MeasureInput): StoredSet {
  const none = { first: new Uint32Array(), second: new Uint32Array(), scores: new Float32Array() };
  return {
    evaluationId: 'with changed labels',
    source: { matrixFile, rows, cohort, known: none },
    labels,
    classes: classNames.length,
    imageNames,
    tail: { ...none, complete: false },
  };
}

function arrayOf({ arrays }: Measurement, wanted: string): Uint32Array {
  return arrays.find(({ name }) => name === wanted)!.values as Uint32Array;
}
