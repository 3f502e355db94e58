import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueInputSchema } from '../../contract/api/review-items.ts';
import { reviewItem, type VerdictRequest } from './give-verdict.ts';
import { pendingChanges } from './label-changes.ts';
import { drawImages, openReview, type ReviewedModel, verdictOn } from './review.fixture.ts';
import { reviewOverview, reviewQueue } from './review-queue.ts';
import { dataOf } from './stored-review.ts';
import {
  itemHistory,
  redoVerdict,
  standingVerdicts,
  undoVerdict,
  verdictHistory,
  wantedClasses,
  wantedClassesOf,
} from './verdict-log.ts';

const model = drawImages(4);
const names = model.labels.map((_, image) => `image-${String(image)}.png`);

/** All that the verdicts come to, as a reader sees it. */
function stateOf({ engine, id }: ReviewedModel): unknown {
  const { db } = engine;
  const { data } = dataOf(db, id);
  // What can be brought back is no part of the state.
  const overview = { ...reviewOverview(db, id, 0.5), canRedo: null };
  const queue = (name: string) =>
    reviewQueue(
      db,
      queueInputSchema.parse({ evaluationId: id, queue: name, threshold: 0.5, limit: 30 }),
    );
  return {
    overview,
    pending: pendingChanges(db, id).changes,
    standing: standingVerdicts(db, data),
    wanted: [...wantedClasses(db, data)].sort(),
    each: [...wantedClassesOf(db, data, names)].sort(),
    pairs: queue('wrong-pairs'),
    suspects: queue('label-suspects'),
  };
}

const image = fc.integer({ min: 0, max: 7 });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      a: image,
      b: image,
      kind: fc.constantFrom('label-wrong', 'true-confusion', 'bad-image', 'skip'),
      to: fc.constantFrom('class 000', 'class 001', 'a new class', null),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
);

let review: ReviewedModel;
// One workspace for all runs: each begins with an empty log.
test('undo restores the state exactly, as often as wanted; redo brings it back', async () => {
  review = await openReview(model);
  const { db } = review.engine;
  const { data } = dataOf(db, review.id);
  fc.assert(
    fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
      db.exec('DELETE FROM verdict_log; DELETE FROM verdicts;');
      // The states from the empty log up to now, and those that could be brought back.
      const past = [stateOf(review)];
      let future: unknown[] = [];
      let entries = 0;
      for (const step of actions) {
        if (step.do === 'give') {
          if (!tryVerdict(db, step)) continue;
          past.push(stateOf(review));
          future = [];
          entries++;
        } else if (step.do === 'undo') {
          const undone = undoVerdict(db, data, 'Bea');
          expect(undone === null).toBe(past.length === 1);
          if (undone === null) continue;
          future.push(past.pop());
          entries++;
        } else {
          const redone = redoVerdict(db, data, 'Bea');
          expect(redone === null).toBe(future.length === 0);
          if (redone === null) continue;
          past.push(future.pop());
          entries++;
        }
        expect(stateOf(review)).toEqual(past.at(-1));
        const { canUndo, canRedo } = reviewOverview(db, review.id, null);
        expect([canUndo, canRedo]).toEqual([past.length > 1, future.length > 0]);
      }
      // The log only grows, and tells all of it.
      expect(verdictHistory(db, data, null, 500)).toHaveLength(entries);
      // One by one as all at once.
      expect([...wantedClassesOf(db, data, names)].sort()).toEqual(
        [...wantedClasses(db, data)].sort(),
      );
      // Back to the beginning.
      while (undoVerdict(db, data, 'Bea') !== null) past.pop();
      expect(stateOf(review)).toEqual(past[0]);
    }),
    { numRuns: 15 },
  );
});

/** False where the parts do not go together. */
function tryVerdict(
  db: Database,
  step: { a: number; b: number; kind: string; to: string | null },
): boolean {
  const kind = step.kind as VerdictRequest['kind'];
  const isLabel = kind === 'label-wrong';
  const request = verdictOn(review.id, step.a === step.b ? [step.a] : [step.a, step.b], {
    kind,
    about: isLabel || kind === 'bad-image' ? step.a : null,
    className: isLabel ? step.to : null,
    score: 0.25,
    blind: step.b % 2 === 0,
  });
  try {
    reviewItem(db, request);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'verdict-invalid' });
    return false;
  }
}

test('the last verdict on an item counts, and of several items the last on an image', async () => {
  const { engine, id } = await openReview(model);
  const { db } = engine;
  const { data } = dataOf(db, id);
  const give = (images: number[], verdict: Partial<VerdictRequest>) =>
    reviewItem(db, verdictOn(id, images, verdict));
  const wanted = (): unknown => Object.fromEntries(wantedClasses(db, data));

  give([1, 2], { kind: 'label-wrong', about: 1, className: 'new', blind: true, score: 0.5 });
  expect(wanted()).toEqual({ 'image-1.png': 'new' });
  give([3, 1], { kind: 'bad-image', about: 1 });
  expect(wanted()).toEqual({ 'image-1.png': null });
  // The same pair the other way round is the same item: its first verdict counts no longer.
  give([1, 3], { kind: 'skip' });
  expect(wanted()).toEqual({ 'image-1.png': 'new' });
  give([2, 1], { kind: 'true-confusion' });
  expect(wanted()).toEqual({});

  const history = itemHistory(db, data, ['image-2.png', 'image-1.png']);
  expect(history.map(({ action, verdict }) => [action, verdict.kind, verdict.blind])).toEqual([
    ['given', 'true-confusion', false],
    ['given', 'label-wrong', true],
  ]);
  undoVerdict(db, data, 'Bea');
  const [last] = verdictHistory(db, data, null, 1);
  expect(last).toMatchObject({
    action: 'undone',
    author: 'Bea',
    verdict: { author: 'Ada', kind: 'true-confusion', images: ['image-1.png', 'image-2.png'] },
  });
  expect(verdictHistory(db, data, last!.id, 2).map(({ verdict }) => verdict.kind)).toEqual([
    'true-confusion',
    'skip',
  ]);
});

test('verdicts whose parts do not go together are refused', async () => {
  const { engine, id, model } = await openReview(drawImages(4));
  const own = `class ${String(model.labels[1]).padStart(3, '0')}`;
  for (const [images, verdict] of [
    [[1, 1], {}],
    [[1, 2], { kind: 'label-wrong', className: 'x' }],
    [[1, 2], { kind: 'bad-image', about: 3 }],
    [[1, 2], { kind: 'bad-image', about: 1, className: 'x' }],
    [[1, 2], { about: 1 }],
    [[1, 2], { className: 'x' }],
    [[1], { kind: 'label-wrong', about: 1, className: own }],
  ] as [number[], Partial<VerdictRequest>][]) {
    expect(() => reviewItem(engine.db, verdictOn(id, images, verdict))).toThrow(
      expect.objectContaining({ code: 'verdict-invalid' }),
    );
  }
  expect(() => reviewItem(engine.db, verdictOn(id, [1, 999], {}))).toThrow(
    expect.objectContaining({ code: 'image-unknown' }),
  );
});
