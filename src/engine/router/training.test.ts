import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { trainingResultSchema } from '../../contract/training.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { learnable, writeSynthetic } from '../training/synthetic-embeddings.fixture.ts';
import type { TrainRequest } from '../training/train.ts';
import { defaultTrainingOptions } from '../training/training-options.ts';
import { acceptedDifference } from '../training/export-check.ts';
import { type ApiClient, endOf, openApi, refusalOf, resultOf } from './api-client.fixture.ts';
import { type ImageWorkspace, openImageWorkspace } from './image-workspace.fixture.ts';

type TrainInput = Parameters<ApiClient['training']['start']>[0];

async function trainInputOf({ api, source }: ImageWorkspace, steps = 40): Promise<TrainInput> {
  const options = await api.training.defaults();
  return {
    source,
    split: { seed: 1 },
    seed: 1,
    options: { ...options, steps, rank: 8, learningRate: 1e-2, classesPerBatch: 6 },
    engine: 'onnxruntime',
    sweep: false,
  };
}

test('trains, lists, shows, and exports a model of the workspace', async () => {
  const workspace = await openImageWorkspace(36);
  const { api, folder, datasetId, modelSha256 } = workspace;
  expect(await api.training.defaults()).toEqual(defaultTrainingOptions);
  expect(await api.training.list()).toEqual([]);
  const started = await api.training.start(await trainInputOf(workspace));
  const { runId } = await resultOf<{ runId: string }>(api, Promise.resolve(started));

  const state = await api.training.get({ runId });
  const result = trainingResultSchema.parse(state.result);
  expect(state).toMatchObject({
    runId,
    name: 'patterns through model.onnx',
    datasetId,
    modelSha256,
    points: [{ name: result.points[0]!.name, steps: 40, history: result.points[0]!.history }],
  });
  expect(await api.training.ofJob(started)).toEqual(state);
  expect(await api.training.list()).toEqual([
    {
      runId,
      name: 'patterns through model.onnx',
      createdAt: state.createdAt,
      jobId: started.jobId,
      finished: true,
      verdict: result.verdict,
      modelSha256,
      opisBefore: result.heldOut.start.opis,
      opisAfter: result.heldOut.chosen.opis,
      recallBefore: result.heldOut.start.recallAt1,
      recallAfter: result.heldOut.chosen.recallAt1,
    },
  ]);

  const exported = await resultOf<{ sha256: string; check: unknown }>(
    api,
    api.training.export({ runId, point: 0, normalise: true }),
  );
  expect(exported.check).toMatchObject({ inputs: 'images', count: 16 });
  const { largestDifference } = exported.check as { largestDifference: number };
  expect(largestDifference).toBeLessThanOrEqual(acceptedDifference);
  const model = await api.models.get({ sha256: exported.sha256 });
  expect(model).toMatchObject({ name: 'model + TCM.onnx', origin: 'trained' });
  expect(
    readdirSync(path.join(folder, 'models')).filter((name) => name.startsWith('export')),
  ).toEqual([]);
  // It is a model like any other.
  const { evaluationId } = await resultOf<{ evaluationId: string }>(
    api,
    api.evaluations.start({
      source: { ...workspace.source, modelSha256: exported.sha256 },
      targets: [1e-1],
      opisRange: [1e-2, 1e-1],
      split: 'kept',
      normalise: 'none',
      seed: 1,
    }),
  );
  const { row } = await api.evaluations.get({ id: evaluationId });
  expect(row.modelName).toBe('model + TCM.onnx');

  expect(await refusalOf(api.training.export({ runId, point: 1, normalise: true }))).toMatchObject({
    code: 'training-point-unknown',
    sentence: 'The training of "patterns through model.onnx" has 1 points, and 1 is none of them.',
  });
  rmSync(result.points[0]!.head);
  expect(
    await endOf(api, api.training.export({ runId, point: 0, normalise: false })),
  ).toMatchObject({ status: 'failed', error: { code: 'head-not-found' } });
});

test('a run is found by its job while it runs, after a restart, and by the job that goes on', async () => {
  const workspace = await openImageWorkspace(36);
  const { api, engine, folder } = workspace;
  const started = await api.training.start(await trainInputOf(workspace, 3000));
  expect(await api.training.ofJob(started)).toBeNull();
  let runId: string | undefined;
  for await (const { status, progress } of await api.jobs.watch({ id: started.jobId })) {
    expect(status).toBe('running');
    if (progress?.stage !== 'Training' || progress.done < 1) continue;
    const state = await api.training.ofJob(started);
    expect(state).toMatchObject({
      datasetId: workspace.datasetId,
      points: [{ steps: 3000 }],
      result: null,
    });
    runId = state!.runId;
    expect(await api.training.list()).toMatchObject([{ runId, finished: false, verdict: null }]);
    break;
  }
  await engine.close();

  const again = openApi([], folder).api;
  expect(await again.jobs.get({ id: started.jobId })).toMatchObject({ status: 'interrupted' });
  expect((await again.training.ofJob(started))?.runId).toBe(runId);
  expect(
    await refusalOf(again.training.export({ runId: runId!, point: 0, normalise: true })),
  ).toMatchObject({ code: 'training-unknown' });
  const resumed = await again.jobs.resume({ id: started.jobId });
  for await (const { progress } of await again.jobs.watch({ id: resumed.jobId })) {
    if (progress?.stage === 'Training' && progress.done >= 1) break;
  }
  expect((await again.training.ofJob(resumed))?.runId).toBe(runId);
  await again.jobs.cancel({ id: resumed.jobId });
  expect(await endOf(again, Promise.resolve(resumed))).toMatchObject({ status: 'cancelled' });
});

test('a training on a matrix has no model to export', async () => {
  const { api, engine } = openApi([]);
  const files = await writeSynthetic(temporaryFolder(), learnable);
  const request: TrainRequest = {
    source: { kind: 'matrix', embeddings: files.embeddings, labels: files.labels },
    split: { file: files.split },
    seed: 1,
    options: { ...defaultTrainingOptions, rank: 4, steps: 2, classesPerBatch: 8 },
    engine: { engine: 'auto', provider: 'cpu' },
    sweep: false,
    checkpointSeconds: 30,
    out: null,
  };
  const { runId } = await engine.jobs.start<{ runId: string }>('train', request).finished;
  expect(await api.training.get({ runId })).toMatchObject({ datasetId: null, modelSha256: null });
  expect(await refusalOf(api.training.export({ runId, point: 0, normalise: true }))).toMatchObject({
    code: 'training-without-model',
  });
});

test('a training that keeps the old model exports nothing unless a point is named', async () => {
  const workspace = await openImageWorkspace();
  const { api } = workspace;
  const input = await trainInputOf(workspace, 1);
  // A step so small that nothing changes.
  const options = { ...input.options, learningRate: 1e-12 };
  const { runId } = await resultOf<{ runId: string }>(
    api,
    api.training.start({ ...input, options }),
  );
  expect((await api.training.get({ runId })).result?.chosen).toBeNull();
  expect(
    await refusalOf(api.training.export({ runId, point: null, normalise: true })),
  ).toMatchObject({ code: 'training-keeps-old-model' });
});

test('what is not there', async () => {
  const { api, engine } = openApi([]);
  expect(await refusalOf(api.training.get({ runId: 'no' }))).toMatchObject({
    code: 'training-unknown',
    sentence: 'The workspace has no training no.',
  });
  expect(await refusalOf(api.training.ofJob({ jobId: 7 }))).toMatchObject({
    code: 'job-not-found',
  });
  const { id } = engine.jobs.start('import', { path: '/nowhere', name: null });
  expect(await refusalOf(api.training.ofJob({ jobId: id }))).toMatchObject({
    code: 'job-not-training',
    sentence: `The job ${id} (import) is no training.`,
  });
});
