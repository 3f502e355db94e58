import type { ClassLayout } from '../../core/scores/class-layout.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import { normaliseTile } from '../../core/scores/tile.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { columnsPerTile, rowsPerBlock } from '../scoring/tile-walk.ts';
import { clampCosines, fillTile, type OpenScores, type TilePlace } from './pair-scores.ts';

/** Scores of some images against a run of images; everything in sorted positions. */
export interface RowScores {
  /** [M] the images. */
  readonly rows: Uint32Array;
  /** The run: [column, column + columns). */
  readonly column: number;
  readonly columns: number;
  /** [M × columns], valid during the visit. An image's score with itself is among them. */
  readonly scores: Float32Array;
}

/**
 * Scores some images against all, in bounded memory. Other tiles round otherwise than those of
 * `ScorePasses`: within `roundingBand` of a threshold, `passScores` tells the side.
 *
 * @param rows sorted positions
 */
export async function scoreRows(
  open: OpenScores,
  images: number,
  rows: Uint32Array,
  context: TaskContext,
  visit: (scored: RowScores) => void,
): Promise<void> {
  const { embeddings, gemm, normalisation, scores: memory } = open;
  const { dimension } = gemm;
  for (let at = 0; at < rows.length; at += rowsPerBlock) {
    const some = rows.subarray(at, at + rowsPerBlock);
    const block = new Float32Array(some.length * dimension);
    some.forEach((row, k) => {
      block.set(embeddings.subarray(row * dimension, (row + 1) * dimension), k * dimension);
    });
    for (let column = 0; column < images; column += columnsPerTile) {
      context.throwIfStopped();
      const columns = Math.min(columnsPerTile, images - column);
      const scores = memory.subarray(0, some.length * columns);
      const run = embeddings.subarray(column * dimension, (column + columns) * dimension);
      await gemm.multiply(block, some.length, run, columns, scores);
      if (normalisation === null) clampCosines(scores);
      else {
        some.forEach((row, k) => {
          const line = scores.subarray(k * columns, (k + 1) * columns);
          normaliseTile({ row, rows: 1, column, columns, scores: line }, 0, 1, normalisation);
        });
      }
      visit({ rows: some, column, columns, scores });
    }
  }
}

/** By how much two ways of summing the float32 products of unit vectors may differ. */
const cosineRounding = 2e-6;

/** How near to a threshold a score's side depends on the tile that it was computed in. */
export function roundingBand({ normalisation }: OpenScores, threshold: number): number {
  if (normalisation === null) return cosineRounding;
  const steepest = normalisation.slope.reduce((most, slope) => Math.max(most, slope), 0);
  return 2 * steepest * cosineRounding + 4 * 2 ** -24 * Math.abs(threshold);
}

/**
 * The scores of pairs as the passes of the evaluation computed them, to the last bit: each in the tile
 * of `ScorePasses` that holds it.
 *
 * @param pairs sorted positions, first < second
 * @returns in the order of the pairs
 */
export async function passScores(
  open: OpenScores,
  { images }: ClassLayout,
  { first, second, length }: PairList,
  context: TaskContext,
): Promise<Float32Array> {
  const byTile = new Map<number, { place: TilePlace; pairs: number[] }>();
  for (let k = 0; k < length; k++) {
    const row = first[k]! - (first[k]! % rowsPerBlock);
    const column = second[k]! - ((second[k]! - row) % columnsPerTile);
    const key = row * images + column;
    const tile = byTile.get(key);
    if (tile !== undefined) tile.pairs.push(k);
    else {
      const rows = Math.min(rowsPerBlock, images - row);
      const columns = Math.min(columnsPerTile, images - column);
      byTile.set(key, { place: { row, rows, column, columns }, pairs: [k] });
    }
  }
  const exact = new Float32Array(length);
  if (length === 0) return exact;
  // As in the passes, where each tile is one thread's work: threads that share a tile may round it
  // otherwise.
  const gemm = await Gemm.create(open.gemm.dimension);
  try {
    for (const { place, pairs } of byTile.values()) {
      context.throwIfStopped();
      const scores = await fillTile({ ...open, gemm }, place);
      for (const k of pairs) {
        exact[k] = scores[(first[k]! - place.row) * place.columns + second[k]! - place.column]!;
      }
    }
  } finally {
    await gemm.release();
  }
  return exact;
}
