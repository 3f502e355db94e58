import { classSize, layOutByClass } from '../../core/scores/class-layout.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';
import { openScores, type ScoreSource } from './pair-scores.ts';
import { scoreRows } from './row-scores.ts';

/** Whose accepted impostors to count. */
export interface RivalsInput {
  source: ScoreSource;
  /** [N] class of each image, in [0, classes). */
  labels: Int32Array;
  classes: number;
  /** [N] what to call an image in an error. */
  imageNames: string[];
  threshold: number;
  class: number;
}

/** Null when the matrix does not give the known scores any more. */
export type RivalsOutput = {
  /** [T] accepted pairs between the class and each other one. */
  falseAccepts: number[];
  /** Images of the class that were counted: all, or a seeded sample. */
  images: number;
} | null;

/** Scores looked at for one answer: about half a second on two cores at 512 dimensions. */
const mostScores = 40_000_000;
const sampleSeed = 1;

/** Counts the accepted impostors of one class by the other class of each pair. */
export const rivalsTask: ComputeTask<RivalsInput, RivalsOutput> = async (input, context) => {
  const layout = layOutByClass(input.labels, input.classes);
  const open = await openScores(input.source, input.imageNames, layout, context);
  if (open === null) return null;
  try {
    const { threshold } = input;
    const { classOf, images } = layout;
    const from = layout.classStart[input.class]!;
    const all = Array.from({ length: classSize(layout, input.class) }, (_, k) => from + k);
    const most = Math.max(1, Math.floor(mostScores / images));
    const rows = Uint32Array.from(
      all.length <= most ? all : shuffle(all, seededGenerator(sampleSeed)).slice(0, most),
    );
    const falseAccepts = new Array<number>(layout.classes).fill(0);
    await scoreRows(open, images, rows, context, ({ rows, column, columns, scores }) => {
      rows.forEach((_, r) => {
        const base = r * columns - column;
        for (let j = column; j < column + columns; j++) {
          const other = classOf[j] as number;
          if (other !== input.class && (scores[base + j] as number) >= threshold) {
            falseAccepts[other]!++;
          }
        }
      });
    });
    return { falseAccepts, images: rows.length };
  } finally {
    await open.gemm.release();
  }
};
