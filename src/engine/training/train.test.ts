import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { trainingResultSchema, type TrainingResult } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { outputDimension } from '../../core/training/heads.ts';
import { readNpy } from '../embedding/npy.ts';
import { type Engine, openEngine } from '../engine.ts';
import { registerJobKinds } from '../job-kinds.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { readHead } from './head-file.ts';
import { HeadRunner } from './head-runner.ts';
import {
  classesShownIn,
  learnable,
  type SyntheticClass,
  type SyntheticFiles,
  writeSynthetic,
} from './synthetic-embeddings.fixture.ts';
import type { StoredTraining, TrainRequest } from './train.ts';
import { defaultTrainingOptions, type TrainingOptions } from './training-options.ts';
import { readTrainingResult } from './training-rows.ts';

const quick: TrainingOptions = {
  ...defaultTrainingOptions,
  rank: 24,
  steps: 60,
  classesPerBatch: 8,
  learningRate: 1e-2,
};

function open(folder = temporaryFolder()): Engine {
  const engine = openEngine({ workspace: folder, program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  registerJobKinds(engine);
  return engine;
}

function requestOf(
  files: SyntheticFiles,
  options: Partial<TrainingOptions> = {},
  more: Partial<TrainRequest> = {},
): TrainRequest {
  return {
    source: { kind: 'matrix', embeddings: files.embeddings, labels: files.labels },
    split: { file: files.split },
    seed: 1,
    options: { ...quick, ...options },
    engine: { engine: 'auto', provider: 'cpu' },
    sweep: false,
    checkpointSeconds: 0,
    out: null,
    ...more,
  };
}

async function trained(engine: Engine, request: TrainRequest): Promise<TrainingResult> {
  const { runId } = await engine.jobs.start<StoredTraining>('train', request).finished;
  return readTrainingResult(engine.db, runId);
}

async function refusal(engine: Engine, request: TrainRequest): Promise<IsolineError> {
  const error = await engine.jobs.start('train', request).finished.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(IsolineError);
  return error as IsolineError;
}

test('what holds for new classes is learnt: an improvement, stored with its head', async () => {
  const folder = temporaryFolder();
  const files = await writeSynthetic(folder, learnable);
  const out = path.join(folder, 'head.onnx');
  const engine = open();
  const result = await trained(engine, requestOf(files, {}, { out }));

  expect(trainingResultSchema.parse(result)).toEqual(result);
  expect(result.verdict).toBe('improvement');
  expect(result.advice).toBe('use-new');
  expect(result.engine).toBe('onnxruntime');
  expect(result.device).toBe('cpu');
  const { start, chosen } = result.heldOut;
  expect(chosen.recallAt1!).toBeGreaterThan(start.recallAt1!);
  expect(chosen.opis!).toBeLessThanOrEqual(start.opis!);
  const [point] = result.points;
  expect(point?.history[0]?.calibration).toEqual(result.start);
  expect(point?.history.map(({ step }) => step)).toContain(5);

  const saved = await readHead(out);
  expect(saved.origin.verdict).toBe('improvement');
  expect(saved.origin.heldOut).toEqual({ before: start, after: chosen });
  expect(saved.origin.runId).toBe(result.runId);
  expect((await readHead(point!.head)).parameters).toEqual(saved.parameters);
  // Nothing is left to go on with.
  expect(readdirSync(engine.workspace.checkpointsFolder)).toEqual([]);
});

test('training that hurts new classes is refused: the old model is kept, and the head is the identity', async () => {
  const folder = temporaryFolder();
  const files = await writeSynthetic(
    folder,
    classesShownIn({ training: 'first', calibration: 'second', 'held-out': 'second' }),
  );
  const out = path.join(folder, 'head.onnx');
  const result = await trained(open(), requestOf(files, { tcm: null }, { out }));
  expect(result.chosen).toBeNull();
  expect(result.verdict).toBe('unchanged');
  expect(result.advice).toBe('keep-old');
  expect(result.reasons.join(' ')).toContain('Keep the old model');
  expect(result.heldOut.chosen).toEqual(result.heldOut.start);
  // It did hurt: the last step is worse on calibration classes.
  const { history } = result.points[0]!;
  expect(history.at(-1)!.calibration.recallAt1!).toBeLessThan(result.start.recallAt1!);

  const { head, parameters } = await readHead(out);
  const { data } = await readNpy(files.embeddings);
  const runner = await HeadRunner.create(head, 1);
  expect(await runner.apply(data, parameters)).toEqual(data);
  await runner.release();
});

test('calibration classes may mislead: held-out classes then say worse, never improvement', async () => {
  const files = await writeSynthetic(
    temporaryFolder(),
    classesShownIn({ training: 'first', calibration: 'first', 'held-out': 'second' }),
  );
  const result = await trained(open(), requestOf(files));
  expect(result.chosen).toBe(0);
  expect(result.heldOut.chosen.recallAt1!).toBeLessThan(result.heldOut.start.recallAt1!);
  expect(result.verdict).not.toBe('improvement');
  expect(result.advice).not.toBe('use-new');
});

test('a sweep trains the base loss and TCM at several weights and margins, and explains its choice', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const result = await trained(open(), requestOf(files, { steps: 24 }, { sweep: true }));
  expect(result.base).toBe(0);
  expect(result.points.map(({ name }) => name)).toEqual([
    'multi-similarity',
    'multi-similarity + TCM × 1, adaptive margins',
    'multi-similarity + TCM × 4, adaptive margins',
    'multi-similarity + TCM × 16, adaptive margins',
    'multi-similarity + TCM × 1, margins 0.9, 0.5',
    'multi-similarity + TCM × 4, margins 0.9, 0.5',
    'multi-similarity + TCM × 16, margins 0.9, 0.5',
  ]);
  expect(result.heldOut.base).not.toBeNull();
  expect(result.points.some(({ onParetoFront }) => onParetoFront)).toBe(true);
  expect(result.points.every(({ head }) => existsSync(head))).toBe(true);
  expect(result.reasons[0]).toContain('of 7 points and the old model');
});

test('the same seed gives the same history, bit for bit; another seed another one', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const options = { steps: 20, dropout: 0.2, baseLoss: 'arcface' } as const;
  const first = await trained(open(), requestOf(files, options));
  const second = await trained(open(), requestOf(files, options));
  const other = await trained(open(), requestOf(files, options, { seed: 2 }));
  expect(second.points[0]!.history).toEqual(first.points[0]!.history);
  expect(second.points[0]!.interpolation).toEqual(first.points[0]!.interpolation);
  expect(other.points[0]!.history).not.toEqual(first.points[0]!.history);
});

test('a cancelled training keeps the best so far, and goes on to the same result', async () => {
  const folder = temporaryFolder();
  const files = await writeSynthetic(folder, learnable);
  // Many times the steps that pass between two reports of progress; stopped after a validation.
  const options = { steps: 600 };
  const whole = await trained(open(), requestOf(files, options));

  const out = path.join(folder, 'head.onnx');
  const engine = open();
  const { id, finished } = engine.jobs.start<StoredTraining>(
    'train',
    requestOf(files, options, { out }),
  );
  const ended = finished.then(
    () => null,
    (error: unknown) => error as IsolineError,
  );
  for await (const { progress } of engine.jobs.watch(id)) {
    if (progress?.stage === 'Training' && progress.done >= 100) engine.jobs.cancel(id);
  }
  expect((await ended)?.code).toBe('job-cancelled');
  const best = await readHead(out);
  expect(best.origin.verdict).toBeNull();
  expect(best.origin.step).toBeGreaterThan(0);
  expect(readdirSync(engine.workspace.checkpointsFolder)).toHaveLength(1);

  const { runId } = await engine.jobs.resume<StoredTraining>(id).finished;
  const resumed = readTrainingResult(engine.db, runId);
  expect(resumed.points[0]!.history).toEqual(whole.points[0]!.history);
  expect(resumed.points[0]!.interpolation).toEqual(whole.points[0]!.interpolation);
  expect(resumed.heldOut).toEqual(whole.heldOut);
  // One run, not two.
  expect(engine.db.prepare('SELECT count(*) FROM training_runs').pluck().get()).toBe(1);
});

test('a head that changes the dimension is compared with the old model, not with its own start', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const result = await trained(
    open(),
    requestOf(files, { head: 'linear', dimension: 6, steps: 20, learningRate: 1e-6 }),
  );
  const [point] = result.points;
  expect(point!.history[0]!.calibration).not.toEqual(result.start);
  expect(result.chosen).toBeNull();
  expect(outputDimension((await readHead(point!.head)).head)).toBe(6);
});

test('a learning rate beyond all measure ends in a word, and the old model stays', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const result = await trained(open(), requestOf(files, { learningRate: 1e30, steps: 20 }));
  const [point] = result.points;
  expect(point!.endedBecause).toMatch(/^Training (diverged|collapsed): /);
  expect(result.advice).toBe('keep-old');
});

const few = (classes: number, images: number): SyntheticClass[] =>
  classesShownIn({ training: 'first', calibration: 'first', 'held-out': 'first' }, classes, images);

test.each([
  ['one class in all', [learnable[0]!], 'split-set-empty', 'calibration'],
  ['one class a set', few(1, 8), 'training-too-few-classes', '1 training class'],
  ['classes of one image', few(8, 1), 'training-no-pairs', 'None of the 8 training classes'],
  ['fewer classes than a batch', few(4, 8), 'sampler-too-few-classes', '8 classes'],
])('%s: a sentence, before anything is trained', async (_name, classes, code, words) => {
  const files = await writeSynthetic(temporaryFolder(), classes);
  const error = await refusal(open(), requestOf(files));
  expect(error.code).toBe(code);
  expect(error.kind).toBe('input');
  expect(error.sentence).toContain(words);
});

test('calibration classes that cannot show OPIS are refused with the reason', async () => {
  const files = await writeSynthetic(temporaryFolder(), few(2, 3));
  const error = await refusal(open(), requestOf(files, { classesPerBatch: 2 }));
  expect(error.code).toBe('calibration-too-small');
  expect(error.sentence).toContain('impostor pairs');
});

test('a feature that is not a number is named', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable, (values) => {
    values[24 * 3 + 5] = NaN;
  });
  const error = await refusal(open(), requestOf(files));
  expect(error.code).toBe('embedding-not-finite');
  expect(error.kind).toBe('input');
  expect(error.sentence).toContain('row 3');
});

test('no loss at all, and a residual head of another dimension, are refused', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const engine = open();
  expect((await refusal(engine, requestOf(files, { baseLoss: null, tcm: null }))).code).toBe(
    'training-no-loss',
  );
  expect((await refusal(engine, requestOf(files, { dimension: 6 }))).code).toBe('head-dimension');
  expect(
    (await refusal(engine, requestOf(files, {}, { engine: { engine: 'auto', provider: 'gpu' } })))
      .code,
  ).toBe('provider-unknown');
});

test('a checkpoint folder that vanishes ends training in a sentence', async () => {
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const engine = open();
  rmSync(engine.workspace.checkpointsFolder, { recursive: true });
  const error = await refusal(engine, requestOf(files));
  expect(error.code).toBe('file-not-writable');
  expect(error.sentence).toContain('.checkpoint');
});

test('a full disk ends training with the earlier checkpoint intact, and training goes on from it', async ({
  skip,
}) => {
  const small = temporaryFolder();
  const mount = (options: string): void => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', small], { stdio: 'ignore' });
  };
  // Room for one checkpoint, not for two: a later one, written beside the earlier, finds no room.
  try {
    mount('size=32k');
  } catch {
    skip('a small disk can only be mounted by root on Linux');
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', small]);
  });
  const folder = temporaryFolder();
  const files = await writeSynthetic(folder, learnable);
  const whole = await trained(open(), requestOf(files));

  const engine = open();
  const { checkpointsFolder } = engine.workspace;
  rmSync(checkpointsFolder, { recursive: true });
  symlinkSync(small, checkpointsFolder);
  const { id, finished } = engine.jobs.start('train', requestOf(files));
  const error = await finished.then(
    () => null,
    (thrown: unknown) => thrown as IsolineError,
  );
  expect(error?.code).toBe('disk-full');
  expect(error?.kind).toBe('failure');
  const left = readdirSync(checkpointsFolder);
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(/\.checkpoint$/);

  mount('remount,size=16m');
  const { runId } = await engine.jobs.resume<StoredTraining>(id).finished;
  const resumed = readTrainingResult(engine.db, runId);
  expect(resumed.points[0]!.history).toEqual(whole.points[0]!.history);
});
