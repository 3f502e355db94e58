import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { TrainingResult } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { seededGenerator } from '../../core/random.ts';
import { writeNpy } from '../embedding/npy.ts';
import { type Engine, openEngine } from '../engine.ts';
import { rowsOfSet } from '../evaluation/evaluate.ts';
import { prepareSource, type SourceRequest } from '../evaluation/evaluation-source.ts';
import { partsOf, registerJobKinds } from '../job-kinds.ts';
import { pixelModel, plainRecipe, testModel, writeModel } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { readHead } from './head-file.ts';
import type { StoredTraining, TrainRequest } from './train.ts';
import { TrainingBatches } from './training-batch.ts';
import { type EmbeddedSet, withViews } from './training-data.ts';
import {
  defaultTrainingOptions,
  trainingConfig,
  type TrainingOptions,
} from './training-options.ts';
import { readTrainingResult } from './training-rows.ts';
import { embedViews } from './training-views.ts';

const side = 8;
const classesPerSet = 8;
const imagesPerClass = 6;
const sets = ['training', 'calibration', 'held-out'] as const;
const trainingImages = classesPerSet * imagesPerClass;
/** Steps of a training that is stopped: many times what passes between two reports of progress. */
const stoppableSteps = 600;

interface Drawn {
  readonly images: string;
  readonly split: string;
}

/** Draws a folder per class: a pattern of its own under noise. */
async function drawClasses(): Promise<Drawn> {
  const folder = temporaryFolder();
  const images = path.join(folder, 'images');
  const random = seededGenerator(8);
  const lines = ['class,split'];
  for (const [s, set] of sets.entries()) {
    for (let c = 0; c < classesPerSet; c++) {
      const name = `class-${s * classesPerSet + c}`;
      lines.push(`${name},${set}`);
      mkdirSync(path.join(images, name), { recursive: true });
      const pattern = Array.from({ length: side * side * 3 }, () => random.integer(256));
      for (let k = 0; k < imagesPerClass; k++) {
        const pixels = Uint8Array.from(pattern, (level) => (level + random.integer(400)) / 2.6);
        await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
          .png()
          .toFile(path.join(images, name, `${k}.png`));
      }
    }
  }
  const split = path.join(folder, 'split.csv');
  writeFileSync(split, lines.join('\n'));
  return { images, split };
}

const modelFile = (): string =>
  writeModel(temporaryFolder(), pixelModel(['N', 3, side, side]), 'pixels.onnx');

function sourceOf(images: string, model: string): Extract<SourceRequest, { kind: 'dataset' }> {
  const recipe = path.join(temporaryFolder(), 'recipe.json');
  writeFileSync(recipe, JSON.stringify(plainRecipe(side, side)));
  return {
    kind: 'dataset',
    path: images,
    model,
    recipe: { from: 'file', path: recipe },
    provider: 'cpu',
    batch: 4,
    output: null,
  };
}

function requestOf(
  { images, split }: Drawn,
  options: Partial<TrainingOptions>,
  more: Partial<TrainRequest> = {},
): TrainRequest {
  return {
    source: sourceOf(images, modelFile()),
    split: { file: split },
    seed: 1,
    options: {
      ...defaultTrainingOptions,
      rank: 16,
      steps: 24,
      classesPerBatch: 6,
      learningRate: 3e-3,
      ...options,
    },
    engine: { engine: 'onnxruntime', provider: 'cpu' },
    sweep: false,
    checkpointSeconds: 0,
    out: null,
    ...more,
  };
}

function open(): Engine {
  const engine = openEngine({ workspace: temporaryFolder(), program: 'isoline test', threads: 1 });
  onTestFinished(() => engine.close());
  registerJobKinds(engine);
  return engine;
}

async function trained(engine: Engine, request: TrainRequest): Promise<TrainingResult> {
  const { runId } = await engine.jobs.start<StoredTraining>('train', request).finished;
  return readTrainingResult(engine.db, runId);
}

/** Starts a training, cancels it at a place, and waits for its end. @returns the job's id */
async function cancelled(
  engine: Engine,
  request: TrainRequest,
  at: (stage: string, done: number) => boolean,
): Promise<number> {
  const { id, finished } = engine.jobs.start<StoredTraining>('train', request);
  const ended = finished.then(
    () => null,
    (error: unknown) => error as IsolineError,
  );
  for await (const { progress } of engine.jobs.watch(id)) {
    if (progress !== null && at(progress.stage, progress.done)) engine.jobs.cancel(id);
  }
  expect((await ended)?.code).toBe('job-cancelled');
  return id;
}

async function refusal(promise: Promise<unknown>): Promise<IsolineError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(IsolineError);
  return error as IsolineError;
}

/** The views of which embeddings are kept, with the number of images of each. */
function keptViews({ db }: Engine): Map<string, number> {
  const rows = db
    .prepare<[], { view: string; images: number }>(
      'SELECT view, count(*) AS images FROM embeddings GROUP BY view',
    )
    .all();
  return new Map(rows.map(({ view, images }) => [view, images]));
}

test('views are of training images alone: the start and its figures stay, what is learnt differs', async () => {
  const drawn = await drawClasses();
  const engine = open();
  const one = await trained(engine, requestOf(drawn, {}));
  expect(one.views).toBe(1);
  expect([...keptViews(engine)]).toEqual([['plain', sets.length * trainingImages]]);

  const out = path.join(temporaryFolder(), 'head.onnx');
  const three = await trained(engine, requestOf(drawn, { views: 3 }, { out }));
  expect(three.views).toBe(3);
  expect((await readHead(out)).origin.views).toBe(3);
  expect([...keptViews(engine).values()].sort((a, b) => a - b)).toEqual([
    trainingImages,
    trainingImages,
    sets.length * trainingImages,
  ]);
  expect(three.start).toEqual(one.start);
  expect(three.heldOut.start).toEqual(one.heldOut.start);
  expect(three.sets).toEqual(one.sets);
  const [first, second] = three.points[0]!.history;
  expect(first!.calibration).toEqual(one.points[0]!.history[0]!.calibration);
  expect(second!.loss).not.toBe(one.points[0]!.history[1]!.loss);
});

test('a second training embeds nothing, another number of views only what is new', async () => {
  const drawn = await drawClasses();
  const engine = open();
  await trained(engine, requestOf(drawn, { views: 3 }));
  const embeddingStages = async (options: Partial<TrainingOptions>): Promise<Set<string>> => {
    const stages = new Set<string>();
    const { id, finished } = engine.jobs.start('train', requestOf(drawn, options));
    for await (const { progress } of engine.jobs.watch(id)) {
      if (progress?.stage.startsWith('Embedding') === true) stages.add(progress.stage);
    }
    await finished;
    return stages;
  };
  const before = keptViews(engine);
  expect(await embeddingStages({ views: 3, dropout: 0.1 })).toEqual(new Set());
  expect(await embeddingStages({ views: 2 })).toEqual(new Set());
  expect(keptViews(engine)).toEqual(before);
  expect(await embeddingStages({ views: 4 })).toEqual(new Set(['Embedding view 4 of 4']));
  expect(keptViews(engine).size).toBe(before.size + 1);
});

test('stopped while views are embedded, then while it trains: the same bits as without a stop', async () => {
  const drawn = await drawClasses();
  const options = { views: 3, flip: true, dropout: 0.1, steps: stoppableSteps };
  const request = requestOf(drawn, options);
  const whole = await trained(open(), request);

  const engine = open();
  await cancelled(engine, request, (stage) => stage === 'Embedding view 2 of 3');
  let kept = 0;
  for (const [view, images] of keptViews(engine)) if (view !== 'plain') kept += images;
  expect(kept).toBeLessThan(2 * trainingImages);
  const id = await cancelled(engine, request, (stage, done) => stage === 'Training' && done >= 10);
  const { runId } = await engine.jobs.resume<StoredTraining>(id).finished;
  const resumed = readTrainingResult(engine.db, runId);
  expect(resumed.points[0]!.history).toEqual(whole.points[0]!.history);
  expect(resumed.points[0]!.interpolation).toEqual(whole.points[0]!.interpolation);
  expect(resumed.heldOut).toEqual(whole.heldOut);
});

test('a training that was stopped is not gone on with on another model', async () => {
  const drawn = await drawClasses();
  const rooted = testModel(
    [valueInfo('image', ['N', 3, side, side])],
    [onnxNode('Sqrt', ['image'], ['roots']), onnxNode('Flatten', ['roots'], ['embedding'])],
    [valueInfo('embedding', ['N', 3 * side * side])],
  );
  const request = requestOf(drawn, { steps: stoppableSteps });
  const other = {
    ...request,
    source: sourceOf(drawn.images, writeModel(temporaryFolder(), rooted, 'roots.onnx')),
  };
  const engine = open();
  await cancelled(engine, request, (stage, done) => stage === 'Training' && done >= 10);
  const result = await trained(engine, other);
  const alone = await trained(open(), other);
  expect(result.points[0]!.history).toEqual(alone.points[0]!.history);
});

test('a batch shows each image in the view that was drawn, and all views in time', async () => {
  const [images, dimension, views] = [12, 4, 3];
  const random = seededGenerator(2);
  const matrices = Array.from({ length: views }, () =>
    Float32Array.from({ length: images * dimension }, () => random.normal()),
  );
  const files = matrices.map((_, view) => path.join(temporaryFolder(), `${view}.npy`));
  for (const [view, file] of files.entries()) {
    await writeNpy(file, { rows: images, columns: dimension, data: matrices[view]! });
  }
  const unit = (view: number, image: number): Float32Array => {
    const row = matrices[view]!.subarray(image * dimension, (image + 1) * dimension);
    return row.map((value) => value / Math.hypot(...row));
  };
  const plain: EmbeddedSet = {
    embeddings: Float32Array.from(
      Array.from({ length: images }, (_, image) => [...unit(0, image)]).flat(),
    ),
    dimension,
    labels: Int32Array.from({ length: images }, (_, image) => Math.floor(image / 3)),
    classNames: ['a', 'b', 'c', 'd'],
    imageNames: Array.from({ length: images }, (_, image) => `image ${image}`),
  };
  const set = await withViews(plain, files.slice(1));
  expect(set.views).toBe(views);
  expect(set.embeddings).toHaveLength(views * images * dimension);
  expect(set.embeddings.subarray(0, images * dimension)).toEqual(plain.embeddings);
  const rowText = (row: Float32Array): string => Array.from(row, (x) => x.toFixed(5)).join();
  const known = new Map<string, readonly [view: number, image: number]>();
  for (let view = 0; view < views; view++) {
    for (let image = 0; image < images; image++) {
      known.set(rowText(unit(view, image)), [view, image]);
    }
  }

  const config = trainingConfig(
    { ...defaultTrainingOptions, rank: 2, classesPerBatch: 3, imagesPerClass: 2, views },
    dimension,
    4,
    1,
  );
  const batches = new TrainingBatches(config, set);
  const seen = new Set<string>();
  for (let step = 0; step < 60; step++) {
    const { embeddings, labels } = batches.inputs(step, null) as {
      embeddings: Float32Array;
      labels: BigInt64Array;
    };
    for (const [place, label] of labels.entries()) {
      const row = embeddings.subarray(place * dimension, (place + 1) * dimension);
      const found = known.get(rowText(row));
      expect(found).toBeDefined();
      expect(BigInt(plain.labels[found![1]]!)).toBe(label);
      seen.add(found!.join());
    }
  }
  expect(seen.size).toBe(views * images);
});

test.each([
  [{ views: 0 }, 'views-invalid', '0 views'],
  [{ views: 17 }, 'views-invalid', '17 views'],
  [{ views: 1.5 }, 'views-invalid', '1.5 views'],
  [{ flip: true }, 'flip-without-views', 'Mirrored'],
])('%j is refused before anything is read', async (options, code, words) => {
  const nowhere = { images: '/nowhere', split: '/nowhere.csv' };
  const request = requestOf(nowhere, options);
  const error = await refusal(open().jobs.start('train', request).finished);
  expect(error).toMatchObject({ code, kind: 'input' });
  expect(error.sentence).toContain(words);
});

test('a matrix has no images to make views of', async () => {
  const request = requestOf({ images: '/nowhere', split: '/nowhere.csv' }, { views: 2 });
  const source = { kind: 'matrix', embeddings: '/data/X.npy', labels: '/data/L.csv' } as const;
  const error = await refusal(open().jobs.start('train', { ...request, source }).finished);
  expect(error).toMatchObject({ code: 'views-need-images', kind: 'input' });
  expect(error.sentence).toBe(
    'X.npy has one embedding an image, and 2 views are made from the images themselves.',
  );
});

test('an image that went away after it was embedded is named', async () => {
  const { images } = await drawClasses();
  const parts = partsOf(open());
  const request = sourceOf(images, modelFile());
  const hooks = { onProgress: () => undefined, signal: new AbortController().signal };
  const source = await prepareSource(parts, request, hooks);
  rmSync(path.join(images, 'class-1/2.png'));
  const error = await refusal(
    embedViews(
      parts,
      request,
      source,
      rowsOfSet(source, 'all', null),
      { views: 2, flip: false, seed: 1 },
      hooks,
    ),
  );
  expect(error).toMatchObject({
    code: 'views-incomplete',
    kind: 'input',
    subject: 'class-1/2.png',
  });
});
