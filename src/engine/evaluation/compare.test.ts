import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ComparedFigure,
  type ComparedPoint,
  type ComparedSet,
  comparisonSchema,
} from '../../contract/comparison.ts';
import { classWeights } from '../../core/metrics/class-bootstrap.ts';
import { quantile } from '../../core/metrics/statistics.ts';
import { writeNpy } from '../embedding/npy.ts';
import { temporaryFolder } from '../store/test-process.ts';
import {
  compareModels,
  drawLabels,
  type Embedded,
  embedImages,
  evaluateModel,
  scoresOf,
  testEngine,
} from './compared-models.fixture.ts';

const classes = 24;
const labels = drawLabels(5, classes, 12);
const before = embedImages({ labels, classes, seed: 1, dimension: 6, noise: 0.75 });
const after = embedImages({ labels, classes, seed: 2, dimension: 9, noise: 0.65 });
const reversed = [...labels.keys()].reverse();

/** Every figure of a set that may have an interval. */
function figuresOf(set: ComparedSet): ComparedFigure[] {
  const points = set.targets.flatMap(({ sameThreshold, matchedFalseAcceptRate }) =>
    [sameThreshold, matchedFalseAcceptRate].filter((point) => point !== null),
  );
  return [
    ...Object.values(set.figures),
    ...points.flatMap((point) => [
      point.falseAcceptRate,
      point.falseRejectRate,
      point.worstClassFalseAcceptRate,
      point.worstClassFalseRejectRate,
    ]),
  ];
}

function matchedAt(set: ComparedSet, target: number): ComparedPoint {
  return set.targets.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === target)!
    .matchedFalseAcceptRate!;
}

function sameAt(set: ComparedSet, target: number): ComparedPoint {
  return set.targets.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === target)!
    .sameThreshold!;
}

/** Written as another program would find it. */
function written(file: unknown): string {
  const place = path.join(temporaryFolder(), 'evaluation.json');
  writeFileSync(place, JSON.stringify(file));
  return place;
}

describe('compareEvaluations', () => {
  it('finds no difference and no flip in an evaluation beside itself', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, before);
    const comparison = await compareModels(engine, [stored, stored]);
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
    const set = comparison.comparisons[0]!.sets[0]!;
    expect(set.scores).toEqual({ compared: true, images: labels.length });
    expect(set.targets).toHaveLength(2);
    for (const figure of figuresOf(set)) {
      expect(figure.difference).toBe(0);
      expect(figure.after).toBe(figure.before);
      if (figure.interval !== null) {
        expect(figure.interval).toMatchObject({ lower: 0, upper: 0, level: 0.95 });
        expect(figure.word).toBe('not-distinguishable');
      }
    }
    // These have an interval; the others say why they have none.
    for (const name of [
      'opis',
      'epsilonOpis',
      'meanUtility',
      'spreadOfFalseRejectRate',
      'recallAt1',
      'meanAveragePrecisionAtR',
    ] as const) {
      expect(set.figures[name].interval).not.toBeNull();
    }
    expect(set.figures.spreadOfFalseAcceptRate.intervalReason).toMatch(/too narrow/);
    for (const { sameThreshold, matchedFalseAcceptRate } of set.targets) {
      expect(sameThreshold).toEqual(matchedFalseAcceptRate);
      expect(matchedFalseAcceptRate!.falseAcceptRate.interval).not.toBeNull();
      expect(matchedFalseAcceptRate!.flips).toMatchObject({ share: 0 });
      expect(matchedFalseAcceptRate!.changedClasses).toEqual([]);
    }
    expect(set.cautions.join(' ')).toMatch(/compared with itself/);
  });

  it('counts the rates of both and the flips exactly, whatever the order of the rows', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, before);
    const other = await evaluateModel(engine, after, { order: reversed });
    const { comparisons } = await compareModels(engine, [one.stored, other.stored]);
    const set = comparisons[0]!.sets[0]!;
    const scoreBefore = await scoresOf(before);
    const scoreAfter = await scoresOf(after);
    for (const target of [1e-1, 1e-2]) {
      const own = one.file.operatingPoints.find((p) => p.targetFalseAcceptRate === target)!;
      const matched = matchedAt(set, target);
      expect(matched.thresholdBefore).toBe(own.threshold);
      expect(matched.falseAcceptRate.countBefore).toBe(own.falseAccepts);
      expect(matched.falseRejectRate.countBefore).toBe(own.falseRejects);
      expect(matched.classFalseAcceptRate.before).toEqual(own.classFalseAcceptRate);
      expect(matched.classFalseRejectRate.before).toEqual(own.classFalseRejectRate);
      expect(sameAt(set, target).thresholdAfter).toBe(own.threshold);
      for (const point of [matched, sameAt(set, target)]) {
        const counts = { accepts: 0, rejects: 0, impostorIn: 0, impostorOut: 0, in: 0, out: 0 };
        for (let i = 0; i < labels.length; i++) {
          for (let j = i + 1; j < labels.length; j++) {
            const was = scoreBefore(i, j) >= point.thresholdBefore;
            const is = scoreAfter(i, j) >= point.thresholdAfter;
            if (labels[i] === labels[j]) {
              if (!is) counts.rejects++;
              if (!was && is) counts.in++;
              if (was && !is) counts.out++;
            } else {
              if (is) counts.accepts++;
              if (!was && is) counts.impostorIn++;
              if (was && !is) counts.impostorOut++;
            }
          }
        }
        expect(point.falseAcceptRate.countAfter).toBe(counts.accepts);
        expect(point.falseRejectRate.countAfter).toBe(counts.rejects);
        const { impostor, genuine, share } = point.flips!;
        expect(impostor).toMatchObject({
          acceptedToRejected: counts.impostorOut,
          rejectedToAccepted: counts.impostorIn,
        });
        expect(genuine).toMatchObject({
          acceptedToRejected: counts.out,
          rejectedToAccepted: counts.in,
        });
        const pairs = (labels.length * (labels.length - 1)) / 2;
        const flips = counts.in + counts.out + counts.impostorIn + counts.impostorOut;
        expect(share).toBeCloseTo(flips / pairs, 12);
      }
    }
    // The pooled FAR is the same at matched FAR: both accept as many as the target lets them.
    expect(matchedAt(set, 1e-2).falseAcceptRate.difference).toBeCloseTo(0, 3);
  });

  it('resamples classes once for both: the interval of the FAR difference, naively', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, before);
    const other = await evaluateModel(engine, after);
    const { comparisons, replicates } = await compareModels(engine, [one.stored, other.stored]);
    const point = sameAt(comparisons[0]!.sets[0]!, 1e-2);
    const scoreBefore = await scoresOf(before);
    const scoreAfter = await scoresOf(after);
    const weights = classWeights(classes, replicates, 1);
    const rates: { accept: number[]; reject: number[] } = { accept: [], reject: [] };
    const impostor: [number, number, number][] = [];
    const genuine: [number, number][] = [];
    for (let i = 0; i < labels.length; i++) {
      for (let j = i + 1; j < labels.length; j++) {
        const difference =
          Number(scoreAfter(i, j) >= point.thresholdAfter) -
          Number(scoreBefore(i, j) >= point.thresholdBefore);
        if (labels[i] === labels[j]) genuine.push([labels[i]!, -difference]);
        else impostor.push([labels[i]!, labels[j]!, difference]);
      }
    }
    for (let b = 0; b < replicates; b++) {
      const w = weights.subarray(b * classes, (b + 1) * classes);
      let pairs = 0;
      let sum = 0;
      for (const [a, c, difference] of impostor) {
        pairs += w[a]! * w[c]!;
        sum += w[a]! * w[c]! * difference;
      }
      rates.accept.push(sum / pairs);
      pairs = 0;
      sum = 0;
      for (const [c, difference] of genuine) {
        pairs += w[c]!;
        sum += w[c]! * difference;
      }
      rates.reject.push(sum / pairs);
    }
    const expectInterval = (figure: ComparedFigure, drawn: number[]): void => {
      const sorted = drawn.sort((a, b) => a - b);
      expect(figure.interval!.lower).toBeCloseTo(quantile(sorted, 0.025), 9);
      expect(figure.interval!.upper).toBeCloseTo(quantile(sorted, 0.975), 9);
    };
    expectInterval(point.falseAcceptRate, rates.accept);
    expectInterval(point.falseRejectRate, rates.reject);
  });

  it('turns around when before and after are exchanged', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, before);
    const other = await evaluateModel(engine, after);
    const forth = (await compareModels(engine, [one.stored, other.stored])).comparisons[0]!
      .sets[0]!;
    const back = (await compareModels(engine, [other.stored, one.stored])).comparisons[0]!.sets[0]!;
    const opposite = {
      better: 'worse',
      worse: 'better',
      'not-distinguishable': 'not-distinguishable',
      'no-interval': 'no-interval',
    };
    const expectOpposite = (there: ComparedFigure, here: ComparedFigure): void => {
      expect(here.before).toBe(there.after);
      expect(here.difference).toBeCloseTo(-there.difference!, 12);
      expect(here.word).toBe(there.word === null ? null : opposite[there.word]);
      if (there.interval !== null) {
        expect(here.interval!.lower).toBeCloseTo(-there.interval.upper, 9);
        expect(here.interval!.upper).toBeCloseTo(-there.interval.lower, 9);
      }
    };
    Object.values(forth.figures).forEach((figure, k) => {
      expectOpposite(figure, Object.values(back.figures)[k]!);
    });
    for (const target of [1e-1, 1e-2]) {
      const there = matchedAt(forth, target);
      const here = matchedAt(back, target);
      expectOpposite(there.falseAcceptRate, here.falseAcceptRate);
      expectOpposite(there.falseRejectRate, here.falseRejectRate);
      expect(here.bands).toEqual(there.bands);
      for (const kind of ['impostor', 'genuine'] as const) {
        expect(here.flips![kind].acceptedToRejected).toBe(there.flips![kind].rejectedToAccepted);
        expect(here.flips![kind].classRejectedToAccepted).toEqual(
          there.flips![kind].classAcceptedToRejected,
        );
      }
      const changes = (point: ComparedPoint, change: string): string[] =>
        point.changedClasses
          .filter((changed) => changed.change === change)
          .map((changed) => `${changed.rate} ${String(changed.class)}`);
      expect(changes(here, 'fixed')).toEqual(changes(there, 'newly-broken'));
      expect(changes(here, 'newly-broken')).toEqual(changes(there, 'fixed'));
    }
  });

  it('calls a class fixed or broken by the band, and not for a single pair', async () => {
    const engine = testEngine();
    // The largest class turns into noise in one of the two; the others stay as they are.
    const sizes = Array.from({ length: classes }, (_, c) => labels.filter((l) => l === c).length);
    const largest = sizes.indexOf(Math.max(...sizes));
    const broken = { ...before, values: before.values.slice() };
    const noise = embedImages({ labels, classes, seed: 9, dimension: 6, noise: 30 });
    labels.forEach((label, image) => {
      if (label !== largest) return;
      broken.values.set(noise.values.subarray(image * 6, image * 6 + 6), image * 6);
    });
    const whole = await evaluateModel(engine, before);
    const torn = await evaluateModel(engine, broken);
    const changes = async (from: typeof whole, to: typeof whole) => {
      const { comparisons } = await compareModels(engine, [from.stored, to.stored]);
      const point = matchedAt(comparisons[0]!.sets[0]!, 1e-1);
      const pooled = (point.falseRejectRate.before! + point.falseRejectRate.after!) / 2;
      expect(point.bands.falseRejectRate).toBeCloseTo(Math.min(2 * pooled, (1 + pooled) / 2), 12);
      for (const { rate, before: was, after: is, class: c, change } of point.changedClasses) {
        const band = point.bands[rate]!;
        expect(was > band).toBe(change === 'fixed');
        expect(is > band).toBe(change === 'newly-broken');
        const n = sizes[c]!;
        const pairs = rate === 'falseRejectRate' ? (n * (n - 1)) / 2 : n * (labels.length - n);
        expect(Math.abs(is - was) * pairs).toBeGreaterThan(1.5);
        expect(Math.abs(is - was)).toBeGreaterThanOrEqual(0.1 * band);
      }
      return point.changedClasses.filter(
        ({ class: c, rate }) => c === largest && rate === 'falseRejectRate',
      );
    };
    expect(await changes(whole, torn)).toMatchObject([{ change: 'newly-broken' }]);
    expect(await changes(torn, whole)).toMatchObject([{ change: 'fixed' }]);
  });

  it('puts held-out classes first, at the thresholds of the calibration classes', async () => {
    const engine = testEngine();
    const many = drawLabels(8, 60, 9);
    const data = { labels: many, classes: 60 };
    const split = { split: { seed: 4 } };
    const one = await evaluateModel(
      engine,
      embedImages({ ...data, seed: 1, dimension: 6, noise: 0.8 }),
      split,
    );
    const other = await evaluateModel(
      engine,
      embedImages({ ...data, seed: 2, dimension: 8, noise: 0.7 }),
      split,
    );
    const comparison = await compareModels(engine, [one.stored, other.stored, one.stored]);
    expect(comparison.comparisons.map(({ before: from, after: to }) => [from, to])).toEqual([
      [0, 1],
      [0, 2],
    ]);
    const { sets } = comparison.comparisons[0]!;
    expect(sets.map(({ set }) => set)).toEqual(['held-out', 'calibration']);
    const [heldOut, calibration] = sets as [ComparedSet, ComparedSet];
    expect(heldOut.classNames).toEqual(one.file.sets!.heldOut.classNames);
    for (const target of [1e-1, 1e-2]) {
      const fit = (file: typeof one.file) =>
        file.operatingPoints.find((point) => point.targetFalseAcceptRate === target)!;
      const point = matchedAt(heldOut, target);
      expect(point.thresholdBefore).toBe(fit(one.file).threshold);
      expect(point.thresholdAfter).toBe(fit(other.file).threshold);
      expect(point.falseAcceptRate.countBefore).toBe(fit(one.file).heldOut!.falseAccepts);
      expect(point.falseAcceptRate.countAfter).toBe(fit(other.file).heldOut!.falseAccepts);
      expect(point.falseRejectRate.after).toBe(fit(other.file).heldOut!.falseRejectRate);
      expect(matchedAt(calibration, target).falseRejectRate.after).toBe(
        fit(other.file).falseRejectRate,
      );
    }
    expect(heldOut.figures.opis.before).toBe(one.file.sets!.heldOut.opis.value);
  });

  it('says what it can of evaluations whose scores are elsewhere, and why not the rest', async () => {
    const elsewhere = testEngine();
    const one = await evaluateModel(elsewhere, before);
    const other = await evaluateModel(elsewhere, after);
    const here = testEngine();
    const files = [written(one.file), written(other.file)];
    const stored = (await compareModels(elsewhere, files)).comparisons[0]!.sets[0]!;
    const set = (await compareModels(here, files)).comparisons[0]!.sets[0]!;
    expect(stored.scores.compared).toBe(true);
    expect(set.scores).toMatchObject({ compared: false, images: 0 });
    expect(set.scores.reason).toMatch(/not in this workspace/);
    expect(set.cautions.join(' ')).toMatch(/flip/);
    for (const target of set.targets) {
      expect(target.sameThreshold).toBeNull();
      expect(target.sameThresholdReason).toMatch(/not in this workspace/);
      const point = target.matchedFalseAcceptRate!;
      const full = matchedAt(stored, target.targetFalseAcceptRate);
      expect(point.flips).toBeNull();
      expect(point.flipsReason).toMatch(/not in this workspace/);
      // Rates and classes are in the files, and so is what the FRR interval needs.
      expect(point.falseRejectRate).toEqual(full.falseRejectRate);
      expect(point.changedClasses).toEqual(full.changedClasses);
      expect(point.classFalseAcceptRate).toEqual(full.classFalseAcceptRate);
      expect(point.falseAcceptRate.difference).toBe(full.falseAcceptRate.difference);
      expect(point.falseAcceptRate.interval).toBeNull();
      expect(point.falseAcceptRate.word).toBe('no-interval');
    }
    expect(set.figures.opis).toMatchObject({
      difference: stored.figures.opis.difference,
      interval: null,
    });
    expect(set.figures.recallAt1.interval).toBeNull();
    expect(set.figures.spreadOfFalseRejectRate.interval).not.toBeNull();
  });

  it('compares the classes that both have, and names the others', async () => {
    const engine = testEngine();
    const kept = labels.map((c, image) => [c, image] as const);
    const withoutLast = kept.filter(([c]) => c !== classes - 1).map(([, image]) => image);
    const withoutFirst = kept.filter(([c]) => c !== 0).map(([, image]) => image);
    const one = await evaluateModel(engine, before, { order: withoutLast });
    const other = await evaluateModel(engine, after, { order: withoutFirst });
    const files = [written(one.file), written(other.file)];
    const set = (await compareModels(engine, files)).comparisons[0]!.sets[0]!;
    expect(set.classesOnlyBefore).toEqual(['class 000']);
    expect(set.classesOnlyAfter).toEqual([`class 0${String(classes - 1)}`]);
    expect(set.classNames).toHaveLength(classes - 2);
    const common = withoutFirst.filter((image) => withoutLast.includes(image));
    expect(set.scores).toEqual({ compared: true, images: common.length });
    expect(set.figures.opis).toMatchObject({ difference: null, word: null });
    expect(set.figures.opis.reason).toMatch(/classes differ: 1 only before, 1 only after/);

    // Rates are counted over what both have.
    const restricted = (data: Embedded): Embedded => ({
      ...data,
      labels: common.map((image) => labels[image]! - 1),
      classes: classes - 2,
      values: Float32Array.from(
        common.flatMap((image) => [
          ...data.values.subarray(image * data.dimension, (image + 1) * data.dimension),
        ]),
      ),
    });
    const score = await scoresOf(restricted(after));
    const point = matchedAt(set, 1e-1);
    let accepts = 0;
    let pairs = 0;
    common.forEach((_, i) => {
      for (let j = i + 1; j < common.length; j++) {
        if (labels[common[i]!] === labels[common[j]!]) continue;
        pairs++;
        if (score(i, j) >= point.thresholdAfter) accepts++;
      }
    });
    expect(point.falseAcceptRate).toMatchObject({ countAfter: accepts, pairsAfter: pairs });

    const fromFiles = (await compareModels(testEngine(), files)).comparisons[0]!.sets[0]!;
    const alone = matchedAt(fromFiles, 1e-1);
    expect(alone.falseAcceptRate.difference).toBeNull();
    expect(alone.falseAcceptRate.reason).toMatch(/classes differ/);
    expect(alone.classFalseRejectRate.before).toEqual(
      one.file.operatingPoints[0]!.classFalseRejectRate!.slice(1),
    );
  });

  it('refuses one threshold for cosine and AS-norm scores, and matches their FAR', async () => {
    const engine = testEngine();
    const many = drawLabels(8, 60, 9);
    const data = embedImages({ labels: many, classes: 60, seed: 1, dimension: 6, noise: 0.8 });
    const plain = await evaluateModel(engine, data, { split: { seed: 4 } });
    const normalised = await evaluateModel(engine, data, {
      split: { seed: 4 },
      normalise: 'as-norm',
    });
    const { comparisons } = await compareModels(engine, [plain.stored, normalised.stored]);
    const [heldOut, calibration] = comparisons[0]!.sets as [ComparedSet, ComparedSet];
    expect(heldOut.scores.compared).toBe(true);
    for (const target of heldOut.targets) {
      expect(target.sameThreshold).toBeNull();
      expect(target.sameThresholdReason).toMatch(/different kinds/);
      const point = target.matchedFalseAcceptRate!;
      const own = normalised.file.operatingPoints.find(
        (p) => p.targetFalseAcceptRate === target.targetFalseAcceptRate,
      )!;
      expect(point.falseAcceptRate.countAfter).toBe(own.heldOut!.falseAccepts);
      expect(point.falseRejectRate.countAfter).toBe(own.heldOut!.falseRejects);
      expect(point.flips!.share).toBeGreaterThan(0);
    }
    expect(calibration.figures.opis).toMatchObject({ difference: null, word: null });
    expect(calibration.figures.opis.reason).toMatch(/different numbers/);
    expect(calibration.figures.recallAt1.difference).not.toBeNull();
  });

  it('notices that a matrix was overwritten since', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, before);
    const other = await evaluateModel(engine, after);
    await writeNpy(one.matrixFile, { rows: labels.length, columns: 9, data: after.values });
    const { comparisons } = await compareModels(engine, [one.stored, other.stored]);
    const set = comparisons[0]!.sets[0]!;
    expect(set.scores.compared).toBe(false);
    expect(set.scores.reason).toMatch(/embeddings of "before" have changed/);
    expect(matchedAt(set, 1e-2).flips).toBeNull();
    expect(set.figures.opis.interval).not.toBeNull();
    // What these intervals are conditional on stands beside them, and beside no other.
    const noted = Object.entries(set.figures).flatMap(([name, { interval }]) =>
      interval?.note === undefined ? [] : [name],
    );
    expect(noted).toEqual(['opis', 'epsilonOpis', 'meanUtility']);
    expect(set.figures.opis.interval!.note).toMatch(/^given the FAR of each class/);
  });

  it('refuses what is no evaluation, and evaluations without a common class', async () => {
    const engine = testEngine();
    const one = await evaluateModel(engine, before);
    const good = written(one.file);
    const refused = (models: string[]) => expect(compareModels(engine, models)).rejects;
    await refused([good]).toMatchObject({ code: 'comparison-too-few', kind: 'input' });
    await refused([good, `${good}.none`]).toMatchObject({ code: 'evaluation-file-unreadable' });
    const text = path.join(temporaryFolder(), 'text.json');
    writeFileSync(text, 'not json');
    await refused([good, text]).toMatchObject({ code: 'evaluation-file-invalid', subject: text });
    await refused([good, written({ ...one.file, schema: 'other-1' })]).toMatchObject({
      code: 'evaluation-file-invalid',
    });
    const strangers = await evaluateModel(engine, before, { nameOf: (c) => `other ${String(c)}` });
    await refused([good, written(strangers.file)]).toMatchObject({
      code: 'nothing-in-common',
      kind: 'input',
    });
  });
});
