import type { Evaluation } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { classWeights, fewestClassesForInterval } from '../../core/metrics/class-bootstrap.ts';
import { equalErrorBins, equalErrorRate } from '../../core/metrics/equal-error-rate.ts';
import { acceptableCount } from '../../core/metrics/targets.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { ClassCounts } from '../../core/scores/class-counts.ts';
import { classSize } from '../../core/scores/class-layout.ts';
import type { ClassPairLevels } from '../../core/scores/counting-pass.ts';
import { type IntervalPlan, planIntervals } from '../../core/scores/interval-plan.ts';
import { countsFrom } from '../../core/scores/order-statistics.ts';
import type { QueryResult } from '../../core/scores/rank-counts.ts';
import { binOf, fineBinCount, onlyScoreOf, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ClassResamples, PooledScores, ScorePasses } from '../scoring/score-passes.ts';
import type { ScoreTeam } from '../scoring/score-team.ts';
import {
  certifiable,
  describeOperatingPoints,
  isInTail,
  levelBinOf,
  type LocatedTarget,
  ratesAtFixed,
} from './operating-points.ts';
import { describeCurve } from './curve.ts';
import { comparisonArrays } from './comparison-arrays.ts';
import type { MeasuredArray, MeasureRequest, Measurement } from './measurement.ts';
import { measureOpis, opisBins } from './opis-range.ts';
import { type RankedQueries, summariseRetrieval } from './retrieval.ts';
import { binOfTarget, locateTarget, thresholdOf } from './threshold-plan.ts';

/** Impostor pairs from this pooled FAR upwards in strictness are kept with both images. */
const tailFalseAcceptRate = 1e-3;
/** Class resamples behind every interval. */
const replicates = 1000;
/** Queries ranked one by one where a class is too large to keep its genuine scores. */
const sampledQueries = 1000;
/** Pairs of the tail that an evaluation keeps for review. */
const keptTailPairs = 1_000_000;
/** Pairs that the second pass lists one by one, at most. */
const listedCapacity = 100_000_000;

/**
 * Scores → rates → OPIS: the first pass brackets every wanted threshold in fine bins, the second
 * counts exactly at them.
 */
export async function measure(
  input: MeasureRequest,
  passes: ScorePasses,
  team: ScoreTeam,
): Promise<Measurement> {
  const { layout, bins, impostorPairs, genuinePairs } = passes;
  const pooled = await passes.pooled(acceptableCount(tailFalseAcceptRate, impostorPairs) + 1);
  const impostorFrom = countsFrom(pooled.impostor);
  const genuineFrom = countsFrom(pooled.genuine);

  const wantedTargets = [...new Set([...input.targets, ...input.opisRange, 1e-2])];
  const targets: LocatedTarget[] = wantedTargets
    .sort((a, b) => b - a)
    .map((target) => ({ target, location: locateTarget(target, impostorPairs, pooled, bins) }));
  const equalErrorCandidates =
    impostorPairs > 0 && genuinePairs > 0 ? equalErrorBins(impostorFrom, genuineFrom) : [];
  const edges = displayEdges(pooled, layout.classes);
  const wanted = new Set([...equalErrorCandidates, ...opisBins(input, targets, pooled, passes)]);
  for (const { location } of targets) {
    if (location.kind !== 'none' && binOfTarget(location) >= 0) wanted.add(binOfTarget(location));
  }
  for (const threshold of input.fixedThresholds) wanted.add(binOf(bins, threshold));
  const intervals = planExactCounts(edges, wanted, pooled, bins);
  const levelBins = [
    ...new Set([
      ...targets.flatMap(({ location }) =>
        location.kind === 'bin' ||
        (location.kind === 'exact' && !isInTail(location.threshold, pooled.tail, impostorPairs))
          ? [binOfTarget(location)]
          : [],
      ),
      ...input.fixedThresholds
        .filter((threshold) => !isInTail(threshold, pooled.tail, impostorPairs))
        .map((threshold) => levelBinOf(threshold, bins)),
    ]),
  ].sort((a, b) => a - b);
  const resamples = input.brief === true ? null : resampleClasses(layout.classes, input.seed);

  const counted = await passes.counting(
    intervals,
    classPairLevels(levelBins, intervals),
    resamples,
  );
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
  const measured = { passes, pooled, counted, ...counts, levelBins, resamples };
  const points = describeOperatingPoints(targets, measured, input.cohort === null);
  const thresholds = new Map(
    targets.map(({ target, location }) => [
      target,
      thresholdOf(location, counted.listedImpostors, bins),
    ]),
  );
  const { opis, meanUtility, utilities } = await measureOpis({
    input,
    passes,
    counts,
    thresholds,
    targets,
    counted,
    team,
    pooled,
  });
  const equalError = equalErrorRate(
    counted.listedImpostors,
    counted.listedGenuine,
    impostorFrom,
    genuineFrom,
    bins,
    equalErrorCandidates,
  );
  const { curve, histogram, classHistograms } = describeCurve(edges, passes, counts);
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
    opis,
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

/** Fine bins at which the display's thresholds lie: about 512 between the lowest and highest score. */
function displayEdges(pooled: PooledScores, classes: number): number[] {
  const points = Math.max(64, Math.min(512, Math.floor(6e6 / classes)));
  let first = 0;
  let last = fineBinCount - 1;
  const empty = (bin: number): boolean => pooled.impostor[bin] === 0 && pooled.genuine[bin] === 0;
  while (first < last && empty(first)) first++;
  while (last > first && empty(last)) last--;
  const edges = new Set<number>();
  for (let k = 0; k <= points; k++) {
    edges.add(Math.round(first + ((last + 1 - first) * k) / points));
  }
  return [...edges];
}

/**
 * Cuts the bins so that every wanted bin is counted exactly: listed score by score, or, where a bin
 * can hold one score only, cut off at both edges.
 *
 * @throws IsolineError `scores-too-coarse` when too many pairs share the wanted bins to be listed.
 */
function planExactCounts(
  edges: readonly number[],
  wanted: ReadonlySet<number>,
  pooled: PooledScores,
  bins: ScoreBins,
): IntervalPlan {
  const starts = [...edges];
  const listed: number[] = [];
  let pairs = 0;
  for (const bin of wanted) {
    if (onlyScoreOf(bins, bin) === null) {
      listed.push(bin);
      pairs += pooled.impostor[bin]! + pooled.genuine[bin]!;
    } else starts.push(bin, bin + 1);
  }
  if (pairs > listedCapacity) {
    throw new IsolineError({
      code: 'scores-too-coarse',
      sentence: `${pairs.toLocaleString('en-US')} pairs score so near to a threshold that they must be looked at one by one; at most ${listedCapacity.toLocaleString('en-US')} can be.`,
      next: 'Evaluate a sample of the images. Where there are few images, the embeddings take too few different values: look for binary vectors or many copies of one image.',
    });
  }
  return planIntervals(starts, listed);
}

/** How many of the level bins lie below each interval: class pairs are counted for each level. */
function classPairLevels(levelBins: readonly number[], intervals: IntervalPlan): ClassPairLevels {
  const levelOf = new Uint16Array(intervals.intervals);
  for (const bin of levelBins) {
    const rank = bin === -1 ? -1 : intervals.rankOf[intervals.intervalOfBin[bin]!]!;
    for (let interval = 0; interval < intervals.intervals; interval++) {
      if (intervals.rankOf[interval]! > rank) levelOf[interval] = levelOf[interval]! + 1;
    }
  }
  return { levelOf, levels: levelBins.length };
}

function resampleClasses(classes: number, seed: number): ClassResamples | null {
  if (classes < fewestClassesForInterval) return null;
  return { weights: classWeights(classes, replicates, seed), replicates };
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
