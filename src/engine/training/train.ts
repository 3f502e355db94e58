import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type {
  HeadOrigin,
  TrainingHistoryEntry,
  TrainingPoint,
  TrainingResult,
} from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { defaultTolerance, paretoFront, trainingVerdict } from '../../core/training/selection.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { readNpyHeader } from '../embedding/npy.ts';
import { type EvaluateRequest, rowsOfSet, splitOf } from '../evaluation/evaluate.ts';
import {
  type EvaluationSource,
  type JobHooks,
  prepareSource,
  type SourceRequest,
} from '../evaluation/evaluation-source.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { adviseOn, ruleText } from './advice.ts';
import { encodeHead, type SavedHead, writeHead } from './head-file.ts';
import type {
  HandedOut,
  NamedConfig,
  TrainEvent,
  TrainTaskInput,
  TrainTaskOutput,
} from './train-task.ts';
import type { TrainingSets } from './training-data.ts';
import type { EngineRequest } from './training-engine.ts';
import {
  pointName,
  sweepPoints,
  trainingConfig,
  type TrainingOptions,
} from './training-options.ts';
import {
  beginTrainingRun,
  saveBestSoFar,
  saveTrainingHistory,
  saveTrainingResult,
} from './training-rows.ts';
import { checkViews, embedViews } from './training-views.ts';

/** What it takes to train, now and again: the input of a `train` job. */
export interface TrainRequest {
  readonly source: SourceRequest;
  /** Class-disjoint sets; null: the dataset's own, or by `seed`. */
  readonly split: EvaluateRequest['split'];
  readonly seed: number;
  readonly options: TrainingOptions;
  readonly engine: EngineRequest;
  /** Trains without TCM and with TCM at several weights and margins, and chooses among them. */
  readonly sweep: boolean;
  /** Seconds between checkpoints. */
  readonly checkpointSeconds: number;
  /**
   * Where the head is written beside the workspace: the chosen one, the best so far where training is
   * stopped, or the start, which changes nothing, where the old model is the better choice. An
   * absolute path, or null.
   */
  readonly out: string | null;
}

/** Where a training lies in the workspace: `readTrainingResult` brings the result. */
export interface StoredTraining {
  readonly runId: string;
}

/**
 * Trains heads on the embeddings of a frozen model: sets of classes → views of the training images →
 * steps and validations → choice on calibration classes → figures on held-out classes → heads and
 * result stored. Calibration and held-out classes are never seen but in the images as they are.
 *
 * A training that was interrupted goes on where it was when it is asked for again.
 *
 * @throws IsolineError (input) what `checkViews`, `prepareSource`, `splitOf`, `trainingConfig` and
 *   `embedViews` throw;
 *   `training-too-few-classes`, `calibration-too-small`, `sampler-*`, `embedding-not-finite`;
 *   (failure) `disk-full`; (interrupted) once what was trained is kept
 */
export async function train(
  parts: EmbeddingParts,
  request: TrainRequest,
  hooks: JobHooks,
): Promise<StoredTraining> {
  checkViews(request.source, request.options);
  const source = await prepareSource(parts, request.source, hooks);
  const split =
    (await splitOf(parts, source, request.split)) ??
    (await splitOf(parts, source, { seed: request.seed }));
  const sets: TrainingSets = {
    training: rowsOfSet(source, 'training', split),
    calibration: rowsOfSet(source, 'calibration', split),
    heldOut: rowsOfSet(source, 'held-out', split),
  };
  const { columns } = await readNpyHeader(source.matrixFile);
  const config = trainingConfig(
    request.options,
    columns,
    sets.training.classNames.length,
    request.seed,
  );
  checkSets(sets);
  const viewFiles =
    request.source.kind === 'dataset'
      ? await embedViews(parts, request.source, source, sets.training, config, hooks)
      : [];
  const points: NamedConfig[] = request.sweep
    ? sweepPoints(config)
    : [{ name: pointName(config), config }];

  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify([
        manifest.version,
        source.fingerprint,
        source.modelSha256,
        source.recipe,
        [sets.training, sets.calibration, sets.heldOut].map(({ classNames }) => classNames),
        points,
        request.engine,
      ]),
    )
    .digest('hex');
  const runId = beginTrainingRun(parts.db, {
    fingerprint,
    name: source.description,
    dataFingerprint: source.fingerprint,
    modelSha256: source.modelSha256,
    points,
  });
  const folder = path.join(parts.folder, 'checkpoints');
  const input: TrainTaskInput = {
    matrixFile: source.matrixFile,
    sets,
    viewFiles,
    points,
    base: request.sweep ? 0 : null,
    engine: request.engine,
    checkpoints: { folder, fingerprint, seconds: request.checkpointSeconds },
    seed: request.seed,
    tolerance: defaultTolerance,
  };
  const history = points.map((): TrainingHistoryEntry[] => []);
  let best: Extract<TrainEvent, { best: unknown }> | undefined;
  let output: TrainTaskOutput;
  try {
    output = await parts.compute.run<TrainTaskOutput>('training.train', input, {
      ...hooks,
      onEvent: (given) => {
        const event = given as TrainEvent;
        if ('best' in event) best = event;
        else {
          history[event.point]!.push(event.entry);
          saveTrainingHistory(parts.db, runId, history);
        }
      },
    });
  } catch (error) {
    if (best !== undefined) await keepBest(parts, { request, source, points, runId }, best);
    throw error;
  }
  const trained: Trained = { request, source, sets, points, runId, output };
  const result = await describe(parts, trained);
  if (request.out !== null) {
    const { chosen, verdict } = result;
    await writeHead(
      request.out,
      savedHead(trained, output.head, chosen === null ? 'unchanged' : verdict),
    );
  }
  saveTrainingResult(parts.db, result);
  // Only now: whatever failed before goes on from them.
  for (const point of points.keys()) {
    await rm(path.join(folder, `${fingerprint.slice(0, 16)}-${point}.checkpoint`), { force: true });
  }
  return { runId };
}

/** What a head's origin tells, whether training has ended or was stopped. */
interface Begun {
  readonly request: TrainRequest;
  readonly source: EvaluationSource;
  readonly points: readonly NamedConfig[];
  readonly runId: string;
}

/** Everything that a result is made of. */
interface Trained extends Begun {
  readonly sets: TrainingSets;
  readonly output: TrainTaskOutput;
}

/** Keeps the best head of a training that was stopped. Held-out classes have not been looked at. */
async function keepBest(
  { db, folder }: EmbeddingParts,
  begun: Begun,
  { point, best }: Extract<TrainEvent, { best: unknown }>,
): Promise<void> {
  const { config } = begun.points[point]!;
  const saved: SavedHead = {
    head: config.head,
    parameters: best.parameters,
    origin: {
      ...originOf(begun, point),
      step: best.step,
      alpha: best.alpha,
      verdict: null,
      heldOut: null,
    },
  };
  const { file } = await storeHead(folder, saved);
  saveBestSoFar(db, begun.runId, { step: best.step, head: file });
  if (begun.request.out !== null) await writeHead(begun.request.out, saved);
}

/** Writes a head among the workspace's models, named by its SHA-256. */
async function storeHead(
  folder: string,
  saved: SavedHead,
): Promise<{ file: string; sha256: string }> {
  const bytes = encodeHead(saved);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = path.join(folder, 'models', `${sha256}.onnx`);
  await writeFileAtomically(file, bytes);
  return { file, sha256 };
}

/** Stores the heads and puts the result together. */
async function describe(parts: EmbeddingParts, trained: Trained): Promise<TrainingResult> {
  const { request, source, sets, points, runId, output } = trained;
  const { heldOut, chosen, start } = output;
  const verdict = trainingVerdict(heldOut.start, heldOut.chosen);
  const described: TrainingPoint[] = [];
  const calibrations = output.points.map(
    ({ interpolation, chosen: candidate }) => interpolation[candidate]!.calibration,
  );
  const front = new Set(paretoFront([start, ...calibrations]));
  for (const [index, { name, config }] of points.entries()) {
    const outcome = output.points[index]!;
    const { history, endedBecause, interpolation, chosen: candidate, alarms } = outcome;
    const { step, alpha } = interpolation[candidate]!;
    const { file, sha256 } = await storeHead(
      parts.folder,
      savedHead(
        trained,
        { point: index, parameters: outcome.parameters, step, alpha },
        index === chosen ? verdict : null,
      ),
    );
    described.push({
      name,
      config: { ...config },
      history,
      endedBecause,
      interpolation,
      chosen: candidate,
      calibration: calibrations[index]!,
      alarms,
      head: file,
      headSha256: sha256,
      onParetoFront: front.has(index + 1),
    });
  }
  const { advice, reasons } = adviseOn({
    start,
    points: described,
    chosen,
    verdict,
    heldOut,
    heldOutMissing: output.heldOutMissing,
  });
  const sizeOf = ({
    classNames,
    rows,
  }: TrainingSets['training']): { classes: number; images: number } => ({
    classes: classNames.length,
    images: rows.length,
  });
  return {
    schema: 'isoline-training-1',
    runId,
    source: source.description,
    programVersion: manifest.version,
    dataFingerprint: source.fingerprint,
    backboneSha256: source.modelSha256,
    seed: request.seed,
    views: request.options.views,
    engine: output.engine,
    device: output.device,
    threads: output.threads,
    sets: {
      training: sizeOf(sets.training),
      calibration: sizeOf(sets.calibration),
      validation: output.validation,
      heldOut: sizeOf(sets.heldOut),
    },
    rule: ruleText(defaultTolerance),
    start,
    points: described,
    base: request.sweep ? 0 : null,
    chosen,
    heldOut,
    verdict,
    advice,
    reasons,
    notes: [
      ...source.notes,
      ...(source.recipeNote === null ? [] : [source.recipeNote]),
      ...output.notes,
    ],
  };
}

/** A head with where it comes from. `verdict` null: held-out classes were not looked at for it. */
function savedHead(
  trained: Trained,
  { point, parameters, step, alpha }: HandedOut,
  verdict: TrainingResult['verdict'] | null,
): SavedHead {
  const { points, output } = trained;
  const { start, chosen } = output.heldOut;
  return {
    head: points[point]!.config.head,
    parameters,
    origin: {
      ...originOf(trained, point),
      engine: output.engine,
      device: output.device,
      step,
      alpha,
      verdict,
      heldOut: verdict === null ? null : { before: start, after: chosen },
    },
  };
}

function originOf(
  { request, source, points, runId }: Begun,
  point: number,
): Omit<HeadOrigin, 'step' | 'alpha' | 'verdict' | 'heldOut'> {
  const { baseLoss, tcm } = points[point]!.config;
  return {
    runId,
    programVersion: manifest.version,
    time: new Date().toISOString(),
    backboneSha256: source.modelSha256,
    recipe: source.recipe,
    dataFingerprint: source.fingerprint,
    seed: request.seed,
    views: request.options.views,
    engine: null,
    device: null,
    baseLoss: baseLoss === null ? null : { ...baseLoss },
    tcm,
  };
}

/**
 * Every set needs pairs of both kinds.
 *
 * @throws IsolineError (input) `training-too-few-classes`, `training-no-pairs`
 */
function checkSets(sets: TrainingSets): void {
  const names = { training: 'training', calibration: 'calibration', heldOut: 'held-out' } as const;
  for (const [key, name] of Object.entries(names) as [keyof TrainingSets, string][]) {
    const { classNames, labels } = sets[key];
    if (classNames.length < 2) {
      throw new IsolineError({
        code: 'training-too-few-classes',
        sentence: `There is only 1 ${name} class, and there have to be at least 2 to tell apart.`,
        next: 'Give more classes, or a split file that fills every set.',
        subject: name,
      });
    }
    const sizes = new Uint32Array(classNames.length);
    for (const label of labels) sizes[label] = sizes[label]! + 1;
    if (!sizes.some((size) => size >= 2)) {
      throw new IsolineError({
        code: 'training-no-pairs',
        sentence: `None of the ${classNames.length} ${name} classes has 2 images, so there is no genuine pair.`,
        next: 'Add images to the classes.',
        subject: name,
      });
    }
  }
}
