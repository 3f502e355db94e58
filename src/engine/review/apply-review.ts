import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import manifest from '../../../package.json' with { type: 'json' };
import { type Evaluation, evaluationSchemaVersion } from '../../contract/evaluation.ts';
import { IsolineError } from '../../core/errors.ts';
import { fewestClassesForInterval } from '../../core/metrics/class-bootstrap.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import { saveEvaluations, type StoredEvaluation } from '../evaluation/evaluation-rows.ts';
import type { EvaluationSource, JobHooks } from '../evaluation/evaluation-source.ts';
import type { Measurement, SetEvaluation } from '../evaluation/measurement.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import {
  type NameChange,
  pendingChanges,
  revisedFingerprint,
  wantedChanges,
} from './label-changes.ts';
import { type RevisedSet, revisedSets } from './revised-sets.ts';
import { dataOf } from './stored-review.ts';
import { lastLogId } from './verdict-log.ts';

/** What an `apply-review` job works on: the verdicts of the moment when it was asked for. */
export interface ApplyRequest {
  evaluationId: string;
  /** Of the new evaluation. */
  name: string;
  /** Against the labels that the data came with. */
  changes: NameChange[];
  logId: number | null;
}

/**
 * A request with the verdicts that stand now.
 *
 * @throws IsolineError (input) `evaluation-unknown`; `review-nothing-pending` where the evaluation has
 *   every label as the verdicts want it
 */
export function applyRequest(
  db: Database,
  { evaluationId, name }: { evaluationId: string; name: string | null },
): ApplyRequest {
  const reviewed = dataOf(db, evaluationId);
  const row = evaluationRow(db, evaluationId);
  if (pendingChanges(db, evaluationId).changes.length === 0) {
    throw new IsolineError({
      code: 'review-nothing-pending',
      sentence: `No verdict wants a label otherwise than "${row.name}" has it.`,
      next: 'Say of some images that their labels are wrong, or that they are to be left out.',
      subject: evaluationId,
    });
  }
  return {
    evaluationId,
    name: name ?? `${evaluationRow(db, reviewed.originalId).name}, reviewed`,
    changes: wantedChanges(db, reviewed),
    logId: lastLogId(db, reviewed.data),
  };
}

/**
 * Evaluates the data with the labels that the verdicts want, and keeps that as a new evaluation: what
 * was changed is rows, and the fingerprint of the data is another. Nothing in a folder changes.
 *
 * @throws IsolineError what `revisedSets` throws; `stopped` (interrupted)
 */
export async function applyReview(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  request: ApplyRequest,
  hooks: JobHooks,
): Promise<StoredEvaluation> {
  const { originalId, datasetId } = dataOf(db, request.evaluationId);
  const sets = revisedSets(db, dataOf(db, request.evaluationId), request.changes);
  const measureSet = (set: RevisedSet, fixedThresholds: number[]): Promise<Measurement> =>
    compute.run<Measurement>('evaluation.measure', { ...set.input, fixedThresholds }, hooks);
  const fitted = await measureSet(sets.fitted, []);
  const points = fitted.figures.operatingPoints.filter(({ threshold }) => threshold !== null);
  const evaluations: SetEvaluation[] = [];
  if (sets.heldOut !== null) {
    const heldOut = await measureSet(
      sets.heldOut,
      points.map(({ threshold }) => threshold!),
    );
    points.forEach((point, k) => {
      point.heldOut = heldOut.atFixedThresholds[k]!;
    });
    evaluations.push(describeSet(sets.heldOut, heldOut, request));
  }
  evaluations.unshift(describeSet(sets.fitted, fitted, request));
  const source: Pick<EvaluationSource, 'description' | 'datasetId' | 'matrixFile'> = {
    description: request.name,
    datasetId,
    matrixFile: sets.fitted.input.matrixFile,
  };
  db.transaction(() => {
    saveEvaluations(db, source, evaluations);
    for (const { evaluation } of evaluations) {
      saveRevision(db, evaluation.provenance.evaluationId, originalId, request);
    }
  })();
  const [first, second] = evaluations.map(({ evaluation }) => evaluation.provenance.evaluationId);
  return { evaluationId: first!, heldOutId: second ?? null };
}

function describeSet(
  { original, input }: RevisedSet,
  { figures, arrays }: Measurement,
  { changes }: ApplyRequest,
): SetEvaluation {
  const { provenance } = original;
  return {
    arrays,
    imageNames: input.imageNames,
    evaluation: {
      schema: evaluationSchemaVersion,
      set: original.set,
      ...figures,
      notes: [...sourceNotes(original), ...reviewNotes(changes), ...figures.notes],
      provenance: {
        ...provenance,
        evaluationId: randomUUID(),
        programVersion: manifest.version,
        dataFingerprint: revisedFingerprint(provenance.dataFingerprint, changes),
        time: new Date().toISOString(),
        source: `${provenance.source}, labels reviewed`,
      },
    },
  };
}

function reviewNotes(changes: readonly NameChange[]): string[] {
  const leftOut = changes.filter(({ to }) => to === null).length;
  const relabelled = changes.length - leftOut;
  if (changes.length === 0) return [];
  return [
    `After review ${String(relabelled)} ${relabelled === 1 ? 'image has' : 'images have'} another label than the data came with, and ${String(leftOut)} ${leftOut === 1 ? 'is' : 'are'} left out.`,
  ];
}

/** The sentences of an evaluation on its data: those on its figures come last, and are said anew. */
function sourceNotes({ notes, classesOfOneImage, retrieval, classes }: Evaluation): string[] {
  const ofFigures = [
    classesOfOneImage > 0,
    retrieval.reason !== undefined,
    classes < fewestClassesForInterval,
  ].filter((said) => said).length;
  return notes.slice(0, notes.length - ofFigures);
}

function saveRevision(
  db: Database,
  evaluationId: string,
  originalId: string,
  { changes, logId }: ApplyRequest,
): void {
  db.prepare('INSERT INTO revisions (evaluation_id, original_id, log_id) VALUES (?, ?, ?)').run(
    evaluationId,
    originalId,
    logId,
  );
  const insert = db.prepare('INSERT INTO revision_changes VALUES (?, ?, ?, ?)');
  for (const { name, from, to } of changes) insert.run(evaluationId, name, from, to);
}
