import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Identification, PairEvaluation } from '../../contract/api/pairs.ts';
import type { PairItem } from '../../contract/api/review-items.ts';
import type { ReviewPreview } from '../../contract/api/review.ts';
import type { StoredEvaluation } from '../evaluation/evaluation-rows.ts';
import { refusalOf, resultOf } from './api-client.fixture.ts';
import { type ImageWorkspace, openImageWorkspace } from './image-workspace.fixture.ts';

async function evaluated(workspace: ImageWorkspace): Promise<string> {
  const { api, source } = workspace;
  const { evaluationId } = await resultOf<StoredEvaluation>(
    api,
    api.evaluations.start({
      source,
      targets: [1e-1, 1e-2],
      opisRange: [1e-2, 1e-1],
      split: 'kept',
      normalise: 'none',
      seed: 1,
    }),
  );
  return evaluationId;
}

test('a review from the queue to a new evaluation', async () => {
  const workspace = await openImageWorkspace(8, 4);
  const { api } = workspace;
  const evaluationId = await evaluated(workspace);
  const ask = { evaluationId, queue: 'wrong-pairs' as const, threshold: 0.999 };
  expect(await refusalOf(api.review.queue(ask))).toMatchObject({ code: 'review-not-prepared' });
  expect((await api.review.overview({ evaluationId })).preparedAt).toBeNull();
  await resultOf(api, api.review.prepare({ evaluationId }));

  const { items } = await api.review.queue({ ...ask, limit: 1 });
  const [item] = items as [PairItem];
  expect(item.reason).toBe('false-reject');
  const { first, second, score } = item;
  expect([first.imageId, second.imageId]).toEqual([expect.any(Number), expect.any(Number)]);
  const details = await api.review.item({
    evaluationId,
    images: [first.image, second.image],
    neighbours: 3,
  });
  expect(details.score).toBe(score);
  expect(details.images.map(({ neighbours }) => neighbours.length)).toEqual([3, 3]);
  const sheet = await api.review.classSheet({ evaluationId, class: 0, threshold: 0.5 });
  expect(sheet.images.map(({ name }) => name)).toEqual(
    [0, 1, 2, 3].map((k) => `class 00/${k}.png`),
  );

  const ofClass = { evaluationId, class: 0 };
  const note = await api.review.writeNote({ ...ofClass, text: ' two logos ', author: 'Ada' });
  expect(note).toMatchObject({ text: 'two logos', author: 'Ada' });
  const added = await api.review.addTags({ ...ofClass, tags: ['odd ', 'checked', 'old'] });
  expect(added).toEqual(['checked', 'odd', 'old']);
  await expect(api.review.addTags({ ...ofClass, tags: ['a,b'] })).rejects.toThrow();
  expect(await api.review.removeTag({ ...ofClass, tag: 'old' })).toEqual(['checked', 'odd']);
  expect(await api.review.tags({ evaluationId })).toHaveLength(2);
  await expect(api.review.writeNote({ ...ofClass, text: '  ', author: 'Ada' })).rejects.toThrow();
  await api.review.removeNote(ofClass);
  expect((await api.review.classSheet({ ...ofClass, threshold: 0.5 })).note).toBeNull();
  expect(await api.review.restoreNote(ofClass)).toEqual(note);
  expect(await api.review.classSheet({ ...ofClass, threshold: 0.5 })).toMatchObject({
    note,
    figures: { tags: ['checked', 'odd'] },
  });

  const verdict = {
    evaluationId,
    images: [first.image, second.image],
    kind: 'label-wrong' as const,
    about: first.image,
    className: 'class 05',
    score,
    blind: true,
    author: 'Ada',
  };
  const given = await api.review.verdict(verdict);
  expect(await api.review.undo({ evaluationId, author: 'Ada' })).toEqual(given);
  expect(await api.review.undo({ evaluationId, author: 'Ada' })).toBeNull();
  expect(await refusalOf(api.review.apply({ evaluationId }))).toMatchObject({
    code: 'review-nothing-pending',
  });
  expect(await api.review.redo({ evaluationId, author: 'Ada' })).toEqual(given);
  expect((await api.review.history({ evaluationId })).map(({ action }) => action)).toEqual([
    'redone',
    'undone',
    'given',
  ]);
  const { changes, logId } = await api.review.pending({ evaluationId });
  expect(changes).toEqual([
    { name: first.name, imageId: first.imageId, from: first.className, to: 'class 05' },
  ]);
  const again = await api.review.queue({ ...ask, limit: 1 });
  expect(again.items[0]).toMatchObject({ verdict: given, first: { change: { to: 'class 05' } } });

  const by = { policy: { falseAcceptRate: 0.05 } };
  const preview = await resultOf<ReviewPreview>(api, api.review.preview({ evaluationId, by }));
  expect(preview).toMatchObject({ logId, relabelled: 1, leftOut: 0 });
  const influence = await api.review.influence({ evaluationId, by, limit: 2 });
  expect(influence.threshold).toBe(preview.before.threshold);
  expect(influence.images).toHaveLength(2);
  // A given threshold stays where it is, and the FAR at it falls.
  const { threshold } = influence;
  const atGiven = await api.review.influence({
    evaluationId,
    by: { policy: { threshold } },
    limit: 2,
  });
  expect(atGiven).toEqual(
    await api.review.influence({ evaluationId, by: { threshold }, limit: 2 }),
  );
  expect(atGiven.threshold).toBe(threshold);
  const rate = atGiven.falseAccepts / atGiven.impostorPairs;
  for (const image of atGiven.images) {
    expect(image.thresholdWithout).toBeNull();
    expect(image.falseAcceptRateWithout).toBeLessThan(rate);
  }

  const applied = await resultOf<StoredEvaluation>(
    api,
    api.review.apply({ evaluationId, name: 'cleaned' }),
  );
  const view = await api.evaluations.get({ id: applied.evaluationId });
  expect(view.row).toMatchObject({ name: 'cleaned', datasetId: workspace.datasetId });
  expect(view.classImages[5]).toBe(5);
  expect(view.opis.value).toBe(preview.after.opis);
  expect(await api.review.overview({ evaluationId: applied.evaluationId })).toMatchObject({
    originalId: evaluationId,
    pendingChanges: 0,
    canUndo: true,
    verdicts: { 'label-wrong': 1, skip: 0 },
  });
  expect((await api.evaluations.list()).map(({ id }) => id)).toEqual([
    applied.evaluationId,
    evaluationId,
  ]);

  // Notes and tags are those of the data.
  expect(await api.review.tags({ evaluationId: applied.evaluationId })).toHaveLength(2);
  const state = async () => (await api.review.overview({ evaluationId })).dataChanged;
  expect(await state()).toBe(false);

  // Nothing in the folder has changed.
  const { root } = await api.datasets.get({ id: workspace.datasetId });
  expect(readdirSync(path.join(root, first.className))).toHaveLength(4);

  const set = await api.pairs.fromReview({ evaluationId, name: 'decided' });
  expect(set).toMatchObject({ source: 'review', pairs: 1, impostorPairs: 1, selected: true });

  // An image moves to another folder: the dataset is no longer what was evaluated.
  renameSync(path.join(root, first.name), path.join(root, 'class 07', 'moved.png'));
  await resultOf(api, api.datasets.import({ path: root }));
  expect(await state()).toBe(true);
  expect((await api.review.overview({ evaluationId: applied.evaluationId })).dataChanged).toBe(
    true,
  );
});

test('pairs of a file: imported, scored by a model, evaluated, removed and restored', async () => {
  const workspace = await openImageWorkspace(6, 4);
  const { api, datasetId, modelSha256 } = workspace;
  const { root } = await api.datasets.get({ id: datasetId });
  const lines = ['a,b,same'];
  for (let c = 0; c < 6; c++) {
    lines.push(`class 0${c}/0.png,class 0${c}/1.png,1`);
    lines.push(`class 0${c}/0.png,class 0${(c + 1) % 6}/2.png,0`);
  }
  const file = path.join(root, 'pairs.csv');
  writeFileSync(file, lines.join('\n'));
  expect(await refusalOf(api.pairs.import({ format: 'csv', path: '/etc/passwd' }))).toMatchObject({
    code: 'path-not-granted',
  });
  const { pairSetId: id } = await resultOf<{ pairSetId: number }>(
    api,
    api.pairs.import({ format: 'csv', path: file, name: 'mine', datasetId }),
  );
  const set = await api.pairs.get({ id });
  expect(set).toMatchObject({ name: 'mine', pairs: 12, images: 18, classes: 6, scorings: [] });
  const { scoringId } = await resultOf<{ scoringId: number }>(
    api,
    api.pairs.score({ id, modelSha256, provider: 'cpu' }),
  );
  const page = await api.pairs.page({ id, scoringId, order: 'highest', limit: 3 });
  expect(page.pairs[0]).toMatchObject({
    first: { className: expect.any(String) as string, imageId: expect.any(Number) as number },
  });
  const request = { id, scoringId, targets: [0.5], thresholds: [0.9] };
  const found = await resultOf<PairEvaluation>(api, api.pairs.evaluate(request));
  expect(found).toMatchObject({ genuinePairs: 6, impostorPairs: 6, score: 'cosine' });
  expect(found.classes!.map(({ impostorPairs }) => impostorPairs)).toEqual([2, 2, 2, 2, 2, 2]);
  expect(found.refused.map(({ figure }) => figure)).toContain('OPIS');
  expect(await refusalOf(api.pairs.evaluate({ ...request, scoringId: 99 }))).toMatchObject({
    code: 'scoring-unknown',
  });
  expect((await api.pairs.rename({ id, name: 'ours' })).name).toBe('ours');
  await api.pairs.remove({ id });
  expect(await api.pairs.list()).toEqual([]);
  await api.pairs.restore({ id });
  expect(await api.pairs.list()).toHaveLength(1);
  expect(await refusalOf(api.pairs.get({ id: 99 }))).toMatchObject({ code: 'pair-set-unknown' });

  // The scores are those of an evaluation of the same images, to its rounding.
  const evaluationId = await evaluated(workspace);
  await resultOf(api, api.review.prepare({ evaluationId }));
  const kept = (await api.pairs.list()).find(({ source }) => source === 'evaluation')!;
  expect(kept).toMatchObject({ pairs: (24 * 23) / 2, selected: false, evaluationId });
  const all = await api.pairs.page({ id: kept.id, scoringId: kept.scorings[0]!.id, limit: 500 });
  const key = (pair: (typeof all.pairs)[number]): string =>
    [pair.first!.name, pair.second!.name].sort().join();
  const scoreOf = new Map(all.pairs.map((pair) => [key(pair), pair.score!]));
  for (const pair of (await api.pairs.page({ id, scoringId })).pairs) {
    expect(pair.score).toBeCloseTo(scoreOf.get(key(pair))!, 6);
  }

  const { galleries } = await resultOf<Identification>(
    api,
    api.pairs.identify({ evaluationId, sizes: [3], targets: [0.5], seed: 1 }),
  );
  expect(galleries[0]).toMatchObject({ matedProbes: 9, nonMatedProbes: 12 });
  expect(
    await refusalOf(api.pairs.identify({ evaluationId, sizes: [7], targets: [0.5], seed: 1 })),
  ).toMatchObject({ code: 'gallery-size' });
});
