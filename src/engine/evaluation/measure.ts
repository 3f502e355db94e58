import type { Evaluation } from '../../contract/evaluation.ts';
import { classWeights, fewestClassesForInterval } from '../../core/metrics/class-bootstrap.ts';
import { equalErrorRate } from '../../core/metrics/equal-error-rate.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { ClassCounts } from '../../core/scores/class-counts.ts';
import { classSize } from '../../core/scores/class-layout.ts';
import { countsFrom } from '../../core/scores/order-statistics.ts';
import type { QueryResult } from '../../core/scores/rank-counts.ts';
import { fineBinCount } from '../../core/scores/score-bins.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import { cohortDepth } from '../scoring/score-normalisation.ts';
import type { PooledScores, ScorePasses } from '../scoring/score-passes.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ScoreTeam } from '../scoring/score-team.ts';
import { comparisonArrays } from './comparison-arrays.ts';
import { countScores } from './count-scores.ts';
import { describeCurve } from './curve.ts';
import type { MeasuredArray, MeasureRequest, Measurement } from './measurement.ts';
import { certifiable, describeOperatingPoints, ratesAtFixed } from './operating-points.ts';
import { measureOpis, startNoiseFloor } from './opis-range.ts';
import { type RankedQueries, summariseRetrieval } from './retrieval.ts';
import { thresholdOf } from './threshold-plan.ts';

/** Class resamples behind every interval. */
const replicates = 1000;
/** Queries ranked one by one where a class is too large to keep its genuine scores. */
const sampledQueries = 1000;
/** Pairs of the tail that an evaluation keeps for review. */
const keptTailPairs = 1_000_000;
/**
 * Scores → rates → OPIS: a survey brackets every wanted threshold, the counting pass finds it and
 * counts exactly at it.
 */
export async function measure(
  input: MeasureRequest,
  passes: ScorePasses,
  team: ScoreTeam,
  context: TaskContext,
): Promise<Measurement> {
  const { layout, bins, impostorPairs, genuinePairs } = passes;
  await passes.open();
  const resamples = input.brief === true ? null : resampleClasses(layout.classes, input.seed);
  const grid = displayGrid(layout.classes);
  const found = await countScores(input, passes, grid, resamples);
  const { targets, equalErrorCandidates, pooled, counted, intervals, levels } = found;
  const impostors = new ClassCounts(
    counted.impostor,
    counted.listedImpostors,
    intervals,
    bins,
    layout.classOf,
    true,
  );
  const genuines = new ClassCounts(
    counted.genuine,
    counted.listedGenuine,
    intervals,
    bins,
    layout.classOf,
    false,
  );

  const ranked = await rankedQueries(passes, counted.queries, input);
  const retrieval = summariseRetrieval(layout, ranked);
  const counts = { impostors, genuines };
  const measured = { passes, pooled, counted, ...counts, levels, resamples };
  const thresholds = new Map(
    targets.map(({ target, location }) => [
      target,
      thresholdOf(location, counted.listedImpostors, bins),
    ]),
  );
  const { opis, meanUtility, utilities, floor } = measureOpis({
    input,
    passes,
    counts,
    thresholds,
    targets,
    counted,
    pooled,
  });
  const noiseFloor =
    floor === null || input.brief === true
      ? null
      : startNoiseFloor(team, floor, input.seed, context);
  const points = describeOperatingPoints(targets, measured, input.cohort === null);
  const equalError = equalErrorRate(
    counted.listedImpostors,
    counted.listedGenuine,
    countsFrom(pooled.impostor),
    countsFrom(pooled.genuine),
    bins,
    equalErrorCandidates,
  );
  const { curve, histogram, classHistograms } = describeCurve(
    occupiedEdges(grid, pooled),
    passes,
    counts,
  );
  const sizes = Array.from({ length: layout.classes }, (_, c) => classSize(layout, c));
  const classesOfOneImage = sizes.filter((size) => size === 1).length;
  const atOnePercent = points.find((point) => point.targetFalseAcceptRate === 1e-2);
  const figures: Measurement['figures'] = {
    score: input.cohort === null ? 'cosine' : 'as-norm',
    images: layout.images,
    classes: layout.classes,
    classNames: input.classNames,
    classImages: sizes,
    classesOfOneImage,
    genuinePairs,
    impostorPairs,
    operatingPoints: input.targets.flatMap((target) =>
      points.filter((point) => point.targetFalseAcceptRate === target),
    ),
    equalErrorRate: equalError ?? {
      threshold: null,
      rate: null,
      reason: impostorPairs === 0 ? 'there are no impostor pairs' : 'there are no genuine pairs',
    },
    opis: noiseFloor === null ? opis : { ...opis, noiseFloor: await noiseFloor() },
    meanUtility,
    spread: atOnePercent?.spread ?? null,
    ...retrieval,
    certifiableFalseAcceptRate: certifiable(points, passes),
    curve,
    histogram,
    notes: notesOf(classesOfOneImage, retrieval.retrieval, input),
  };
  const atFixedThresholds = input.fixedThresholds.map((threshold) =>
    ratesAtFixed(threshold, measured),
  );
  return {
    figures,
    atFixedThresholds,
    arrays: [
      ...classHistograms,
      ...tailArrays(pooled, passes),
      ...comparisonArrays({ request: input, layout, ranked, utilities }),
    ],
  };
}

/**
 * Fine bins at which the display's thresholds may lie: with the bins' margins cut off, about 512
 * intervals are left between the lowest and highest score.
 */
function displayGrid(classes: number): number[] {
  const points = Math.max(80, Math.min(640, Math.floor(7.5e6 / classes)));
  return Array.from({ length: points + 1 }, (_, k) => Math.round((fineBinCount * k) / points));
}

/** The part of the grid between the lowest and the highest score. */
function occupiedEdges(grid: readonly number[], { impostor, genuine }: PooledScores): number[] {
  const isEmpty = (from: number, to: number): boolean => {
    for (let bin = from; bin < to; bin++) if (impostor[bin]! + genuine[bin]! > 0) return false;
    return true;
  };
  let first = 0;
  let last = grid.length - 1;
  while (first < last - 1 && isEmpty(grid[first]!, grid[first + 1]!)) first++;
  while (last > first + 1 && isEmpty(grid[last - 1]!, grid[last]!)) last--;
  return grid.slice(first, last + 1);
}

function resampleClasses(classes: number, seed: number): ClassResamples | null {
  if (classes < fewestClassesForInterval) return null;
  const weights = new Float32Array(new SharedArrayBuffer(4 * replicates * classes));
  weights.set(classWeights(classes, replicates, seed));
  return { weights, replicates };
}

/** Results of the queries whose class has at least two images; a seeded sample of large data. */
async function rankedQueries(
  passes: ScorePasses,
  queries: QueryResult[] | null,
  input: MeasureRequest,
): Promise<RankedQueries> {
  const { layout } = passes;
  const eligible: number[] = [];
  for (let q = 0; q < layout.images; q++) {
    if (classSize(layout, layout.classOf[q]!) >= 2) eligible.push(q);
  }
  if (queries !== null) {
    return { positions: eligible, results: eligible.map((q) => queries[q]!), sampled: false };
  }
  const sample = shuffle(eligible, seededGenerator(input.seed, 1)).slice(0, sampledQueries);
  sample.sort((a, b) => a - b);
  const results = await passes.rankQueries(Uint32Array.from(sample));
  return { positions: sample, results, sampled: true };
}

function notesOf(
  classesOfOneImage: number,
  retrieval: Evaluation['retrieval'],
  input: MeasureRequest,
): string[] {
  const notes: string[] = [];
  if (classesOfOneImage > 0) {
    notes.push(
      `${String(classesOfOneImage)} ${classesOfOneImage === 1 ? 'class has' : 'classes have'} one image: no genuine pair, so no FRR, and no part in means over FRR, in OPIS or in retrieval.`,
    );
  }
  if (input.cohort !== null && input.cohort.length < cohortDepth) {
    notes.push(
      `AS-norm looks at the ${String(cohortDepth)} cohort images most alike; the cohort has ${String(input.cohort.length)}, and all of them were used.`,
    );
  }
  if (retrieval.reason !== undefined) notes.push(retrieval.reason);
  if (input.classNames.length < fewestClassesForInterval) {
    notes.push(
      `Intervals resample classes and need at least ${String(fewestClassesForInterval)} of them; there are ${String(input.classNames.length)}.`,
    );
  }
  return notes;
}

/** The strictest part of the tail: scores and images (as given) of the impostors most alike. */
function tailArrays({ tail }: PooledScores, { layout }: ScorePasses): MeasuredArray[] {
  const length = Math.min(tail.length, keptTailPairs);
  const image = (position: number): number => layout.order[position]!;
  return [
    { name: 'tail.scores', shape: [length], values: tail.scores.slice(0, length) },
    { name: 'tail.first', shape: [length], values: tail.first.slice(0, length).map(image) },
    { name: 'tail.second', shape: [length], values: tail.second.slice(0, length).map(image) },
  ];
}
