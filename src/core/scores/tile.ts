import type { ScoreBins } from './score-bins.ts';

/**
 * A rectangle of the score matrix: rows [row, row + rows) against columns [column, column + columns)
 * of the sorted images, row-major. Only pairs with column > row count.
 */
export interface Tile {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
  /** [rows × columns] scores. */
  readonly scores: Float32Array;
}

/** Parameters of AS-norm: s' = s × (a_i + a_j) + (b_i + b_j), with a = 1/(2σ), b = -μ/(2σ). */
export interface ScoreNormalisation {
  readonly slope: Float64Array;
  readonly shift: Float64Array;
}

/** Normalises rows [from, to) of a tile in place. */
export function normaliseTile(
  tile: Tile,
  from: number,
  to: number,
  { slope, shift }: ScoreNormalisation,
): void {
  const { scores, columns, row, column } = tile;
  for (let r = from; r < to; r++) {
    const a = slope[row + r] as number;
    const b = shift[row + r] as number;
    const base = r * columns;
    for (let c = 0; c < columns; c++) {
      scores[base + c] =
        (scores[base + c] as number) * (a + (slope[column + c] as number)) +
        (b + (shift[column + c] as number));
    }
  }
}

/** A score within the bins' range: float32 products may leave [-1, 1] by a rounding error. */
export function clampScore(bins: ScoreBins, score: number): number {
  return score > bins.greatest ? bins.greatest : score < bins.least ? bins.least : score;
}
