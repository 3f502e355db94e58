import { type ClassLayout, genuineIndex } from './class-layout.ts';
import { binOf, fineBinCount, type ScoreBins } from './score-bins.ts';
import { clampScore, type Tile } from './tile.ts';

/** Pooled scores by fine bin. One belongs to one thread; they add up. */
export interface Histograms {
  /** [65536] each. */
  readonly impostor: Uint32Array;
  readonly genuine: Uint32Array;
}

export interface ExactGenuineScores {
  /** All genuine scores, class by class, each class as in `genuineIndex`. */
  readonly scores: Float32Array;
  /** [T + 1] where each class starts. */
  readonly start: Float64Array;
}

export function createHistograms(): Histograms {
  return { impostor: new Uint32Array(fineBinCount), genuine: new Uint32Array(fineBinCount) };
}

/**
 * Adds the scores of a tile.
 *
 * @param columnEnd [N] where the columns end that count for each row; null: they all count.
 * @param withGenuine false leaves genuine scores out.
 */
export function addHistograms(
  { impostor, genuine }: Histograms,
  tile: Tile,
  layout: ClassLayout,
  bins: ScoreBins,
  columnEnd: Uint32Array | null,
  withGenuine: boolean,
): void {
  const { row, rows, column, columns, scores } = tile;
  const { offset, scale } = bins;
  const tileEnd = column + columns;
  for (let r = 0; r < rows; r++) {
    const i = row + r;
    const lastColumn = columnEnd === null ? tileEnd : Math.min(tileEnd, columnEnd[i]!);
    const classEnd = layout.classStart[layout.classOf[i]! + 1]!;
    const firstColumn = Math.max(i + 1, column);
    // Position in the tile of sorted image j is r × columns + (j - column).
    const base = r * columns - column;
    if (withGenuine) {
      const end = base + Math.min(classEnd, lastColumn);
      countBins(genuine, scores, base + firstColumn, end, offset, scale);
    }
    countBins(
      impostor,
      scores,
      base + Math.max(classEnd, firstColumn),
      base + lastColumn,
      offset,
      scale,
    );
  }
}

/** Keeps the genuine scores of a tile, and counts them. */
export function keepGenuine(
  kept: ExactGenuineScores,
  histogram: Uint32Array,
  tile: Tile,
  { classOf, classStart }: ClassLayout,
  bins: ScoreBins,
): void {
  const { row, rows, column, columns, scores } = tile;
  for (let r = 0; r < rows; r++) {
    const i = row + r;
    const c = classOf[i]!;
    const start = classStart[c]!;
    const classEnd = classStart[c + 1]!;
    const end = Math.min(classEnd, column + columns);
    const base = r * columns - column;
    let at =
      kept.start[c]! + genuineIndex(classEnd - start, i - start, Math.max(i + 1, column) - start);
    for (let j = Math.max(i + 1, column); j < end; j++) {
      const score = clampScore(bins, scores[base + j]!);
      kept.scores[at++] = score;
      histogram[binOf(bins, score)]!++;
    }
  }
}

/** Adds scores [from, to) to a histogram. */
function countBins(
  histogram: Uint32Array,
  scores: Float32Array,
  from: number,
  to: number,
  offset: number,
  scale: number,
): void {
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
  }
  for (; p < to; p++) {
    let bin = ((scores[p]! + offset) * scale) | 0;
    bin = bin < 0 ? 0 : bin > 65535 ? 65535 : bin;
    histogram[bin]!++;
  }
}

/**
 * The largest bin from which at least `wanted` scores lie above, without exceeding `capacity`: where
 * the tail may be cut.
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
