import { IsolineError } from '../../core/errors.ts';
import { nextUp32 } from '../../core/float32.ts';
import { equalErrorBins } from '../../core/metrics/equal-error-rate.ts';
import { acceptableCount } from '../../core/metrics/targets.ts';
import type { ClassPairLevels } from '../../core/scores/counting-pass.ts';
import { type BinRun, type IntervalPlan, planIntervals } from '../../core/scores/interval-plan.ts';
import { countsFrom } from '../../core/scores/order-statistics.ts';
import { PairList } from '../../core/scores/pair-list.ts';
import { tailCut } from '../../core/scores/pooled-pass.ts';
import { binOf, fineBinCount, onlyScoreOf, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ClassResamples } from '../scoring/class-resamples.ts';
import {
  type CountedScores,
  type CountingRequest,
  type PooledScores,
  type ScorePasses,
  type SurveyedScores,
  tailCapacity,
} from '../scoring/score-passes.ts';
import type { MeasureRequest } from './measurement.ts';
import { isInTail, type LevelOfBin, levelBinOf, type LocatedTarget } from './operating-points.ts';
import { opisBins } from './opis-range.ts';
import { binOfTarget, locateTarget } from './threshold-plan.ts';

/** Impostor pairs from this pooled FAR upwards in strictness are kept with both images. */
const tailFalseAcceptRate = 1e-3;
/** Pairs that the second pass lists one by one, at most. */
const listedCapacity = 100_000_000;
/** Pairs that it may list after a quick survey: beyond, an exact survey tells better what to list. */
const surveyedCapacity = 40_000_000;

/**
 * How far the count above a bin may be off after a quick survey, in standard deviations of as many
 * independent pairs. Two pairs fall within groups about independently of each other, even where they
 * share an image, so that the count's deviation is about no greater, whatever the scores. Beyond, which
 * one threshold in about two thousand may be, an exact survey and another pass follow.
 */
const surveyDeviations = 3.5;

/** Everything that was counted, and the thresholds that it was counted for. */
export interface CountedEvaluation {
  readonly targets: readonly LocatedTarget[];
  readonly equalErrorCandidates: readonly number[];
  readonly pooled: PooledScores;
  readonly counted: CountedScores;
  readonly intervals: IntervalPlan;
  readonly levels: LevelOfBin;
}

/**
 * Finds every wanted threshold and counts the classes exactly at it. A quick survey says about where
 * the thresholds lie; the counting pass then lists the scores around them. Where one lies elsewhere
 * after all, an exact survey and another counting pass follow.
 *
 * @param edges fine bins at which counts are wanted too, ascending.
 * @throws IsolineError `scores-too-coarse` when too many pairs share the wanted bins to be listed.
 */
export async function countScores(
  input: MeasureRequest,
  passes: ScorePasses,
  edges: readonly number[],
  resamples: ClassResamples | null,
): Promise<CountedEvaluation> {
  for (const quick of passes.canSurveyQuickly ? [true, false] : [false]) {
    const found = await countAfterSurvey(quick, input, passes, edges, resamples);
    if (found !== null) return found;
  }
  throw new IsolineError({
    code: 'threshold-not-counted',
    kind: 'failure',
    sentence: 'A threshold lies outside the scores that were counted for it.',
    subject: 'scores',
  });
}

/** Counts after one survey; null where a quick one did not say well enough where to look. */
export async function countAfterSurvey(
  quick: boolean,
  input: MeasureRequest,
  passes: ScorePasses,
  edges: readonly number[],
  resamples: ClassResamples | null,
): Promise<CountedEvaluation | null> {
  const survey = await passes.survey(quick);
  const coarse = planCoarsely(input, passes, survey, edges, resamples);
  if (coarse === null) return null;
  const pooled = await passes.count(coarse);
  if (pooled === null) return null;
  const targets = await findThresholds(locateTargets(input, passes, pooled), passes);
  const final = planFinally(input, passes, pooled, coarse, targets);
  if (final === null) return null;
  return { ...final, pooled, counted: await passes.refine(final.intervals) };
}

/** Every target FAR that an evaluation needs, the greatest first. */
function locateTargets(
  { targets, opisRange }: MeasureRequest,
  { bins, impostorPairs }: ScorePasses,
  pooled: PooledScores,
): LocatedTarget[] {
  return [...new Set([...targets, ...opisRange, 1e-2])]
    .sort((a, b) => b - a)
    .map((target) => ({ target, location: locateTarget(target, impostorPairs, pooled, bins) }));
}

/** The thresholds of targets that lie inside bins, as far as the counting pass listed them. */
async function findThresholds(
  targets: readonly LocatedTarget[],
  passes: ScorePasses,
): Promise<LocatedTarget[]> {
  const wanted = targets.flatMap(({ location }) =>
    location.kind === 'bin' ? [location.location.bin] : [],
  );
  const scores = await passes.listedScores([...new Set(wanted)]);
  return targets.map(({ target, location }) => {
    if (location.kind !== 'bin') return { target, location };
    const { bin, above } = location.location;
    const score = scores.get(bin)?.[location.rank - above - 1];
    return score === undefined
      ? { target, location }
      : { target, location: { kind: 'exact', threshold: nextUp32(score), bin } };
  });
}

/** Where the other wanted thresholds lie. */
interface Wanted {
  readonly equalErrorCandidates: number[];
  /** Runs of fine bins that hold them. */
  readonly runs: BinRun[];
}

/** The bins in which a threshold may truly lie that was located in a bin. */
interface Places {
  /** Of a target FAR. */
  readonly target: (bin: number) => BinRun;
  /** Of the equal error rate. */
  readonly equalError: (bin: number) => BinRun;
}

const alone = (bin: number): BinRun => [bin, bin];
/** After all scores were seen. */
const exactPlaces: Places = { target: alone, equalError: alone };

function findWanted(
  input: MeasureRequest,
  pooled: PooledScores,
  passes: ScorePasses,
  targets: readonly LocatedTarget[],
  around: Places,
): Wanted {
  const { bins, impostorPairs, genuinePairs } = passes;
  const equalErrorCandidates =
    impostorPairs > 0 && genuinePairs > 0
      ? equalErrorBins(countsFrom(pooled.impostor), countsFrom(pooled.genuine))
      : [];
  const located = targets.flatMap(({ location }) =>
    location.kind !== 'none' && binOfTarget(location) >= 0 ? [binOfTarget(location)] : [],
  );
  return {
    equalErrorCandidates,
    runs: [
      ...located.map(around.target),
      ...equalErrorCandidates.map(around.equalError),
      ...opisBins(input, targets, pooled, passes, around.target).map(alone),
      ...input.fixedThresholds.map((threshold) => alone(binOf(bins, threshold))),
    ],
  };
}

interface CoarsePlan extends CountingRequest {
  /** Fine bins above which each level accepts everything, ascending; -1: all bins. */
  readonly levelTops: readonly number[];
}

/** What to count after a survey; null where a quick one leaves too much open. */
function planCoarsely(
  input: MeasureRequest,
  passes: ScorePasses,
  survey: SurveyedScores,
  edges: readonly number[],
  resamples: ClassResamples | null,
): CoarsePlan | null {
  const { bins, impostorPairs } = passes;
  const around = placesAfter(survey);
  const pooled = { ...survey, tail: new PairList(0) };
  const targets = locateTargets(input, passes, pooled);
  const { runs } = findWanted(input, pooled, passes, targets, around);
  const wantedTail = acceptableCount(tailFalseAcceptRate, impostorPairs) + 1;
  const cut = tailCut(survey.impostor, wantedTail, tailCapacity);
  const tailPairs = Math.min(wantedTail, cut.count);
  const [tailFrom, lastTailFrom] = around.target(cut.from);
  const isQuick = survey.impostorShare < 1;
  if (isQuick && cut.count < wantedTail) return null;
  const levelTops = [
    ...new Set([
      ...targets.flatMap(({ target, location }) => {
        if (location.kind === 'none' || acceptableCount(target, impostorPairs) < tailPairs)
          return [];
        const bin = binOfTarget(location);
        return [bin === -1 ? -1 : around.target(bin)[1]];
      }),
      ...input.fixedThresholds
        .map((threshold) => levelBinOf(threshold, bins))
        .filter((bin) => bin <= lastTailFrom),
    ]),
  ].sort((a, b) => a - b);
  const starts = [...edges, ...levelTops.map((bin) => bin + 1)];
  const { intervals, pairs } = planExactCounts(starts, runs, survey, bins, isQuick);
  if (isQuick && pairs > surveyedCapacity) return null;
  if (pairs > listedCapacity) throw tooCoarse(pairs);
  const classPairs = classPairLevels(levelTops, intervals);
  return { intervals, classPairs, levelTops, resamples, tailFrom, tailPairs, listedPairs: pairs };
}

/** What was to be counted, now that the scores are known; null where the coarse plan missed some. */
function planFinally(
  input: MeasureRequest,
  passes: ScorePasses,
  pooled: PooledScores,
  coarse: CoarsePlan,
  targets: readonly LocatedTarget[],
): Omit<CountedEvaluation, 'pooled' | 'counted'> | null {
  const { bins, impostorPairs } = passes;
  const { equalErrorCandidates, runs } = findWanted(input, pooled, passes, targets, exactPlaces);
  const levelBins = new Set([
    ...targets.flatMap(({ location }) =>
      location.kind === 'bin' ||
      (location.kind === 'exact' && !isInTail(location.threshold, pooled.tail, impostorPairs))
        ? [binOfTarget(location)]
        : [],
    ),
    ...input.fixedThresholds
      .filter((threshold) => !isInTail(threshold, pooled.tail, impostorPairs))
      .map((threshold) => levelBinOf(threshold, bins)),
  ]);
  const levels = new Map<number, { level: number; top: number }>();
  for (const bin of levelBins) {
    const level = coarse.levelTops.findIndex((top) => top >= bin);
    const top = coarse.levelTops[level];
    if (top === undefined || (bin === -1 && top !== -1)) return null;
    levels.set(bin, { level, top });
    // What lies between the threshold's bin and what its level counted is to be listed.
    const between = Array.from({ length: Math.max(0, top - bin) }, (_, k) => bin + 1 + k);
    if (between.some((other) => pooled.impostor[other]! > 0 && onlyScoreOf(bins, other) !== null)) {
      return null;
    }
    if (top > bin) runs.push(...[bin, ...between].map(alone));
  }
  const { intervals } = planExactCounts(coarse.intervals.startOfRank, runs, pooled, bins, false);
  if (!isRefined(intervals, coarse.intervals)) return null;
  return { targets, equalErrorCandidates, intervals, levels };
}

/** Whether a plan cuts and lists only listed intervals of another. */
function isRefined(fine: IntervalPlan, coarse: IntervalPlan): boolean {
  return fine.startOfRank.every((bin) => {
    const interval = coarse.intervalOfBin[bin]!;
    if (interval >= coarse.firstListed) return true;
    const isListed = fine.intervalOfBin[bin]! >= fine.firstListed;
    return !isListed && coarse.startOfRank[coarse.rankOf[interval]!] === bin;
  });
}

/**
 * Where a threshold may truly lie that a survey located in a bin: where the counts above come near
 * enough to what was seen.
 */
function placesAfter(survey: SurveyedScores): Places {
  const target = rangeIn(survey.impostor, survey.impostorShare);
  const genuine = rangeIn(survey.genuine, survey.genuineShare);
  return {
    target,
    // Where rates of both kinds meet, the truth lies within the wider range of the two.
    equalError: (bin) => {
      const [first, second] = [target(bin), genuine(bin)];
      return [Math.min(first[0], second[0]), Math.max(first[1], second[1])];
    },
  };
}

function rangeIn(counts: Float64Array, share: number): (bin: number) => BinRun {
  if (share === 1) return alone;
  const above = countsFrom(counts);
  const total = above[0]!;
  return (bin) => {
    const below = above[bin]! + slack(above[bin]!, total, share);
    const beyond = above[bin + 1]! - slack(above[bin + 1]!, total, share);
    let from = bin;
    while (from > 0 && above[from]! < below) from--;
    let to = bin;
    while (to < fineBinCount - 1 && above[to + 1]! > beyond) to++;
    return [from, to];
  };
}

/** How far a count of `total` scores may be off when a share of them was looked at. */
function slack(count: number, total: number, share: number): number {
  const variance = (((count * (total - count)) / total) * (1 - share)) / share;
  return surveyDeviations * Math.sqrt(variance) + surveyDeviations ** 2 / share;
}

/**
 * Cuts the bins so that every wanted bin is counted exactly: listed score by score, or, where a bin
 * can hold one score only, cut off at both edges.
 *
 * @param inRuns whether neighbouring listed bins form one interval; else each forms its own.
 * @returns the plan, and how many pairs it lists.
 */
function planExactCounts(
  edges: Iterable<number>,
  runs: readonly BinRun[],
  pooled: Pick<PooledScores, 'impostor' | 'genuine'>,
  bins: ScoreBins,
  inRuns: boolean,
): { intervals: IntervalPlan; pairs: number } {
  const isWanted = new Uint8Array(fineBinCount);
  for (const [from, to] of runs) isWanted.fill(1, from, to + 1);
  const starts = [...edges];
  const listed: BinRun[] = [];
  let pairs = 0;
  let from = 0;
  for (let bin = 0; bin < fineBinCount; bin++) {
    const isListed = isWanted[bin] === 1 && onlyScoreOf(bins, bin) === null;
    if (isListed) {
      pairs += pooled.impostor[bin]! + pooled.genuine[bin]!;
      if (!inRuns || bin === fineBinCount - 1 || isWanted[bin + 1] === 0) {
        listed.push([from, bin]);
        from = bin + 1;
      }
    } else {
      if (isWanted[bin] === 1) starts.push(bin, bin + 1);
      from = bin + 1;
    }
  }
  return { intervals: planIntervals(starts, listed), pairs };
}

function tooCoarse(pairs: number): IsolineError {
  return new IsolineError({
    code: 'scores-too-coarse',
    sentence: `${pairs.toLocaleString('en-US')} pairs score so near to a threshold that they must be looked at one by one; at most ${listedCapacity.toLocaleString('en-US')} can be.`,
    next: 'Evaluate a sample of the images. Where there are few images, the embeddings take too few different values: look for binary vectors or many copies of one image.',
  });
}

/** How many of the levels accept each interval: class pairs are counted for each level. */
function classPairLevels(
  levelTops: readonly number[],
  { intervals, rankOf, startOfRank }: IntervalPlan,
): ClassPairLevels {
  const levelOf = Uint16Array.from(
    { length: intervals },
    (_, interval) => levelTops.filter((top) => startOfRank[rankOf[interval]!]! > top).length,
  );
  return { levelOf, levels: levelTops.length };
}
