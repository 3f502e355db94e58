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
 * Adds rows [from, to) of a tile.
 *
 * @param stripClass first class of the current block of rows.
 */
export function addCounts(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  from: number,
  to: number,
  stripClass: number,
): void {
  const { columns } = tile;
  const lanes = createLanes(plan.intervals.intervals, columns);
  const width = plan.layout.classes > fewClasses ? narrowColumns : columns;
  for (let at = 0; at < columns; at += width) {
    const span = {
      from: tile.column + at,
      to: tile.column + Math.min(at + width, columns),
    };
    addSpan(accumulator, plan, tile, from, to, span, stripClass, lanes);
  }
}

/** Up to this many classes, the counters of all of them stay in the processor's cache. */
const fewClasses = 500;
/** Beyond, columns are taken this many at a time, so that the counters of their classes stay there. */
const narrowColumns = 256;

/** Columns [from, to), as sorted positions. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function addSpan(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  from: number,
  to: number,
  span: Span,
  stripClass: number,
  lanes: Lanes,
): void {
  const { classOf, classStart } = plan.layout;
  const { row } = tile;
  for (let r = from; r < to;) {
    const a = classOf[row + r] as number;
    const classEnd = classStart[a + 1] as number;
    const runEnd = Math.min(to, classEnd - row);
    const rows: RowRun = { from: r, to: runEnd, class: a, stripRow: a - stripClass };
    if (plan.ranking === null && span.from < classEnd) {
      addGenuine(accumulator, plan, tile, rows, classEnd, span, lanes);
    }
    const firstColumn = Math.max(classEnd, span.from);
    let smallFrom = firstColumn;
    for (let j = firstColumn; j < span.to;) {
      const b = classOf[j] as number;
      const blockEnd = Math.min(span.to, classStart[b + 1] as number);
      if ((runEnd - r) * (blockEnd - j) >= plan.intervals.intervals / 4) {
        addSmallClasses(accumulator, plan, tile, rows, smallFrom, j);
        addLargeClass(accumulator, plan, tile, rows, j, blockEnd, b, lanes);
        smallFrom = blockEnd;
      }
      j = blockEnd;
    }
    addSmallClasses(accumulator, plan, tile, rows, smallFrom, span.to);
    r = runEnd;
  }
}

/** Rows [from, to) of a tile, all of one class. */
interface RowRun {
  readonly from: number;
  readonly to: number;
  readonly class: number;
  /** The class's row in the strip. */
  readonly stripRow: number;
}

/** The genuine pairs of a run of rows: one counter a score, folded into the class afterwards. */
function addGenuine(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  classEnd: number,
  span: Span,
  lanes: Lanes,
): void {
  const columnTo = Math.min(classEnd, span.to);
  const step = rowsOfSweep(lanes, columnTo - span.from);
  for (let r = rows.from; r < rows.to; r += step) {
    const to = Math.min(r + step, rows.to);
    lanes.leastBin.fill(noBin, 0, to - r);
    const found = sweep(plan, tile, r, to, span.from, columnTo, lanes);
    forFound(lanes.found, found, tile, (row, column) => {
      listGenuine(accumulator, plan, tile, row, column);
    });
  }
  const { intervals } = plan.intervals;
  const { genuine } = accumulator;
  const { first, second } = lanes;
  const cell = rows.class * intervals;
  for (let k = 0; k < intervals; k++) genuine[cell + k]! += first[k]! + second[k]!;
  first.fill(0);
  second.fill(0);
}

/** The pairs of two large classes: one counter a score, folded into both classes afterwards. */
function addLargeClass(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnFrom: number,
  columnTo: number,
  b: number,
  lanes: Lanes,
): void {
  const { intervals } = plan.intervals;
  const { impostor, strip, ranks } = accumulator;
  const { first, second, leastBin } = lanes;
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
    forFound(lanes.found, found, tile, (row, column) => {
      lookAt(accumulator, plan, tile, row, column);
    });
  }
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
  /** Of each row of the sweep: scores whose bin is at least this are found. */
  readonly leastBin: Int32Array;
}

/** Scores of one sweep, at most, where its rows are not longer: they stay in the processor's cache. */
const scoresOfSweep = 16384;

function createLanes(intervals: number, columns: number): Lanes {
  return {
    first: new Uint32Array(intervals),
    second: new Uint32Array(intervals),
    // One more, which is written to, and does not count.
    found: new Uint32Array(Math.max(scoresOfSweep, columns) + 1),
    leastBin: new Int32Array(scoresOfSweep),
  };
}

/** How many rows of so many columns one sweep takes. */
function rowsOfSweep({ found }: Lanes, columns: number): number {
  return Math.min(Math.floor((found.length - 1) / columns), scoresOfSweep);
}

/** Above every score's bin: no score is to be looked at for its bin. */
const noBin = 65536;

/**
 * Counts the scores of rows [rowFrom, rowTo) with one class by interval, and finds those that must be
 * looked at one by one: scores that must be listed, and those from the row's least bin on. They are
 * few and lie anywhere, so that a processor would mostly guess a branch wrong: every position is
 * written down, and stays where it counts.
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
  const { intervalOfBin, firstListed } = plan.intervals;
  const { scores } = tile;
  const { first, second, found, leastBin } = lanes;
  const lastPlain = firstListed - 1;
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
  { bins, intervals: { intervalOfBin, firstListed } }: CountingPlan,
  scores: Float32Array,
  from: number,
  end: number,
  lastOther: number,
  { first, found }: Lanes,
  n: number,
): number {
  for (let p = from; p < end; p++) {
    const bin = binOf(bins, scores[p]!);
    const interval = intervalOfBin[bin]!;
    first[interval]!++;
    found[n] = p;
    n += ((firstListed - 1 - interval) | (lastOther - bin)) >>> 31;
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

/** Columns of many small classes in one sweep: two counters a score. */
function addSmallClasses(
  accumulator: CountingAccumulator,
  plan: CountingPlan,
  tile: Tile,
  rows: RowRun,
  columnFrom: number,
  columnTo: number,
): void {
  if (columnFrom >= columnTo) return;
  const { offset, scale } = plan.bins;
  const { intervalOfBin, firstListed, intervals } = plan.intervals;
  const { levelOf, levels } = plan.classPairs;
  const { classOf, classes } = plan.layout;
  const { scores } = tile;
  const { impostor, strip, ranks } = accumulator;
  const { tailFrom } = plan;
  const cellA = rows.class * intervals;
  const plane = levels === 0 ? 0 : strip.length / levels;
  const stripCell = rows.stripRow * classes;
  const bar = ranks?.bar;
  for (let r = rows.from; r < rows.to; r++) {
    const i = tile.row + r;
    const base = r * tile.columns - tile.column;
    for (let j = columnFrom; j < columnTo; j++) {
      const score = scores[base + j]!;
      let bin = ((score + offset) * scale) | 0;
      bin = bin < 0 ? 0 : bin > 65535 ? 65535 : bin;
      const interval = intervalOfBin[bin]!;
      const b = classOf[j]!;
      impostor[cellA + interval]!++;
      impostor[b * intervals + interval]!++;
      for (let level = levelOf[interval]!; level > 0; level--) {
        strip[(level - 1) * plane + stripCell + b]!++;
      }
      if (
        interval >= firstListed ||
        bin >= tailFrom ||
        (bar !== undefined && (score >= bar[i]! || score >= bar[j]!))
      ) {
        lookAt(accumulator, plan, tile, r, j - tile.column);
      }
    }
  }
}
