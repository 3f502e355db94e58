import { type ClassLayout, genuineIndex } from './class-layout.ts';
import { PairList } from './pair-list.ts';
import { fineBinCount, type ScoreBins } from './score-bins.ts';
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
      binGenuine(accumulator, tile, base + firstColumn, base + genuineEnd, bins);
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

function binGenuine(
  { genuine }: PooledAccumulator,
  { scores }: Tile,
  start: number,
  end: number,
  { offset, scale }: ScoreBins,
): void {
  for (let p = start; p < end; p++) {
    let bin = ((scores[p]! + offset) * scale) | 0;
    bin = bin < 0 ? 0 : bin > 65535 ? 65535 : bin;
    genuine[bin]!++;
  }
}

function binImpostors(
  { impostor, tail, tailFrom }: PooledAccumulator,
  { scores }: Tile,
  start: number,
  end: number,
  i: number,
  base: number,
  bins: ScoreBins,
): void {
  const { offset, scale } = bins;
  for (let p = start; p < end; p++) {
    let bin = ((scores[p]! + offset) * scale) | 0;
    bin = bin < 0 ? 0 : bin > 65535 ? 65535 : bin;
    impostor[bin]!++;
    if (bin >= tailFrom) tail.push(clampScore(bins, scores[p]!), i, p - base);
  }
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
