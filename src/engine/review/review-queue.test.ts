import { describe, expect, test } from 'vitest';
import {
  type ClassItem,
  type ClassPairItem,
  type ImageItem,
  type PairItem,
  queueInputSchema,
  type ReviewItem,
  type ReviewQueue,
} from '../../contract/api/review-items.ts';
import { utility } from '../../core/metrics/opis.ts';
import type { Embedded } from '../evaluation/compared-models.fixture.ts';
import { itemDetails } from './item-details.ts';
import { drawImages, imageOf, openReview, type ReviewedModel } from './review.fixture.ts';
import { classSheet, reviewOverview, reviewQueue } from './review-queue.ts';

interface Pair {
  i: number;
  j: number;
  score: number;
  same: boolean;
}

function allPairs({ labels }: Embedded, scoreOf: ReviewedModel['scoreOf']): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      pairs.push({ i, j, score: scoreOf(i, j), same: labels[i] === labels[j] });
    }
  }
  return pairs;
}

/** All pages of a queue, a few items at a time. */
function walk<Item extends ReviewItem>(
  { engine, id }: ReviewedModel,
  queue: ReviewQueue,
  input: object,
  limit = 7,
): Item[] {
  const items: ReviewItem[] = [];
  let cursor: string | null = null;
  do {
    const page = reviewQueue(
      engine.db,
      queueInputSchema.parse({ evaluationId: id, queue, threshold: 0.5, limit, cursor, ...input }),
    );
    expect(page.complete).toBe(true);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items as Item[];
}

const ends = ({ first, second }: PairItem): string =>
  [imageOf(first.name), imageOf(second.name)].sort((a, b) => a - b).join();

const model = drawImages(11);

describe('wrong pairs', () => {
  test('the same as by sorting all pairs, on either side and in either order', async () => {
    const review = await openReview(model);
    const pairs = allPairs(model, review.scoreOf);
    const thresholds = [0.2, 0.9, review.file.operatingPoints[0]!.threshold!, pairs[40]!.score];
    for (const threshold of thresholds) {
      const wrong = pairs.filter(({ score, same }) => same !== score >= threshold);
      for (const side of ['both', 'false-accepts', 'false-rejects'] as const) {
        const wanted = wrong.filter(
          ({ same }) => side === 'both' || same === (side === 'false-rejects'),
        );
        for (const order of ['worst', 'nearest'] as const) {
          const items = walk<PairItem>(review, 'wrong-pairs', { threshold, side, order });
          expect(items.map(ends).sort()).toEqual(wanted.map(({ i, j }) => `${i},${j}`).sort());
          const distances = items.map(({ score }) => Math.abs(score - threshold));
          const sign = order === 'worst' ? -1 : 1;
          expect(distances).toEqual(distances.toSorted((a, b) => sign * (a - b)));
          for (const { first, second, same, score, reason, verdict } of items) {
            expect(score).toBe(review.scoreOf(imageOf(first.name), imageOf(second.name)));
            expect(same).toBe(model.labels[first.image] === model.labels[second.image]);
            expect(reason).toBe(same ? 'false-reject' : 'false-accept');
            expect(first).toMatchObject({
              imageId: null,
              class: model.labels[first.image],
              change: null,
            });
            expect(verdict).toBeNull();
          }
        }
      }
      const overview = reviewOverview(review.engine.db, review.id, threshold);
      expect(overview.queues.find(({ queue }) => queue === 'wrong-pairs')!.items).toBe(
        wrong.length,
      );
    }
  });

  test('of a class, and of two classes', async () => {
    const review = await openReview(model);
    const { labels } = model;
    const wrong = allPairs(model, review.scoreOf).filter(
      ({ score, same }) => same !== score >= 0.5,
    );
    for (let c = 0; c < 12; c++) {
      const ofClass = wrong.filter(({ i, j }) => labels[i] === c || labels[j] === c);
      const items = walk<PairItem>(review, 'wrong-pairs', { classes: [c] }, 3);
      expect(items.map(ends).sort()).toEqual(ofClass.map(({ i, j }) => `${i},${j}`).sort());
      const other = (c + 5) % 12;
      const between = ofClass.filter(({ i, j }) => labels[i] === other || labels[j] === other);
      const some = walk<PairItem>(review, 'wrong-pairs', { classes: [c, other] }, 2);
      expect(some.map(ends).sort()).toEqual(
        between
          .filter(({ same }) => !same)
          .map(({ i, j }) => `${i},${j}`)
          .sort(),
      );
    }
  });
});

describe('classes', () => {
  test('worst classes and collisions at any threshold, by counting', async () => {
    const review = await openReview(model);
    const { labels } = model;
    const pairs = allPairs(model, review.scoreOf);
    for (const threshold of [0.3, 0.7, review.file.operatingPoints[1]!.threshold!]) {
      const wrong = pairs.filter(({ score, same }) => same !== score >= threshold);
      const classes = walk<ClassItem>(review, 'worst-classes', { threshold }, 4);
      const utilities = classes.map((item) => item.utility!);
      expect(utilities).toEqual(utilities.toSorted((a, b) => a - b));
      for (const item of classes) {
        const { class: c, images } = item;
        const own = wrong.filter(({ i, j }) => labels[i] === c || labels[j] === c);
        expect(images).toBe(labels.filter((label) => label === c).length);
        expect(item.falseAccepts).toBe(own.filter(({ same }) => !same).length);
        expect(item.falseRejects).toBe(own.filter(({ same }) => same).length);
        expect(item.impostorPairs).toBe(images * (labels.length - images));
        expect(item.utility).toBe(utility(item.falseAcceptRate!, item.falseRejectRate!));
        expect(item.contribution).toBe(review.file.opis.classContribution[c]);
        const sheet = classSheet(review.engine.db, {
          evaluationId: review.id,
          class: c,
          threshold,
          limit: 3,
        });
        expect(sheet.figures).toEqual(item);
        const names = [...labels.keys()]
          .filter((i) => labels[i] === c)
          .map((i) => `image-${i}.png`)
          .sort();
        expect(sheet.images.map(({ name }) => name)).toEqual(names.slice(0, 3));
      }
      expect(classes).toHaveLength(
        new Set(wrong.flatMap(({ i, j }) => [labels[i], labels[j]])).size,
      );
      const rates = walk<ClassItem>(review, 'worst-classes', { threshold, side: 'false-accepts' });
      expect(rates.map((item) => item.falseAcceptRate)).toEqual(
        classes.map((item) => item.falseAcceptRate!).sort((a, b) => b - a),
      );

      const counts = new Map<string, number>();
      for (const { i, j, same } of wrong) {
        if (same) continue;
        const key = [labels[i]!, labels[j]!].sort((a, b) => a - b).join();
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const colliding = walk<ClassPairItem>(review, 'collisions', { threshold }, 5);
      expect(
        new Map(colliding.map((item) => [`${item.first},${item.second}`, item.falseAccepts])),
      ).toEqual(counts);
      const most = colliding.map(({ falseAccepts }) => falseAccepts);
      expect(most).toEqual(most.toSorted((a, b) => b - a));
      const { queues } = reviewOverview(review.engine.db, review.id, threshold);
      expect(queues.slice(1, 3)).toEqual([
        { queue: 'worst-classes', items: classes.length },
        { queue: 'collisions', items: colliding.length },
      ]);
    }
  });
});

test('suspected labels: by mean or nearest image another class is more alike, leaving the image out', async () => {
  const review = await openReview(model);
  const { labels } = model;
  const mean = (values: number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const expected = new Map<number, { margin: number; reason: string }>();
  labels.forEach((own, i) => {
    const scores = (c: number): number[] =>
      [...labels.keys()].filter((j) => j !== i && labels[j] === c).map((j) => review.scoreOf(i, j));
    if (scores(own).length === 0) return;
    const others = [...new Set(labels)].filter((c) => c !== own);
    const byMean = Math.max(...others.map((c) => mean(scores(c)))) - mean(scores(own));
    const byNearest = Math.max(...others.flatMap((c) => scores(c))) - Math.max(...scores(own));
    if (byMean <= 0 && byNearest <= 0) return;
    expected.set(i, {
      margin: Math.max(byMean, byNearest),
      reason: byMean > 0 && byNearest > 0 ? 'both' : byMean > 0 ? 'mean' : 'nearest',
    });
  });
  const items = walk<ImageItem>(review, 'label-suspects', {});
  expect(items.map(({ image }) => image.image).sort()).toEqual([...expected.keys()].sort());
  for (const { image, margin, reason, rivalNearest, rivalClass, rivalClassName } of items) {
    expect(margin).toBeCloseTo(expected.get(image.image)!.margin, 5);
    expect(reason).toBe(expected.get(image.image)!.reason);
    expect(rivalNearest.class).not.toBe(image.class);
    expect(rivalNearest.score).toBeCloseTo(review.scoreOf(image.image, rivalNearest.image), 5);
    expect(rivalClassName).toBe(`class ${String(rivalClass).padStart(3, '0')}`);
  }
  const margins = items.map(({ margin }) => margin);
  expect(margins).toEqual(margins.toSorted((a, b) => b - a));
  // The two that were given a wrong label stand out.
  expect(items.map(({ image }) => image.image)).toEqual(expect.arrayContaining([7, 17]));
});

test('duplicates: exact ones with the first of them, near ones by likeness', async () => {
  const review = await openReview(model);
  const exact = walk<PairItem>(review, 'exact-duplicates', {}, 1);
  // Of three equal images, the first in the order of classes stands for all.
  expect(exact).toHaveLength(2);
  expect(new Set(exact.flatMap(({ first, second }) => [first.image, second.image]))).toEqual(
    new Set([0, 5, 9]),
  );
  const near = walk<PairItem>(review, 'near-duplicates', {}, 3);
  const equal = new Set(['0,5', '0,9', '5,9']);
  const wanted = allPairs(model, review.scoreOf)
    .filter(({ i, j, score }) => score >= 0.98 && !equal.has(`${i},${j}`))
    .sort((a, b) => b.score - a.score);
  expect(near.map(ends)).toContain('3,11');
  expect(near.map(ends).sort()).toEqual(wanted.map(({ i, j }) => `${i},${j}`).sort());
  for (const item of near) expect(item.reason).toBe('near-duplicate');
});

test('details of an item: neighbours of both images, classmates, score', async () => {
  const review = await openReview(model);
  const { labels } = model;
  const details = await itemDetails(review.engine, {
    evaluationId: review.id,
    images: [4, 20],
    neighbours: 6,
  });
  expect(details.score).toBe(review.scoreOf(4, 20));
  expect(details.history).toEqual([]);
  for (const [k, image] of [4, 20].entries()) {
    const others = [...labels.keys()]
      .filter((j) => j !== image)
      .sort((a, b) => review.scoreOf(image, b) - review.scoreOf(image, a));
    const { neighbours, classmates } = details.images[k]!;
    expect(neighbours.map((found) => found.image)).toEqual(others.slice(0, 6));
    expect(classmates.map((found) => found.image)).toEqual(
      others.filter((j) => labels[j] === labels[image]).slice(0, 6),
    );
  }
  await expect(
    itemDetails(review.engine, { evaluationId: review.id, images: [999], neighbours: 1 }),
  ).rejects.toMatchObject({ code: 'image-unknown' });
});

test('what cannot be shown is refused', async () => {
  const review = await openReview(model);
  const input = (changes: object) =>
    queueInputSchema.parse({
      evaluationId: review.id,
      queue: 'wrong-pairs',
      threshold: 0.5,
      ...changes,
    });
  const refused = (changes: object) => () => reviewQueue(review.engine.db, input(changes));
  expect(refused({ cursor: 'x' })).toThrow(expect.objectContaining({ code: 'cursor-invalid' }));
  expect(refused({ cursor: 'WzFd' })).toThrow(expect.objectContaining({ code: 'cursor-invalid' }));
  expect(refused({ classes: [12] })).toThrow(expect.objectContaining({ code: 'class-unknown' }));
  expect(refused({ evaluationId: 'no' })).toThrow(
    expect.objectContaining({ code: 'evaluation-unknown' }),
  );
  review.engine.db.prepare('DELETE FROM reviews').run();
  expect(refused({})).toThrow(expect.objectContaining({ code: 'review-not-prepared' }));
  expect(reviewOverview(review.engine.db, review.id, null)).toMatchObject({ preparedAt: null });
});
