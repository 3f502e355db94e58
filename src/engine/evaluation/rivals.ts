import type { Rival } from '../../contract/api/evaluations.ts';
import type { Engine } from '../engine.ts';
import { checkClass, scoresChangedError, imagesOfEvaluation, isWholeTail } from './known-scores.ts';
import type { RivalsInput, RivalsOutput } from './rivals-task.ts';
import { evaluationRow } from './stored-evaluations.ts';
import { sourceOf, type StoredImages } from './stored-scores.ts';

/** Whose rivals to find: a class as an index into `classNames`. */
export interface RivalsRequest {
  id: string;
  threshold: number;
  class: number;
}

/** The most rivals that are listed. */
const mostRivals = 50;

/**
 * The classes that share accepted impostors with one class at a threshold, most first, ties by index:
 * counted in the stored tail where it reaches to the threshold, computed again otherwise.
 *
 * @returns `complete` false where a seeded sample of a very large class was counted
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`, `scores-gone`,
 *   `scores-changed`, and what `openScores` throws; (interrupted) `stopped`
 */
export async function findRivals(
  { db, answers }: Pick<Engine, 'db' | 'answers'>,
  request: RivalsRequest,
  signal?: AbortSignal,
): Promise<{ rivals: Rival[]; complete: boolean }> {
  const { id, class: asked } = request;
  const { classes, impostorPairs } = evaluationRow(db, id);
  checkClass(id, classes, asked);
  const images = imagesOfEvaluation(db, id);
  const sizes = new Array<number>(classes).fill(0);
  for (const label of images.labels) sizes[label]!++;
  const whole = isWholeTail(images, impostorPairs);
  const counted =
    countInTail(images, whole, request, sizes) ??
    (await countAgain(answers, images, request, classes, signal));
  const rivals = counted.falseAccepts
    .map((falseAccepts, second) => ({
      first: asked,
      second,
      falseAccepts,
      pairs: counted.images * sizes[second]!,
    }))
    .filter(({ falseAccepts }) => falseAccepts > 0)
    .sort((a, b) => b.falseAccepts - a.falseAccepts || a.second - b.second)
    .slice(0, mostRivals);
  return { rivals, complete: counted.images === sizes[asked] };
}

/** Null where the tail does not reach to the threshold. */
function countInTail(
  { tail, labels }: StoredImages,
  whole: boolean,
  { threshold, class: asked }: RivalsRequest,
  sizes: readonly number[],
): NonNullable<RivalsOutput> | null {
  const { scores, first, second } = tail;
  // Of the pairs with the tail's last score, some may be missing.
  if (!whole && !(threshold > (scores.at(-1) ?? Infinity))) return null;
  const falseAccepts = new Array<number>(sizes.length).fill(0);
  for (let k = 0; k < scores.length && scores[k]! >= threshold; k++) {
    const a = labels[first[k]!]!;
    const b = labels[second[k]!]!;
    if (a === asked) falseAccepts[b]!++;
    else if (b === asked) falseAccepts[a]!++;
  }
  return { falseAccepts, images: sizes[asked]! };
}

async function countAgain(
  answers: Engine['answers'],
  images: StoredImages,
  request: RivalsRequest,
  classes: number,
  signal: AbortSignal | undefined,
): Promise<NonNullable<RivalsOutput>> {
  const input: RivalsInput = {
    source: sourceOf(images, [...images.labels.keys()]),
    labels: Int32Array.from(images.labels),
    classes,
    imageNames: images.imageNames,
    threshold: request.threshold,
    class: request.class,
  };
  const counted = await answers.run<RivalsOutput>(
    'evaluation.rivals',
    input,
    signal === undefined ? {} : { signal },
  );
  if (counted === null) throw scoresChangedError(request.id, images.matrixFile);
  return counted;
}
