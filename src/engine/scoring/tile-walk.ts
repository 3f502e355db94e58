import type { ClassLayout } from '../../core/scores/class-layout.ts';
import type { ScoreBins } from '../../core/scores/score-bins.ts';
import type { ScoreNormalisation, Tile } from '../../core/scores/tile.ts';

/** Rows of a tile. */
export const rowsPerBlock = 512;
/** Columns of a tile, at most: its scores stay in the cache of the processor that multiplies and visits them. */
export const columnsPerTile = 1024;

/** Rows [row, row + rows) against columns [row, columnsEnd): what a thread takes from a walk at once. */
export interface RowBlock {
  readonly row: number;
  readonly rows: number;
  readonly columnsEnd: number;
}

/** The blocks of rows [from, to), at most `most` rows each, all with columns up to `to`. */
export function rowBlocks(from: number, to: number, most = rowsPerBlock): RowBlock[] {
  const blocks: RowBlock[] = [];
  for (let row = from; row < to; row += most) {
    blocks.push({ row, rows: Math.min(most, to - row), columnsEnd: to });
  }
  return blocks;
}

/** Classes of fewer images share a block of up to so many rows where only genuine pairs are wanted. */
const rowsOfSmallClasses = 256;

/** Blocks that hold every genuine pair and few others. */
export function genuineBlocks({ classStart, classes }: ClassLayout): RowBlock[] {
  const blocks: RowBlock[] = [];
  for (let c = 0; c < classes;) {
    const from = classStart[c]!;
    c++;
    while (c < classes && classStart[c + 1]! - from <= rowsOfSmallClasses) c++;
    blocks.push(...rowBlocks(from, classStart[c]!));
  }
  return blocks;
}

/** Number of tiles of one walk. */
export function tileCount(blocks: readonly RowBlock[]): number {
  return blocks.reduce(
    (tiles, { row, columnsEnd }) => tiles + Math.ceil((columnsEnd - row) / columnsPerTile),
    0,
  );
}

/** The most classes that one block of all rows has images of. */
export function mostClassesInABlock({ classOf, images }: ClassLayout): number {
  return rowBlocks(0, images).reduce(
    (most, { row, rows }) => Math.max(most, classOf[row + rows - 1]! - classOf[row]! + 1),
    0,
  );
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
  /** The same for every thread, the longest first. */
  readonly blocks: readonly RowBlock[];
  /** Fills `tile.scores`. */
  readonly multiply: (tile: Tile) => Promise<void>;
  readonly visit: (tile: Tile) => void;
  /** Called after each tile; throws to stop the walk on every thread. */
  readonly afterTile: () => void;
  readonly afterBlock?: (row: number, rows: number) => Promise<void>;
}

/**
 * One pass over blocks of rows, shared by threads: each takes the next block that nobody has taken,
 * and multiplies and visits its tiles alone.
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
    const { blocks } = walker;
    try {
      for (;;) {
        const block = blocks[Atomics.add(this.state, 0, 1)];
        if (block === undefined) return;
        const { row, rows, columnsEnd } = block;
        for (let column = row; column < columnsEnd; column += columnsPerTile) {
          if (Atomics.load(this.state, 2) === 1) return;
          const columns = Math.min(columnsPerTile, columnsEnd - column);
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
