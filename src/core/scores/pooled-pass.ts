import { type ClassLayout, genuineIndex } from './class-layout.ts';
import { PairList } from './pair-list.ts';
import { binOf, fineBinCount, type ScoreBins } from './score-bins.ts';
import { clampScore, type Tile } from './tile.ts';

/**
 * What the first pass over the scores gathers: pooled histograms in fine bins, the impostor tail with
 * both images, and the genuine scores themselves where they are kept.
 *
 * One accumulator belongs to one thread; accumulators add up.
 */
export interface PooledAccumulator {
  /** [65536] impostor scores by fine bin. */
  readonly impostor: Uint32Array;
  /** [65536] genuine scores by fine bin. */
  readonly genuine: Uint32Array;
  /** Impostor pairs whose bin is at least `tailFrom` at the time they were seen. */
  readonly tail: PairList;
  tailFrom: number;
}

export interface ExactGenuineScores {
  /** All genuine scores, class by class, each class as in `genuineIndex`. */
  readonly scores: Float32Array;
  /** [T + 1] where each class starts. */
  readonly start: Float64Array;
}

export function createPooledAccumulator(): PooledAccumulator {
  return {
    impostor: new Uint32Array(fineBinCount),
    genuine: new Uint32Array(fineBinCount),
    tail: new PairList(1 << 16),
    tailFrom: 0,
  };
}

/**
 * Adds rows [from, to) of a tile.
 *
 * @param genuine where exact genuine scores go; null where there are too many to keep.
 */
export function addPooled(
  accumulator: PooledAccumulator,
  tile: Tile,
  from: number,
  to: number,
  layout: ClassLayout,
  bins: ScoreBins,
  genuine: ExactGenuineScores | null,
): void {
  const { row, column, columns } = tile;
  const { classOf, classStart } = layout;
  for (let r = from; r < to; r++) {
    const i = row + r;
    const c = classOf[i] as number;
    const classEnd = classStart[c + 1] as number;
    const firstColumn = Math.max(i + 1, column);
    const lastColumn = column + columns;
    // Position in the tile of sorted image j is r × columns + (j - column).
    const base = r * columns - column;
    const genuineEnd = Math.min(classEnd, lastColumn);
    if (firstColumn < genuineEnd) {
      const { offset, scale } = bins;
      const end = base + genuineEnd;
      countBins(
        accumulator.genuine,
        tile.scores,
        base + firstColumn,
        end,
        offset,
        scale,
        fineBinCount,
      );
      if (genuine !== null) {
        const start = classStart[c] as number;
        const at =
          (genuine.start[c] as number) +
          genuineIndex(classEnd - start, i - start, firstColumn - start) -
          (base + firstColumn);
        for (let p = base + firstColumn; p < base + genuineEnd; p++) {
          genuine.scores[at + p] = clampScore(bins, tile.scores[p] as number);
        }
      }
    }
    const impostorStart = Math.max(classEnd, firstColumn);
    if (impostorStart < lastColumn) {
      binImpostors(accumulator, tile, base + impostorStart, base + lastColumn, i, base, bins);
    }
  }
}

/** Scores are binned this many at a time; only a stretch that meets the tail is looked at again. */
const stretch = 64;

function binImpostors(
  { impostor, tail, tailFrom }: PooledAccumulator,
  { scores }: Tile,
  start: number,
  end: number,
  i: number,
  base: number,
  bins: ScoreBins,
): void {
  for (let from = start; from < end; from += stretch) {
    const to = Math.min(from + stretch, end);
    if (!countBins(impostor, scores, from, to, bins.offset, bins.scale, tailFrom)) continue;
    for (let p = from; p < to; p++) {
      if (binOf(bins, scores[p]!) >= tailFrom) {
        tail.push(clampScore(bins, scores[p]!), i, p - base);
      }
    }
  }
}

/** Adds scores [from, to) to a histogram; returns whether a bin of `wanted` or above was met. */
function countBins(
  histogram: Uint32Array,
  scores: Float32Array,
  from: number,
  to: number,
  offset: number,
  scale: number,
  wanted: number,
): boolean {
  let met = false;
  let p = from;
  for (; p + 3 < to; p += 4) {
    let bin0 = ((scores[p]! + offset) * scale) | 0;
    bin0 = bin0 < 0 ? 0 : bin0 > 65535 ? 65535 : bin0;
    let bin1 = ((scores[p + 1]! + offset) * scale) | 0;
    bin1 = bin1 < 0 ? 0 : bin1 > 65535 ? 65535 : bin1;
    let bin2 = ((scores[p + 2]! + offset) * scale) | 0;
    bin2 = bin2 < 0 ? 0 : bin2 > 65535 ? 65535 : bin2;
    let bin3 = ((scores[p + 3]! + offset) * scale) | 0;
    bin3 = bin3 < 0 ? 0 : bin3 > 65535 ? 65535 : bin3;
    histogram[bin0]!++;
    histogram[bin1]!++;
    histogram[bin2]!++;
    histogram[bin3]!++;
    if (bin0 >= wanted || bin1 >= wanted || bin2 >= wanted || bin3 >= wanted) met = true;
  }
  for (; p < to; p++) {
    let bin = ((scores[p]! + offset) * scale) | 0;
    bin = bin < 0 ? 0 : bin > 65535 ? 65535 : bin;
    histogram[bin]!++;
    if (bin >= wanted) met = true;
  }
  return met;
}

/**
 * The largest bin from which at least `wanted` scores lie above, without exceeding `capacity`: where
 * the tail may be cut. Counts only ever grow, so a cut that holds now holds at the end.
 */
export function tailCut(
  impostor: ArrayLike<number>,
  wanted: number,
  capacity: number,
): { from: number; count: number } {
  let count = 0;
  for (let bin = fineBinCount - 1; bin >= 0; bin--) {
    const next = count + (impostor[bin] as number);
    if (next > capacity) return { from: bin + 1, count };
    count = next;
    if (count >= wanted) return { from: bin, count };
  }
  return { from: 0, count };
}
