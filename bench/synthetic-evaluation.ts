import { randomUUID } from 'node:crypto';
import type { Evaluation } from '../src/contract/evaluation.ts';
import { evaluationSchemaVersion } from '../src/contract/evaluation.ts';
import { deviationOf, meanOf, quantile } from '../src/core/metrics/statistics.ts';
import { utility } from '../src/core/metrics/opis.ts';
import { seededGenerator } from '../src/core/random.ts';
import type { Engine } from '../src/engine/engine.ts';
import { saveEvaluations } from '../src/engine/evaluation/evaluation-rows.ts';

/**
 * Puts an evaluation into a workspace whose classes follow normal laws of their own: histograms and
 * figures as an evaluation of so many classes has them, without images and without scores.
 *
 * @returns its id
 */
export function insertSyntheticEvaluation(
  { db }: Pick<Engine, 'db'>,
  { classes, bins, nameOf }: { classes: number; bins: number; nameOf: (c: number) => string },
): string {
  const generator = seededGenerator(1);
  const random = (): number => generator.uniform();
  const low = -0.3;
  const edges = Float32Array.from({ length: bins + 1 }, (_, k) => low + ((1 - low) * k) / bins);
  const classImages = Array.from({ length: classes }, () => 2 + Math.floor(38 * random()));
  const images = classImages.reduce((a, b) => a + b, 0);
  const impostor = new Uint32Array(classes * bins);
  const genuine = new Uint32Array(classes * bins);
  const impostorAccepted = new Float64Array(classes * (bins + 1));
  const genuineAccepted = new Float64Array(classes * (bins + 1));
  for (let c = 0; c < classes; c++) {
    const n = classImages[c]!;
    const strangers = { pairs: n * (images - n), mean: 0.1 + 0.1 * random(), deviation: 0.1 };
    const relatives = { pairs: (n * (n - 1)) / 2, mean: 0.6 + 0.25 * random(), deviation: 0.12 };
    fill(impostor, impostorAccepted, c, strangers);
    fill(genuine, genuineAccepted, c, relatives);
  }
  const impostorPairs = sumOf(classImages, (n) => n * (images - n)) / 2;
  const genuinePairs = sumOf(classImages, (n) => (n * (n - 1)) / 2);
  const rates = (step: number) => ({
    accepts: classImages.map(
      (n, c) => impostorAccepted[c * (bins + 1) + step]! / (n * (images - n)),
    ),
    rejects: classImages.map(
      (n, c) => 1 - genuineAccepted[c * (bins + 1) + step]! / ((n * (n - 1)) / 2),
    ),
  });
  const curve: Evaluation['curve'] = [];
  for (let step = 0; step < bins; step++) {
    const { accepts, rejects } = rates(step);
    const acceptsSorted = Float64Array.from(accepts).sort();
    const rejectsSorted = Float64Array.from(rejects).sort();
    curve.push({
      threshold: edges[step]!,
      falseAcceptRate:
        sumOf(classImages, (_, c) => impostorAccepted[c * (bins + 1) + step]!) / 2 / impostorPairs,
      falseRejectRate:
        1 - sumOf(classImages, (_, c) => genuineAccepted[c * (bins + 1) + step]!) / genuinePairs,
      classFalseAcceptRate05: quantile(acceptsSorted, 0.05),
      classFalseAcceptRate95: quantile(acceptsSorted, 0.95),
      classFalseRejectRate05: quantile(rejectsSorted, 0.05),
      classFalseRejectRate95: quantile(rejectsSorted, 0.95),
    });
  }
  const stepOf = (target: number): number =>
    curve.findIndex(({ falseAcceptRate }) => (falseAcceptRate ?? 0) <= target);
  const [first, last] = [stepOf(1e-2), stepOf(1e-1)];
  const { accepts, rejects } = rates(first);
  const utilities = accepts.map((rate, c) => utility(rate, rejects[c]!));
  const mean = meanOf(utilities) ?? 0;
  const contributions = utilities.map((value) => (value - mean) ** 2);
  const equal = curve.findIndex(
    (point) => (point.falseAcceptRate ?? 0) <= (point.falseRejectRate ?? 0),
  );
  const pooled = (accepted: Uint32Array): number[] =>
    Array.from({ length: bins }, (_, k) => sumOf(classImages, (_n, c) => accepted[c * bins + k]!));
  const id = randomUUID();
  const evaluation: Evaluation = {
    schema: evaluationSchemaVersion,
    set: 'all',
    score: 'cosine',
    images,
    classes,
    classNames: classImages.map((_, c) => nameOf(c)),
    classImages,
    classesOfOneImage: 0,
    genuinePairs,
    impostorPairs,
    operatingPoints: [1e-1, 1e-2, 1e-3, 1e-4].map((target) => ({
      targetFalseAcceptRate: target,
      threshold: edges[stepOf(target)]!,
    })),
    equalErrorRate: { threshold: edges[equal]!, rate: curve[equal]!.falseAcceptRate },
    opis: {
      value: meanOf(contributions),
      variable: 'l2-distance',
      epsilon: 0.1,
      epsilonOpis: 0.2,
      distanceRange: [Math.sqrt(2 - 2 * edges[first]!), Math.sqrt(2 - 2 * edges[last]!)],
      similarityRange: [edges[last]!, edges[first]!],
      falseAcceptRateRange: [1e-2, 1e-1],
      grid: 101,
      beta: 1,
      classesUsed: classes,
      classContribution: contributions,
      noiseFloor: 0.001,
      noiseFloorRedraws: 200,
      fewGenuinePairs: classImages.flatMap((n, c) => (n < 5 ? [c] : [])),
    },
    meanUtility: mean,
    spread: { falseAcceptRate: deviationOf(accepts), falseRejectRate: deviationOf(rejects) },
    recallAt1: null,
    recallAt: [],
    meanAveragePrecisionAtR: null,
    retrieval: { queries: 0, sampled: false },
    certifiableFalseAcceptRate: { value: null, effectiveTrials: 0, targetFalseAcceptRate: null },
    curve,
    histogram: {
      edges: [...edges],
      genuine: pooled(genuine),
      impostor: pooled(impostor).map((count) => Math.round(count / 2)),
    },
    notes: [],
    provenance: {
      evaluationId: id,
      programVersion: 'bench',
      dataFingerprint: 'synthetic',
      modelSha256: null,
      recipe: null,
      provider: 'none',
      seed: 1,
      time: new Date().toISOString(),
      source: 'synthetic',
    },
  };
  const source = {
    matrixFile: '',
    rowClasses: [],
    rowNames: [],
    split: new Map<string, never>(),
    datasetId: null,
    fingerprint: 'synthetic',
    modelSha256: null,
    recipe: null,
    recipeNote: null,
    provider: 'none',
    embedding: null,
    description: `synthetic: ${String(classes)} classes × ${String(bins)} bins`,
    notes: [],
  };
  saveEvaluations(db, source, [
    {
      evaluation,
      imageNames: [],
      arrays: [
        { name: 'histogram.edges', shape: [bins + 1], values: edges },
        { name: 'histogram.impostor', shape: [classes, bins], values: impostor },
        { name: 'histogram.genuine', shape: [classes, bins], values: genuine },
      ],
    },
  ]);
  return id;

  /** Counts of a class whose scores follow a normal law, all of them between the ends of the bins. */
  function fill(
    histogram: Uint32Array,
    accepted: Float64Array,
    c: number,
    law: { pairs: number; mean: number; deviation: number },
  ): void {
    for (let k = bins - 1; k >= 0; k--) {
      const share = k === 0 ? 1 : logistic((law.mean - edges[k]!) / law.deviation);
      const count = Math.round(law.pairs * share);
      accepted[c * (bins + 1) + k] = count;
      histogram[c * bins + k] = count - accepted[c * (bins + 1) + k + 1]!;
    }
  }
}

/** Share of the normal law above a value, as near as a logistic law comes to it. */
function logistic(value: number): number {
  return 1 / (1 + Math.exp(-1.702 * value));
}

function sumOf(values: readonly number[], term: (value: number, k: number) => number): number {
  let sum = 0;
  values.forEach((value, k) => {
    sum += term(value, k);
  });
  return sum;
}
