import { nextUp32 } from '../../core/float32.ts';
import type { ClassLayout } from '../../core/scores/class-layout.ts';
import { PairList } from '../../core/scores/pair-list.ts';
import { closeSet, openSet, type StoredSet } from '../decisions/count-scores.ts';
import { fillTile, type OpenScores } from '../evaluation/pair-scores.ts';
import { scoreRows } from '../evaluation/row-scores.ts';
import { type ComputeTask, moving, type TaskContext } from '../jobs/compute-task.ts';
import { columnsPerTile, rowsPerBlock } from '../scoring/tile-walk.ts';
import { SuspectSearch, type Suspects } from './suspect-search.ts';

/** What to look for in the scores of an evaluation. */
export interface SurveyInput {
  set: StoredSet;
  /** Pairs of each kind that are kept, at most: the least alike genuines, the most alike impostors. */
  mostPairs: number;
  /** Items of a queue, at most. */
  mostFindings: number;
  /** Images are near duplicates from this cosine similarity on. */
  nearDuplicate: number;
}

/** Pairs of images as given, column by column. */
export interface FoundPairs {
  scores: Float32Array;
  first: Uint32Array;
  second: Uint32Array;
}

export interface Survey {
  /** Least alike first, as evaluated. Every genuine pair below `greatestGenuine` is there. */
  genuines: FoundPairs;
  /** Infinity: all are there. */
  greatestGenuine: number;
  /** Most alike first, as evaluated. Every impostor pair above `leastImpostor` is there. */
  impostors: FoundPairs;
  /** -Infinity: all are there. */
  leastImpostor: number;
  /** Greatest margin first. */
  suspects: Suspects;
  suspectsComplete: boolean;
  /** Each image with the first one of the same embedding. */
  exactDuplicates: FoundPairs;
  exactComplete: boolean;
  /** Most alike first; exact duplicates are not among them. */
  nearDuplicates: FoundPairs;
  nearComplete: boolean;
}

/** Looks through all scores of an evaluation once, for its review. */
export const surveyTask: ComputeTask<SurveyInput, Survey> = async (input, context) => {
  const open = await openSet(input.set, context);
  try {
    const { layout, scores } = open;
    const hardest = await hardestPairs(scores, layout, input, context);
    const exact = exactDuplicates(scores, layout);
    const near = new PairList();
    let nearFrom = input.nearDuplicate;
    let nearComplete = true;
    const search = new SuspectSearch(layout);
    const everyImage = Uint32Array.from({ length: layout.images }, (_, position) => position);
    // Likeness is told by cosines, whatever scores were evaluated.
    const cosines: OpenScores = { ...scores, normalisation: null };
    await scoreRows(cosines, layout.images, everyImage, context, (scored) => {
      const { rows, column, columns } = scored;
      search.visit(scored);
      rows.forEach((row, r) => {
        const base = r * columns - column;
        for (let other = Math.max(column, row + 1); other < column + columns; other++) {
          const score = scored.scores[base + other]!;
          if (score < nearFrom || exact.firstOf[row] === exact.firstOf[other]) continue;
          near.push(score, row, other);
        }
      });
      if (near.length > 4 * input.mostFindings) {
        nearComplete = false;
        near.sortDescending();
        near.length = input.mostFindings;
        nearFrom = near.scores[near.length - 1]!;
      }
      const done = rows[rows.length - 1]! + 1;
      context.progress({
        stage: 'Looking through the scores',
        done,
        total: layout.images,
        unit: 'images',
      });
    });
    near.sortDescendingByPair();
    nearComplete &&= near.length <= input.mostFindings;
    const found = search.finish(input.mostFindings);
    const survey: Survey = {
      ...hardest,
      suspects: found.suspects,
      suspectsComplete: found.complete,
      exactDuplicates: asGiven(exact.pairs, layout, input.mostFindings),
      exactComplete: exact.pairs.length <= input.mostFindings,
      nearDuplicates: asGiven(near, layout, input.mostFindings),
      nearComplete,
    };
    const { genuines, impostors } = hardest;
    const arrays = [genuines, impostors].flatMap(({ scores, first, second }) => [
      scores,
      first,
      second,
    ]);
    return moving(survey, arrays);
  } finally {
    await closeSet(open);
  }
};

/** The first pairs of a list of sorted positions, as images. */
function asGiven(pairs: PairList, { order }: ClassLayout, most: number): FoundPairs {
  const length = Math.min(most, pairs.length);
  const images = (positions: Uint32Array): Uint32Array =>
    positions.slice(0, length).map((position) => order[position]!);
  return {
    scores: pairs.scores.slice(0, length),
    first: images(pairs.first),
    second: images(pairs.second),
  };
}

/** The highest scores of many, ties at the end left out. */
class Highest {
  readonly pairs = new PairList();
  /** Every pair above it is there. */
  least = -Infinity;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  push(score: number, first: number, second: number): void {
    if (score > this.least) this.pairs.push(score, first, second);
  }

  /** Drops what is too much. To be called now and then, and in the end. */
  cut(slack = 0): void {
    const { pairs } = this;
    if (pairs.length <= this.#most + slack) return;
    pairs.sortDescending();
    this.least = pairs.scores[this.#most]!;
    pairs.keepFrom(nextUp32(this.least));
  }
}

/** The least alike genuine and the most alike impostor pairs, as evaluated. */
async function hardestPairs(
  open: OpenScores,
  layout: ClassLayout,
  { mostPairs }: SurveyInput,
  context: TaskContext,
): Promise<Pick<Survey, 'genuines' | 'greatestGenuine' | 'impostors' | 'leastImpostor'>> {
  const { images, classOf } = layout;
  // Genuine scores negated, so that the least alike are the highest.
  const genuines = new Highest(mostPairs);
  const impostors = new Highest(mostPairs);
  for (let row = 0; row < images; row += rowsPerBlock) {
    const rows = Math.min(rowsPerBlock, images - row);
    for (let column = row; column < images; column += columnsPerTile) {
      context.throwIfStopped();
      const place = { row, rows, column, columns: Math.min(columnsPerTile, images - column) };
      const scores = await fillTile(open, place);
      for (let r = 0; r < rows; r++) {
        const i = row + r;
        const base = r * place.columns - column;
        for (let j = Math.max(column, i + 1); j < column + place.columns; j++) {
          const score = scores[base + j]!;
          if (classOf[i] === classOf[j]) genuines.push(-score, i, j);
          else impostors.push(score, i, j);
        }
      }
      genuines.cut(mostPairs + 1_000_000);
      impostors.cut(mostPairs + 1_000_000);
    }
    context.progress({
      stage: 'Looking for the hardest pairs',
      done: row + rows,
      total: images,
      unit: 'images',
    });
  }
  genuines.cut();
  impostors.cut();
  genuines.pairs.sortDescendingByPair();
  impostors.pairs.sortDescendingByPair();
  const found = asGiven(genuines.pairs, layout, genuines.pairs.length);
  return {
    genuines: { ...found, scores: found.scores.map((score) => -score) },
    greatestGenuine: -genuines.least,
    impostors: asGiven(impostors.pairs, layout, impostors.pairs.length),
    leastImpostor: impostors.least,
  };
}

/** Images whose embeddings are the same to the last bit: each with the first of them. */
function exactDuplicates(
  { embeddings, gemm }: OpenScores,
  { images }: ClassLayout,
): { pairs: PairList; firstOf: Uint32Array } {
  const { dimension } = gemm;
  const bits = new Uint32Array(embeddings.buffer, embeddings.byteOffset, embeddings.length);
  const isSame = (i: number, j: number): boolean => {
    for (let d = 0; d < dimension; d++) {
      if (bits[i * dimension + d] !== bits[j * dimension + d]) return false;
    }
    return true;
  };
  const firstOf = Uint32Array.from({ length: images }, (_, position) => position);
  const pairs = new PairList();
  const byHash = new Map<number, number[]>();
  for (let position = 0; position < images; position++) {
    let hash = 0;
    for (let d = 0; d < dimension; d++) {
      hash = (Math.imul(hash, 31) + bits[position * dimension + d]!) | 0;
    }
    const known = byHash.get(hash);
    const first = known?.find((other) => isSame(other, position));
    if (first !== undefined) {
      firstOf[position] = first;
      pairs.push(1, first, position);
    } else if (known === undefined) byHash.set(hash, [position]);
    else known.push(position);
  }
  return { pairs, firstOf };
}
