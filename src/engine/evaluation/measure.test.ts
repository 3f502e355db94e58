import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import { writeNpy } from '../embedding/npy.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { measureTask } from './measure-task.ts';
import type { MeasureInput, Measurement } from './measurement.ts';
import {
  naiveCounts,
  naiveEqualError,
  naiveOpis,
  naiveRetrieval,
  naiveScores,
  type NaiveScores,
  naiveThreshold,
} from './naive-metrics.ts';

const context = (threads = 2): TaskContext => ({
  progress: () => undefined,
  emit: () => undefined,
  stopped: () => false,
  throwIfStopped: () => undefined,
  threads,
});

interface Data {
  values: Float32Array;
  dimension: number;
  labels: number[];
  classes: number;
}

const targets = [0.3, 1e-1, 1e-2, 1e-3];

async function measureData(
  { values, dimension, labels, classes }: Data,
  changes: Partial<MeasureInput> = {},
  task = context(),
): Promise<Measurement> {
  const matrixFile = path.join(temporaryFolder(), 'x.npy');
  await writeNpy(matrixFile, { rows: labels.length, columns: dimension, data: values });
  return measureTask(
    {
      matrixFile,
      rows: Uint32Array.from(labels.keys()),
      labels: Int32Array.from(labels),
      classNames: Array.from({ length: classes }, (_, c) => `class ${String(c)}`),
      imageNames: labels.map((_, i) => `image ${String(i)}`),
      targets,
      fixedThresholds: [],
      opisRange: [1e-2, 1e-1],
      beta: 1,
      epsilon: 0.1,
      seed: 1,
      cohort: null,
      ...changes,
    },
    task,
  );
}

/**
 * The float32 scores that the passes see. Data below 512 images is one tile, so the same product
 * gives the same bits.
 */
async function scoresOf({ values, dimension, labels, classes }: Data): Promise<NaiveScores> {
  const layout = layOutByClass(labels, classes);
  const sorted = normaliseEmbeddings(values, dimension, layout, String);
  const gemm = await Gemm.create(dimension);
  const n = labels.length;
  const product = new Float32Array(n * n);
  await gemm.multiply(sorted, n, sorted, n, product);
  await gemm.release();
  const position = new Map(Array.from(layout.order, (image, at) => [image, at]));
  return naiveScores(labels, classes, (i, j) => {
    const a = Math.min(position.get(i)!, position.get(j)!);
    const b = Math.max(position.get(i)!, position.get(j)!);
    return Math.max(-1, Math.min(1, product[a * n + b]!));
  });
}

/** Classes of 1 to 12 images around centres; coarse values and copies make ties. */
function drawData(
  seed: number,
  images: number,
  classes: number,
  dimension: number,
  coarse: boolean,
  copies = true,
): Data {
  const generator = seededGenerator(seed);
  const labels = Array.from({ length: images }, () => generator.integer(classes));
  const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
  const values = new Float32Array(images * dimension);
  for (let i = 0; i < images; i++) {
    const copied = copies && i > 0 && generator.integer(10) === 0 ? generator.integer(i) : -1;
    for (let d = 0; d < dimension; d++) {
      const fresh = centres[labels[i]! * dimension + d]! + 0.9 * generator.normal();
      values[i * dimension + d] =
        copied >= 0 ? values[copied * dimension + d]! : coarse ? Math.round(fresh) + 0.25 : fresh;
    }
  }
  return { values, dimension, labels, classes };
}

async function expectNaive(data: Data, figures: Measurement['figures']): Promise<void> {
  const scores = await scoresOf(data);
  expect(figures.genuinePairs).toBe(scores.genuine.length);
  expect(figures.impostorPairs).toBe(scores.impostor.length);
  for (const point of figures.operatingPoints) {
    const threshold = naiveThreshold(scores, point.targetFalseAcceptRate);
    expect(point.threshold).toBe(threshold);
    if (threshold === null) continue;
    const counts = naiveCounts(scores, threshold);
    expect(point.falseAccepts).toBe(counts.falseAccepts);
    expect(point.falseRejects).toBe(counts.falseRejects);
    expect(point.classFalseAccepts).toEqual(counts.accepts);
    point.classFalseRejects!.forEach((rejects, c) => {
      const n = figures.classImages[c]!;
      expect(rejects).toBe(n < 2 ? null : counts.rejects[c]);
    });
  }
  const equalError = naiveEqualError(scores);
  expect(figures.equalErrorRate.threshold).toBe(equalError?.threshold ?? null);
  if (equalError !== null) expect(figures.equalErrorRate.rate).toBeCloseTo(equalError.rate, 12);
  const strict = naiveThreshold(scores, 1e-2);
  const loose = naiveThreshold(scores, 1e-1);
  if (strict !== null && loose !== null && figures.opis.value !== null) {
    const opis = naiveOpis(scores, strict, loose);
    expect(figures.opis.value).toBeCloseTo(opis.value, 10);
    expect(figures.meanUtility).toBeCloseTo(opis.meanUtility, 10);
  }
  for (const { k, recall } of figures.recallAt) {
    const naive = naiveRetrieval(scores, k);
    if (naive.recall === null) expect(recall).toBeNull();
    else expect(recall).toBeCloseTo(naive.recall, 12);
  }
  const naive = naiveRetrieval(scores, 1);
  if (naive.meanAveragePrecision !== null) {
    expect(figures.meanAveragePrecisionAtR).toBeCloseTo(naive.meanAveragePrecision, 10);
  }
  for (const { threshold, falseAcceptRate, falseRejectRate } of figures.curve) {
    const counts = naiveCounts(scores, threshold);
    if (scores.impostor.length > 0) {
      expect(falseAcceptRate).toBeCloseTo(counts.falseAccepts / scores.impostor.length, 12);
    }
    if (scores.genuine.length > 0) {
      expect(falseRejectRate).toBeCloseTo(counts.falseRejects / scores.genuine.length, 12);
    }
  }
}

describe('measure', () => {
  it('equals brute force on random classes, with ties and copies, on any number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 2, max: 150 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        async (seed, images, classes, dimension, coarse, threads) => {
          const data = drawData(seed, images, classes, dimension, coarse);
          const { figures } = await measureData(data, {}, context(threads));
          await expectNaive(data, figures);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('counts classes large enough for the shared counters exactly', async () => {
    const data = drawData(5, 420, 2, 8, false);
    await expectNaive(data, (await measureData(data)).figures);
  });

  it('has falling FAR and rising FRR along the curve', async () => {
    const { curve } = (await measureData(drawData(7, 200, 9, 5, false))).figures;
    expect(curve.length).toBeGreaterThan(100);
    curve.slice(1).forEach((point, k) => {
      expect(point.threshold).toBeGreaterThan(curve[k]!.threshold);
      expect(point.falseAcceptRate!).toBeLessThanOrEqual(curve[k]!.falseAcceptRate!);
      expect(point.falseRejectRate!).toBeGreaterThanOrEqual(curve[k]!.falseRejectRate!);
    });
  });

  it('does not change when images are permuted or embeddings are rescaled by powers of two', async () => {
    // Without copies: ties between images are broken by their index, which a permutation changes.
    const data = drawData(11, 160, 7, 6, false, false);
    const order = shuffle([...data.labels.keys()], seededGenerator(3));
    const changed: Data = {
      ...data,
      labels: order.map((i) => data.labels[i]!),
      values: Float32Array.from(
        order.flatMap((i, k) =>
          Array.from(data.values.subarray(i * 6, i * 6 + 6), (v) => v * 2 ** ((k % 5) - 2)),
        ),
      ),
    };
    const before = (await measureData(data)).figures;
    const after = (await measureData(changed)).figures;
    // The order of a product's rows may move a score by a rounding error, never a figure by more.
    before.operatingPoints.forEach((point, k) => {
      const other = after.operatingPoints[k]!;
      if (point.threshold === null) expect(other.threshold).toBeNull();
      else {
        expect(other.threshold!).toBeCloseTo(point.threshold, 6);
        expect(other.falseAccepts).toBe(point.falseAccepts);
        expect(other.falseRejects).toBe(point.falseRejects);
        expect(other.classFalseAccepts).toEqual(point.classFalseAccepts);
      }
    });
    expect(after.opis.value!).toBeCloseTo(before.opis.value!, 6);
    expect(after.recallAt1).toBeCloseTo(before.recallAt1!, 12);
  });

  it('says what one class, two images and single images cannot show', async () => {
    const one = await measureData(drawData(1, 20, 1, 4, false));
    expect(one.figures.impostorPairs).toBe(0);
    expect(one.figures.curve.length).toBeGreaterThan(0);
    for (const { falseAcceptRate, falseRejectRate } of one.figures.curve) {
      expect(falseAcceptRate).toBeNull();
      expect(falseRejectRate).not.toBeNull();
    }
    expect(one.figures.operatingPoints.every(({ threshold }) => threshold === null)).toBe(true);
    expect(one.figures.operatingPoints[0]!.reason).toMatch(/no impostor pairs/);
    expect(one.figures.opis).toMatchObject({ value: null, noiseFloor: null });
    expect(one.figures.equalErrorRate).toMatchObject({ threshold: null, rate: null });

    const two = await measureData({
      values: Float32Array.of(1, 0, 0, 1),
      dimension: 2,
      labels: [0, 1],
      classes: 2,
    });
    expect(two.figures.impostorPairs).toBe(1);
    expect(two.figures.classesOfOneImage).toBe(2);
    expect(two.figures.recallAt1).toBeNull();
    expect(two.figures.notes.join(' ')).toMatch(/2 classes have one image/);
  });

  it('measures identical vectors: every pair ties at 1', async () => {
    const labels = Array.from({ length: 60 }, (_, i) => i % 6);
    const values = new Float32Array(60 * 3).fill(0.5);
    const { figures } = await measureData({ values, dimension: 3, labels, classes: 6 });
    for (const point of figures.operatingPoints) {
      if (point.threshold === null) continue;
      expect(point.threshold).toBeGreaterThan(0.9999);
      expect(point.falseAccepts).toBe(0);
      expect(point.falseRejects).toBe(figures.genuinePairs);
    }
    expect(figures.opis.value).toBeNull();
    expect(figures.opis.reason).toMatch(/same threshold/);
  });

  it('counts products that rounding lifts above 1 as 1', async () => {
    const generator = seededGenerator(6);
    const dimension = 64;
    const labels = Array.from({ length: 200 }, (_, i) => i % 20);
    for (const noise of [0.03, 1e-4, 3e-5]) {
      const values = Float32Array.from(
        { length: labels.length * dimension },
        () => 1 + noise * generator.normal(),
      );
      // Copies across classes: impostor pairs at the very top.
      for (let k = 0; k < 40; k++) {
        values.copyWithin(k * dimension, (199 - k) * dimension, (200 - k) * dimension);
      }
      const data: Data = { values, dimension, labels, classes: 20 };
      await expectNaive(data, (await measureData(data)).figures);
    }
  }, 120_000);

  it('gives intervals to many targets at once', async () => {
    const data = drawData(9, 150, 15, 8, false, false);
    const many = Array.from({ length: 300 }, (_, k) => 0.02 + 0.003 * k);
    const { figures } = await measureData(data, { targets: many });
    const { figures: few } = await measureData(data, { targets: [many[0]!] });
    expect(figures.operatingPoints[0]!.falseAcceptRateInterval).toEqual(
      few.operatingPoints[0]!.falseAcceptRateInterval,
    );
  });

  it('tells scores of a collapsed model apart', async () => {
    const generator = seededGenerator(2);
    const labels = Array.from({ length: 120 }, (_, i) => i % 6);
    const values = Float32Array.from({ length: 120 * 16 }, () => 1 + 0.01 * generator.normal());
    const data: Data = { values, dimension: 16, labels, classes: 6 };
    await expectNaive(data, (await measureData(data)).figures);
  });

  it('measures 10,000 classes of two images', async () => {
    const generator = seededGenerator(4);
    const classes = 10_000;
    const dimension = 8;
    const labels = Array.from({ length: 2 * classes }, (_, i) => i % classes);
    const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
    const values = Float32Array.from(
      { length: labels.length * dimension },
      (_, k) =>
        centres[(Math.floor(k / dimension) % classes) * dimension + (k % dimension)]! +
        0.2 * generator.normal(),
    );
    const { figures } = await measureData({ values, dimension, labels, classes }, { brief: true });
    expect(figures.genuinePairs).toBe(classes);
    expect(figures.impostorPairs).toBe((20_000 * 19_998) / 2);
    const point = figures.operatingPoints.find(
      ({ targetFalseAcceptRate }) => targetFalseAcceptRate === 1e-2,
    )!;
    expect(point.falseAcceptRate).toBeLessThanOrEqual(1e-2);
    expect(point.falseAcceptRate).toBeGreaterThan(0.0099999);
    expect(point.classFalseAccepts!.reduce((sum, count) => sum + count, 0)).toBe(
      2 * point.falseAccepts!,
    );
    expect(figures.opis.fewGenuinePairs).toHaveLength(classes);
  }, 300_000);

  it('counts thresholds that were fixed elsewhere exactly', async () => {
    const data = drawData(13, 140, 6, 5, false);
    const fixedThresholds = [-1, 0.123456, 0.5, 0.87].map(Math.fround);
    const { atFixedThresholds } = await measureData(data, { fixedThresholds });
    const scores = await scoresOf(data);
    fixedThresholds.forEach((threshold, k) => {
      const counts = naiveCounts(scores, threshold);
      expect(atFixedThresholds[k]).toMatchObject({
        falseAccepts: counts.falseAccepts,
        falseRejects: counts.falseRejects,
      });
    });
  });

  it('normalises scores against a cohort and integrates OPIS over log FAR', async () => {
    const data = drawData(17, 200, 10, 8, false);
    const inSet = data.labels.map((label, i) => (label < 6 ? i : -1)).filter((i) => i >= 0);
    const cohort = data.labels.map((label, i) => (label >= 6 ? i : -1)).filter((i) => i >= 0);
    const labels = inSet.map((i) => data.labels[i]!);
    const { figures } = await measureData(data, {
      rows: Uint32Array.from(inSet),
      labels: Int32Array.from(labels),
      classNames: Array.from({ length: 6 }, (_, c) => `class ${String(c)}`),
      imageNames: inSet.map(String),
      cohort: Uint32Array.from(cohort),
    });
    expect(figures.score).toBe('as-norm');
    expect(figures.opis.variable).toBe('log-false-accept-rate');
    expect(figures.opis.distanceRange).toBeNull();
    expect(figures.notes.join(' ')).toContain(
      `the cohort has ${String(cohort.length)}, and all of them were used`,
    );

    const unit = (i: number): number[] => {
      const row = Array.from(data.values.subarray(i * 8, i * 8 + 8));
      const norm = Math.hypot(...row);
      return row.map((v) => v / norm);
    };
    const cosine = (i: number, j: number): number =>
      unit(i).reduce((sum, v, d) => sum + v * unit(j)[d]!, 0);
    const statistics = inSet.map((i) => {
      const scores = cohort.map((j) => cosine(i, j));
      const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
      const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length;
      return { mean, deviation: Math.sqrt(variance) };
    });
    const scores = naiveScores(labels, 6, (a, b) => {
      const s = cosine(inSet[a]!, inSet[b]!);
      const [x, y] = [statistics[a]!, statistics[b]!];
      return ((s - x.mean) / x.deviation + (s - y.mean) / y.deviation) / 2;
    });
    for (const point of figures.operatingPoints) {
      const threshold = naiveThreshold(scores, point.targetFalseAcceptRate);
      if (threshold === null) expect(point.threshold).toBeNull();
      else {
        expect(point.threshold!).toBeCloseTo(threshold, 4);
        expect(point.scales).toBeUndefined();
      }
    }
  });

  it('says what it is at, and stops while the noise floor is drawn', async () => {
    const data = drawData(3, 120, 12, 8, false);
    const stages: string[] = [];
    let last = 0;
    let isStopped = false;
    const task: TaskContext = {
      ...context(),
      progress: ({ stage, done, total }) => {
        if (stages.at(-1) !== stage) stages.push(stage);
        last = total === null ? 0 : done / total;
      },
    };
    await measureData(data, {}, task);
    expect(stages).toEqual([
      'Scoring, first pass',
      'Scoring, second pass',
      'Counting at the thresholds',
      'Drawing the noise floor',
    ]);
    expect(last).toBe(1);

    const stopping: TaskContext = {
      ...task,
      progress: ({ stage }) => {
        isStopped = stage === 'Drawing the noise floor';
      },
      stopped: () => isStopped,
      throwIfStopped: () => {
        if (isStopped) throw new Error('asked to stop');
      },
    };
    await expect(measureData(data, {}, stopping)).rejects.toThrow('asked to stop');
  });

  it('refuses an embedding of zeros or NaN by the name of its image', async () => {
    const data = drawData(1, 30, 3, 4, false);
    data.values.fill(0, 4 * 7, 4 * 8);
    await expect(measureData(data)).rejects.toMatchObject({
      code: 'embedding-zero',
      subject: 'image 7',
    });
    data.values[4 * 7] = NaN;
    await expect(measureData(data)).rejects.toMatchObject({
      code: 'embedding-not-finite',
      subject: 'image 7',
    });
  });
});
