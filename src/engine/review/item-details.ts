import type { ItemDetails, ReviewImage } from '../../contract/api/review-items.ts';
import type { Engine } from '../engine.ts';
import { imagesOfEvaluation, scoresChangedError } from '../evaluation/known-scores.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { sourceOf } from '../evaluation/stored-scores.ts';
import type { Neighbours, NeighboursInput, NeighboursOutput } from './neighbours-task.ts';
import { describeImages, reviewOf } from './stored-review.ts';
import { itemHistory } from './verdict-log.ts';

/** Which item to look at. */
export interface ItemRequest {
  evaluationId: string;
  /** Indices in the evaluation: one image, or the two of a pair. */
  images: number[];
  /** Of each image, at most. */
  neighbours: number;
}

/**
 * What a reviewer looks at beside an item: the images most alike to each of its own, and what was said
 * of it before.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `review-not-prepared`, `image-unknown`,
 *   `scores-gone`, `scores-changed`; (interrupted) `stopped`
 */
export async function itemDetails(
  { db, answers }: Pick<Engine, 'db' | 'answers'>,
  { evaluationId, images, neighbours }: ItemRequest,
  signal?: AbortSignal,
): Promise<ItemDetails> {
  const review = reviewOf(db, evaluationId);
  const own = describeImages(db, review, images);
  const stored = imagesOfEvaluation(db, evaluationId);
  const input: NeighboursInput = {
    source: sourceOf(stored, [...stored.rows.keys()]),
    labels: Int32Array.from(stored.labels),
    classes: evaluationRow(db, evaluationId).classes,
    imageNames: stored.imageNames,
    images,
    limit: neighbours,
  };
  const found = await answers.run<NeighboursOutput>(
    'review.neighbours',
    input,
    signal === undefined ? {} : { signal },
  );
  if (found === null) throw scoresChangedError(evaluationId, stored.matrixFile);
  const described = describeImages(
    db,
    review,
    found.neighbours.flatMap(({ all, classmates }) => [...all.images, ...classmates.images]),
  );
  const scored = (list: Neighbours): (ReviewImage & { score: number })[] =>
    list.images.map((image, k) => ({ ...described.get(image)!, score: list.scores[k]! }));
  return {
    images: images.map((image, k) => ({
      image: own.get(image)!,
      neighbours: scored(found.neighbours[k]!.all),
      classmates: scored(found.neighbours[k]!.classmates),
    })),
    score: found.score,
    history: itemHistory(
      db,
      review.data,
      images.map((image) => own.get(image)!.name),
    ),
  };
}
