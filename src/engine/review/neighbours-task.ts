import { type ClassLayout, layOutByClass } from '../../core/scores/class-layout.ts';
import { openScores, type ScoreSource } from '../evaluation/pair-scores.ts';
import { scoreRows } from '../evaluation/row-scores.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';

/** Whose neighbours to look for. */
export interface NeighboursInput {
  source: ScoreSource;
  /** [N] class of each image, in [0, classes). */
  labels: Int32Array;
  classes: number;
  /** [N] what to call an image in an error. */
  imageNames: string[];
  /** One image or two, as indices. */
  images: number[];
  /** Neighbours of each, at most. */
  limit: number;
}

/** Images with their scores, most alike first. */
export interface Neighbours {
  images: number[];
  scores: number[];
}

/** Null when the matrix does not give the known scores any more. */
export type NeighboursOutput = {
  neighbours: { all: Neighbours; classmates: Neighbours }[];
  /** Of a pair, as evaluated. */
  score: number | null;
} | null;

/** The images most alike to one image or two, of all others and of their own classes. */
export const neighboursTask: ComputeTask<NeighboursInput, NeighboursOutput> = async (
  { source, labels, classes, imageNames, images, limit },
  context,
) => {
  const layout = layOutByClass(labels, classes);
  const open = await openScores(source, imageNames, layout, context);
  if (open === null) return null;
  try {
    const position = positionsOf(layout, images);
    const none = (): Neighbours => ({ images: [], scores: [] });
    const found = images.map(() => ({ all: none(), classmates: none() }));
    let pairScore: number | null = null;
    const rows = Uint32Array.from(position);
    await scoreRows(open, layout.images, rows, context, ({ column, columns, scores }) => {
      rows.forEach((row, r) => {
        const base = r * columns - column;
        for (let other = column; other < column + columns; other++) {
          if (other === row) continue;
          const score = scores[base + other]!;
          if (other === position[1]) pairScore = score;
          if (limit === 0) continue;
          const image = layout.order[other]!;
          keep(found[r]!.all, score, image, limit);
          if (layout.classOf[other] === layout.classOf[row]) {
            keep(found[r]!.classmates, score, image, limit);
          }
        }
      });
    });
    return { neighbours: found, score: pairScore };
  } finally {
    await open.gemm.release();
  }
};

/** Keeps the greatest scores, in descending order; of equal ones those that came first. */
function keep({ images, scores }: Neighbours, score: number, image: number, limit: number): void {
  if (scores.length === limit && score <= scores[limit - 1]!) return;
  let at = scores.length;
  while (at > 0 && scores[at - 1]! < score) at--;
  scores.splice(at, 0, score);
  images.splice(at, 0, image);
  if (scores.length > limit) {
    scores.pop();
    images.pop();
  }
}

function positionsOf({ order }: ClassLayout, images: readonly number[]): number[] {
  return images.map((image) => order.indexOf(image));
}
