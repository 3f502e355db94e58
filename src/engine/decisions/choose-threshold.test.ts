import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Proposal, proposalSchema } from '../../contract/decision.ts';
import type { Policy } from '../../contract/policy.ts';
import { atOrAbove32, nextUp32 } from '../../core/float32.ts';
import { classWeights } from '../../core/metrics/class-bootstrap.ts';
import { utility } from '../../core/metrics/opis.ts';
import { quantile } from '../../core/metrics/statistics.ts';
import { writeNpy } from '../embedding/npy.ts';
import type { Engine } from '../engine.ts';
import {
  drawLabels,
  type Embedded,
  embedImages,
  evaluateModel,
  scoresOf,
  testEngine,
} from '../evaluation/compared-models.fixture.ts';
import { naiveCounts, naiveScores, type NaiveScores } from '../evaluation/naive-metrics.ts';
import { chooseThreshold } from './choose-threshold.ts';
import { countAtThresholds } from './exact-counts.ts';

const hooks = { onProgress: () => undefined, signal: new AbortController().signal };

function choose(engine: Engine, evaluationId: string, policy: Policy): Promise<Proposal> {
  return chooseThreshold(engine, { evaluationId, policy, seed: 1 }, hooks);
}

async function naiveOf(model: Embedded): Promise<NaiveScores> {
  return naiveScores(model.labels, model.classes, await scoresOf(model));
}

/** All rates at a threshold, from their definitions. */
function ratesOf(scores: NaiveScores, threshold: number) {
  const { accepts, rejects, falseAccepts, falseRejects } = naiveCounts(scores, threshold);
  const sizes = accepts.map((_, c) => scores.labels.filter((label) => label === c).length);
  const classRates = accepts.map(
    (count, c) => count / (sizes[c]! * (scores.labels.length - sizes[c]!)),
  );
  return {
    threshold,
    far: falseAccepts / scores.impostor.length,
    frr: falseRejects / scores.genuine.length,
    worst: Math.max(...classRates),
    high: quantile(Float64Array.from(classRates).sort(), 0.95),
    accepts,
    rejects,
    falseAccepts,
    falseRejects,
  };
}

/** The rates at every float32 threshold at which one of them changes, ascending. */
function everyThreshold(scores: NaiveScores): ReturnType<typeof ratesOf>[] {
  const values = [...scores.impostor, ...scores.genuine].map(({ score }) => score);
  const thresholds = [...new Set([-1, ...values, ...values.map(nextUp32)])].sort((a, b) => a - b);
  return thresholds.map((threshold) => ratesOf(scores, threshold));
}

const small = embedImages({
  labels: drawLabels(3, 14, 9),
  classes: 14,
  seed: 4,
  dimension: 6,
  noise: 0.8,
});
const coarse = embedImages({
  labels: drawLabels(8, 12, 8),
  classes: 12,
  seed: 9,
  dimension: 5,
  noise: 0.7,
  coarse: true,
});

describe('chooseThreshold', () => {
  it.each([
    ['distinct scores', small],
    ['scores with ties', coarse],
  ])('gives the threshold that brute force over every float32 finds: %s', async (_, model) => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, model);
    const scores = await naiveOf(model);
    const every = everyThreshold(scores);
    const scoreValues = new Set([...scores.impostor, ...scores.genuine].map(({ score }) => score));
    const expectations: [Policy, (rates: typeof every) => (typeof every)[number]][] = [
      [{ falseAcceptRate: 0.02 }, (all) => all.find(({ far }) => far <= 0.02)!],
      [{ falseAcceptRate: 0.4 }, (all) => all.find(({ far }) => far <= 0.4)!],
      [{ falseRejectRate: 0.1 }, (all) => all.findLast(({ frr }) => frr <= 0.1)!],
      [{ worstClassFalseAcceptRate: 0.1 }, (all) => all.find(({ worst }) => worst <= 0.1)!],
      [{ worstClassFalseAcceptRate95: 0.1 }, (all) => all.find(({ high }) => high <= 0.1)!],
      [
        { falseAcceptRate: 0.1, worstClassFalseAcceptRate: 0.15, falseRejectRate: 0.9 },
        (all) => all.find(({ far, worst }) => far <= 0.1 && worst <= 0.15)!,
      ],
      [
        { objective: { kind: 'utility' } },
        (all) => {
          const best = Math.max(...all.map(({ far, frr }) => utility(far, frr)));
          return all.findLast(({ far, frr }) => utility(far, frr) >= best - 1e-12)!;
        },
      ],
      [
        {
          objective: { kind: 'cost', falseAcceptCost: 10, falseRejectCost: 1, prevalence: 0.2 },
          falseRejectRate: 0.8,
        },
        (all) => {
          const cost = ({ far, frr }: (typeof every)[number]) => 8 * far + 0.2 * frr;
          const feasible = all.filter(({ frr }) => frr <= 0.8);
          const least = Math.min(...feasible.map(cost));
          return feasible.findLast((rates) => cost(rates) <= least * (1 + 1e-12))!;
        },
      ],
      [
        { objective: { kind: 'equal-error-rate' } },
        (all) => {
          const difference = ({ falseAccepts, falseRejects }: (typeof every)[number]) =>
            Math.abs(falseAccepts * scores.genuine.length - falseRejects * scores.impostor.length);
          const candidates = all.filter(({ threshold }) => scoreValues.has(threshold));
          const least = Math.min(...candidates.map(difference));
          return candidates.find((rates) => difference(rates) === least)!;
        },
      ],
    ];
    for (const [policy, find] of expectations) {
      const proposal = await choose(engine, stored.evaluationId, policy);
      expect(proposalSchema.parse(proposal)).toEqual(proposal);
      const expected = find(every);
      expect(proposal).toMatchObject({ status: 'chosen', threshold: expected.threshold, policy });
      expect(proposal.attained).toMatchObject({
        set: 'all',
        threshold: expected.threshold,
        falseAccepts: expected.falseAccepts,
        falseRejects: expected.falseRejects,
        classFalseAccepts: expected.accepts,
      });
      expect(proposal.heldOut).toBeNull();
      expect(proposal.notes.join(' ')).toContain('no split');
      if (
        policy.worstClassFalseAcceptRate !== undefined ||
        policy.worstClassFalseAcceptRate95 !== undefined
      ) {
        expect(proposal.thresholdInterval).toBeNull();
        expect(proposal.thresholdIntervalReason).toMatch(/^drawing the classes again/);
        continue;
      }
      const { lower, upper } = proposal.thresholdInterval!;
      expect(lower ?? -Infinity).toBeLessThanOrEqual(expected.threshold);
      expect(upper ?? Infinity).toBeGreaterThanOrEqual(expected.threshold);
    }
  });

  it.each([
    ['distinct scores', small],
    ['scores with ties', coarse],
  ])('counts at a given threshold what brute force counts: %s', async (_, model) => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, model);
    const scores = await naiveOf(model);
    const some = scores.impostor.toSorted((a, b) => b.score - a.score)[20]!.score;
    // On a score, right above and below it in float64, and at the ends.
    for (const threshold of [some, some + 1e-12, some - 1e-12, 0.62, -1, 1]) {
      const proposal = await choose(engine, stored.evaluationId, { threshold });
      expect(proposalSchema.parse(proposal)).toEqual(proposal);
      const expected = ratesOf(scores, threshold);
      expect(proposal).toMatchObject({
        status: 'chosen',
        policy: { threshold },
        threshold: atOrAbove32(threshold),
        bounds: [],
        thresholdInterval: null,
        thresholdIntervalReason: 'given by a person',
        attained: {
          falseAccepts: expected.falseAccepts,
          falseRejects: expected.falseRejects,
          classFalseAccepts: expected.accepts,
          classFalseRejects: expected.rejects,
        },
      });
      expect(proposal.notes.join(' ')).toContain('no split');
    }
  });

  it('gives a given threshold the rates and intervals that a policy gives the same one', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small, { split: { seed: 2 } });
    const chosen = await choose(engine, stored.evaluationId, { falseAcceptRate: 0.1 });
    const given = await choose(engine, stored.heldOutId!, { threshold: chosen.threshold! });
    const { attained, heldOut, price, scales, evaluationId, heldOutId } = chosen;
    expect(given).toMatchObject({ attained, heldOut, price, scales, evaluationId, heldOutId });
    expect(heldOut).not.toBeNull();
    expect(given).toMatchObject({ guarantee: null, notes: [] });
  });

  it('refuses a given threshold that no score can reach', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    for (const threshold of [-1.01, 1 + 1e-12, 62]) {
      await expect(choose(engine, stored.evaluationId, { threshold })).rejects.toMatchObject({
        code: 'threshold-no-score',
        kind: 'input',
      });
    }
  });

  it('recomputes the threshold exactly in every draw of the classes', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    const scores = await naiveOf(small);
    const { threshold, thresholdInterval } = await choose(engine, stored.evaluationId, {
      falseAcceptRate: 0.05,
    });
    const replicates = 1000;
    const { classes, labels } = small;
    const weights = classWeights(classes, replicates, 1);
    const pairs = scores.impostor.toSorted((a, b) => b.score - a.score);
    const drawn: number[] = [];
    for (let b = 0; b < replicates; b++) {
      const weightOf = ({ i, j }: (typeof pairs)[number]): number =>
        weights[b * classes + labels[i]!]! * weights[b * classes + labels[j]!]!;
      const all = pairs.reduce((sum, pair) => sum + weightOf(pair), 0);
      let accepted = 0;
      const broken = pairs.find((pair) => {
        accepted += weightOf(pair);
        return accepted / all > 0.05;
      });
      drawn.push(nextUp32(broken!.score));
    }
    drawn.sort((a, b) => a - b);
    expect(thresholdInterval).toEqual({
      lower: drawn[Math.floor(0.025 * 999)],
      upper: drawn[Math.ceil(0.975 * 999)],
      level: 0.95,
      replicates,
      resolution: 'exact',
    });
    expect(thresholdInterval!.lower).toBeLessThan(threshold!);
    expect(thresholdInterval!.upper).toBeGreaterThan(threshold!);
  });

  it('brackets the exact interval by that on the grid', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    const exact = await choose(engine, stored.evaluationId, { falseAcceptRate: 0.05 });
    // The same threshold, but a constraint that never binds keeps it off the tail's short way.
    const grid = await choose(engine, stored.evaluationId, {
      falseAcceptRate: 0.05,
      falseRejectRate: 0.99,
    });
    expect(grid.threshold).toBe(exact.threshold);
    expect(grid.thresholdInterval).toMatchObject({ resolution: 'grid', level: 0.95 });
    expect(grid.thresholdInterval!.lower).toBeCloseTo(exact.thresholdInterval!.lower!, 1);
    expect(grid.thresholdInterval!.upper).toBeCloseTo(exact.thresholdInterval!.upper!, 1);
  });

  it('names the constraints and the classes that exclude each other', async () => {
    const engine = testEngine();
    const { stored, file } = await evaluateModel(engine, small);
    const policy: Policy = { worstClassFalseAcceptRate: 0.03, falseRejectRate: 0.02 };
    const proposal = await choose(engine, stored.evaluationId, policy);
    expect(proposal).toMatchObject({ status: 'infeasible', threshold: null, attained: null });
    const every = everyThreshold(await naiveOf(small));
    const least = every.find(({ worst }) => worst <= 0.03)!;
    const greatest = every.findLast(({ frr }) => frr <= 0.02)!;
    const [worst, frr] = proposal.bounds;
    expect(worst).toMatchObject({ constraint: 'worst-class-far', threshold: least.threshold });
    expect(frr).toMatchObject({ constraint: 'frr', threshold: greatest.threshold });
    for (const { class: c, name, falseAcceptRate } of worst!.classes) {
      expect(name).toBe(file.classNames[c]);
      expect(falseAcceptRate).toBeGreaterThan(0.03);
      expect(proposal.reason).toContain(name);
    }
    expect(worst!.classes.length).toBeGreaterThan(0);
    expect(frr!.classes[0]!.falseRejectRate).toBeGreaterThan(0.02);
    expect(proposal.reason).toMatch(
      /worst-class-far=0.03 wants at least .* frr=0.02 wants at most/,
    );
  });

  it('makes no threshold up', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    const propose = (policy: Policy) => choose(engine, stored.evaluationId, policy);
    expect(await propose({ falseAcceptRate: 1e-9 })).toMatchObject({
      status: 'insufficient-data',
      threshold: null,
      reason: expect.stringMatching(/impostor pairs can show FAR >= /) as string,
    });
    expect(await propose({ worstClassFalseAcceptRate: 1e-9 })).toMatchObject({
      status: 'insufficient-data',
      reason: expect.stringMatching(/the class with the most impostor pairs/) as string,
    });
    const dear: Policy = {
      objective: { kind: 'cost', falseAcceptCost: 1e9, falseRejectCost: 1e-9, prevalence: 0.01 },
      worstClassFalseAcceptRate: 0.5,
    };
    // Where the genuine pairs that score highest outdo every impostor, accepting them costs nothing.
    const proposal = await propose(dear);
    if (proposal.status === 'chosen') expect(proposal.attained!.falseAccepts).toBe(0);
    else expect(proposal.status).toBe('accepts-nothing');
    const one = embedImages({ labels: [0, 0, 0], classes: 1, seed: 1, dimension: 4, noise: 1 });
    const alone = await evaluateModel(engine, one);
    expect(await choose(engine, alone.stored.evaluationId, { falseAcceptRate: 0.1 })).toMatchObject(
      {
        status: 'insufficient-data',
        reason: 'Insufficient data: there are no impostor pairs.',
      },
    );
    expect(await choose(engine, alone.stored.evaluationId, { falseRejectRate: 0.5 })).toMatchObject(
      {
        status: 'chosen',
      },
    );
  });

  it('tests on held-out classes, among themselves and as new classes against the gallery', async () => {
    const engine = testEngine();
    const model = embedImages({
      labels: drawLabels(11, 60, 8),
      classes: 60,
      seed: 5,
      dimension: 8,
      noise: 0.7,
    });
    const { stored, file } = await evaluateModel(engine, model, { split: { seed: 2 } });
    const policy: Policy = { falseAcceptRate: 0.02, worstClassFalseAcceptRate: 0.2 };
    const proposal = await choose(engine, stored.evaluationId, policy);
    // Whichever of the two sets is named.
    expect(await choose(engine, stored.heldOutId!, policy)).toEqual(proposal);
    expect(proposal).toMatchObject({
      evaluationId: stored.evaluationId,
      heldOutId: stored.heldOutId,
      attained: { set: 'calibration' },
      heldOut: { set: 'held-out', threshold: proposal.threshold },
    });
    const { calibration, heldOut } = file.sets!;
    const imagesOf = (names: readonly string[]): number[] =>
      model.labels.flatMap((label, image) =>
        names.includes(`class ${String(label).padStart(3, '0')}`) ? [image] : [],
      );
    const { values, dimension } = model;
    const cosine = (i: number, j: number): number => {
      let dot = 0;
      let left = 0;
      let right = 0;
      for (let d = 0; d < dimension; d++) {
        const a = values[i * dimension + d]!;
        const b = values[j * dimension + d]!;
        dot += a * b;
        left += a * a;
        right += b * b;
      }
      return dot / Math.sqrt(left * right);
    };
    const gallery = imagesOf(calibration.classNames);
    const exceeding = heldOut.classNames.filter((name) => {
      const probes = imagesOf([name]);
      const accepts = probes.flatMap((i) =>
        gallery.filter((j) => cosine(i, j) >= proposal.threshold!),
      ).length;
      return accepts / (probes.length * gallery.length) > 0.2;
    });
    expect(proposal.guarantee).toMatchObject({
      targetFalseAcceptRate: 0.2,
      galleryImages: gallery.length,
      probeClasses: heldOut.classes,
      exceedingClasses: exceeding.length,
      guaranteed: false,
    });
    expect(proposal.guaranteeReason).toMatch(
      /classes that are all new, their number fixed before looking \(59 if none/,
    );
    const free = await choose(engine, stored.evaluationId, { objective: { kind: 'utility' } });
    expect(free.guarantee).toBeNull();
    expect(free.guaranteeReason).toContain('sets no FAR');
  });

  it('prices one threshold against a threshold for each class', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    const scores = await naiveOf(small);
    const { attained, price } = await choose(engine, stored.evaluationId, {
      falseAcceptRate: 0.05,
    });
    const far = attained!.falseAcceptRate!;
    // Each class at the smallest threshold at which its own FAR is not above the pooled one.
    const every = everyThreshold(scores);
    const sizes = attained!.classFalseAccepts.map(
      (_, c) => small.labels.filter((label) => label === c).length,
    );
    const rejects = sizes.map((size, c) => {
      const pairs = size * (small.labels.length - size);
      return every.find(({ accepts }) => accepts[c]! / pairs <= far)!.rejects[c]!;
    });
    const own = rejects.reduce((sum, count) => sum + count, 0) / scores.genuine.length;
    expect(price).toMatchObject({
      falseAcceptRate: far,
      falseRejectRateOfOne: attained!.falseRejectRate,
    });
    expect(price!.falseRejectRateOfOwn).toBeCloseTo(own, 1);
    expect(price!.price).toBe(attained!.falseRejectRate! - price!.falseRejectRateOfOwn);
    expect(price!.classThreshold).toHaveLength(small.classes);
  });

  it('names no price where classes expect too few accepted pairs for a threshold of their own', async () => {
    const engine = testEngine();
    const { stored } = await evaluateModel(engine, small);
    const { attained, price, priceReason } = await choose(engine, stored.evaluationId, {
      falseAcceptRate: 0.005,
    });
    const expected = attained!.classFalseAccepts.flatMap((_, c) => {
      const size = small.labels.filter((label) => label === c).length;
      return size < 2 ? [] : [attained!.falseAcceptRate! * size * (small.labels.length - size)];
    });
    expect(price).toBeNull();
    expect(priceReason).toContain(
      `${String(expected.filter((count) => count < 10).length)} of ${String(expected.length)} classes expect fewer than 10 accepted pairs`,
    );
  });
});

describe('countAtThresholds', () => {
  const large = embedImages({
    labels: drawLabels(21, 150, 20),
    classes: 150,
    seed: 6,
    dimension: 48,
    noise: 1.6,
  });

  it('counts what the evaluation counted, over several tiles and with or without the tail', async () => {
    const engine = testEngine();
    expect(large.labels.length).toBeGreaterThan(1100);
    const targets = [1e-1, 1e-2, 1e-4];
    const { stored, file } = await evaluateModel(engine, large, { targets });
    const points = file.operatingPoints;
    const thresholds = points.map(({ threshold }) => threshold!);
    const count = (some: number[]) =>
      countAtThresholds(
        engine,
        { evaluationId: stored.evaluationId, thresholds: some, seed: 1 },
        hooks,
      );
    const together = await count(thresholds);
    points.forEach((point, k) => {
      expect(together[k]).toMatchObject({
        falseAccepts: point.falseAccepts,
        falseRejects: point.falseRejects,
        falseAcceptRate: point.falseAcceptRate,
        falseRejectRate: point.falseRejectRate,
        macroFalseAcceptRate: point.macroFalseAcceptRate,
        classFalseAccepts: point.classFalseAccepts,
        classFalseRejects: point.classFalseRejects,
        falseRejectRateInterval: point.falseRejectRateInterval,
      });
      const own = point.falseAcceptRateInterval!;
      const { falseAcceptRateInterval } = together[k]!;
      expect(falseAcceptRateInterval!.lower).toBeCloseTo(own.lower, 9);
      expect(falseAcceptRateInterval!.upper).toBeCloseTo(own.upper, 9);
    });
    // The strictest alone needs the stored tail alone.
    expect(await count([thresholds[2]!])).toEqual([together[2]]);
    const { threshold, thresholdInterval } = await choose(engine, stored.evaluationId, {
      falseAcceptRate: 1e-4,
    });
    expect(threshold).toBe(thresholds[2]);
    expect(thresholdInterval).toMatchObject({ resolution: 'exact', replicates: 1000 });
    const ends = await count([nextUp32(1), -1]);
    expect(ends.map(({ falseAccepts }) => falseAccepts)).toEqual([0, file.impostorPairs]);
    expect(ends.map(({ falseRejects }) => falseRejects)).toEqual([file.genuinePairs, 0]);
    // A narrow interval that takes pairs as independent stands beside the other.
    const { optimistic, falseAcceptRateInterval } = together[1]!;
    const width = ({ lower, upper }: { lower: number; upper: number }): number => upper - lower;
    expect(width(optimistic.falseAcceptRate!)).toBeLessThan(width(falseAcceptRateInterval!));
  });

  it('counts AS-norm scores too', async () => {
    const engine = testEngine();
    const { stored, file } = await evaluateModel(engine, large, {
      split: { seed: 3 },
      normalise: 'as-norm',
    });
    const point = file.operatingPoints[1]!;
    const proposal = await choose(engine, stored.evaluationId, { falseAcceptRate: 1e-2 });
    expect(proposal).toMatchObject({
      score: 'as-norm',
      status: 'chosen',
      threshold: point.threshold,
      scales: null,
      attained: { falseAccepts: point.falseAccepts, falseRejects: point.falseRejects },
      heldOut: {
        falseAccepts: point.heldOut!.falseAccepts,
        falseRejects: point.heldOut!.falseRejects,
      },
    });
    expect(proposal.guarantee).not.toBeNull();
    // Its scores know no bounds.
    const given = await choose(engine, stored.evaluationId, { threshold: 62 });
    expect(given).toMatchObject({ status: 'chosen', threshold: 62, attained: { falseAccepts: 0 } });
    await expect(choose(engine, stored.evaluationId, { threshold: 1e39 })).rejects.toMatchObject({
      code: 'threshold-no-score',
    });
  });

  it('refuses what it cannot count', async () => {
    const engine = testEngine();
    const { stored, matrixFile } = await evaluateModel(engine, small);
    const count = (evaluationId: string, thresholds: number[]) =>
      countAtThresholds(engine, { evaluationId, thresholds, seed: 1 }, hooks);
    await expect(count(stored.evaluationId, [])).rejects.toThrow(/Between 1 and 100/);
    await expect(count(stored.evaluationId, [NaN])).rejects.toThrow(/each a finite number/);
    await expect(count('nowhere', [0])).rejects.toMatchObject({ code: 'evaluation-unknown' });
    await writeNpy(matrixFile, {
      rows: small.labels.length,
      columns: small.dimension,
      data: small.values.map((value, k) => value * (1 + (k % 7))),
    });
    await expect(count(stored.evaluationId, [0])).rejects.toMatchObject({ code: 'scores-changed' });
    await expect(
      choose(engine, stored.evaluationId, { falseAcceptRate: 0.1 }),
    ).rejects.toMatchObject({ code: 'scores-changed' });
    rmSync(matrixFile);
    await expect(count(stored.evaluationId, [0])).rejects.toMatchObject({ code: 'scores-gone' });
  });
});
