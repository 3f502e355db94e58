import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Identification, PairEvaluation } from '../../contract/api/pairs.ts';
import { seededGenerator } from '../../core/random.ts';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import { evaluateModel, scoresOf, testEngine } from '../evaluation/compared-models.fixture.ts';
import { ratesOfPairs } from './evaluate-pairs-task.ts';
import { drawGallery } from './identify-task.ts';
import { checkGalleries } from './identify.ts';
import { pageOfPairs } from './pair-page.ts';
import { drawImages } from './review.fixture.ts';
import { writePairSet } from './write-pair-set.ts';

const hooks = { onProgress: () => undefined, signal: new AbortController().signal };

test('rates of a list, pooled and by class, are those of counting', () => {
  const pair = fc.record({
    score: fc.integer({ min: -6, max: 6 }).map((k) => k / 6),
    a: fc.integer({ min: 0, max: 3 }),
    b: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), (pairs) => {
      const scores = Float32Array.from(pairs, ({ score }) => score);
      const rates = ratesOfPairs({
        scores,
        same: Uint8Array.from(pairs, ({ a, b }) => (a === b ? 1 : 0)),
        classes: {
          names: ['w', 'x', 'y', 'z'],
          first: Uint32Array.from(pairs, ({ a }) => a),
          second: Uint32Array.from(pairs, ({ b }) => b),
        },
        targets: [0.3],
        thresholds: [0.1],
      });
      const count = (counts: (pair: (typeof pairs)[number], score: number) => boolean): number =>
        pairs.filter((candidate, k) => counts(candidate, scores[k]!)).length;
      expect(rates.fixedThresholds[0]).toMatchObject({
        falseAccepts: count(({ a, b }, score) => a !== b && score >= 0.1),
        falseRejects: count(({ a, b }, score) => a === b && score < 0.1),
      });
      const point = rates.operatingPoints[0]!;
      const impostors = count(({ a, b }) => a !== b);
      if (point.threshold === null) {
        expect(point.reason).toMatch(/^Insufficient data/);
        expect(impostors * 0.3).toBeLessThan(1);
        return;
      }
      expect(point.falseAcceptRate).toBeLessThanOrEqual(0.3);
      const { threshold } = point;
      rates.classes!.forEach((own, c) => {
        expect(own.rates[0]).toMatchObject({
          falseAccepts: count(
            ({ a, b }, score) => a !== b && (a === c || b === c) && score >= threshold,
          ),
          falseRejects: count(({ a, b }, score) => a === c && b === c && score < threshold),
        });
        expect(own.impostorPairs).toBe(count(({ a, b }) => a !== b && (a === c || b === c)));
        expect(own.genuinePairs).toBe(count(({ a, b }) => a === c && b === c));
      });
    }),
  );
});

test('a stored list is evaluated page by page, and says what it cannot show', async () => {
  const engine = testEngine();
  const generator = seededGenerator(2);
  const count = 2500;
  const same = Uint8Array.from({ length: count }, () => generator.integer(2));
  const scores = Float32Array.from(
    same,
    // Adding 0 makes a 0 of -0.
    (label) => Math.round(40 * (generator.uniform() - 0.5 + 0.3 * label)) / 40 + 0,
  );
  const origin = {
    name: 'drawn',
    source: 'file',
    format: 'bob-2',
    file: null,
    datasetId: null,
    evaluationId: null,
    selected: false,
    scoring: { name: 'drawn', modelSha256: null, score: 'cosine' },
    withEnds: false,
  } as const;
  const pairs = { images: [], first: null, second: null, same, scores };
  const { pairSetId, scoringId } = await writePairSet(engine.db, origin, pairs, hooks);
  const request = { id: pairSetId, scoringId, targets: [0.1, 1e-9], thresholds: [0.2] };
  const found = await engine.jobs.start<PairEvaluation>('evaluate-pairs', request).finished;
  const expected = ratesOfPairs({ scores, same, classes: null, ...request });
  expect(found).toMatchObject(JSON.parse(JSON.stringify(expected)) as object);
  expect(found.refused.map(({ figure }) => figure)).toEqual([
    'class rates',
    'intervals',
    'OPIS',
    'retrieval',
  ]);

  // The same list by score, page by page: no pair twice, none missing, ties in order.
  for (const order of ['highest', 'lowest'] as const) {
    for (const wanted of [null, true]) {
      const listed: { pair: number; score: number }[] = [];
      let cursor: string | null = null;
      do {
        const page = pageOfPairs(engine.db, {
          id: pairSetId,
          scoringId,
          order,
          same: wanted,
          cursor,
          limit: 190,
        });
        listed.push(...page.pairs.map(({ pair, score }) => ({ pair, score: score! })));
        cursor = page.next;
      } while (cursor !== null);
      const sign = order === 'highest' ? -1 : 1;
      const all = Array.from(scores, (score, k) => ({ pair: k, score }))
        .filter(({ pair }) => wanted === null || same[pair] === 1)
        .sort((a, b) => sign * (a.score - b.score || a.pair - b.pair));
      expect(listed).toEqual(all);
    }
  }

  const hard = { ...origin, selected: true };
  const chosen = await writePairSet(engine.db, hard, pairs, hooks);
  await expect(
    engine.jobs.start('evaluate-pairs', {
      ...request,
      id: chosen.pairSetId,
      scoringId: chosen.scoringId,
    }).finished,
  ).rejects.toMatchObject({ code: 'pair-set-selected' });
});

test('searches of galleries, by comparing every probe with every enrolled image', async () => {
  const model = drawImages(8, 15);
  const engine = testEngine();
  const { stored } = await evaluateModel(engine, model);
  const { evaluationId } = stored;
  const scoreOf = await scoresOf(model);
  const sizes = [9, 1, 15];
  const { galleries } = await engine.jobs.start<Identification>('identify', {
    evaluationId,
    sizes,
    targets: [0.2, 0.05],
    thresholds: [0.4],
    seed: 3,
  }).finished;
  const layout = layOutByClass(model.labels, 15);
  const enrolled = Array.from(drawGallery(layout, 3), (position) => layout.order[position]!);
  expect(new Set(enrolled.map((image) => model.labels[image])).size).toBe(15);
  galleries.forEach((gallery, k) => {
    const members = enrolled.slice(0, sizes[k]);
    const classes = new Set(members.map((image) => model.labels[image]));
    const probes = [...model.labels.keys()].filter((image) => !members.includes(image));
    const mated = probes.filter((image) => classes.has(model.labels[image]));
    const others = probes.filter((image) => !classes.has(model.labels[image]));
    expect(gallery).toMatchObject({
      size: sizes[k],
      matedProbes: mated.length,
      nonMatedProbes: others.length,
    });
    const rates = (threshold: number) => ({
      positives: others.filter((probe) => members.some((m) => scoreOf(probe, m) >= threshold))
        .length,
      negatives: mated.filter(
        (probe) =>
          scoreOf(
            probe,
            members.find((m) => model.labels[m] === model.labels[probe])!,
          ) < threshold,
      ).length,
    });
    for (const point of gallery.operatingPoints) {
      if (point.threshold === null) {
        expect(point.reason).toMatch(others.length === 0 ? /Every class/ : /Insufficient data/);
        continue;
      }
      const { positives, negatives } = rates(point.threshold);
      expect([point.falsePositives, point.falseNegatives]).toEqual([positives, negatives]);
      expect(point.falsePositiveRate).toBeLessThanOrEqual(point.targetFalsePositiveRate);
    }
    expect(gallery.fixedThresholds).toMatchObject([
      {
        threshold: 0.4,
        falsePositives: rates(0.4).positives,
        falseNegatives: rates(0.4).negatives,
      },
    ]);
    for (const { threshold, falsePositiveRate, falseNegativeRate } of gallery.curve) {
      const { positives, negatives } = rates(threshold);
      expect(falsePositiveRate).toBe(others.length === 0 ? null : positives / others.length);
      expect(falseNegativeRate).toBe(mated.length === 0 ? null : negatives / mated.length);
    }
  });
  expect(() => checkGalleries(engine.db, { evaluationId, sizes: [16] })).toThrow(
    expect.objectContaining({ code: 'gallery-size' }),
  );
});
