import {
  type ClassLayout,
  classSize,
  genuinePairsByClass,
  impostorPairsByClass,
  layOutByClass,
} from '../../core/scores/class-layout.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { addResampled, type ClassResamples } from '../scoring/class-resamples.ts';
import {
  columnsPerTile,
  mostClassesInABlock,
  rowBlocks,
  rowsPerBlock,
  tileCount,
} from '../scoring/tile-walk.ts';
import {
  fillTile,
  openScores,
  type OpenScores,
  type ScoreSource,
  type TilePlace,
} from './pair-scores.ts';

/** The same N images in two matrices. */
export interface PairRequest {
  before: ScoreSource;
  after: ScoreSource;
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
  const sides: OpenScores[] = [];
  try {
    for (const name of ['before', 'after'] as const) {
      const side = await openScores(request[name], request.imageNames, layout, context);
      if (side === null) return { changed: name };
      sides.push(side);
    }
    return await walk(layout, sides as [OpenScores, OpenScores], thresholds, resamples, context);
  } finally {
    for (const { gemm } of sides) await gemm.release();
  }
}

async function walk(
  layout: ClassLayout,
  sides: readonly [OpenScores, OpenScores],
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
  const weightGemm = resamples === null ? null : await Gemm.create(classes);
  const total = tileCount(rowBlocks(0, images));
  let done = 0;
  try {
    for (let row = 0; row < images; row += rowsPerBlock) {
      const rows = Math.min(rowsPerBlock, images - row);
      const firstClass = classOf[row]!;
      for (let column = row; column < images; column += columnsPerTile) {
        context.throwIfStopped();
        const columns = Math.min(columnsPerTile, images - column);
        const place = { row, rows, column, columns };
        const before = await fillTile(sides[0], place);
        const after = await fillTile(sides[1], place);
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
