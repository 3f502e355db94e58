import { IsolineError } from '../../core/errors.ts';
import {
  bracketPolicy,
  pairsWithin,
  type ScoreRange,
  type ThresholdProfile,
} from '../../core/metrics/policy-brackets.ts';
import type { PairTotals, PolicyTargets } from '../../core/metrics/policy-constraints.ts';
import { type PolicySelection, selectThreshold } from '../../core/metrics/policy-selection.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import {
  acceptedPairs,
  countScores,
  listScores,
  type OpenSet,
  scoresChanged,
  type WalkCounts,
} from './count-scores.ts';

/** Pairs that are looked at one by one, at most. */
const listedPairs = 20_000_000;
/** Thresholds at which a walk counts to narrow the ranges down. */
const narrowingThresholds = 512;

/** What an evaluation keeps of its scores: exact class counts between the thresholds of its curve. */
export interface StoredHistogram {
  /** [K] ascending; the first accepts every pair. */
  thresholds: number[];
  /** [T × K] pairs of each class from a threshold up to the next one. */
  impostor: Uint32Array;
  genuine: Uint32Array;
}

/** Exact class counts at some thresholds, ascending. */
export interface CountedProfile extends ThresholdProfile {
  /** [K][T] */
  readonly classGenuines: readonly ArrayLike<number>[];
}

/** The counts at every threshold of a stored histogram. */
export function profileOf(
  { thresholds, impostor, genuine }: StoredHistogram,
  classes: number,
): CountedProfile {
  const from = (histogram: Uint32Array): Float64Array[] => {
    const counts = thresholds.map(() => new Float64Array(classes));
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let k = thresholds.length - 1; k >= 0; k--) {
        sum += histogram[c * thresholds.length + k]!;
        counts[k]![c] = sum;
      }
    }
    return counts;
  };
  return describe(thresholds, { impostors: from(impostor), genuines: from(genuine) }, classes);
}

/** A profile with the counts of a walk at further thresholds. */
export function mergeProfile(
  profile: CountedProfile,
  thresholds: readonly number[],
  counts: Pick<WalkCounts, 'impostors' | 'genuines'>,
  classes: number,
): CountedProfile {
  const counted = describe(thresholds, counts, classes);
  const rows = [profile, counted].flatMap((part) =>
    part.thresholds.map((threshold, k) => ({
      threshold,
      accepted: part.accepted[k]!,
      genuines: part.classGenuines[k]!,
    })),
  );
  // Stable: of a threshold that both have, the first stays.
  rows.sort((a, b) => a.threshold - b.threshold);
  const kept = rows.filter(({ threshold }, k) => k === 0 || threshold > rows[k - 1]!.threshold);
  return {
    thresholds: kept.map(({ threshold }) => threshold),
    accepted: kept.map(({ accepted }) => accepted),
    classGenuines: kept.map(({ genuines }) => genuines),
  };
}

function describe(
  thresholds: readonly number[],
  counts: Pick<WalkCounts, 'impostors' | 'genuines'>,
  classes: number,
): CountedProfile {
  return {
    thresholds,
    accepted: thresholds.map((_, k) => acceptedPairs(counts, k, classes)),
    classGenuines: counts.genuines,
  };
}

/** The exact threshold of a policy, and the profile with what was counted on the way. */
export interface ExactThreshold {
  readonly selection: PolicySelection;
  readonly profile: CountedProfile;
}

/**
 * Finds the exact threshold of a policy: the stored histogram brackets it, and the pairs in the
 * brackets are looked at one by one. Brackets that hold too many pairs are narrowed by counting first.
 *
 * @param mostListed pairs that are looked at one by one, at most
 * @throws IsolineError (input) `scores-changed` when the matrix contradicts the histogram;
 *   `scores-too-coarse` when too many pairs share the scores next to the threshold
 */
export async function exactThreshold(
  open: OpenSet,
  policy: PolicyTargets,
  stored: CountedProfile,
  totals: PairTotals,
  context: TaskContext,
  mostListed = listedPairs,
): Promise<ExactThreshold> {
  const { classes } = open.layout;
  let profile = stored;
  let ranges = bracketPolicy(policy, profile, totals);
  for (;;) {
    const pairs = pairsWithin(ranges, profile);
    if (pairs <= mostListed) break;
    const thresholds = thresholdsWithin(ranges, profile.thresholds);
    if (thresholds.length === 0) throw tooCoarse(pairs, mostListed);
    const plan = { thresholds, resamples: null, stage: 'Counting around the threshold' };
    const counts = await countScores(open, plan, context);
    profile = mergeProfile(profile, thresholds, counts, classes);
    ranges = bracketPolicy(policy, profile, totals);
  }
  const listed = await listScores(open, ranges, context);
  const selection = selectThreshold(policy, listed, totals);
  if (selection === null) throw scoresChanged(open.set);
  return { selection, profile };
}

/** New thresholds, spread evenly over each of some ranges. */
function thresholdsWithin(ranges: readonly ScoreRange[], known: readonly number[]): number[] {
  const seen = new Set(known);
  const fresh = new Set<number>();
  const each = Math.max(1, Math.floor(narrowingThresholds / ranges.length));
  for (const { from, to } of ranges) {
    // Above the last threshold of the profile lie few scores, wherever they end.
    const end = to === Infinity ? from + Math.max(Math.abs(from), 1e-3) : to;
    for (let k = 1; k <= each; k++) {
      const threshold = Math.fround(from + ((end - from) * k) / (each + 1));
      if (threshold > from && threshold < to && !seen.has(threshold)) fresh.add(threshold);
    }
  }
  return [...fresh].sort((a, b) => a - b);
}

function tooCoarse(pairs: number, most: number): IsolineError {
  return new IsolineError({
    code: 'scores-too-coarse',
    sentence: `${pairs.toLocaleString('en-US')} pairs score so near to the threshold that they must be looked at one by one; at most ${most.toLocaleString('en-US')} can be.`,
    next: 'Evaluate a sample of the images. Where there are few images, the embeddings take too few different values: look for binary vectors or many copies of one image.',
  });
}
