import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReviewPreview, ThresholdChoice } from '../../contract/api/review.ts';
import type { Proposal, ThresholdRates } from '../../contract/decision.ts';
import type { Engine } from '../engine.ts';
import { readEvaluation, type StoredEvaluation } from '../evaluation/evaluation-rows.ts';
import { applyRequest } from './apply-review.ts';
import { reviewItem } from './give-verdict.ts';
import { falseRejectInfluence, imageInfluence } from './influence.ts';
import { appliedChanges, pendingChanges } from './label-changes.ts';
import { previewRequest } from './preview-review.ts';
import { drawImages, openReview, prepare, verdictOn } from './review.fixture.ts';
import { dataOf } from './stored-review.ts';
import { undoVerdict } from './verdict-log.ts';

function preview(
  engine: Engine,
  evaluationId: string,
  by: ThresholdChoice,
): Promise<ReviewPreview> {
  const request = previewRequest(engine.db, { evaluationId, by });
  return engine.jobs.start<ReviewPreview>('preview-review', request).finished;
}

function apply(engine: Engine, evaluationId: string): Promise<StoredEvaluation> {
  const request = applyRequest(engine.db, { evaluationId, name: null });
  return engine.jobs.start<StoredEvaluation>('apply-review', request).finished;
}

const pooled = (rates: ThresholdRates | null) =>
  rates === null
    ? null
    : {
        falseAccepts: rates.falseAccepts,
        impostorPairs: rates.impostorPairs,
        falseAcceptRate: rates.falseAcceptRate,
        falseRejects: rates.falseRejects,
        genuinePairs: rates.genuinePairs,
        falseRejectRate: rates.falseRejectRate,
      };

/** What the product says of an evaluation, by the jobs that are asked for it otherwise. */
async function figuresOf(engine: Engine, stored: StoredEvaluation, by: ThresholdChoice) {
  const { evaluationId, heldOutId } = stored;
  const evaluation = readEvaluation(engine.db, evaluationId);
  const listed = {
    images: evaluation.images,
    classes: evaluation.classes,
    opis: evaluation.opis.value,
    meanUtility: evaluation.meanUtility,
    equalErrorRate: evaluation.equalErrorRate.rate,
    recallAt1: evaluation.recallAt1,
  };
  if ('policy' in by) {
    const { threshold, reason, attained, heldOut } = await engine.jobs.start<Proposal>(
      'choose-threshold',
      { evaluationId, policy: by.policy, seed: 1 },
    ).finished;
    const why = reason === undefined ? {} : { reason };
    return { threshold, ...why, ...listed, rates: pooled(attained), heldOut: pooled(heldOut) };
  }
  const count = async (id: string | null) => {
    if (id === null) return null;
    const input = { evaluationId: id, thresholds: [by.threshold], seed: 1 };
    const [rates] = await engine.jobs.start<ThresholdRates[]>('count-thresholds', input).finished;
    return pooled(rates!);
  };
  return {
    threshold: by.threshold,
    ...listed,
    rates: await count(evaluationId),
    heldOut: await count(heldOutId),
  };
}

const model = drawImages(21, 30);
const verdicts = fc.array(
  fc.record({
    image: fc.integer({ min: 0, max: model.labels.length - 1 }),
    to: fc.constantFrom('class 001', 'class 007', 'class 020', 'a new class', 'leave out'),
  }),
  { minLength: 1, maxLength: 6 },
);
const choices = fc.constantFrom<ThresholdChoice>(
  { threshold: 0.6 },
  { policy: { falseAcceptRate: 0.02 } },
  { policy: { falseRejectRate: 0.1 } },
  { policy: { worstClassFalseAcceptRate: 0.2, objective: { kind: 'utility' } } },
);

describe('what the preview says is what then happens', () => {
  test.each([
    ['one set', {}],
    ['calibration and held-out classes', { split: { seed: 5 } }],
    ['AS-norm', { split: { seed: 5 }, normalise: 'as-norm' as const }],
  ])('%s', async (_, changes) => {
    const review = await openReview(model, changes);
    const { engine, id, stored } = review;
    const { data } = dataOf(engine.db, id);
    const images = readEvaluation(engine.db, id).images;
    await fc.assert(
      fc.asyncProperty(verdicts, choices, async (given, by) => {
        for (const { image: drawn, to } of given) {
          const image = drawn % images;
          const kind = to === 'leave out' ? 'bad-image' : 'label-wrong';
          try {
            reviewItem(
              engine.db,
              verdictOn(id, [image], {
                kind,
                about: image,
                className: to === 'leave out' ? null : to,
              }),
            );
          } catch (error) {
            expect(error).toMatchObject({ code: 'verdict-invalid' });
          }
        }
        const before = await figuresOf(engine, stored, by);
        const predicted = await preview(engine, id, by);
        expect(predicted.before).toEqual(before);
        const pending = pendingChanges(engine.db, id).changes;
        expect(predicted.relabelled + predicted.leftOut).toBe(pending.length);
        if (pending.length > 0) {
          const applied = await apply(engine, id);
          expect(await figuresOf(engine, applied, by)).toEqual(predicted.after);
          // Nothing is pending any more; the evaluation itself is as it was.
          expect(pendingChanges(engine.db, applied.evaluationId).changes).toEqual([]);
          const revised = readEvaluation(engine.db, applied.evaluationId);
          expect(revised.provenance.dataFingerprint).not.toBe(
            readEvaluation(engine.db, id).provenance.dataFingerprint,
          );
          expect(appliedChanges(engine.db, applied.evaluationId)).toHaveLength(pending.length);
          expect(await figuresOf(engine, stored, by)).toEqual(before);
          // Undone, the review of the new evaluation leads back to the labels that the data came with.
          while (undoVerdict(engine.db, data, 'Bea') !== null);
          const back = await preview(engine, applied.evaluationId, by);
          expect(back.before).toEqual(predicted.after);
          expect(back.after).toEqual(predicted.before);
        }
        while (undoVerdict(engine.db, data, 'Bea') !== null);
      }),
      { numRuns: 4 },
    );
  });
});

test('a review of a review changes the labels that the data came with', async () => {
  const { engine, id } = await openReview(drawImages(3));
  reviewItem(engine.db, verdictOn(id, [1], { kind: 'bad-image', about: 1 }));
  reviewItem(engine.db, verdictOn(id, [2], { kind: 'label-wrong', about: 2, className: 'x' }));
  const first = await apply(engine, id);
  const evaluation = readEvaluation(engine.db, first.evaluationId);
  expect(evaluation.classNames).toContain('x');
  expect(evaluation.notes).toContain(
    'After review 1 image has another label than the data came with, and 1 is left out.',
  );
  await prepare(engine, first.evaluationId);
  // Image 1 is gone: what was image 3 is image 2 now.
  reviewItem(
    engine.db,
    verdictOn(first.evaluationId, [2], { kind: 'label-wrong', about: 2, className: 'y' }),
  );
  const second = await apply(engine, first.evaluationId);
  expect(appliedChanges(engine.db, second.evaluationId).map(({ name, to }) => [name, to])).toEqual([
    ['image-1.png', null],
    ['image-2.png', 'x'],
    ['image-3.png', 'y'],
  ]);
  expect(pendingChanges(engine.db, first.evaluationId).changes).toMatchObject([
    { name: 'image-3.png', to: 'y' },
  ]);
  expect(() => applyRequest(engine.db, { evaluationId: second.evaluationId, name: null })).toThrow(
    expect.objectContaining({ code: 'review-nothing-pending' }),
  );
});

describe('influence', () => {
  test('the threshold without an image is that of the preview without it', async () => {
    const { engine, id } = await openReview(model);
    const { data } = dataOf(engine.db, id);
    const by = { policy: { falseAcceptRate: 0.01 } };
    const found = imageInfluence(engine.db, { evaluationId: id, by, limit: 4 });
    const { before } = await preview(engine, id, by);
    expect([found.threshold, found.falseAccepts]).toEqual([
      before.threshold,
      before.rates!.falseAccepts,
    ]);
    for (const { image, thresholdWithout, falseAcceptRateWithout } of found.images) {
      reviewItem(engine.db, verdictOn(id, [image], { kind: 'bad-image', about: image }));
      const { after } = await preview(engine, id, by);
      expect(thresholdWithout).toBe(after.threshold);
      const held = await preview(engine, id, { threshold: found.threshold });
      expect(falseAcceptRateWithout).toBe(held.after.rates!.falseAcceptRate);
      undoVerdict(engine.db, data, 'Ada');
    }
    const owned = found.images.map(({ falseAccepts }) => falseAccepts);
    expect(owned).toEqual(owned.toSorted((a, b) => b - a));
    expect(owned[0]! / found.falseAccepts).toBe(found.images[0]!.share);
  });

  test('the FRR without an image is that of the preview without it', async () => {
    const { engine, id, scoreOf } = await openReview(model);
    const { data } = dataOf(engine.db, id);
    const { labels } = model;
    const images = [...labels.keys()];
    for (const threshold of [0.3, 0.9]) {
      const found = falseRejectInfluence(engine.db, { evaluationId: id, threshold, limit: 5 });
      const { before } = await preview(engine, id, { threshold });
      expect(found).toMatchObject({
        falseRejects: before.rates!.falseRejects,
        genuinePairs: before.rates!.genuinePairs,
      });
      for (const { image, falseRejectRateWithout } of found.images) {
        reviewItem(engine.db, verdictOn(id, [image], { kind: 'bad-image', about: image }));
        const { after } = await preview(engine, id, { threshold });
        expect(falseRejectRateWithout).toBe(after.rates!.falseRejectRate);
        undoVerdict(engine.db, data, 'Ada');
      }
      // Most first, and no other image has more.
      const own = images
        .map(
          (i) =>
            images.filter((j) => i !== j && labels[i] === labels[j] && scoreOf(i, j) < threshold)
              .length,
        )
        .sort((a, b) => b - a);
      expect(found.images.map(({ falseRejects }) => falseRejects)).toEqual(own.slice(0, 5));
      expect(found.images[0]!.share).toBe(own[0]! / found.falseRejects);
    }
    const none = falseRejectInfluence(engine.db, { evaluationId: id, threshold: -1, limit: 5 });
    expect(none).toMatchObject({ falseRejects: 0, images: [] });
  });

  test('without the only genuine pair there is no FRR', async () => {
    const { engine, id } = await openReview({
      values: Float32Array.from([1, 0, 0.6, 0.8, 0, 1]),
      dimension: 2,
      labels: [0, 0, 1],
      classes: 2,
    });
    const found = falseRejectInfluence(engine.db, { evaluationId: id, threshold: 0.9, limit: 5 });
    expect(
      found.images.map(({ share, falseRejectRateWithout }) => [share, falseRejectRateWithout]),
    ).toEqual([
      [1, null],
      [1, null],
    ]);
  });

  test('what it cannot tell it refuses', async () => {
    const { engine, id } = await openReview(model);
    const refused = (by: ThresholdChoice) => () =>
      imageInfluence(engine.db, { evaluationId: id, by, limit: 3 });
    for (const [by, code] of [
      [{ policy: { falseRejectRate: 0.1 } }, 'influence-policy'],
      [{ policy: { falseAcceptRate: 0.1, objective: { kind: 'utility' } } }, 'influence-policy'],
      [{ policy: { falseAcceptRate: 1e-7 } }, 'influence-insufficient-data'],
    ] as [ThresholdChoice, string][]) {
      expect(refused(by)).toThrow(expect.objectContaining({ code }));
    }
    // As of an evaluation that is too large to keep all of its impostor pairs.
    engine.db.prepare('UPDATE reviews SET least_impostor = 0.9').run();
    expect(refused({ threshold: 0.5 })).toThrow(
      expect.objectContaining({ code: 'influence-beyond-tail' }),
    );
    engine.db.prepare('UPDATE reviews SET greatest_genuine = 0.5').run();
    const request = { evaluationId: id, threshold: 0.5, limit: 3 };
    expect(falseRejectInfluence(engine.db, request).falseRejects).toBeGreaterThan(0);
    expect(() => falseRejectInfluence(engine.db, { ...request, threshold: 0.6 })).toThrow(
      expect.objectContaining({ code: 'influence-beyond-kept' }),
    );
  });
});
