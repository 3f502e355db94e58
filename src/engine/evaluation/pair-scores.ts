import type { ClassLayout } from '../../core/scores/class-layout.ts';
import { normaliseTile, type ScoreNormalisation } from '../../core/scores/tile.ts';
import { readNpy } from '../embedding/npy.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { cohortNormalisation } from '../scoring/score-normalisation.ts';
import { columnsPerTile, rowsPerBlock } from '../scoring/tile-walk.ts';

/** Where an evaluation's scores come from, once it is stored. */
export interface ScoreSource {
  matrixFile: string;
  /** [N] row of each image in the matrix. */
  rows: Uint32Array;
  /** Rows of the AS-norm cohort; null for cosine scores. */
  cohort: Uint32Array | null;
  /** Pairs of images (indices below N) with the scores that the evaluation saw. */
  known: { first: Uint32Array; second: Uint32Array; scores: Float32Array };
}

/** The scores of one set of images, ready to be multiplied tile by tile. */
export interface OpenScores {
  /** [N × D], L2-normalised, in the layout's order. */
  readonly embeddings: Float32Array;
  /** To be released by whoever opened the scores. */
  readonly gemm: Gemm;
  readonly normalisation: ScoreNormalisation | null;
  /** Memory of one tile. */
  readonly scores: Float32Array;
}

/** A rectangle of the score matrix, as in `Tile`. */
export interface TilePlace {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Largest departure from a score that the evaluation saw, relative to scores above 1. */
const knownTolerance = { cosine: 1e-5, 'as-norm': 1e-3 };

/**
 * Opens a matrix so that its scores can be counted again.
 *
 * @param imageNames [N] what to call an image in an error
 * @returns null when the matrix does not give the known scores any more
 * @throws IsolineError `embedding-zero`, `embedding-not-finite`, `provider-inaccurate`,
 *   `cohort-degenerate`, and what `readNpy` throws
 */
export async function openScores(
  { matrixFile, rows, cohort, known }: ScoreSource,
  imageNames: readonly string[],
  layout: ClassLayout,
  context: TaskContext,
): Promise<OpenScores | null> {
  const matrix = await readNpy(matrixFile);
  const isInside = (row: number): boolean => row < matrix.rows;
  if (!rows.every(isInside) || cohort?.every(isInside) === false) return null;
  const { columns } = matrix;
  const embeddings = normaliseEmbeddings(
    matrix.data,
    columns,
    { order: layout.order.map((image) => rows[image]!) },
    (row) => imageNames[rows.indexOf(row)]!,
  );
  const gemm = await Gemm.create(columns);
  try {
    await gemm.check(embeddings, layout.images, 'cpu');
    let normalisation: ScoreNormalisation | null = null;
    if (cohort !== null) {
      const cohortEmbeddings = normaliseEmbeddings(
        matrix.data,
        columns,
        { order: cohort },
        (row) => `cohort row ${String(row)}`,
      );
      normalisation = await cohortNormalisation(
        embeddings,
        layout.images,
        cohortEmbeddings,
        gemm,
        context,
      );
    }
    if (isKnown(known, embeddings, columns, layout, normalisation)) {
      const scores = new Float32Array(rowsPerBlock * Math.min(columnsPerTile, layout.images));
      return { embeddings, gemm, normalisation, scores };
    }
  } catch (error) {
    await gemm.release();
    throw error;
  }
  await gemm.release();
  return null;
}

function isKnown(
  { first, second, scores }: ScoreSource['known'],
  embeddings: Float32Array,
  columns: number,
  layout: ClassLayout,
  normalisation: ScoreNormalisation | null,
): boolean {
  const positionOf = new Uint32Array(layout.images);
  layout.order.forEach((image, position) => {
    positionOf[image] = position;
  });
  const tolerance = knownTolerance[normalisation === null ? 'cosine' : 'as-norm'];
  return scores.every((known, k) => {
    const i = positionOf[first[k]!]!;
    const j = positionOf[second[k]!]!;
    let score = 0;
    for (let d = 0; d < columns; d++) {
      score += embeddings[i * columns + d]! * embeddings[j * columns + d]!;
    }
    if (normalisation !== null) {
      const { slope, shift } = normalisation;
      score = score * (slope[i]! + slope[j]!) + shift[i]! + shift[j]!;
    }
    return Math.abs(score - known) <= tolerance * Math.max(1, Math.abs(known));
  });
}

/**
 * Multiplies one tile; a cosine is clamped to [-1, 1].
 *
 * @returns [rows × columns], valid until the next call
 */
export async function fillTile(open: OpenScores, place: TilePlace): Promise<Float32Array> {
  const { embeddings, gemm, normalisation, scores: memory } = open;
  const { row, rows, column, columns } = place;
  const { dimension } = gemm;
  const scores = memory.subarray(0, rows * columns);
  await gemm.multiply(
    embeddings.subarray(row * dimension, (row + rows) * dimension),
    rows,
    embeddings.subarray(column * dimension, (column + columns) * dimension),
    columns,
    scores,
  );
  if (normalisation !== null) normaliseTile({ ...place, scores }, 0, rows, normalisation);
  else clampCosines(scores);
  return scores;
}

/** A float32 product may leave [-1, 1] by a rounding error. */
export function clampCosines(scores: Float32Array): void {
  for (let p = 0; p < scores.length; p++) {
    const score = scores[p]!;
    if (score > 1) scores[p] = 1;
    else if (score < -1) scores[p] = -1;
  }
}
