import { type ClassLayout, layOutByClass } from '../../core/scores/class-layout.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';
import { columnsPerTile } from '../scoring/tile-walk.ts';
import { NearestPairs, type ScoredPairs } from './nearest-pairs.ts';
import { fillTile, openScores, type OpenScores, type ScoreSource } from './pair-scores.ts';
import { type RowScores, scoreRows } from './row-scores.ts';

/** Which pairs to look for in the scores of a set of images. */
export interface ExamplesInput {
  source: ScoreSource;
  /** [N] class of each image, in [0, classes). */
  labels: Int32Array;
  classes: number;
  /** [N] what to call an image in an error. */
  imageNames: string[];
  threshold: number;
  /** Pairs of each kind and side. */
  limit: number;
  /** Only pairs with an end in this class; null: all. */
  class: number | null;
  /** Whether impostor pairs are wanted; genuine ones always are. */
  impostors: boolean;
}

/** Pairs of images nearest to the threshold. */
export interface FoundPairs {
  above: ScoredPairs;
  below: ScoredPairs;
  /** False where they come from a sample of the pairs. */
  complete: boolean;
}

/** Null when the matrix does not give the known scores any more. */
export type ExamplesOutput = { impostors: FoundPairs | null; genuine: FoundPairs } | null;

/** Scores looked at for one answer: less than 0.1 s on two cores at 512 dimensions. */
const mostScores = 4_000_000;
/** Rows of a tile of genuine pairs: few, since such a tile is as wide as the classes in it. */
const genuineRows = 64;
/** The same sample for every threshold: examples do not flicker while one is dragged. */
const sampleSeed = 1;

/**
 * Finds the pairs nearest to a threshold: among all pairs where they are few, otherwise among those of
 * a seeded sample of images with all others.
 */
export const examplesTask: ComputeTask<ExamplesInput, ExamplesOutput> = async (input, context) => {
  const layout = layOutByClass(input.labels, input.classes);
  const open = await openScores(input.source, input.imageNames, layout, context);
  if (open === null) return null;
  try {
    return await findExamples(open, layout, input, context);
  } finally {
    await open.gemm.release();
  }
};

async function findExamples(
  open: OpenScores,
  layout: ClassLayout,
  input: ExamplesInput,
  context: TaskContext,
): Promise<NonNullable<ExamplesOutput>> {
  const { classStart, images } = layout;
  const from = input.class === null ? 0 : classStart[input.class]!;
  const to = input.class === null ? images : classStart[input.class + 1]!;
  const walkClasses = genuineScores(layout, from, to) <= mostScores;
  const genuine = walkClasses ? await genuinePairs(open, layout, [from, to], input, context) : null;
  if (genuine !== null && !input.impostors) return { impostors: null, genuine };
  const rows = sampleOf(from, to, Math.max(1, Math.floor(mostScores / images)));
  const complete = rows.length === to - from;
  const found = await pairsOfRows(open, layout, rows, input, context);
  return {
    impostors: input.impostors ? { ...found.impostor, complete } : null,
    genuine: genuine ?? { ...found.genuine, complete },
  };
}

/** The pairs of some images with all others. */
async function pairsOfRows(
  open: OpenScores,
  layout: ClassLayout,
  rows: Uint32Array,
  input: ExamplesInput,
  context: TaskContext,
): Promise<Record<'impostor' | 'genuine', Omit<FoundPairs, 'complete'>>> {
  const { classOf, images } = layout;
  const nearest = { impostor: nearestFor(input), genuine: nearestFor(input) };
  const isRow = new Uint8Array(images);
  for (const row of rows) isRow[row] = 1;
  const look = (scored: RowScores): void => {
    scored.rows.forEach((i, r) => {
      const base = r * scored.columns - scored.column;
      for (let j = scored.column; j < scored.column + scored.columns; j++) {
        const score = scored.scores[base + j] as number;
        const kind = nearest[classOf[i] === classOf[j] ? 'genuine' : 'impostor'];
        if (!kind.wants(score)) continue;
        // A pair of two rows comes twice.
        if (j === i || (j < i && isRow[j] === 1)) continue;
        kind.add(score, i, j);
      }
    });
  };
  await scoreRows(open, images, rows, context, look);
  return {
    impostor: asGiven(nearest.impostor, layout),
    genuine: asGiven(nearest.genuine, layout),
  };
}

/** The scores that `genuinePairs` computes for the classes at [from, to). */
function genuineScores({ classOf, classStart }: ClassLayout, from: number, to: number): number {
  let scores = 0;
  for (let row = from; row < to; row += genuineRows) {
    const rows = Math.min(genuineRows, to - row);
    scores += rows * (classStart[classOf[row + rows - 1]! + 1]! - row);
  }
  return scores;
}

/** All genuine pairs of the classes at [from, to): tiles along the diagonal, as wide as the classes. */
async function genuinePairs(
  open: OpenScores,
  layout: ClassLayout,
  [from, to]: [number, number],
  input: ExamplesInput,
  context: TaskContext,
): Promise<FoundPairs> {
  const { classOf, classStart } = layout;
  const nearest = nearestFor(input);
  for (let row = from; row < to; row += genuineRows) {
    const rows = Math.min(genuineRows, to - row);
    const end = classStart[classOf[row + rows - 1]! + 1]!;
    for (let column = row; column < end; column += columnsPerTile) {
      context.throwIfStopped();
      const columns = Math.min(columnsPerTile, end - column);
      const scores = await fillTile(open, { row, rows, column, columns });
      for (let i = row; i < row + rows; i++) {
        const base = (i - row) * columns - column;
        const last = Math.min(column + columns, classStart[classOf[i]! + 1]!);
        for (let j = Math.max(column, i + 1); j < last; j++) {
          const score = scores[base + j] as number;
          if (nearest.wants(score)) nearest.add(score, i, j);
        }
      }
    }
  }
  return { ...asGiven(nearest, layout), complete: true };
}

function nearestFor({ threshold, limit }: ExamplesInput): NearestPairs {
  return new NearestPairs(threshold, limit);
}

/** All of [from, to), or a seeded sample of it, ascending. */
function sampleOf(from: number, to: number, most: number): Uint32Array {
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  if (rows.length <= most) return Uint32Array.from(rows);
  return Uint32Array.from(shuffle(rows, seededGenerator(sampleSeed)).slice(0, most)).sort();
}

/** Sorted positions → images as given. */
function asGiven(
  { above, below }: NearestPairs,
  { order }: ClassLayout,
): Omit<FoundPairs, 'complete'> {
  const side = ({ scores, first, second }: ScoredPairs): ScoredPairs => ({
    scores,
    first: first.map((position) => order[position]!),
    second: second.map((position) => order[position]!),
  });
  return { above: side(above), below: side(below) };
}
