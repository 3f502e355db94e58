import type { Database } from 'better-sqlite3';
import type { Evaluation } from '../../contract/evaluation.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { type ClassSet, emptySetError, loadSplit } from '../datasets/split.ts';
import { readEvaluation } from '../evaluation/evaluation-rows.ts';
import { imagesOfEvaluation } from '../evaluation/known-scores.ts';
import type { MeasureInput } from '../evaluation/measurement.ts';
import type { StoredImages } from '../evaluation/stored-scores.ts';
import { type NameChange, originalSets } from './label-changes.ts';
import type { ReviewedData } from './stored-review.ts';

/** One set of an evaluation with other labels, ready to be measured. */
export interface RevisedSet {
  /** The evaluation of the same set without any verdict. */
  original: Evaluation;
  input: MeasureInput;
}

/** The sets of a call with other labels. */
export interface RevisedSets {
  /** Calibration classes, or all without a split. */
  fitted: RevisedSet;
  /** Null without a split. */
  heldOut: RevisedSet | null;
}

interface RevisedImage {
  row: number;
  name: string;
  className: string;
}

/**
 * The sets of an evaluation as they would be, had the data come with other labels: an image goes with
 * its new class into the set of that class, and leaves the evaluation with a class of the training
 * set. A new class stays in the set of its image. Scores, targets and seeds are those of the
 * evaluation, and so is an AS-norm cohort.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `scores-gone`; `split-set-empty` when no image is
 *   left in a set
 */
export function revisedSets(
  db: Database,
  { originalId, datasetId }: ReviewedData,
  changes: readonly NameChange[],
): RevisedSets {
  const wanted = new Map(changes.map(({ name, to }) => [name, to]));
  const sets = originalSets(db, originalId).map((set) => ({
    ...set,
    stored: imagesOfEvaluation(db, set.evaluationId),
    images: [] as RevisedImage[],
  }));
  const setOfClass = new Map<string, ClassSet | 'all'>(
    datasetId === null || sets.length === 1 ? [] : loadSplit(db, datasetId),
  );
  for (const { set, imageClasses } of sets) {
    for (const className of imageClasses) setOfClass.set(className, set);
  }
  for (const { set, imageNames, imageClasses, stored } of sets) {
    imageNames.forEach((name, image) => {
      const to = wanted.get(name);
      if (to === null) return;
      const className = to ?? imageClasses[image]!;
      const goesTo = setOfClass.get(className) ?? set;
      sets
        .find((candidate) => candidate.set === goesTo)
        ?.images.push({ row: stored.rows[image]!, name, className });
    });
  }
  const revised = sets.map(({ evaluationId, set, stored, images }) => {
    if (images.length === 0) throw emptySetError(set);
    return reviseSet(readEvaluation(db, evaluationId), stored, images);
  });
  const fitted = revised.find(({ original }) => original.set !== 'held-out')!;
  return { fitted, heldOut: revised.find(({ original }) => original.set === 'held-out') ?? null };
}

function reviseSet(
  original: Evaluation,
  { matrixFile, cohort }: StoredImages,
  images: RevisedImage[],
): RevisedSet {
  images.sort((a, b) => a.row - b.row);
  const classNames = [...new Set(images.map(({ className }) => className))].sort(compareCodePoints);
  const index = new Map(classNames.map((name, c) => [name, c]));
  return {
    original,
    input: {
      matrixFile,
      rows: Uint32Array.from(images, ({ row }) => row),
      labels: Int32Array.from(images, ({ className }) => index.get(className)!),
      classNames,
      imageNames: images.map(({ name }) => name),
      targets: original.operatingPoints.map((point) => point.targetFalseAcceptRate),
      fixedThresholds: [],
      opisRange: original.opis.falseAcceptRateRange,
      beta: original.opis.beta,
      epsilon: original.opis.epsilon,
      seed: original.provenance.seed,
      cohort,
    },
  };
}
