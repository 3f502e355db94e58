import { expect, test } from 'vitest';
import { evaluateInputSchema, type ExactCounts } from '../../contract/api/evaluations.ts';
import { evaluationFileSchema } from '../../contract/evaluation.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import { storedArray } from '../evaluation/stored-evaluations.ts';
import { endOf, refusalOf, resultOf } from './api-client.fixture.ts';
import { type ImageWorkspace, openImageWorkspace } from './image-workspace.fixture.ts';

type Changes = Partial<Parameters<ImageWorkspace['api']['evaluations']['start']>[0]>;

function evaluate(
  { api, source }: ImageWorkspace,
  changes: Changes = {},
): Promise<{ evaluationId: string; heldOutId: string | null }> {
  return resultOf(
    api,
    api.evaluations.start({
      source,
      targets: [1e-1, 1e-2],
      opisRange: [1e-2, 1e-1],
      split: 'kept',
      normalise: 'none',
      seed: 1,
      ...changes,
    }),
  );
}

test('evaluates, lists and shows', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine, datasetId, modelSha256 } = workspace;
  expect(await api.evaluations.list()).toEqual([]);
  const whole = await evaluate(workspace);
  expect(whole).toMatchObject({ heldOutId: null });
  const split = await evaluate(workspace, { split: { seed: 3 } });
  const rows = await api.evaluations.list();
  expect(rows.map(({ id, set, heldOutId }) => [id, set, heldOutId])).toEqual([
    [split.evaluationId, 'calibration', split.heldOutId],
    [whole.evaluationId, 'all', null],
  ]);
  const stored = readEvaluation(engine.db, whole.evaluationId);
  expect(rows[1]).toMatchObject({
    name: 'patterns through model.onnx',
    score: 'cosine',
    datasetId,
    datasetName: 'patterns',
    modelSha256,
    modelName: 'model.onnx',
    images: 144,
    classes: 24,
    genuinePairs: stored.genuinePairs,
    impostorPairs: stored.impostorPairs,
    opis: stored.opis.value,
    meanUtility: stored.meanUtility,
    equalErrorRate: stored.equalErrorRate.rate,
    recallAt1: stored.recallAt1,
  });

  const view = await api.evaluations.get({ id: split.evaluationId });
  const full = readEvaluation(engine.db, split.evaluationId);
  expect(view.row).toEqual(rows[0]);
  expect(view.classNames).toEqual(full.classNames);
  expect(view.operatingPoints.map(({ threshold }) => threshold)).toEqual(
    full.operatingPoints.map(({ threshold }) => threshold),
  );
  const [point] = view.operatingPoints;
  expect(point!.heldOut?.falseAcceptRate).toBe(full.operatingPoints[0]!.heldOut?.falseAcceptRate);
  // What grows with classes × operating points stays out.
  expect(JSON.stringify(view.operatingPoints)).not.toContain('classFalse');
  expect((await api.evaluations.get({ id: split.heldOutId! })).row).toMatchObject({
    set: 'held-out',
    heldOutId: null,
  });
  expect(await refusalOf(api.evaluations.get({ id: 'none' }))).toMatchObject({
    code: 'evaluation-unknown',
    sentence: 'The workspace has no evaluation none.',
  });
});

test('stores class histograms that add up to the pooled one', async () => {
  const workspace = await openImageWorkspace();
  const { engine } = workspace;
  const { evaluationId: id } = await evaluate(workspace);
  const { shape, type, data } = storedArray(engine.db, id, 'histogram.impostor');
  const { classNames, histogram } = readEvaluation(engine.db, id);
  expect({ shape, type }).toEqual({
    shape: [classNames.length, histogram.impostor.length],
    type: 'uint32',
  });
  const counts = new Uint32Array(new Uint8Array(data).buffer);
  const [classes, bins] = shape as [number, number];
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += counts[c * bins + bin]!;
    // Each pair counts for both its classes.
    expect(sum).toBe(2 * histogram.impostor[bin]!);
  }
});

test('counts at thresholds, in a job', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine } = workspace;
  const { evaluationId: id } = await evaluate(workspace);
  const { operatingPoints, impostorPairs, genuinePairs } = readEvaluation(engine.db, id);
  const points = operatingPoints.filter(({ threshold }) => threshold !== null);
  const thresholds = [...points.map(({ threshold }) => threshold!), -1];
  const { counts } = await resultOf<{ counts: ExactCounts[] }>(
    api,
    api.evaluations.count({ id, thresholds }),
  );
  points.forEach((point, k) => {
    expect(counts[k]).toEqual({
      threshold: point.threshold,
      falseAccepts: point.falseAccepts,
      falseRejects: point.falseRejects,
      impostorPairs,
      genuinePairs,
      falseAcceptRate: point.falseAcceptRate,
      falseRejectRate: point.falseRejectRate,
      classFalseAcceptRate: point.classFalseAcceptRate,
      classFalseRejectRate: point.classFalseRejectRate,
    });
  });
  expect(counts.at(-1)).toMatchObject({ falseAccepts: impostorPairs, falseRejects: 0 });
  expect(await refusalOf(api.evaluations.count({ id: 'no', thresholds }))).toMatchObject({
    code: 'evaluation-unknown',
  });
});

test('shows example pairs with their images, and rivals', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine, datasetId } = workspace;
  const { evaluationId: id } = await evaluate(workspace);
  const { classNames, operatingPoints } = readEvaluation(engine.db, id);
  const { threshold, classFalseAccepts } = operatingPoints[0]!;
  const found = await api.evaluations.examples({ id, threshold: threshold!, limit: 4 });
  expect(found.complete).toBe(true);
  const { images } = await api.datasets.images({ id: datasetId, offset: 0, limit: 1000 });
  for (const side of ['impostorAbove', 'impostorBelow', 'genuineAbove'] as const) {
    expect(found[side].length).toBeGreaterThan(0);
    for (const image of found[side].flatMap(({ first, second }) => [first, second])) {
      expect(images.find(({ id }) => id === image.imageId)).toMatchObject({
        path: image.name,
        className: classNames[image.class],
      });
    }
  }
  for (const [c, falseAccepts] of classFalseAccepts!.entries()) {
    const { rivals } = await api.evaluations.rivals({ id, threshold: threshold!, class: c });
    expect(rivals.reduce((sum, rival) => sum + rival.falseAccepts, 0)).toBe(falseAccepts);
  }
  expect(
    await refusalOf(api.evaluations.rivals({ id, threshold: threshold!, class: 24 })),
  ).toMatchObject({
    code: 'class-unknown',
    sentence: `The evaluation ${id} has 24 classes, and class 24 is none of them.`,
  });
  expect(
    await refusalOf(
      api.evaluations.examples({ id: 'no', threshold: threshold!, limit: 4, class: 1 }),
    ),
  ).toMatchObject({ code: 'evaluation-unknown' });
});

test('examples and rivals do not wait for a job', async () => {
  const workspace = await openImageWorkspace(36);
  const { api, source } = workspace;
  const { evaluationId: id } = await evaluate(workspace);
  const options = { ...(await api.training.defaults()), steps: 100_000, classesPerBatch: 6 };
  const started = await api.training.start({
    ...{ source, split: { seed: 1 }, seed: 1, options },
    ...{ engine: 'onnxruntime', sweep: false },
  });
  for await (const { progress } of await api.jobs.watch({ id: started.jobId })) {
    if (progress?.stage === 'Training') break;
  }
  await api.evaluations.examples({ id, threshold: 0.5, limit: 4 });
  await api.evaluations.rivals({ id, threshold: 0.1, class: 0 });
  expect((await api.jobs.get({ id: started.jobId })).status).toBe('running');
  await api.jobs.cancel({ id: started.jobId });
  expect((await endOf(api, Promise.resolve(started))).status).toBe('cancelled');
});

test('an image that is no longer there has no id', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine } = workspace;
  const { evaluationId: id } = await evaluate(workspace);
  engine.db.prepare("UPDATE images SET path = 'moved/' || path").run();
  const { genuineAbove } = await api.evaluations.examples({ id, threshold: 0, limit: 1 });
  expect(genuineAbove[0]!.first.imageId).toBeNull();
  expect(genuineAbove[0]!.first.name).toMatch(/^class \d\d\/\d\.png$/);
});

test('renames, removes and restores an evaluation with its held-out partner', async () => {
  const workspace = await openImageWorkspace();
  const { api } = workspace;
  const other = await evaluate(workspace);
  const { evaluationId: id, heldOutId } = await evaluate(workspace, { split: { seed: 3 } });
  await api.evaluations.rename({ id, name: 'Patterns, model 7' });
  for (const one of [id, heldOutId!]) {
    expect((await api.evaluations.get({ id: one })).row.name).toBe('Patterns, model 7');
  }
  const listed = async (): Promise<string[]> => (await api.evaluations.list()).map((row) => row.id);
  await api.evaluations.remove({ id });
  await api.evaluations.remove({ id });
  expect(await listed()).toEqual([other.evaluationId]);
  // What refers to it still reads it.
  expect((await api.evaluations.get({ id })).row.heldOutId).toBe(heldOutId);
  await api.evaluations.restore({ id: heldOutId! });
  expect(await listed()).toEqual([id, other.evaluationId]);
  for (const refused of [
    () => api.evaluations.rename({ id: 'no', name: 'x' }),
    () => api.evaluations.remove({ id: 'no' }),
    () => api.evaluations.restore({ id: 'no' }),
    () => api.evaluations.report({ id: 'no', format: 'html' }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'evaluation-unknown' });
  }
  await expect(api.evaluations.rename({ id, name: ' ' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});

test('reports as a page, and as the command line writes it', async () => {
  const workspace = await openImageWorkspace();
  const { api, engine } = workspace;
  const { evaluationId: id } = await evaluate(workspace, { split: { seed: 3 } });
  await api.evaluations.rename({ id, name: 'a/b: <i>"?' });
  const page = await api.evaluations.report({ id, format: 'html' });
  expect(page.name).toBe('a-b- -i.html');
  expect(page.file.type).toBe('text/html');
  const html = await page.file.text();
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain('a/b: &lt;i&gt;');
  const json = await api.evaluations.report({ id, format: 'json' });
  expect(json.name).toBe('a-b- -i.json');
  const file = evaluationFileSchema.parse(JSON.parse(await json.file.text()));
  expect(file.sets?.calibration).toEqual(readEvaluation(engine.db, id));
});

test('what cannot be evaluated is told at once, or by the job', async () => {
  const workspace = await openImageWorkspace(4, 2);
  const { api, source } = workspace;
  const request = evaluateInputSchema.parse({
    source,
    targets: [1e-1],
    opisRange: [1e-2, 1e-1],
    split: 'kept',
    normalise: 'as-norm',
    seed: 1,
  });
  expect(await endOf(api, api.evaluations.start(request))).toMatchObject({
    status: 'failed',
    error: { code: 'cohort-missing' },
  });
  const unknown = { ...request, source: { ...source, datasetId: 99 } };
  expect(await refusalOf(api.evaluations.start(unknown))).toMatchObject({
    code: 'dataset-unknown',
  });
  await expect(api.evaluations.start({ ...request, targets: [1.5] })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});
