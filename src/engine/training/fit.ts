import type { HeadFigures, Interpolation, TrainingHistoryEntry } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { defaultAdamW } from '../../core/training/adamw.ts';
import {
  headParameters,
  type HeadSpecification,
  interpolate,
  type ParameterValues,
  startOfHead,
} from '../../core/training/heads.ts';
import { trainingGenerator } from '../../core/training/random-streams.ts';
import {
  chooseCandidate,
  stillEligible,
  validationsWithoutGain,
} from '../../core/training/selection.ts';
import { buildTrainingStep, type TrainingStep } from '../../core/training/training-step.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { alarmsOf } from './alarms.ts';
import { type CheckpointPlace, type FitState, loadFit, noSums, saveFit } from './fit-state.ts';
import type { StepRunner, StepValues } from './step-runner.ts';
import { learningRateAt, TrainingBatches } from './training-batch.ts';
import type { TrainingConfig } from './training-config.ts';
import type { EmbeddedSet, EmbeddedViews } from './training-data.ts';
import { type ChosenEngine, createRunner } from './training-engine.ts';
import { Validation } from './validation.ts';

export interface FitRequest {
  readonly config: TrainingConfig;
  readonly training: EmbeddedViews;
  readonly calibration: EmbeddedSet;
  readonly engine: Pick<ChosenEngine, 'engine' | 'device'>;
  /** Null: nothing is kept. */
  readonly checkpoint: CheckpointPlace | null;
  /** What progress is called. */
  readonly stage: string;
  /** Told each validation as it comes, after a resume also those from before. */
  readonly onValidation: (entry: TrainingHistoryEntry) => void;
  /** Told the best head so far where training is stopped; not where that is the start. */
  readonly onStop: (best: BestSoFar) => void;
}

/** The head that the rule chooses when training is stopped. */
export interface BestSoFar extends Interpolation {
  readonly parameters: ParameterValues;
}

/** One trained head: what was chosen, on calibration classes alone. */
export interface FitOutcome {
  readonly history: TrainingHistoryEntry[];
  /** Why training ended before its last step: a sentence; null where it did not. */
  readonly endedBecause: string | null;
  /** The heads among which was chosen; the start first. */
  readonly interpolation: Interpolation[];
  /** Index into `interpolation`; 0: the start. */
  readonly chosen: number;
  readonly parameters: ParameterValues;
  readonly alarms: string[];
}

/** The values from which a head starts: a function of the head and the seed. */
export function headStart(head: HeadSpecification, seed: number): ParameterValues {
  return startOfHead(head, trainingGenerator(seed, 'start', 0));
}

/** The training step of a configuration. */
export function stepOf(config: TrainingConfig, classCount: number): TrainingStep {
  const { head, baseLoss, tcm, seed } = config;
  return buildTrainingStep({
    head,
    start: headStart(head, seed),
    classesPerBatch: config.classesPerBatch,
    imagesPerClass: config.imagesPerClass,
    classCount,
    baseLoss,
    tcm: tcm === null ? null : { positiveWeight: 1, negativeWeight: 1 },
    adamW: defaultAdamW,
    weightDecay: config.weightDecay,
    gradientNormLimit: config.gradientNormLimit,
    generator: trainingGenerator(seed, 'start', 1),
  });
}

/**
 * Trains one head: steps on training classes, validation on calibration classes, then interpolation
 * between the start and the heads that validation has kept, every choice by `chooseCandidate`.
 *
 * A training that was stopped goes on from its checkpoint, and ends as if it had not been stopped.
 *
 * @throws IsolineError `stopped` (interrupted), after a checkpoint; `sampler-*`,
 *   `calibration-too-small` (input); `disk-full`, `step-failed` (failure)
 */
export async function fit(request: FitRequest, context: TaskContext): Promise<FitOutcome> {
  const { config, training, calibration, checkpoint, engine } = request;
  const batches = new TrainingBatches(config, training);
  const validation = await Validation.create(calibration, config, context);
  const step = stepOf(config, training.classNames.length);
  const runner = await createRunner(engine, step, context.threads);
  try {
    const saved = checkpoint === null ? null : await loadFit(checkpoint);
    const state: FitState = saved?.state ?? {
      step: 0,
      history: [],
      sums: noSums(),
      margins: null,
      endedBecause: null,
      kept: new Map(),
    };
    if (saved !== null) await runner.writeStates(saved.states);
    const running: Running = { request, context, runner, batches, validation, state };
    try {
      await train(running);
      return await choose(running);
    } catch (error) {
      // Wherever it was stopped, in the middle of a validation too.
      if (error instanceof IsolineError && error.kind === 'interrupted') {
        await save(running);
        tellBest(request, state);
      }
      throw error;
    }
  } finally {
    await runner.release();
    await validation.release();
  }
}

interface Running {
  readonly request: FitRequest;
  readonly context: TaskContext;
  readonly runner: StepRunner;
  readonly batches: TrainingBatches;
  readonly validation: Validation;
  readonly state: FitState;
}

/** Steps and validations until the last step, or until there is a reason to end. */
async function train(running: Running): Promise<void> {
  const { request, context, runner, batches, state } = running;
  const { config, checkpoint, stage } = request;
  for (const entry of state.history) request.onValidation(entry);
  let savedAt = performance.now();
  while (state.endedBecause === null) {
    const isLast = state.step === config.steps;
    const isDue = isLast || state.step % config.validateEvery === 0;
    if (isDue && state.history.at(-1)?.step !== state.step) {
      await validate(running);
      // The first one tells whether the place can be written at all, before there is much to lose.
      if (state.step === 0) await save(running);
    }
    if (isLast || hasEnded(state)) break;
    context.throwIfStopped();
    const values = await runner.step(batches.inputs(state.step, state.margins));
    state.step++;
    if (!addToSums(state, values)) {
      state.endedBecause = `Training diverged: the loss of step ${state.step} is not finite.`;
      break;
    }
    if (checkpoint !== null && performance.now() - savedAt >= 1000 * checkpoint.seconds) {
      await save(running);
      savedAt = performance.now();
    }
    context.progress({
      stage,
      done: state.step,
      total: config.steps,
      unit: 'steps',
      note: noteOf(state),
    });
  }
  await save(running);
}

async function save({ request: { checkpoint }, runner, state }: Running): Promise<void> {
  if (checkpoint !== null) await saveFit(checkpoint, state, await runner.readStates());
}

function tellBest({ config, onStop }: FitRequest, { history, kept }: FitState): void {
  const choice = chooseCandidate(
    history.map(({ calibration }) => calibration),
    config.tolerance,
  );
  const validation = history[choice];
  const parameters = kept.get(validation?.step ?? 0);
  if (validation === undefined || parameters === undefined) return;
  onStop({ step: validation.step, alpha: 1, calibration: validation.calibration, parameters });
}

/** Measures the head as it is, notes it, and keeps it where it may still be chosen. */
async function validate({ request, runner, validation, state }: Running): Promise<void> {
  const { config, onValidation } = request;
  const parameters = await headOf(runner, config.head);
  let validated;
  try {
    validated = await validation.measure(parameters);
  } catch (error) {
    const isBroken = error instanceof IsolineError && error.code.startsWith('embedding-');
    if (!isBroken) throw error;
    state.endedBecause = `Training collapsed: after ${state.step} steps ${error.sentence.charAt(0).toLowerCase()}${error.sentence.slice(1)}`;
    return;
  }
  const { figures, margins, loss } = validated;
  state.margins = margins;
  const { sums } = state;
  const mean = (sum: number): number | null => (sums.steps === 0 ? null : sum / sums.steps);
  const entry: TrainingHistoryEntry = {
    step: state.step,
    learningRate: learningRateAt(config, state.step),
    loss: mean(sums.loss),
    baseLoss: config.baseLoss === null ? null : mean(sums.baseLoss),
    tcmLoss: config.tcm === null ? null : mean(sums.tcmLoss),
    gradientNorm: mean(sums.gradientNorm),
    positiveMargin: margins?.positive ?? null,
    negativeMargin: margins?.negative ?? null,
    calibrationLoss: loss,
    calibration: figures,
  };
  state.history.push(entry);
  state.sums = noSums();
  onValidation(entry);

  const validations = state.history.map(({ calibration }) => calibration);
  if (state.step > 0) state.kept.set(state.step, parameters);
  const eligible = new Set(
    stillEligible(validations, config.tolerance).map((index) => state.history[index]!.step),
  );
  for (const step of state.kept.keys()) {
    // The last head is kept as well: interpolation starts from where training led.
    if (!eligible.has(step) && step !== state.step) state.kept.delete(step);
  }
  const without = validationsWithoutGain(validations, config.tolerance);
  if (without >= config.patience && state.step < config.steps) {
    state.endedBecause = `Training stopped early: ${without} validations in a row, up to step ${state.step}, brought no better head.`;
  }
}

/** Interpolates between the start and each head that was kept, and chooses. */
async function choose({
  request,
  context,
  validation,
  state,
}: Pick<Running, 'request' | 'context' | 'validation' | 'state'>): Promise<FitOutcome> {
  const { config } = request;
  const start = headStart(config.head, config.seed);
  const figuresOf = new Map(state.history.map(({ step, calibration }) => [step, calibration]));
  const tried: (Interpolation & { parameters: ParameterValues })[] = [
    { step: 0, alpha: 0, calibration: figuresOf.get(0) as HeadFigures, parameters: start },
  ];
  const total = state.kept.size * config.alphas.length;
  for (const [step, trained] of state.kept) {
    for (const alpha of config.alphas) {
      context.throwIfStopped();
      context.progress({
        stage: `${request.stage}: interpolating`,
        done: tried.length - 1,
        total,
        unit: 'heads',
      });
      const parameters = interpolate(start, trained, alpha);
      const calibration =
        alpha === 1
          ? (figuresOf.get(step) as HeadFigures)
          : (await validation.measure(parameters)).figures;
      tried.push({ step, alpha, calibration, parameters });
    }
  }
  const chosen = chooseCandidate(
    tried.map(({ calibration }) => calibration),
    config.tolerance,
  );
  return {
    history: state.history,
    endedBecause: state.endedBecause,
    interpolation: tried.map(({ step, alpha, calibration }) => ({ step, alpha, calibration })),
    chosen,
    parameters: tried[chosen]!.parameters,
    alarms: alarmsOf(state.history),
  };
}

async function headOf(runner: StepRunner, head: HeadSpecification): Promise<ParameterValues> {
  const states = await runner.readStates();
  return Object.fromEntries(headParameters(head).map(({ name }) => [name, states[name]!]));
}

/** Apart, since the validation before it may have set this. */
function hasEnded({ endedBecause }: FitState): boolean {
  return endedBecause !== null;
}

/** @returns false where the loss is not finite */
function addToSums({ sums }: FitState, values: StepValues): boolean {
  const { loss = 0, baseLoss = 0, tcmLoss = 0, gradientNorm = 0 } = values;
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return false;
  sums.steps++;
  sums.loss += loss;
  sums.baseLoss += baseLoss;
  sums.tcmLoss += tcmLoss;
  sums.gradientNorm += gradientNorm;
  return true;
}

function noteOf({ history }: FitState): string {
  const figures = history.at(-1)?.calibration;
  const text = (value: number | null | undefined, digits: number): string =>
    value === null || value === undefined ? 'none' : value.toPrecision(digits);
  return `recall@1 ${text(figures?.recallAt1, 3)}, OPIS ${text(figures?.opis, 2)}`;
}
