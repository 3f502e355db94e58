import { createHash } from 'node:crypto';
import path from 'node:path';
import type { HeadFigures, TrainingHistoryEntry } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import {
  type HeadSpecification,
  outputDimension,
  type ParameterValues,
} from '../../core/training/heads.ts';
import { chooseCandidate, type SelectionTolerance } from '../../core/training/selection.ts';
import { readNpy } from '../embedding/npy.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';
import { type BestSoFar, fit, type FitOutcome, headStart, stepOf } from './fit.ts';
import { HeadRunner } from './head-runner.ts';
import { type MeasuredHead, measureHead } from './measure-head.ts';
import type { EngineName } from './step-runner.ts';
import type { TrainingConfig } from './training-config.ts';
import {
  type EmbeddedSet,
  embeddedSet,
  type TrainingSets,
  validationRows,
  withViews,
} from './training-data.ts';
import { chooseEngine, type EngineRequest } from './training-engine.ts';

/** One configuration, under the name it is shown by. */
export interface NamedConfig {
  readonly name: string;
  readonly config: TrainingConfig;
}

/** The input of the `training.train` task. */
export interface TrainTaskInput {
  /** A float32 matrix [rows, D] as `.npy`: embeddings of the frozen model. */
  readonly matrixFile: string;
  readonly sets: TrainingSets;
  /** Matrices of the further views of the training images: row k is training image k. */
  readonly viewFiles: readonly string[];
  readonly points: readonly NamedConfig[];
  /** Index of the base loss without TCM, where held-out classes shall show it; null otherwise. */
  readonly base: number | null;
  readonly engine: EngineRequest;
  /** Where checkpoints lie, and of what: see `CheckpointPlace`. */
  readonly checkpoints: { folder: string; fingerprint: string; seconds: number };
  readonly seed: number;
  readonly tolerance: SelectionTolerance;
}

/** What the task emits: each validation of a point, and the best head once it is stopped or chosen. */
export type TrainEvent = { readonly point: number } & (
  { readonly entry: TrainingHistoryEntry } | { readonly best: BestSoFar }
);

export interface TrainTaskOutput {
  readonly engine: EngineName;
  readonly device: string;
  readonly threads: number;
  readonly notes: readonly string[];
  /** Images and classes by which is chosen. */
  readonly validation: { classes: number; images: number };
  /** The frozen model on calibration classes. */
  readonly start: HeadFigures;
  readonly points: readonly FitOutcome[];
  /** Index of the chosen point; null: the old model. */
  readonly chosen: number | null;
  /** The head to hand out: the chosen one, or the start that changes nothing. */
  readonly head: HandedOut;
  readonly heldOut: { start: HeadFigures; base: HeadFigures | null; chosen: HeadFigures };
  /** Why held-out classes cannot show a figure; null where they can. */
  readonly heldOutMissing: string | null;
}

/** A head with the point that it belongs to. */
export interface HandedOut {
  readonly point: number;
  readonly parameters: ParameterValues;
  readonly step: number;
  readonly alpha: number;
}

/**
 * Trains every point, chooses on calibration classes, and looks at the held-out classes once: at the
 * start, the base and the chosen head.
 *
 * @throws IsolineError (input) `embedding-zero`, `embedding-not-finite`, `calibration-too-small`, and
 *   what `chooseEngine` and `fit` throw
 */
export const trainTask: ComputeTask<TrainTaskInput, TrainTaskOutput> = async (input, context) => {
  const { sets, points, seed } = input;
  const { data, columns } = await readNpy(input.matrixFile);
  const training = await withViews(embeddedSet(data, columns, sets.training), input.viewFiles);
  const validationSet = validationRows(sets.calibration, seed);
  const calibration = embeddedSet(data, columns, validationSet);
  const heldOut = embeddedSet(data, columns, sets.heldOut);

  context.progress({ stage: 'Measuring the start', done: 0, total: 1, unit: 'set' });
  const start = await measureHead(calibration, calibration.embeddings, columns, context);
  if (start.missing !== null) throw calibrationTooSmall(start.missing);
  const first = points[0]!;
  const engine = await chooseEngine(
    input.engine,
    stepOf(first.config, training.classNames.length),
    context.threads,
  );

  const outcomes: FitOutcome[] = [];
  /** Tells the best of the points so far; not where that is the old model. */
  const tellBest = (heads: readonly BestSoFar[]): void => {
    const candidates = [start.figures, ...heads.map(({ calibration: figures }) => figures)];
    const point = chooseCandidate(candidates, input.tolerance) - 1;
    const best = heads[point];
    if (best !== undefined) context.emit({ point, best } satisfies TrainEvent);
  };
  for (const [point, { name, config }] of points.entries()) {
    outcomes.push(
      await fit(
        {
          config,
          training,
          calibration,
          engine,
          checkpoint: checkpointOf(input, point, [engine.engine, engine.device, context.threads]),
          stage:
            points.length === 1
              ? 'Training'
              : `Training ${point + 1} of ${points.length} (${name})`,
          onValidation: (entry) => context.emit({ point, entry } satisfies TrainEvent),
          onStop: (best) => tellBest([...outcomes.map(bestOf), best]),
        },
        context,
      ),
    );
  }

  const calibrations = outcomes.map(
    ({ interpolation, chosen }) => interpolation[chosen]!.calibration,
  );
  // A point that has chosen its own start ties with the old model, which comes first.
  const choice = chooseCandidate([start.figures, ...calibrations], input.tolerance);
  const chosen = choice === 0 ? null : choice - 1;
  const head = handedOut(points, outcomes, chosen, chooseCandidate(calibrations, input.tolerance));

  tellBest(outcomes.map(bestOf));
  context.throwIfStopped();
  context.progress({ stage: 'Measuring held-out classes', done: 0, total: 1, unit: 'set' });
  const before = await measureHead(heldOut, heldOut.embeddings, columns, context);
  const after = async (point: number): Promise<HeadFigures> =>
    (await measureWith(points[point]!.config.head, outcomes[point]!.parameters, heldOut, context))
      .figures;
  const shown = chosen === null ? before.figures : await after(chosen);
  const base = input.base === null ? null : input.base === chosen ? shown : await after(input.base);
  return {
    engine: engine.engine,
    device: engine.device,
    threads: context.threads,
    notes: engine.notes,
    validation: {
      classes: validationSet.classNames.length,
      images: validationSet.rows.length,
    },
    start: start.figures,
    points: outcomes,
    chosen,
    head,
    heldOut: { start: before.figures, base, chosen: shown },
    heldOutMissing: before.missing,
  };
};

/** What a point has chosen. */
function bestOf({ interpolation, chosen, parameters }: FitOutcome): BestSoFar {
  return { ...interpolation[chosen]!, parameters };
}

/**
 * The head to hand out. Where the old model is chosen, that is the start, which is the old model, or
 * the best trained head where the start is none: a head that changes the dimension starts as a
 * projection.
 */
function handedOut(
  points: readonly NamedConfig[],
  outcomes: readonly FitOutcome[],
  chosen: number | null,
  bestTrained: number,
): HandedOut {
  const point = chosen ?? bestTrained;
  const { head, seed } = points[point]!.config;
  if (chosen === null && outputDimension(head) === head.inputDimension) {
    return { point, parameters: headStart(head, seed), step: 0, alpha: 0 };
  }
  const { parameters, interpolation, chosen: candidate } = outcomes[point]!;
  const { step, alpha } = interpolation[candidate]!;
  return { point, parameters, step, alpha };
}

/** Measures a set through a head. */
async function measureWith(
  head: HeadSpecification,
  parameters: ParameterValues,
  set: EmbeddedSet,
  context: TaskContext,
): Promise<MeasuredHead> {
  const runner = await HeadRunner.create(head, context.threads);
  try {
    const output = await runner.apply(set.embeddings, parameters);
    return await measureHead(set, output, runner.dimension, context);
  } finally {
    await runner.release();
  }
}

/** The checkpoint of one point: what computes it takes part in the result, bit for bit. */
function checkpointOf(
  { checkpoints, points }: TrainTaskInput,
  point: number,
  computedBy: readonly unknown[],
): { file: string; fingerprint: string; seconds: number } {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([checkpoints.fingerprint, points[point]!.config, computedBy]))
    .digest('hex');
  return {
    file: path.join(
      checkpoints.folder,
      `${checkpoints.fingerprint.slice(0, 16)}-${point}.checkpoint`,
    ),
    fingerprint,
    seconds: checkpoints.seconds,
  };
}

function calibrationTooSmall(reason: string): IsolineError {
  return new IsolineError({
    code: 'calibration-too-small',
    sentence: `The calibration classes cannot tell a better head from a worse one: ${reason}.`,
    next: 'Give more classes with at least 2 images each, or a split file with more calibration classes.',
    subject: 'calibration',
  });
}
