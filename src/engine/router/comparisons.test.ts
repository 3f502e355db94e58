import { expect, test } from 'vitest';
import { comparisonSchema, comparisonViewSchema } from '../../contract/comparison.ts';
import {
  compareModels,
  drawLabels,
  embedImages,
  type EvaluatedModel,
  evaluateModel,
} from '../evaluation/compared-models.fixture.ts';
import type { Engine } from '../engine.ts';
import { endOf, openApi, refusalOf, resultOf } from './api-client.fixture.ts';

const labels = drawLabels(5, 24, 9);

function evaluated(engine: Engine, noise: number): Promise<EvaluatedModel> {
  const model = embedImages({ labels, classes: 24, seed: 1, dimension: 6, noise });
  return evaluateModel(engine, model, { split: { seed: 2 } });
}

test('compares two evaluations of the workspace, and keeps it', async () => {
  const { api, engine } = openApi([]);
  const before = (await evaluated(engine, 0.9)).stored.evaluationId;
  const after = (await evaluated(engine, 0.5)).stored.evaluationId;
  await api.evaluations.rename({ id: after, name: 'new' });
  expect(await api.comparisons.list()).toEqual([]);
  const { comparisonId: id } = await resultOf<{ comparisonId: string }>(
    api,
    api.comparisons.start({ before, after, seed: 1 }),
  );
  const { comparison, beforeId, afterId } = await api.comparisons.get({ id });
  expect([beforeId, afterId]).toEqual([before, after]);
  const [{ sets }] = comparison.comparisons as [(typeof comparison.comparisons)[number]];
  // The held-out partners take part, and lead.
  expect(sets.map(({ set }) => set)).toEqual(['held-out', 'calibration']);
  expect(sets[0]!.scores.compared).toBe(true);
  expect(sets[0]!.figures.recallAt1.difference).toBeGreaterThan(0);

  await api.evaluations.rename({ id: before, name: 'old' });
  await api.evaluations.remove({ id: before });
  expect(await api.comparisons.list()).toEqual([
    {
      id,
      createdAt: Date.parse(comparison.time),
      before: { id: before, name: 'old' },
      after: { id: after, name: 'new' },
    },
  ]);

  const page = await api.comparisons.report({ id, format: 'html' });
  expect(page.name).toBe('x.npy with labels.csv to new.html');
  expect(await page.file.text()).toMatch(/^<!doctype html>/);
  const json = await api.comparisons.report({ id, format: 'json' });
  const nowhere = { id, pair: 1, set: 'all', targetFalseAcceptRate: 1e-2 } as const;
  expect(await refusalOf(api.comparisons.classes(nowhere))).toMatchObject({
    code: 'comparison-part-unknown',
    subject: id,
  });
  const whole = comparisonSchema.parse(JSON.parse(await json.file.text()));
  expect(comparisonViewSchema.parse(whole)).toEqual(comparison);
  // What grows with classes × targets stays out, and comes by part.
  expect(JSON.stringify(comparison)).not.toMatch(/classFalse|classContribution|classAccepted/);
  for (const [pair, { sets }] of whole.comparisons.entries()) {
    for (const { set, targets, classImages, classContribution } of sets) {
      for (const { targetFalseAcceptRate, matchedFalseAcceptRate: point } of targets) {
        const classes = api.comparisons.classes({ id, pair, set, targetFalseAcceptRate });
        if (point === null) {
          expect(await refusalOf(classes)).toMatchObject({ code: 'comparison-part-unknown' });
        } else {
          expect(await classes).toEqual({
            classImages,
            classContribution,
            classFalseAcceptRate: point.classFalseAcceptRate,
            classFalseRejectRate: point.classFalseRejectRate,
            changedClasses: point.changedClasses,
          });
        }
      }
    }
  }
});

test('tells two of one name apart; of several, names the first and the last', async () => {
  const { api, engine } = openApi([]);
  const models = [await evaluated(engine, 0.9), await evaluated(engine, 0.5)] as const;
  const [before, after] = models.map(({ stored }) => stored.evaluationId) as [string, string];
  const { comparisonId: id } = await resultOf<{ comparisonId: string }>(
    api,
    api.comparisons.start({ before, after, seed: 1 }),
  );
  const { evaluations } = (await api.comparisons.get({ id })).comparison;
  expect(evaluations.map(({ name }) => name)).toEqual([
    'x.npy with labels.csv (before)',
    'x.npy with labels.csv (after)',
  ]);
  await compareModels(engine, [models[1].stored, models[1].stored, models[0].stored]);
  expect((await api.comparisons.list()).map((one) => [one.before.id, one.after.id])).toEqual([
    [after, before],
    [before, after],
  ]);
});

test('what is not there', async () => {
  const { api, engine } = openApi([]);
  const before = (await evaluated(engine, 0.9)).stored.evaluationId;
  const missing = { code: 'comparison-unknown', sentence: 'The workspace has no comparison no.' };
  expect(await refusalOf(api.comparisons.get({ id: 'no' }))).toMatchObject(missing);
  const part = { pair: 0, set: 'all', targetFalseAcceptRate: 1e-2 } as const;
  expect(await refusalOf(api.comparisons.classes({ id: 'no', ...part }))).toMatchObject(missing);
  expect(await refusalOf(api.comparisons.report({ id: 'no', format: 'json' }))).toMatchObject(
    missing,
  );
  expect(await refusalOf(api.comparisons.start({ before, after: 'no', seed: 1 }))).toMatchObject({
    code: 'evaluation-unknown',
    subject: 'no',
  });
  const { values } = embedImages({ labels: [0, 0], classes: 1, seed: 1, dimension: 6, noise: 1 });
  const other = await evaluateModel(
    engine,
    { values, dimension: 6, labels: [0, 0], classes: 1 },
    { nameOf: () => 'another class' },
  );
  const ended = await endOf(
    api,
    api.comparisons.start({ before, after: other.stored.evaluationId, seed: 1 }),
  );
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'nothing-in-common' } });
  expect(await api.comparisons.list()).toEqual([]);
});
