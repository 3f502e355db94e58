import type { ClassLayout } from './class-layout.ts';
import type { IntervalPlan } from './interval-plan.ts';
import { PairList } from './pair-list.ts';
import { countImpostor, type GenuineRanking, type RankCounts } from './rank-counts.ts';
import { binOf, type ScoreBins } from './score-bins.ts';
import { clampScore, type Tile } from './tile.ts';

/** Level of acceptance of each interval: how many of the nested class-pair thresholds it passes. */
export interface ClassPairLevels {
  /** [intervals] 0 = accepted by none; k = accepted by the k loosest. */
  readonly levelOf: Uint16Array;
  readonly levels: number;
}

/**
 * What the second pass gathers on one thread: class counts per interval, the scores inside listed
 * intervals, accepted impostors per pair of classes, and retrieval ranks. Accumulators add up.
 */
export interface CountingAccumulator {
  /** [T × intervals] impostor scores of each class by interval. */
  readonly impostor: Uint32Array;
  /** [T × intervals] genuine scores of each class by interval; empty where genuine scores are kept. */
  readonly genuine: Uint32Array;
  readonly listedImpostors: PairList;
  readonly listedGenuine: PairList;
  /** Every impostor pair whose bin is at least the plan's `tailFrom`. */
  readonly tail: PairList;
  /**
   * [levels × strip classes × T] accepted impostors between a class of the current block of rows and
   * any class; emptied after each block of rows.
   */
  readonly strip: Uint32Array;
  readonly ranks: RankCounts | null;
}

export interface CountingPlan {
  readonly layout: ClassLayout;
  readonly bins: ScoreBins;
  readonly intervals: IntervalPlan;
  readonly classPairs: ClassPairLevels;
  readonly tailFrom: number;
  /** How many pairs one thread is to list, about: room is made for as many at once. */
  readonly expectedListed: number;
  /** Null where genuine scores are not kept: then the tiles' genuine scores are counted too. */
  readonly ranking: GenuineRanking | null;
}

export function createCountingAccumulator(
  plan: CountingPlan,
  strip: Uint32Array,
  ranks: RankCounts | null,
): CountingAccumulator {
  const cells = plan.layout.classes * plan.intervals.intervals;
  return {
    impostor: new Uint32Array(cells),
    genuine: new Uint32Array(plan.ranking === null ? cells : 0),
    listedImpostors: new PairList(plan.expectedListed),
    listedGenuine: new PairList(),
    tail: new PairList(),
    strip,
    ranks,
  };
}

/**
 * Adds a tile, which holds all rows of its block.
 *
 * A score of classes a and b counts for both. Where many pairs of the tile are of the same two
 * classes, each is counted once, and their counts are folded into both. Elsewhere each is counted
 * twice, along the rows of a and along the columns of b: so the counters in use are always those of
 * one class, and stay in the processor's cache.
 */
export function addCounts(accumulator: CountingAccumulator, plan: CountingPlan, tile: Tile): void {
  const { classOf, classStart } = plan.layout;
  const stripClass = classOf[tile.row] as number;
  const { impostor } = accumulator;
  const columnsEnd = tile.column + tile.columns;
  const { intervals } = plan.intervals;
  const found = new Uint32Array(Math.max(scoresOfSweep, tile.columns) + 1);
  const leastBin = new Int32Array(scoresOfSweep);
  const lanes = createLanes(plan, plan.intervals.firstListed, found, leastBin);
  const rowLanes = createLanes(plan, firstLookedAt(plan), found, leastBin);
  const runs: RowRun[] = [];
  for (let r = 0; r < tile.rows;) {
    const a = classOf[tile.row + r] as number;
    const to = Math.min(tile.rows, (classStart[a + 1] as number) - tile.row);
    runs.push({ from: r, to, class: a, stripRow: a - stripClass });
    r = to;
  }
  for (const run of runs) {
    const classEnd = classStart[run.class + 1] as number;
    if (plan.ranking === null && tile.column < classEnd) {
      addGenuine(accumulator, plan, tile, run, Math.min(classEnd, columnsEnd), lanes);
    }
    let fewFrom = Math.max(classEnd, tile.column);
    for (let j = fewFrom; j < columnsEnd;) {
      const b = classOf[j] as number;
      const blockEnd = Math.min(columnsEnd, classStart[b + 1] as number);
      if (areManyPairs(plan, run, blockEnd - j)) {
        addRowsOfFew(accumulator, plan, tile, run, fewFrom, j, rowLanes);
        addClassPair(accumulator, plan, tile, run, j, blockEnd, b, lanes);
        fewFrom = blockEnd;
      }
      j = blockEnd;
    }
    addRowsOfFew(accumulator, plan, tile, run, fewFrom, columnsEnd, rowLanes);
    foldInto(impostor, run.class * intervals, rowLanes);
  }
  addColumnsOfFew(impostor, plan, tile, runs, lanes);
}

/** Rows [from, to) of a tile, all of one class. */
interface RowRun {
  readonly from: number;
  readonly to: number;
  readonly class: number;
  /** The class's row in the strip. */
  readonly stripRow: number;
}

/** Whether the pairs of a run of rows with one class's columns are worth counters of their own. */
function areManyPairs({ intervals }: CountingPlan, { from, to }: RowRun, columns: number): boolean {
  return 4 * (to - from) * columns >= intervals.intervals;
}

/** The genuine pairs of a run of rows, which end at a column: counted once. */
function addGenuine(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnTo: number,
  lanes: Lanes,
): void {
  const step = rowsOfSweep(lanes, columnTo - tile.column);
  for (let r = rows.from; r < rows.to; r += step) {
    const to = Math.min(r + step, rows.to);
    lanes.leastBin.fill(noBin, 0, to - r);
    const found = sweep(plan, tile, r, to, tile.column, columnTo, lanes);
    forFound(lanes.found, found, tile, (row, column) => {
      listGenuine(accumulator, plan, tile, row, column);
    });
  }
  foldInto(accumulator.genuine, rows.class * plan.intervals.intervals, lanes);
}

/** Many impostor pairs of two classes: each counted once, and folded into both. */
function addClassPair(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnFrom: number,
  columnTo: number,
  b: number,
  lanes: Lanes,
): void {
  sweepImpostors(accumulator, plan, tile, rows, columnFrom, columnTo, lanes, (row, column) => {
    lookAt(accumulator, plan, tile, row, column);
  });
  const { intervals } = plan.intervals;
  const { impostor, strip } = accumulator;
  const { first, second } = lanes;
  const cellA = rows.class * intervals;
  const cellB = b * intervals;
  const { levelOf, levels } = plan.classPairs;
  const plane = levels === 0 ? 0 : strip.length / levels;
  const stripCell = rows.stripRow * plan.layout.classes + b;
  for (let k = 0; k < intervals; k++) {
    const count = first[k]! + second[k]!;
    if (count === 0) continue;
    impostor[cellA + k]! += count;
    impostor[cellB + k]! += count;
    for (let level = levelOf[k]!; level > 0; level--) {
      strip[(level - 1) * plane + stripCell]! += count;
    }
  }
  first.fill(0);
  second.fill(0);
}

/** Columns of classes that have few pairs with a run of rows: counted for the rows' class. */
function addRowsOfFew(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnFrom: number,
  columnTo: number,
  lanes: Lanes,
): void {
  const { bins, tailFrom } = plan;
  const { intervalOfBin, firstListed } = plan.intervals;
  const { levelOf, levels } = plan.classPairs;
  const { classOf, classes } = plan.layout;
  const { strip, ranks } = accumulator;
  const plane = levels === 0 ? 0 : strip.length / levels;
  const stripCell = rows.stripRow * classes;
  const bar = ranks?.bar;
  for (let from = columnFrom; from < columnTo; from += columnsOfFew) {
    const to = Math.min(from + columnsOfFew, columnTo);
    sweepImpostors(accumulator, plan, tile, rows, from, to, lanes, (row, column) => {
      const score = clampScore(bins, tile.scores[row * tile.columns + column]!);
      const bin = binOf(bins, score);
      const interval = intervalOfBin[bin]!;
      const i = tile.row + row;
      const j = tile.column + column;
      const level = levelOf[interval]!;
      if (level > 0) {
        const cell = stripCell + classOf[j]!;
        strip[cell]!++;
        for (let k = 1; k < level; k++) strip[k * plane + cell]!++;
      }
      // Most are accepted at some level, and nothing else.
      if (
        interval >= firstListed ||
        bin >= tailFrom ||
        (bar !== undefined && (score >= bar[i]! || score >= bar[j]!))
      ) {
        lookAt(accumulator, plan, tile, row, column);
      }
    });
  }
}

/** Columns swept at once: every score that reaches the least of their bars is looked at. */
const columnsOfFew = 256;

/** The same pairs, counted for the classes of their columns. */
function addColumnsOfFew(
  impostor: Uint32Array,
  plan: CountingPlan,
  tile: Tile,
  runs: readonly RowRun[],
  lanes: Lanes,
): void {
  const { classOf, classStart } = plan.layout;
  const { intervals } = plan.intervals;
  const columnsEnd = tile.column + tile.columns;
  for (let j = tile.column; j < columnsEnd;) {
    const b = classOf[j] as number;
    const blockEnd = Math.min(columnsEnd, classStart[b + 1] as number);
    const ranges = rangesOfFew(plan, runs, b, blockEnd - j);
    for (const [from, to] of ranges) countColumns(plan, tile, from, to, j, blockEnd, lanes);
    if (ranges.length > 0) foldInto(impostor, b * intervals, lanes);
    j = blockEnd;
  }
}

/** Ranges of rows that lie before a class and have few pairs with so many of its columns. */
function rangesOfFew(
  plan: CountingPlan,
  runs: readonly RowRun[],
  b: number,
  columns: number,
): [from: number, to: number][] {
  const ranges: [from: number, to: number][] = [];
  for (const run of runs) {
    if (run.class >= b) break;
    if (areManyPairs(plan, run, columns)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === run.from) last[1] = run.to;
    else ranges.push([run.from, run.to]);
  }
  return ranges;
}

/** Counts the scores of rows [rowFrom, rowTo) and columns [columnFrom, columnTo) by interval. */
function countColumns(
  { bins, intervals: { intervalOfBin } }: CountingPlan,
  { column, columns, scores }: Tile,
  rowFrom: number,
  rowTo: number,
  columnFrom: number,
  columnTo: number,
  { first, second }: Lanes,
): void {
  const { offset, scale } = bins;
  for (let r = rowFrom; r < rowTo; r++) {
    const base = r * columns - column;
    const end = base + columnTo;
    let p = base + columnFrom;
    for (; p + 1 < end; p += 2) {
      let bin0 = ((scores[p]! + offset) * scale) | 0;
      bin0 = bin0 < 0 ? 0 : bin0 > 65535 ? 65535 : bin0;
      let bin1 = ((scores[p + 1]! + offset) * scale) | 0;
      bin1 = bin1 < 0 ? 0 : bin1 > 65535 ? 65535 : bin1;
      first[intervalOfBin[bin0]!]!++;
      second[intervalOfBin[bin1]!]!++;
    }
    if (p < end) first[intervalOfBin[binOf(bins, scores[p]!)]!]!++;
  }
}

/** What a sweep writes to. */
interface Lanes {
  /**
   * Two counters of each interval, taken in turn: scores of neighbouring pairs fall into the same
   * interval, and a processor waits for its own last write to a counter.
   */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** Positions in the tile that the last sweep found. */
  readonly found: Uint32Array;
  /** Scores in intervals from this number on are found. */
  readonly firstFound: number;
  /** Of each row of the sweep: scores whose bin is at least this are found. */
  readonly leastBin: Int32Array;
}

/** Scores of one sweep, at most, where its rows are not longer: they stay in the processor's cache. */
const scoresOfSweep = 16384;

function createLanes(
  { intervals: { intervals } }: CountingPlan,
  firstFound: number,
  found: Uint32Array,
  leastBin: Int32Array,
): Lanes {
  return {
    first: new Uint32Array(intervals),
    second: new Uint32Array(intervals),
    found,
    firstFound,
    leastBin,
  };
}

/** The first interval whose scores are looked at one by one where pairs of two classes are few. */
function firstLookedAt({ intervals: { firstListed }, classPairs }: CountingPlan): number {
  const accepted = classPairs.levelOf.findIndex((level) => level > 0);
  return accepted === -1 ? firstListed : Math.min(firstListed, accepted);
}

/** Adds the lanes to the counters from `cell` on, and empties them. */
function foldInto(counters: Uint32Array, cell: number, { first, second }: Lanes): void {
  for (let k = 0; k < first.length; k++) counters[cell + k]! += first[k]! + second[k]!;
  first.fill(0);
  second.fill(0);
}

/** How many rows of so many columns one sweep takes. */
function rowsOfSweep({ found }: Lanes, columns: number): number {
  return Math.min(Math.floor((found.length - 1) / columns), scoresOfSweep);
}

/** Above every score's bin: no score is to be looked at for its bin. */
const noBin = 65536;

/**
 * Counts the impostor scores of a run of rows with columns [columnFrom, columnTo), and visits those
 * that must be looked at, by their row and their column in the tile.
 */
function sweepImpostors(
  { ranks }: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnFrom: number,
  columnTo: number,
  lanes: Lanes,
  visit: (row: number, column: number) => void,
): void {
  const { leastBin } = lanes;
  const bar = ranks?.bar;
  let columnBar = Infinity;
  if (bar !== undefined) {
    for (let j = columnFrom; j < columnTo; j++) if (bar[j]! < columnBar) columnBar = bar[j]!;
  }
  const step = rowsOfSweep(lanes, columnTo - columnFrom);
  for (let r = rows.from; r < rows.to; r += step) {
    const to = Math.min(r + step, rows.to);
    for (let other = r; other < to; other++) {
      const rowBar = bar === undefined ? Infinity : bar[tile.row + other]!;
      const least = rowBar < columnBar ? rowBar : columnBar;
      const rankedBin = least === Infinity ? noBin : binOf(plan.bins, least);
      leastBin[other - r] = rankedBin < plan.tailFrom ? rankedBin : plan.tailFrom;
    }
    const found = sweep(plan, tile, r, to, columnFrom, columnTo, lanes);
    forFound(lanes.found, found, tile, visit);
  }
}

/**
 * Counts the scores of rows [rowFrom, rowTo) by interval, and finds those that must be looked at one
 * by one: those in the later intervals, and those from the row's least bin on. They are few and lie
 * anywhere, so that a processor would mostly guess a branch wrong: every position is written down, and
 * stays where it counts.
 *
 * @returns how many positions stand in `lanes.found`, ascending.
 */
function sweep(
  plan: CountingPlan,
  tile: Tile,
  rowFrom: number,
  rowTo: number,
  columnFrom: number,
  columnTo: number,
  lanes: Lanes,
): number {
  const { offset, scale } = plan.bins;
  const { intervalOfBin } = plan.intervals;
  const { scores } = tile;
  const { first, second, found, leastBin } = lanes;
  const lastPlain = lanes.firstFound - 1;
  let n = 0;
  for (let r = rowFrom; r < rowTo; r++) {
    const lastOther = leastBin[r - rowFrom]! - 1;
    // Position in the tile of sorted image j is base + j.
    const base = r * tile.columns - tile.column;
    const end = base + columnTo;
    let p = base + Math.max(columnFrom, tile.row + r + 1);
    for (; p + 3 < end; p += 4) {
      let bin0 = ((scores[p]! + offset) * scale) | 0;
      bin0 = bin0 < 0 ? 0 : bin0 > 65535 ? 65535 : bin0;
      let bin1 = ((scores[p + 1]! + offset) * scale) | 0;
      bin1 = bin1 < 0 ? 0 : bin1 > 65535 ? 65535 : bin1;
      let bin2 = ((scores[p + 2]! + offset) * scale) | 0;
      bin2 = bin2 < 0 ? 0 : bin2 > 65535 ? 65535 : bin2;
      let bin3 = ((scores[p + 3]! + offset) * scale) | 0;
      bin3 = bin3 < 0 ? 0 : bin3 > 65535 ? 65535 : bin3;
      const interval0 = intervalOfBin[bin0]!;
      const interval1 = intervalOfBin[bin1]!;
      const interval2 = intervalOfBin[bin2]!;
      const interval3 = intervalOfBin[bin3]!;
      first[interval0]!++;
      second[interval1]!++;
      first[interval2]!++;
      second[interval3]!++;
      // The sign bit is set where a difference is negative.
      found[n] = p;
      n += ((lastPlain - interval0) | (lastOther - bin0)) >>> 31;
      found[n] = p + 1;
      n += ((lastPlain - interval1) | (lastOther - bin1)) >>> 31;
      found[n] = p + 2;
      n += ((lastPlain - interval2) | (lastOther - bin2)) >>> 31;
      found[n] = p + 3;
      n += ((lastPlain - interval3) | (lastOther - bin3)) >>> 31;
    }
    if (p < end) n = sweepRest(plan, scores, p, end, lastOther, lanes, n);
  }
  return n;
}

/** The last scores of a row: a function of its own, which leaves the sweep's loop its registers. */
function sweepRest(
  { bins, intervals: { intervalOfBin } }: CountingPlan,
  scores: Float32Array,
  from: number,
  end: number,
  lastOther: number,
  { first, found, firstFound }: Lanes,
  n: number,
): number {
  for (let p = from; p < end; p++) {
    const bin = binOf(bins, scores[p]!);
    const interval = intervalOfBin[bin]!;
    first[interval]!++;
    found[n] = p;
    n += ((firstFound - 1 - interval) | (lastOther - bin)) >>> 31;
  }
  return n;
}

/** Visits the first `count` positions that a sweep found, by their row and their column in the tile. */
function forFound(
  found: Uint32Array,
  count: number,
  { columns }: Tile,
  visit: (row: number, column: number) => void,
): void {
  let row = 0;
  let rowEnd = columns;
  for (let k = 0; k < count; k++) {
    const p = found[k]!;
    if (p >= rowEnd) {
      row = Math.floor(p / columns);
      rowEnd = (row + 1) * columns;
    }
    visit(row, p - rowEnd + columns);
  }
}

/** Lists an impostor pair where its bin asks for it, and counts it in both images' rankings. */
function lookAt(
  { listedImpostors, tail, ranks }: CountingAccumulator,
  { bins, intervals, layout, tailFrom, ranking }: CountingPlan,
  tile: Tile,
  r: number,
  c: number,
): void {
  const i = tile.row + r;
  const j = tile.column + c;
  const tileScore = tile.scores[r * tile.columns + c]!;
  const score = clampScore(bins, tileScore);
  const bin = binOf(bins, tileScore);
  if (intervals.intervalOfBin[bin]! >= intervals.firstListed) listedImpostors.push(score, i, j);
  if (bin >= tailFrom) tail.push(score, i, j);
  if (ranks === null || ranking === null) return;
  if (score >= ranks.bar[i]!) countImpostor(ranks, ranking, i, score, layout.order[j]!);
  if (score >= ranks.bar[j]!) countImpostor(ranks, ranking, j, score, layout.order[i]!);
}

/** Lists a genuine pair where its bin asks for it. */
function listGenuine(
  { listedGenuine }: CountingAccumulator,
  { bins, intervals: { intervalOfBin, firstListed } }: CountingPlan,
  { scores, row, column, columns }: Tile,
  r: number,
  c: number,
): void {
  const score = scores[r * columns + c]!;
  if (intervalOfBin[binOf(bins, score)]! >= firstListed) {
    listedGenuine.push(clampScore(bins, score), row + r, column + c);
  }
}
