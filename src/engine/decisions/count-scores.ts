import { addClassPairs, type ClassPairCounts } from '../../core/metrics/class-bootstrap.ts';
import type { ListedRange } from '../../core/metrics/policy-selection.ts';
import type { ScoreRange } from '../../core/metrics/policy-brackets.ts';
import { type ClassLayout, layOutByClass } from '../../core/scores/class-layout.ts';
import { PairList } from '../../core/scores/pair-list.ts';
import { IsolineError } from '../../core/errors.ts';
import {
  fillTile,
  openScores,
  type OpenScores,
  type ScoreSource,
  type TilePlace,
} from '../evaluation/pair-scores.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { addResampled, type ClassResamples } from '../scoring/class-resamples.ts';
import { columnsPerTile, mostClassesInABlock, rowsPerBlock } from '../scoring/tile-walk.ts';

/** One stored set of images, for the compute thread. */
export interface StoredSet {
  evaluationId: string;
  source: ScoreSource;
  /** [N] class of each image, in [0, classes). */
  labels: Int32Array;
  classes: number;
  /** [N] what to call an image in an error. */
  imageNames: string[];
  /**
   * Every impostor pair from its last score up, in descending order of score, as images; `complete`
   * where these are all impostor pairs.
   */
  tail: { first: Uint32Array; second: Uint32Array; scores: Float32Array; complete: boolean };
}

/** A set whose scores can be counted. */
export interface OpenSet {
  readonly set: StoredSet;
  readonly layout: ClassLayout;
  readonly scores: OpenScores;
}

/**
 * Opens a stored set; `close` it in the end.
 *
 * @throws IsolineError (input) `scores-changed` when the matrix does not give the scores that the
 *   evaluation saw; what `openScores` throws
 */
export async function openSet(set: StoredSet, context: TaskContext): Promise<OpenSet> {
  const layout = layOutByClass(set.labels, set.classes);
  const scores = await openScores(set.source, set.imageNames, layout, context);
  if (scores === null) throw scoresChanged(set);
  return { set, layout, scores };
}

/** The matrix is another than the one that was evaluated. */
export function scoresChanged({ evaluationId, source }: StoredSet): IsolineError {
  return new IsolineError({
    code: 'scores-changed',
    sentence: `The embeddings of the evaluation ${evaluationId} have changed since it was made (${source.matrixFile}).`,
    next: 'Evaluate again, and decide on that evaluation.',
    subject: source.matrixFile,
  });
}

export async function closeSet({ scores }: OpenSet): Promise<void> {
  await scores.gemm.release();
}

/** What a walk over the scores counts. */
export interface WalkPlan {
  /** Ascending, distinct. */
  readonly thresholds: readonly number[];
  /** [L] whether the pairs from each threshold up to the next are listed one by one; none without. */
  readonly listed?: readonly boolean[];
  /** Class draws under which accepted impostors are summed; null without. */
  readonly resamples: ClassResamples | null;
  readonly stage: string;
}

/** Counts at the thresholds of a plan. */
export interface WalkCounts {
  /** [L][T] impostor pairs with score >= threshold; each counts for both its classes. */
  readonly impostors: Float64Array[];
  /** [L][T] */
  readonly genuines: Float64Array[];
  /** [L][replicates] Σ w_c w_c' accepted(c, c'); empty without resamples. */
  readonly resampled: Float64Array[];
  /** Listed pairs in descending order of score; `first` and `second` are classes. */
  readonly listedImpostors: PairList;
  readonly listedGenuine: PairList;
}

/** Most cells of the strip of class pairs: 256 MB. */
const stripCells = 2 ** 26;

/** How many thresholds fit into one walk with resamples; at least 1. */
export function mostResampledThresholds(layout: ClassLayout): number {
  return Math.max(1, Math.floor(stripCells / (mostClassesInABlock(layout) * layout.classes)));
}

/**
 * Counts at every threshold of a plan, exactly: one pass over the scores. Where the stored tail holds
 * every impostor pair that matters, only the tiles of genuine pairs are multiplied.
 */
export async function countScores(
  open: OpenSet,
  plan: WalkPlan,
  context: TaskContext,
): Promise<WalkCounts> {
  const { layout, set } = open;
  const levels = plan.thresholds.length;
  const { classes } = layout;
  const zeros = (length: number): Float64Array[] =>
    Array.from({ length: levels }, () => new Float64Array(length));
  // Counted from each threshold up to the next one, and summed up in the end.
  const counts: WalkCounts = {
    impostors: zeros(classes),
    genuines: zeros(classes),
    resampled: zeros(plan.resamples?.replicates ?? 0),
    listedImpostors: new PairList(),
    listedGenuine: new PairList(),
  };
  const fromTail = plan.listed === undefined && isWithinTail(set, plan.thresholds);
  if (fromTail) countTail(set, plan, counts);
  const strip =
    fromTail || plan.resamples === null
      ? null
      : new Float32Array(levels * mostClassesInABlock(layout) * classes);
  const weightGemm = strip === null ? null : await Gemm.create(classes);
  try {
    await walkTiles(open, plan, counts, { strip, weightGemm, impostors: !fromTail }, context);
  } finally {
    await weightGemm?.release();
  }
  for (const bands of [counts.impostors, counts.genuines, counts.resampled]) {
    for (let level = levels - 2; level >= 0; level--) {
      const above = bands[level + 1]!;
      bands[level] = bands[level]!.map((count, k) => count + above[k]!);
    }
  }
  counts.listedImpostors.sortDescending();
  counts.listedGenuine.sortDescending();
  return counts;
}

/** The pairs of some ranges of scores one by one, with the counts above each range. */
export async function listScores(
  open: OpenSet,
  ranges: readonly ScoreRange[],
  context: TaskContext,
): Promise<ListedRange[]> {
  const thresholds: number[] = [];
  const listed: boolean[] = [];
  for (const { from, to } of ranges) {
    thresholds.push(from);
    listed.push(true);
    if (to === Infinity) continue;
    thresholds.push(to);
    listed.push(false);
  }
  const plan: WalkPlan = {
    thresholds,
    listed,
    resamples: null,
    stage: 'Looking at the scores around the threshold',
  };
  const counts = await countScores(open, plan, context);
  const { listedImpostors, listedGenuine } = counts;
  return ranges.map(({ from, to }) => {
    const impostors = within(listedImpostors, from, to);
    const genuines = within(listedGenuine, from, to);
    const level = thresholds.indexOf(to);
    return {
      from,
      to,
      above: acceptedPairs(counts, level === -1 ? null : level, open.layout.classes),
      impostorScores: listedImpostors.scores.subarray(...impostors),
      firstClass: listedImpostors.first.subarray(...impostors),
      secondClass: listedImpostors.second.subarray(...impostors),
      genuineScores: listedGenuine.scores.subarray(...genuines),
    };
  });
}

/** Pooled and class counts at one level; null: above every score. */
export function acceptedPairs(
  counts: Pick<WalkCounts, 'impostors' | 'genuines'>,
  level: number | null,
  classes: number,
): ListedRange['above'] {
  const none = new Float64Array(classes);
  const classImpostors = level === null ? none : counts.impostors[level]!;
  const genuines = level === null ? none : counts.genuines[level]!;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return { impostors: sum(classImpostors) / 2, genuines: sum(genuines), classImpostors };
}

/** Places of the scores in [from, to) of a descending list. */
function within({ scores, length }: PairList, from: number, to: number): [number, number] {
  const firstBelow = (bound: number): number => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (scores[middle]! >= bound) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [firstBelow(to), firstBelow(from)];
}

/** The last score of a tail may have been cut off between equals. */
function isWithinTail({ tail }: StoredSet, thresholds: readonly number[]): boolean {
  if (tail.complete) return true;
  const last = tail.scores.at(-1);
  return last !== undefined && thresholds.every((threshold) => threshold > last);
}

function countTail(
  { tail, labels, classes }: StoredSet,
  { thresholds, resamples }: WalkPlan,
  { impostors, resampled }: WalkCounts,
): void {
  const pairs = thresholds.map(() => new Map<number, number>());
  for (let k = 0; k < tail.scores.length; k++) {
    const level = levelOf(thresholds, tail.scores[k]!);
    if (level < 0) continue;
    const a = labels[tail.first[k]!]!;
    const b = labels[tail.second[k]!]!;
    const counts = impostors[level]!;
    counts[a] = counts[a]! + 1;
    counts[b] = counts[b]! + 1;
    const key = Math.min(a, b) * classes + Math.max(a, b);
    pairs[level]!.set(key, (pairs[level]!.get(key) ?? 0) + 1);
  }
  if (resamples === null) return;
  pairs.forEach((counts, level) => {
    const keys = [...counts.keys()];
    addClassPairs(resampled[level]!, resamples.weights, classes, {
      first: Uint32Array.from(keys, (key) => Math.floor(key / classes)),
      second: Uint32Array.from(keys, (key) => key % classes),
      accepted: Float64Array.from(counts.values()),
    });
  });
}

/** The last threshold that a score reaches; -1 below all of them. */
function levelOf(thresholds: ArrayLike<number>, score: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (score >= thresholds[middle]!) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where impostor pairs go during a walk. */
interface ImpostorStrip {
  /** [levels × classes of a block × T] accepted impostors by pair of classes; null without resamples. */
  readonly strip: Float32Array | null;
  readonly weightGemm: Gemm | null;
  /** Whether impostor pairs are looked at at all. */
  readonly impostors: boolean;
}

async function walkTiles(
  { layout, scores: open }: OpenSet,
  plan: WalkPlan,
  counts: WalkCounts,
  into: ImpostorStrip,
  context: TaskContext,
): Promise<void> {
  const { images, classOf, classStart } = layout;
  const { strip, weightGemm } = into;
  for (let row = 0; row < images; row += rowsPerBlock) {
    const rows = Math.min(rowsPerBlock, images - row);
    // Beyond the last class of these rows there are impostors alone.
    const end = into.impostors ? images : classStart[classOf[row + rows - 1]! + 1]!;
    for (let column = row; column < end; column += columnsPerTile) {
      context.throwIfStopped();
      const place = { row, rows, column, columns: Math.min(columnsPerTile, images - column) };
      countTile({ ...place, scores: await fillTile(open, place) }, layout, plan, counts, into);
    }
    context.progress({ stage: plan.stage, done: row + rows, total: images, unit: 'images' });
    if (strip === null || weightGemm === null || plan.resamples === null) continue;
    await addStrip(strip, row, rows, layout, plan.resamples, weightGemm, counts.resampled);
    strip.fill(0);
  }
}

function countTile(
  tile: TilePlace & { scores: Float32Array },
  { classOf, classes }: ClassLayout,
  { thresholds, listed }: WalkPlan,
  { impostors, genuines, listedImpostors, listedGenuine }: WalkCounts,
  into: ImpostorStrip,
): void {
  const { row, rows, column, columns, scores } = tile;
  const levels = Float64Array.from(thresholds);
  const least = levels[0]!;
  const firstClass = classOf[row]!;
  const plane = (into.strip?.length ?? 0) / levels.length;
  for (let r = 0; r < rows; r++) {
    const i = row + r;
    const a = classOf[i]!;
    const base = r * columns - column;
    const end = base + column + columns;
    for (let p = base + Math.max(column, i + 1); p < end; p++) {
      const score = scores[p]!;
      if (!(score >= least)) continue;
      const b = classOf[p - base]!;
      if (a !== b && !into.impostors) break;
      const level = levelOf(levels, score);
      if (a === b) {
        const counts = genuines[level]!;
        counts[a] = counts[a]! + 1;
        if (listed?.[level] === true) listedGenuine.push(score, a, b);
        continue;
      }
      const counts = impostors[level]!;
      counts[a] = counts[a]! + 1;
      counts[b] = counts[b]! + 1;
      if (listed?.[level] === true) listedImpostors.push(score, a, b);
      if (into.strip !== null) {
        const cell = level * plane + (a - firstClass) * classes + b;
        into.strip[cell] = into.strip[cell]! + 1;
      }
    }
  }
}

/** Adds one block's accepted impostors by pair of classes to the sums of every draw. */
async function addStrip(
  strip: Float32Array,
  row: number,
  rows: number,
  { classOf, classes }: ClassLayout,
  resamples: ClassResamples,
  weightGemm: Gemm,
  resampled: readonly Float64Array[],
): Promise<void> {
  const firstClass = classOf[row]!;
  const cells = (classOf[row + rows - 1]! - firstClass + 1) * classes;
  const plane = strip.length / resampled.length;
  for (const [level, sums] of resampled.entries()) {
    const pairs = strip.subarray(level * plane, level * plane + cells);
    const filled: number[] = [];
    pairs.forEach((count, cell) => {
      if (count > 0) filled.push(cell);
    });
    // Few pairs of classes are faster one by one.
    if (filled.length * 8 < cells) {
      const sparse: ClassPairCounts = {
        first: Uint32Array.from(filled, (cell) => firstClass + Math.floor(cell / classes)),
        second: Uint32Array.from(filled, (cell) => cell % classes),
        accepted: Float64Array.from(filled, (cell) => pairs[cell]!),
      };
      addClassPairs(sums, resamples.weights, classes, sparse);
    } else await addResampled(sums, pairs, firstClass, resamples, weightGemm);
  }
}
