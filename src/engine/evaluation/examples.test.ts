import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExamplePair } from '../../contract/api/evaluations.ts';
import { nextUp32 } from '../../core/float32.ts';
import { writeNpy } from '../embedding/npy.ts';
import type { Engine } from '../engine.ts';
import { temporaryFolder } from '../store/test-process.ts';
import {
  drawLabels,
  type Embedded,
  embedImages,
  evaluateModel,
  scoresOf,
  testEngine,
} from './compared-models.fixture.ts';
import { type Examples, findExamples } from './examples.ts';
import { findRivals } from './rivals.ts';
import { readEvaluationArray } from './evaluation-rows.ts';

/** A pair of images as given, i < j. */
interface Pair {
  score: number;
  i: number;
  j: number;
}

/** All pairs of a model, brute force. */
async function allPairs(model: Embedded): Promise<Record<'impostor' | 'genuine', Pair[]>> {
  const scoreOf = await scoresOf(model);
  const pairs = { impostor: [] as Pair[], genuine: [] as Pair[] };
  for (let i = 0; i < model.labels.length; i++) {
    for (let j = i + 1; j < model.labels.length; j++) {
      const kind = model.labels[i] === model.labels[j] ? 'genuine' : 'impostor';
      pairs[kind].push({ score: scoreOf(i, j), i, j });
    }
  }
  return pairs;
}

const sides = {
  impostorAbove: ['impostor', true],
  impostorBelow: ['impostor', false],
  genuineAbove: ['genuine', true],
  genuineBelow: ['genuine', false],
} as const;

/** The scores of the pairs nearest to a threshold, by sorting all of them. */
function nearest(pairs: Pair[], threshold: number, above: boolean, limit: number): number[] {
  return pairs
    .map(({ score }) => score)
    .filter((score) => score >= threshold === above)
    .sort((a, b) => Math.abs(a - threshold) - Math.abs(b - threshold))
    .slice(0, limit);
}

const imageOf = ({ name }: ExamplePair['first']): number => Number(/\d+/.exec(name)![0]);

/** Every pair is what it says, once: its images, their classes and their score. */
async function expectTrue(found: Examples, model: Embedded): Promise<void> {
  const scoreOf = await scoresOf(model);
  for (const name of Object.keys(sides) as (keyof typeof sides)[]) {
    const pairs = found[name];
    for (const { first, second, score } of pairs) {
      expect(score).toBe(scoreOf(imageOf(first), imageOf(second)));
      expect(first.class).toBe(model.labels[imageOf(first)]);
      expect(second.class).toBe(model.labels[imageOf(second)]);
      expect(first.imageId).toBeNull();
    }
    const keys = pairs.map(({ first, second }) =>
      [imageOf(first), imageOf(second)].sort((a, b) => a - b).join(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
}

const labels = drawLabels(3, 20, 9);
const plain = embedImages({ labels, classes: 20, seed: 4, dimension: 7, noise: 0.8 });
const coarse = embedImages({
  labels,
  classes: 20,
  seed: 4,
  dimension: 5,
  noise: 0.8,
  coarse: true,
});

describe.each([
  ['scores apart', plain],
  ['many ties', coarse],
])('%s: the same as by sorting all pairs', (_, model) => {
  test('at operating points, in the tail, in the bulk and beyond both ends', async () => {
    const engine = testEngine();
    const { stored, file } = await evaluateModel(engine, model);
    const id = stored.evaluationId;
    const pairs = await allPairs(model);
    const tail = readEvaluationArray(engine.db, id, 'tail.scores')!;
    expect(tail.length).toBeLessThan(pairs.impostor.length);
    const thresholds = [
      ...file.operatingPoints.map(({ threshold }) => threshold!),
      tail[0]!,
      nextUp32(tail[0]!),
      tail.at(-1)!,
      nextUp32(tail.at(-1)!),
      0.3,
      -0.999,
      1,
    ];
    for (const threshold of thresholds) {
      for (const [limit, wanted] of [
        [5, null],
        [50, null],
        [7, 3],
      ] as const) {
        const found = await findExamples(engine, { id, threshold, limit, class: wanted });
        const counts = (pair: Pair): boolean =>
          wanted === null || labels[pair.i] === wanted || labels[pair.j] === wanted;
        for (const [name, [kind, above]] of Object.entries(sides)) {
          expect(found[name as keyof typeof sides].map(({ score }) => score)).toEqual(
            nearest(pairs[kind].filter(counts), threshold, above, limit),
          );
        }
        expect(found.complete).toBe(true);
        await expectTrue(found, model);
      }
    }
  });

  test('rivals of every class', async () => {
    const engine = testEngine();
    const { stored, file } = await evaluateModel(engine, model);
    const id = stored.evaluationId;
    const { impostor } = await allPairs(model);
    const tail = readEvaluationArray(engine.db, id, 'tail.scores')!;
    const thresholds = [
      ...file.operatingPoints.map(({ threshold }) => threshold!),
      tail[2]!,
      tail.at(-1)!,
      -1,
    ];
    const sizeOf = (c: number): number => labels.filter((label) => label === c).length;
    for (const threshold of thresholds) {
      for (let c = 0; c < 20; c += 3) {
        const counts = new Map<number, number>();
        for (const { score, i, j } of impostor) {
          if (score < threshold || (labels[i] !== c && labels[j] !== c)) continue;
          const other = labels[i] === c ? labels[j]! : labels[i]!;
          counts.set(other, (counts.get(other) ?? 0) + 1);
        }
        const expected = [...counts]
          .sort(([a, m], [b, n]) => n - m || a - b)
          .map(([second, falseAccepts]) => ({
            first: c,
            second,
            falseAccepts,
            pairs: sizeOf(c) * sizeOf(second),
          }));
        const found = await findRivals(engine, { id, threshold, class: c });
        expect(found).toEqual({ rivals: expected, complete: true });
      }
    }
  });
});

describe('large data', () => {
  const many = drawLabels(8, 300, 19);
  const model = embedImages({ labels: many, classes: 300, seed: 2, dimension: 4, noise: 0.4 });

  /** A pair's score in float64, from the embeddings as given. */
  const cosine = (i: number, j: number): number => {
    let [product, a, b] = [0, 0, 0];
    for (let d = 0; d < 4; d++) {
      const [x, y] = [model.values[4 * i + d]!, model.values[4 * j + d]!];
      product += x * y;
      a += x * x;
      b += y * y;
    }
    return product / Math.sqrt(a * b);
  };

  test('impostors outside the tail come from a sample, and it says so', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, model);
    const request = { id: stored.evaluationId, threshold: 0.5, limit: 20, class: null };
    const found = await findExamples(engine, request);
    expect(found.complete).toBe(false);
    for (const [name, [kind, above]] of Object.entries(sides)) {
      const pairs = found[name as keyof typeof sides];
      expect(pairs).toHaveLength(20);
      for (const { first, second, score } of pairs) {
        const [i, j] = [imageOf(first), imageOf(second)];
        expect(score).toBeCloseTo(cosine(i, j), 5);
        expect(score >= 0.5).toBe(above);
        expect(many[i] === many[j]).toBe(kind === 'genuine');
      }
      const distances = pairs.map(({ score }) => Math.abs(score - 0.5));
      expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    }
    // The sample does not change from call to call.
    expect(await findExamples(engine, request)).toEqual(found);

    // Genuine pairs are few enough to look at all of them.
    const genuine: number[] = [];
    many.forEach((c, i) => {
      for (let j = i + 1; j < many.length; j++) if (many[j] === c) genuine.push(cosine(i, j));
    });
    const above = genuine.filter((score) => score >= 0.5).sort((a, b) => a - b);
    found.genuineAbove.forEach(({ score }, k) => {
      expect(score).toBeCloseTo(above[k]!, 6);
    });

    // Of one class nothing is left out; nor where the tail reaches to the threshold.
    expect((await findExamples(engine, { ...request, class: 5 })).complete).toBe(true);
    const strict = readEvaluationArray(engine.db, request.id, 'tail.scores')![1000]!;
    expect((await findExamples(engine, { ...request, threshold: strict })).complete).toBe(true);
  });

  test('AS-norm: a sample of whole classes', async () => {
    const engine = testEngine();
    const { stored, file } = await evaluateModel(engine, model, {
      split: { seed: 1 },
      normalise: 'as-norm',
    });
    const evaluation = file.sets!.calibration;
    const id = stored.evaluationId;
    expect(evaluation.score).toBe('as-norm');
    const { threshold } = evaluation.operatingPoints[0]!;
    const found = await findExamples(engine, { id, threshold: threshold!, limit: 10, class: 1 });
    for (const [name, [, above]] of Object.entries(sides)) {
      for (const { score, first, second } of found[name as keyof typeof sides]) {
        expect(score >= threshold!).toBe(above);
        expect([first.class, second.class]).toContain(1);
      }
    }
    expect(found.impostorAbove.length).toBeGreaterThan(0);
  });
});

test('AS-norm scores, brute force over what the evaluation stored', async () => {
  const engine = testEngine();
  const many = drawLabels(9, 36, 12);
  const model = embedImages({ labels: many, classes: 36, seed: 2, dimension: 6, noise: 0.6 });
  const { stored, file } = await evaluateModel(engine, model, {
    split: { seed: 1 },
    normalise: 'as-norm',
  });
  const { calibration } = file.sets!;
  const point = calibration.operatingPoints.find((at) => at.targetFalseAcceptRate === 1e-1)!;
  const threshold = point.threshold!;
  const id = stored.evaluationId;
  // Every class's accepted impostors are those that the evaluation counted.
  for (let c = 0; c < calibration.classes; c++) {
    const { rivals, complete } = await findRivals(engine, { id, threshold, class: c });
    const accepted = rivals.reduce((sum, { falseAccepts }) => sum + falseAccepts, 0);
    expect({ accepted, complete }).toEqual({
      accepted: point.classFalseAccepts![c],
      complete: true,
    });
  }
  const found = await findExamples(engine, { id, threshold, limit: 50, class: null });
  expect(found.complete).toBe(true);
  expect(found.genuineBelow).toHaveLength(Math.min(50, point.falseRejects!));
  expect(found.impostorAbove).toHaveLength(Math.min(50, point.falseAccepts!));
  // The strictest threshold lies just above the score that may not pass.
  expect(nextUp32(found.impostorBelow[0]!.score)).toBe(threshold);
});

describe('what cannot be answered', () => {
  const calls = (engine: Engine, id: string, wanted = 0): (() => Promise<unknown>)[] => [
    () => findExamples(engine, { id, threshold: 0.2, limit: 5, class: wanted }),
    () => findRivals(engine, { id, threshold: 0.2, class: wanted }),
  ];

  test('an unknown evaluation or class', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, plain);
    for (const call of calls(engine, 'none')) {
      await expect(call()).rejects.toMatchObject({ code: 'evaluation-unknown', kind: 'input' });
    }
    for (const wanted of [20, -1]) {
      for (const call of calls(engine, stored.evaluationId, wanted)) {
        await expect(call()).rejects.toMatchObject({ code: 'class-unknown', kind: 'input' });
      }
    }
  });

  test('embeddings that are gone, or are others now', async () => {
    const engine = testEngine();
    const { stored, matrixFile } = await evaluateModel(engine, plain);
    const values = plain.values.map((value, k) => (k % 11 === 0 ? -value : value));
    await writeNpy(matrixFile, { rows: labels.length, columns: 7, data: values });
    for (const call of calls(engine, stored.evaluationId)) {
      await expect(call()).rejects.toMatchObject({
        code: 'scores-changed',
        sentence: `The embeddings of the evaluation ${stored.evaluationId} have changed since it was made (${matrixFile}).`,
      });
    }
    rmSync(matrixFile);
    for (const call of calls(engine, stored.evaluationId)) {
      await expect(call()).rejects.toMatchObject({ code: 'scores-gone' });
    }
  });

  test('nobody waits for it any more', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, plain);
    const request = { id: stored.evaluationId, threshold: 0.2, limit: 5, class: null };
    await expect(findExamples(engine, request, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });
});

test('a matrix without paths calls its images by their rows', async () => {
  const engine = testEngine();
  const folder = temporaryFolder();
  const embeddings = path.join(folder, 'x.npy');
  const labelsFile = path.join(folder, 'l.csv');
  await writeNpy(embeddings, { rows: labels.length, columns: 7, data: plain.values });
  writeFileSync(labelsFile, ['index,class', ...labels.map((c, row) => `${row},c${c}`)].join('\n'));
  const { evaluationId: id } = await engine.jobs.start<{ evaluationId: string }>('evaluate', {
    source: { kind: 'matrix', embeddings, labels: labelsFile },
    targets: [1e-1],
    opisRange: [1e-2, 1e-1],
    split: null,
    normalise: 'none',
    seed: 1,
  }).finished;
  const { genuineAbove } = await findExamples(engine, { id, threshold: 0, limit: 1, class: null });
  expect(genuineAbove[0]!.first.name).toMatch(/^row \d+$/);
});
