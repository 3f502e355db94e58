import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
  layOutByClass,
} from '../../core/scores/class-layout.ts';
import { normaliseTile, type ScoreNormalisation } from '../../core/scores/tile.ts';
import { readNpy } from '../embedding/npy.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import {
  addResampled,
  type ClassResamples,
  columnsPerTile,
  rowsPerBlock,
  tileCount,
} from '../scoring/score-passes.ts';
import { cohortNormalisation } from '../scoring/score-normalisation.ts';

/** Where one evaluation's scores come from. */
export interface PairSource {
  matrixFile: string;
  /** [N] row of each image in the matrix. */
  rows: Uint32Array;
  /** Rows of the AS-norm cohort; null for cosine scores. */
  cohort: Uint32Array | null;
  /** Pairs of images (indices below N) with the scores that the evaluation saw. */
  known: { first: Uint32Array; second: Uint32Array; scores: Float32Array };
}

/** The same N images in two matrices. */
export interface PairRequest {
  before: PairSource;
  after: PairSource;
  /** [N] class of each image, in [0, classes). */
  labels: Int32Array;
  classes: number;
  /** [N] what to call an image in an error. */
  imageNames: string[];
}

/** A pair is accepted before when its score there is at least `before`, and after likewise. */
export interface ThresholdPair {
  readonly before: number;
  readonly after: number;
}

/** [T] pairs of each class that are accepted; an impostor pair counts for both its classes. */
export interface AcceptCounts {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly both: Float64Array;
}

/** What the walk over the pairs counted. */
export interface PairCounts {
  readonly images: number;
  /** [T] images of each class. */
  readonly classSizes: number[];
  /** [T] */
  readonly impostorPairs: Float64Array;
  readonly genuinePairs: Float64Array;
  /** In the order of the threshold pairs. */
  readonly points: {
    readonly impostor: AcceptCounts;
    readonly genuine: AcceptCounts;
    /** [replicates] Σ w_c w_c' (accepted after - accepted before); empty without class weights. */
    readonly resampledDifference: Float64Array;
  }[];
}

/** A matrix that no longer gives the scores that its evaluation saw. */
export interface ChangedMatrix {
  readonly changed: 'before' | 'after';
}

/** Largest departure from a score that the evaluation saw, relative to scores above 1. */
const knownTolerance = { cosine: 1e-5, 'as-norm': 1e-3 };

/**
 * Walks the scores of both matrices side by side, in the tiles of `ScorePasses`, and counts at every
 * pair of thresholds exactly what each accepts and what both accept. Memory grows with N·D, with
 * classes × classes of one block of rows, never with N².
 *
 * @throws IsolineError `embedding-zero`, `embedding-not-finite`, `provider-inaccurate`,
 *   `cohort-degenerate`, and what `readNpy` throws
 */
export async function comparePairs(
  request: PairRequest,
  thresholds: readonly ThresholdPair[],
  resamples: ClassResamples | null,
  context: TaskContext,
): Promise<PairCounts | ChangedMatrix> {
  const layout = layOutByClass(request.labels, request.classes);
  const sides: ScoreSide[] = [];
  try {
    for (const name of ['before', 'after'] as const) {
      const side = await openSide(request[name], request.imageNames, layout, context);
      if (side === null) return { changed: name };
      sides.push(side);
    }
    return await walk(layout, sides as [ScoreSide, ScoreSide], thresholds, resamples, context);
  } finally {
    for (const { gemm } of sides) await gemm.release();
  }
}

/** One model's scores, ready to be multiplied. */
interface ScoreSide {
  /** [N × D], L2-normalised, in the layout's order. */
  readonly embeddings: Float32Array;
  readonly gemm: Gemm;
  readonly normalisation: ScoreNormalisation | null;
  readonly scores: Float32Array;
}

/** Null when the matrix does not give the known scores. */
async function openSide(
  { matrixFile, rows, cohort, known }: PairSource,
  imageNames: readonly string[],
  layout: ClassLayout,
  context: TaskContext,
): Promise<ScoreSide | null> {
  const matrix = await readNpy(matrixFile);
  const isInside = (row: number): boolean => row < matrix.rows;
  if (!rows.every(isInside) || cohort?.every(isInside) === false) return null;
  const { columns } = matrix;
  const nameOfRow = new Map(Array.from(rows, (row, image) => [row, imageNames[image]!]));
  const embeddings = normaliseEmbeddings(
    matrix.data,
    columns,
    { order: layout.order.map((image) => rows[image]!) },
    (row) => nameOfRow.get(row) ?? `row ${String(row)}`,
  );
  const gemm = await Gemm.create(columns, context.threads);
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
  { first, second, scores }: PairSource['known'],
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

async function walk(
  layout: ClassLayout,
  sides: readonly [ScoreSide, ScoreSide],
  thresholds: readonly ThresholdPair[],
  resamples: ClassResamples | null,
  context: TaskContext,
): Promise<PairCounts> {
  const { images, classes, classOf } = layout;
  const counts = (): AcceptCounts => ({
    before: new Float64Array(classes),
    after: new Float64Array(classes),
    both: new Float64Array(classes),
  });
  const points = thresholds.map(() => ({
    impostor: counts(),
    genuine: counts(),
    resampledDifference: new Float64Array(resamples?.replicates ?? 0),
  }));
  const plane = mostClassesInABlock(layout) * classes;
  const strip = resamples === null ? null : new Int32Array(points.length * plane);
  const weightGemm = resamples === null ? null : await Gemm.create(classes, context.threads);
  const total = tileCount(images);
  let done = 0;
  try {
    for (let row = 0; row < images; row += rowsPerBlock) {
      const rows = Math.min(rowsPerBlock, images - row);
      const firstClass = classOf[row]!;
      for (let column = row; column < images; column += columnsPerTile) {
        context.throwIfStopped();
        const columns = Math.min(columnsPerTile, images - column);
        const place = { row, rows, column, columns };
        const [before, after] = await scoresOf(sides, place);
        countTile({ ...place, before, after }, layout, thresholds, points, strip, plane);
        done++;
        context.progress({ stage: 'scores of both, pair by pair', done, total, unit: 'tiles' });
      }
      if (strip === null || resamples === null || weightGemm === null) continue;
      const cells = (classOf[row + rows - 1]! - firstClass + 1) * classes;
      for (const [level, point] of points.entries()) {
        const differences = Float32Array.from(strip.subarray(level * plane, level * plane + cells));
        if (differences.every((difference) => difference === 0)) continue;
        await addResampled(
          point.resampledDifference,
          differences,
          firstClass,
          resamples,
          weightGemm,
        );
      }
      strip.fill(0);
    }
  } finally {
    await weightGemm?.release();
  }
  return {
    images,
    classSizes: Array.from({ length: classes }, (_, c) => classSize(layout, c)),
    impostorPairs: impostorPairsByClass(layout),
    genuinePairs: genuinePairsByClass(layout),
    points,
  };
}

/** A rectangle of both score matrices, as in `Tile`. */
interface TilePlace {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Multiplies one tile of each side; a cosine is clamped to [-1, 1]. */
async function scoresOf(
  sides: readonly [ScoreSide, ScoreSide],
  place: TilePlace,
): Promise<[Float32Array, Float32Array]> {
  const { row, rows, column, columns } = place;
  const filled: Float32Array[] = [];
  for (const { embeddings, gemm, normalisation, scores: memory } of sides) {
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
    else {
      for (let p = 0; p < scores.length; p++) {
        const score = scores[p]!;
        if (score > 1) scores[p] = 1;
        else if (score < -1) scores[p] = -1;
      }
    }
    filled.push(scores);
  }
  return filled as [Float32Array, Float32Array];
}

function countTile(
  tile: TilePlace & { before: Float32Array; after: Float32Array },
  { classOf, classes }: ClassLayout,
  thresholds: readonly ThresholdPair[],
  points: PairCounts['points'],
  strip: Int32Array | null,
  plane: number,
): void {
  const { row, rows, column, columns, before, after } = tile;
  const leastBefore = Math.min(...thresholds.map((pair) => pair.before));
  const leastAfter = Math.min(...thresholds.map((pair) => pair.after));
  const firstClass = classOf[row]!;
  for (let r = 0; r < rows; r++) {
    const i = row + r;
    const a = classOf[i]!;
    const base = r * columns - column;
    const end = base + column + columns;
    for (let p = base + Math.max(column, i + 1); p < end; p++) {
      const x = before[p]!;
      const y = after[p]!;
      if (x < leastBefore && y < leastAfter) continue;
      const b = classOf[p - base]!;
      for (let level = 0; level < points.length; level++) {
        const acceptedBefore = x >= thresholds[level]!.before;
        const acceptedAfter = y >= thresholds[level]!.after;
        if (!acceptedBefore && !acceptedAfter) continue;
        const { impostor, genuine } = points[level]!;
        if (a === b) {
          if (acceptedBefore) genuine.before[a]!++;
          if (acceptedAfter) genuine.after[a]!++;
          if (acceptedBefore && acceptedAfter) genuine.both[a]!++;
          continue;
        }
        if (acceptedBefore && acceptedAfter) {
          impostor.both[a]!++;
          impostor.both[b]!++;
        }
        if (acceptedBefore) {
          impostor.before[a]!++;
          impostor.before[b]!++;
        }
        if (acceptedAfter) {
          impostor.after[a]!++;
          impostor.after[b]!++;
        }
        if (strip !== null && acceptedBefore !== acceptedAfter) {
          strip[level * plane + (a - firstClass) * classes + b]! += acceptedAfter ? 1 : -1;
        }
      }
    }
  }
}

function mostClassesInABlock({ classOf, images }: ClassLayout): number {
  let most = 0;
  for (let row = 0; row < images; row += rowsPerBlock) {
    const last = Math.min(images, row + rowsPerBlock) - 1;
    most = Math.max(most, classOf[last]! - classOf[row]! + 1);
  }
  return most;
}
