import type { Database } from 'better-sqlite3';
import type { Evaluation } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { readEvaluation, readEvaluationArray } from '../evaluation/evaluation-rows.ts';
import { findStoredScores, sourceOf } from '../evaluation/stored-scores.ts';
import type { StoredSet } from './count-scores.ts';
import type { StoredHistogram } from './exact-threshold.ts';

/** The sets of one call of `evaluate`. */
export interface EvaluatedSets {
  /** Calibration classes, or all without a split. */
  fitted: Evaluation;
  /** Null without a split. */
  heldOut: Evaluation | null;
}

/**
 * The evaluation that a threshold is fitted on, and that of the held-out classes, whichever of the two
 * is named.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function readEvaluatedSets(db: Database, evaluationId: string): EvaluatedSets {
  const named = readEvaluation(db, evaluationId);
  if (named.set === 'all') return { fitted: named, heldOut: null };
  const other = db
    .prepare<[string, string], { id: string }>(
      `SELECT id FROM evaluations WHERE id <> ? AND group_id =
         (SELECT group_id FROM evaluations WHERE id = ?)`,
    )
    .get(evaluationId, evaluationId);
  if (other === undefined) return { fitted: named, heldOut: null };
  const sibling = readEvaluation(db, other.id);
  return named.set === 'calibration'
    ? { fitted: named, heldOut: sibling }
    : { fitted: sibling, heldOut: named };
}

/**
 * Where the scores of an evaluation lie, for the compute thread.
 *
 * @throws IsolineError (input) `scores-gone` where the workspace no longer has them
 */
export function readStoredSet(db: Database, evaluation: Evaluation): StoredSet {
  const id = evaluation.provenance.evaluationId;
  const { images, reason } = findStoredScores(db, id);
  if (images === null) {
    throw new IsolineError({
      code: 'scores-gone',
      sentence: `The scores cannot be counted: ${reason ?? `those of the evaluation ${id} are not at hand`}.`,
      next: 'Evaluate again.',
      subject: id,
    });
  }
  return {
    evaluationId: id,
    source: sourceOf(images, [...images.rows.keys()]),
    labels: Int32Array.from(images.labels),
    classes: evaluation.classes,
    imageNames: images.imageNames,
    tail: { ...images.tail, complete: images.tail.scores.length === evaluation.impostorPairs },
  };
}

/**
 * The class counts between the thresholds of an evaluation's curve.
 *
 * @throws IsolineError (input) `scores-gone`
 */
export function readHistogram(db: Database, evaluation: Evaluation): StoredHistogram {
  const id = evaluation.provenance.evaluationId;
  const counts = (name: string): Uint32Array => {
    const values = readEvaluationArray(db, id, name);
    if (values instanceof Uint32Array) return values;
    throw new IsolineError({
      code: 'scores-gone',
      sentence: `The evaluation ${id} was stored without its class histograms.`,
      next: 'Evaluate again.',
      subject: id,
    });
  };
  return {
    thresholds: evaluation.curve.map(({ threshold }) => threshold),
    impostor: counts('histogram.impostor'),
    genuine: counts('histogram.genuine'),
  };
}
