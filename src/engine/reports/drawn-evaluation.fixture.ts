import type {
  ClassCollision,
  CurvePoint,
  Evaluation,
  OperatingPoint,
} from '../../contract/evaluation.ts';
import { seededGenerator } from '../../core/random.ts';
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

/**
 * An evaluation of so many classes that its pairs cannot be looked at in a test: class counts are
 * drawn, pooled figures follow from them.
 */
export function drawnEvaluation(sample: Sample): Evaluation {
  const random = seededGenerator(sample.seed ?? 1);
  const classImages = Array.from({ length: sample.classes }, (_, index) => sample.imagesOf(index));
  const images = sum(classImages);
  const genuinePairs = sum(classImages.map((count) => (count * (count - 1)) / 2));
  const impostorPairs = (images * images - sum(classImages.map((count) => count * count))) / 2;
  const acceptLevel = classImages.map(() => Math.min(8, Math.exp(0.9 * random.normal() - 0.4)));
  const rejectLevel = classImages.map(() => Math.min(1, 0.08 * Math.exp(random.normal())));
  const operatingPoints = targets.map((target, place): OperatingPoint => {
    const threshold = Math.fround(0.31 + 0.13 * place);
    const accepted = classImages.map((count, index) =>
      Math.floor(target * (acceptLevel[index] as number) * count * (images - count)),
    );
    if (sum(accepted) % 2 === 1) accepted[0] = (accepted[0] as number) + 1;
    const rejected = classImages.map((count, index) =>
      count < 2
        ? null
        : Math.floor(
            Math.min(1, (rejectLevel[index] as number) * (place + 1)) *
              ((count * (count - 1)) / 2) +
              random.uniform(),
          ),
    );
    const rates = classRates(accepted, rejected, classImages);
    const falseAccepts = sum(accepted) / 2;
    const falseRejects = sum(present(rejected));
    const collisions = Array.from({ length: 100 }, (_, k): ClassCollision => {
      const first = random.integer(sample.classes - 1);
      const second = first + 1;
      return {
        first,
        second,
        falseAccepts: Math.max(1, 40 - Math.floor(k / 3)),
        pairs: 40 + (classImages[first] as number) * (classImages[second] as number),
      };
    });
    return {
      targetFalseAcceptRate: target,
      threshold,
      falseAccepts,
      falseRejects,
      falseAcceptRate: falseAccepts / impostorPairs,
      falseRejectRate: falseRejects / genuinePairs,
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
      falseAcceptRateInterval: {
        lower: (0.96 * falseAccepts) / impostorPairs,
        upper: (1.05 * falseAccepts) / impostorPairs,
        level: 0.95,
        replicates: 1000,
      },
      falseRejectRateInterval: {
        lower: (0.97 * falseRejects) / genuinePairs,
        upper: (1.03 * falseRejects) / genuinePairs,
        level: 0.95,
        replicates: 1000,
      },
      scales: scales(threshold),
      collisions,
    };
  });
  const contributions = classImages.map((count) =>
    count < 2 ? null : 0.004 * Math.exp(1.2 * random.normal()),
  );
  const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
  const curve = Array.from({ length: 500 }, (_, k): CurvePoint => {
    const threshold = -0.5 + (1.5 * k) / 499;
    const accept = logistic(-17 * (threshold - 0.18));
    const reject = logistic(11 * (threshold - 0.75));
    return {
      threshold,
      falseAcceptRate: accept,
      falseRejectRate: reject,
      classFalseAcceptRate05: accept ** 1.4,
      classFalseAcceptRate95: accept ** 0.75,
      classFalseRejectRate05: reject ** 1.6,
      classFalseRejectRate95: reject ** 0.6,
    };
  });
  const bump = (centre: number, width: number, total: number): number[] =>
    Array.from({ length: binCount }, (_, bin) => {
      const score = -1 + (2 * (bin + 0.5)) / binCount;
      const density = Math.exp(-0.5 * ((score - centre) / width) ** 2);
      return Math.round((total * density * 2) / binCount / width / 2.5066);
    });
  return {
    ...common(sample, classImages),
    genuinePairs,
    impostorPairs,
    operatingPoints,
    equalErrorRate: { threshold: 0.4, rate: 0.021 },
    opis: {
      value: mean(present(contributions)),
      variable: 'l2-distance',
      epsilon: 0.1,
      epsilonOpis: 0.061,
      distanceRange: [1.058301, 1.174734],
      similarityRange: [0.31, 0.44],
      falseAcceptRateRange: [1e-2, 1e-1],
      grid: 101,
      beta: 1,
      classesUsed: present(contributions).length,
      classContribution: contributions,
      noiseFloor: 0.0061,
      noiseFloorRedraws: 200,
      fewGenuinePairs: fewPairs(classImages),
    },
    meanUtility: 0.913,
    spread: (operatingPoints[1] as OperatingPoint).spread ?? null,
    recallAt1: 0.9134,
    recallAt: [1, 5, 10].map((k) => ({ k, recall: 0.9134 + k / 200 })),
    meanAveragePrecisionAtR: 0.6512,
    retrieval: { queries: 10000, sampled: true, reason: 'classes of more than 1,000 images' },
    certifiableFalseAcceptRate: {
      value: 3 / 41230,
      effectiveTrials: 41230,
      targetFalseAcceptRate: 1e-3,
    },
    curve,
    histogram: {
      edges: Array.from({ length: binCount + 1 }, (_, k) => -1 + (2 * k) / binCount),
      genuine: bump(0.72, 0.13, genuinePairs),
      impostor: bump(0.08, 0.12, impostorPairs),
    },
  };
}
