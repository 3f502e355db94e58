import type {
  ClassCollision,
  CurvePoint,
  Evaluation,
  Interval,
  OperatingPoint,
} from '../../contract/evaluation.ts';
import { seededGenerator } from '../../core/random.ts';
import type { RandomGenerator } from '../../core/random.ts';
import {
  binCount,
  classRates,
  common,
  deviation,
  fewPairs,
  mean,
  present,
  scales,
  sum,
  targets,
} from './sample-parts.fixture.ts';
import type { Sample } from './sample-parts.fixture.ts';
import { quantile } from './view.ts';

/** An evaluation for the tests of the report: random embeddings, every pair looked at one by one. */

const intervalReplicates = 200;

interface Pair {
  score: number;
  first: number;
  second: number;
}

function nextUp32(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getInt32(0);
  view.setInt32(0, value === 0 ? 1 : bits + (value > 0 ? 1 : -1));
  return view.getFloat32(0);
}

function drawEmbeddings(sample: Sample, random: RandomGenerator): { x: number[][]; y: number[] } {
  const dimension = 12;
  const x: number[][] = [];
  const y: number[] = [];
  for (let index = 0; index < sample.classes; index++) {
    const centre = Array.from({ length: dimension }, () => random.normal());
    // Some classes are looser than others: that is what the report is about.
    const noise = 0.35 + 0.5 * random.uniform();
    for (let image = 0; image < sample.imagesOf(index); image++) {
      const row = centre.map((value) => value + noise * random.normal());
      const norm = Math.sqrt(sum(row.map((value) => value * value)));
      x.push(row.map((value) => value / norm));
      y.push(index);
    }
  }
  return { x, y };
}

function interval(values: number[]): Interval {
  const sorted = values.sort((a, b) => a - b);
  return {
    lower: quantile(sorted, 0.025) as number,
    upper: quantile(sorted, 0.975) as number,
    level: 0.95,
    replicates: values.length,
  };
}

/** An evaluation of seeded random embeddings, each figure by its definition. */
export function sampleEvaluation(sample: Sample): Evaluation {
  const random = seededGenerator(sample.seed ?? 1);
  const { x, y } = drawEmbeddings(sample, random);
  const classImages = Array.from({ length: sample.classes }, (_, index) => sample.imagesOf(index));
  const genuine: Pair[] = [];
  const impostor: Pair[] = [];
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const dot = sum(
        (x[i] as number[]).map((value, k) => value * ((x[j] as number[])[k] as number)),
      );
      const pair = {
        score: Math.fround(Math.min(1, Math.max(-1, dot))),
        first: y[i] as number,
        second: y[j] as number,
      };
      (pair.first === pair.second ? genuine : impostor).push(pair);
    }
  }
  impostor.sort((a, b) => b.score - a.score);

  const countsAt = (threshold: number) => {
    const accepted = new Array<number>(sample.classes).fill(0);
    const rejected = classImages.map((count): number | null => (count < 2 ? null : 0));
    for (const pair of impostor) {
      if (pair.score < threshold) break;
      accepted[pair.first] = (accepted[pair.first] as number) + 1;
      accepted[pair.second] = (accepted[pair.second] as number) + 1;
    }
    for (const pair of genuine) {
      if (pair.score < threshold) rejected[pair.first] = (rejected[pair.first] as number) + 1;
    }
    return { accepted, rejected, rates: classRates(accepted, rejected, classImages) };
  };
  const pointAt = (threshold: number, targetFalseAcceptRate: number): OperatingPoint => {
    const { accepted, rejected, rates } = countsAt(threshold);
    const together = new Map<number, number>();
    for (const pair of impostor) {
      if (pair.score < threshold) break;
      const key =
        Math.min(pair.first, pair.second) * sample.classes + Math.max(pair.first, pair.second);
      together.set(key, (together.get(key) ?? 0) + 1);
    }
    const collisions: ClassCollision[] = [...together]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, 100)
      .map(([key, falseAccepts]) => {
        const first = Math.floor(key / sample.classes);
        const second = key % sample.classes;
        const pairs = (classImages[first] as number) * (classImages[second] as number);
        return { first, second, falseAccepts, pairs };
      });
    const falseAccepts = sum(accepted) / 2;
    const falseRejects = sum(present(rejected));
    const acceptReplicates: number[] = [];
    const rejectReplicates: number[] = [];
    for (let k = 0; k < intervalReplicates; k++) {
      const weights = new Array<number>(sample.classes).fill(0);
      for (let draw = 0; draw < sample.classes; draw++) {
        const index = random.integer(sample.classes);
        weights[index] = (weights[index] as number) + 1;
      }
      let all = 0;
      let square = 0;
      weights.forEach((weight, index) => {
        all += weight * (classImages[index] as number);
        square += (weight * (classImages[index] as number)) ** 2;
      });
      let hits = 0;
      for (const [key, count] of together) {
        hits +=
          count *
          (weights[Math.floor(key / sample.classes)] as number) *
          (weights[key % sample.classes] as number);
      }
      if (all * all > square) acceptReplicates.push(hits / ((all * all - square) / 2));
      let misses = 0;
      let trials = 0;
      rejected.forEach((count, index) => {
        const own = classImages[index] as number;
        misses += (weights[index] as number) * (count ?? 0);
        trials += ((weights[index] as number) * own * (own - 1)) / 2;
      });
      if (trials > 0) rejectReplicates.push(misses / trials);
    }
    const enough = sample.classes >= 5;
    return {
      targetFalseAcceptRate,
      threshold,
      falseAccepts,
      falseRejects,
      falseAcceptRate: falseAccepts / impostor.length,
      falseRejectRate: genuine.length === 0 ? null : falseRejects / genuine.length,
      macroFalseAcceptRate: mean(present(rates.accept)),
      macroFalseRejectRate: mean(present(rates.reject)),
      classFalseAcceptRate: rates.accept,
      classFalseRejectRate: rates.reject,
      classFalseAccepts: accepted,
      classFalseRejects: rejected,
      spread: {
        falseAcceptRate: deviation(rates.accept),
        falseRejectRate: deviation(rates.reject),
      },
      falseAcceptRateInterval: enough ? interval(acceptReplicates) : null,
      falseRejectRateInterval: enough && genuine.length > 0 ? interval(rejectReplicates) : null,
      ...(enough ? {} : { intervalReason: `${sample.classes} classes are too few to resample` }),
      scales: scales(threshold),
      collisions,
    };
  };
  const thresholdAt = (target: number): number | null => {
    const allowed = Math.floor(target * impostor.length + 1e-9);
    return allowed === 0 ? null : nextUp32((impostor[allowed] as Pair).score);
  };
  const operatingPoints = targets.map((target): OperatingPoint => {
    const threshold = thresholdAt(target);
    return threshold === null
      ? {
          targetFalseAcceptRate: target,
          threshold: null,
          reason: `insufficient data: ${impostor.length} impostor pairs can show FAR >= 1/${impostor.length}`,
        }
      : pointAt(threshold, target);
  });

  const curve: CurvePoint[] = [];
  const genuineScores = genuine.map((pair) => pair.score);
  for (let step = 0; step <= 100 && impostor.length > 0; step++) {
    const threshold = -1 + step / 50;
    const { rates, accepted } = countsAt(threshold);
    const accept = present(rates.accept).sort((a, b) => a - b);
    const reject = present(rates.reject).sort((a, b) => a - b);
    curve.push({
      threshold,
      falseAcceptRate: sum(accepted) / 2 / impostor.length,
      falseRejectRate:
        genuine.length === 0
          ? null
          : genuineScores.filter((score) => score < threshold).length / genuine.length,
      classFalseAcceptRate05: quantile(accept, 0.05),
      classFalseAcceptRate95: quantile(accept, 0.95),
      classFalseRejectRate05: quantile(reject, 0.05),
      classFalseRejectRate95: quantile(reject, 0.95),
    });
  }

  const grid = 21;
  const loose = thresholdAt(1e-1);
  const strict = thresholdAt(1e-2);
  const distance = (threshold: number): number => Math.sqrt(2 - 2 * threshold);
  let contributions: (number | null)[] = classImages.map(() => null);
  let meanUtility: number | null = null;
  if (loose !== null && strict !== null && genuine.length > 0) {
    const rows = Array.from({ length: grid }, (_, k) => {
      const d = distance(strict) + ((distance(loose) - distance(strict)) * k) / (grid - 1);
      const { rates } = countsAt(1 - (d * d) / 2);
      return rates.reject.map((reject, index) => {
        if (reject === null) return null;
        const phi = 1 - (rates.accept[index] as number);
        const psi = 1 - reject;
        return phi + psi === 0 ? 0 : (2 * phi * psi) / (phi + psi);
      });
    });
    const weight = (k: number): number => (k === 0 || k === grid - 1 ? 0.5 : 1) / (grid - 1);
    const means = rows.map((row) => mean(present(row)) as number);
    meanUtility = sum(means.map((value, k) => value * weight(k)));
    contributions = classImages.map((count, index) =>
      count < 2
        ? null
        : sum(
            rows.map((row, k) => ((row[index] as number) - (means[k] as number)) ** 2 * weight(k)),
          ),
    );
  }
  const value = mean(present(contributions));
  const histogramOf = (pairs: readonly Pair[]): number[] => {
    const counts = new Array<number>(binCount).fill(0);
    for (const { score } of pairs) {
      const bin = Math.min(binCount - 1, Math.floor(((score + 1) / 2) * binCount));
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts;
  };
  const singles = classImages.filter((count) => count === 1).length;
  const atHundredth = operatingPoints.find((point) => point.targetFalseAcceptRate === 1e-2);
  const noImpostor = 'there is one class, so no impostor pair';
  return {
    ...common(sample, classImages),
    genuinePairs: genuine.length,
    impostorPairs: impostor.length,
    operatingPoints,
    equalErrorRate:
      curve.length === 0
        ? { threshold: null, rate: null, reason: noImpostor }
        : { threshold: 0.512345, rate: 0.0432 },
    opis: {
      value,
      ...(value === null ? { reason: 'the range of FAR 0.01 to 0.1 cannot be shown' } : {}),
      variable: 'l2-distance',
      epsilon: 0.1,
      epsilonOpis: value === null ? null : value * 9,
      distanceRange: strict === null || loose === null ? null : [distance(strict), distance(loose)],
      similarityRange: strict === null || loose === null ? null : [loose, strict],
      falseAcceptRateRange: [1e-2, 1e-1],
      grid,
      beta: 1,
      classesUsed: present(contributions).length,
      classContribution: contributions,
      noiseFloor: value === null ? null : value / 3,
      noiseFloorRedraws: 200,
      fewGenuinePairs: fewPairs(classImages),
    },
    meanUtility,
    spread: atHundredth?.spread ?? null,
    recallAt1: genuine.length === 0 ? null : 0.931,
    recallAt: [1, 5, 10].map((k) => ({ k, recall: genuine.length === 0 ? null : 0.93 + k / 200 })),
    meanAveragePrecisionAtR: genuine.length === 0 ? null : 0.7654,
    retrieval: { queries: x.length - singles, sampled: false },
    certifiableFalseAcceptRate:
      impostor.length === 0
        ? { value: null, effectiveTrials: 0, targetFalseAcceptRate: null, reason: noImpostor }
        : {
            value: 9 / impostor.length,
            effectiveTrials: impostor.length / 3,
            targetFalseAcceptRate: 1e-2,
          },
    curve,
    histogram: {
      edges: Array.from({ length: binCount + 1 }, (_, k) => -1 + (2 * k) / binCount),
      genuine: histogramOf(genuine),
      impostor: histogramOf(impostor),
    },
  };
}
