import type { ClassLayout } from '../../core/scores/class-layout.ts';
import type { ScoreBins } from '../../core/scores/score-bins.ts';
import type { ScoreNormalisation, Tile } from '../../core/scores/tile.ts';

/** Rows of a tile. */
export const rowsPerBlock = 512;
/** Columns of a tile, at most: its scores stay in the cache of the processor that multiplies and visits them. */
export const columnsPerTile = 1024;

/** Number of tiles of one pass over N images. */
export function tileCount(
  images: number,
  columnsEnd: NonNullable<TileWalker['columnsEnd']> = () => images,
): number {
  let tiles = 0;
  for (let row = 0; row < images; row += rowsPerBlock) {
    const end = columnsEnd(row, Math.min(rowsPerBlock, images - row));
    tiles += Math.ceil((end - row) / columnsPerTile);
  }
  return tiles;
}

/** The most classes that one block of rows has images of. */
export function mostClassesInABlock({ classOf, images }: ClassLayout): number {
  let most = 0;
  for (let row = 0; row < images; row += rowsPerBlock) {
    const last = Math.min(images, row + rowsPerBlock) - 1;
    most = Math.max(most, classOf[last]! - classOf[row]! + 1);
  }
  return most;
}

/** What every pass over the scores of one set of images reads, over shared memory. */
export interface ScoreSource {
  /** [N × D], L2-normalised, in the layout's order. */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  readonly layout: ClassLayout;
  readonly bins: ScoreBins;
  readonly normalisation: ScoreNormalisation | null;
}

/** What one thread does on a walk. */
export interface TileWalker {
  readonly images: number;
  /** Where the columns of a block of rows end; all images where it is left out. */
  readonly columnsEnd?: (row: number, rows: number) => number;
  /** Fills `tile.scores`. */
  readonly multiply: (tile: Tile) => Promise<void>;
  readonly visit: (tile: Tile) => void;
  /** Called after each tile; throws to stop the walk on every thread. */
  readonly afterTile: () => void;
  readonly afterBlock?: (row: number, rows: number) => Promise<void>;
}

/**
 * One pass over the strict upper triangle, shared by threads: each takes the next block of rows that
 * nobody has taken, the longest first, and multiplies and visits its tiles alone.
 */
export class TileWalk {
  /** Next block of rows; tiles done; whether to stop. */
  readonly state: Int32Array<SharedArrayBuffer>;

  constructor(state = new Int32Array(new SharedArrayBuffer(12))) {
    this.state = state;
  }

  /** Tiles that all threads have done. */
  get done(): number {
    return Atomics.load(this.state, 1);
  }

  /**
   * Walks blocks until none is left, or until a thread fails.
   *
   * @param scratch this thread's tile.
   */
  async run(walker: TileWalker, scratch: Float32Array): Promise<void> {
    const { images } = walker;
    try {
      for (;;) {
        const row = Atomics.add(this.state, 0, 1) * rowsPerBlock;
        if (row >= images) return;
        const rows = Math.min(rowsPerBlock, images - row);
        const end = walker.columnsEnd?.(row, rows) ?? images;
        for (let column = row; column < end; column += columnsPerTile) {
          if (Atomics.load(this.state, 2) === 1) return;
          const columns = Math.min(columnsPerTile, end - column);
          const tile = { row, rows, column, columns, scores: scratch.subarray(0, rows * columns) };
          await walker.multiply(tile);
          walker.visit(tile);
          Atomics.add(this.state, 1, 1);
          walker.afterTile();
        }
        await walker.afterBlock?.(row, rows);
      }
    } catch (error) {
      Atomics.store(this.state, 2, 1);
      throw error;
    }
  }
}
