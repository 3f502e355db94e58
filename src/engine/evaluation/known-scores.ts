import type { Database } from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import { evaluationRow } from './stored-evaluations.ts';
import { findStoredScores, type StoredImages } from './stored-scores.ts';

/**
 * The images of an evaluation, whose scores can be computed again.
 *
 * @throws IsolineError (input) `evaluation-unknown`; `scores-gone` where the workspace no longer
 *   has its embeddings
 */
export function imagesOfEvaluation(db: Database, id: string): StoredImages {
  const { name } = evaluationRow(db, id);
  const { images, reason } = findStoredScores(db, id);
  if (images !== null) return images;
  throw new IsolineError({
    code: 'scores-gone',
    sentence: `The scores of "${name}" cannot be computed again: ${reason ?? 'they are gone'}.`,
    next: 'Evaluate again.',
    subject: id,
  });
}

/** A matrix that no longer gives the scores that its evaluation saw. */
export function scoresChangedError(id: string, matrixFile: string): IsolineError {
  return new IsolineError({
    code: 'scores-changed',
    sentence: `The embeddings of the evaluation ${id} have changed since it was made (${matrixFile}).`,
    next: 'Evaluate again.',
    subject: matrixFile,
  });
}

/**
 * Whether the stored tail holds every impostor pair of the evaluation, not only the most alike.
 *
 * @param impostorPairs of the evaluation
 */
export function isWholeTail({ tail }: StoredImages, impostorPairs: number): boolean {
  return tail.scores.length === impostorPairs;
}

/** @throws IsolineError (input) `class-unknown` */
export function checkClass(id: string, classes: number, index: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index < classes) return;
  throw new IsolineError({
    code: 'class-unknown',
    sentence: `The evaluation ${id} has ${classes} classes, and class ${index} is none of them.`,
    next: `Give an index from 0 to ${classes - 1}.`,
    subject: String(index),
  });
}
