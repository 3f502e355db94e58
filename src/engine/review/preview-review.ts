import type { Database } from 'better-sqlite3';
import type { ReviewPreview, ThresholdChoice } from '../../contract/api/review.ts';
import { readEvaluatedSets, readHistogram, readStoredSet } from '../decisions/stored-sets.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { type NameChange, pendingChanges, wantedChanges } from './label-changes.ts';
import { listedFigures, type PreviewInput, type PreviewOutput } from './preview-task.ts';
import { revisedSets } from './revised-sets.ts';
import { dataOf } from './stored-review.ts';
import { lastLogId } from './verdict-log.ts';

/** What a `preview-review` job works on: the verdicts of the moment when it was asked for. */
export interface PreviewRequest {
  evaluationId: string;
  by: ThresholdChoice;
  /** Against the labels that the data came with. */
  changes: NameChange[];
  logId: number | null;
  /** Labels of the evaluation itself that would change, and images that would be left out. */
  relabelled: number;
  leftOut: number;
}

/**
 * A request with the verdicts that stand now.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function previewRequest(
  db: Database,
  { evaluationId, by }: Pick<PreviewRequest, 'evaluationId' | 'by'>,
): PreviewRequest {
  const reviewed = dataOf(db, evaluationId);
  const { changes: pending } = pendingChanges(db, evaluationId);
  const leftOut = pending.filter(({ to }) => to === null).length;
  return {
    evaluationId,
    by,
    changes: wantedChanges(db, reviewed),
    logId: lastLogId(db, reviewed.data),
    relabelled: pending.length - leftOut,
    leftOut,
  };
}

/**
 * What the verdicts would change: threshold, rates and OPIS before and after, by measuring the stored
 * embeddings again with the labels that the verdicts want. Exactly what applying them would bring.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `scores-gone`, `scores-changed`,
 *   `split-set-empty`; `stopped` (interrupted)
 */
export async function previewReview(
  { db, compute }: Pick<EmbeddingParts, 'db' | 'compute'>,
  { evaluationId, by, changes, logId, relabelled, leftOut }: PreviewRequest,
  hooks: JobHooks,
): Promise<ReviewPreview> {
  const { fitted, heldOut } = readEvaluatedSets(db, evaluationId);
  const revised = revisedSets(db, dataOf(db, evaluationId), changes);
  const input: PreviewInput = {
    by,
    seed: fitted.provenance.seed,
    before: {
      fitted: {
        ...readStoredSet(db, fitted),
        set: fitted.set === 'calibration' ? 'calibration' : 'all',
        classNames: fitted.classNames,
        histogram: readHistogram(db, fitted),
      },
      heldOut: heldOut === null ? null : readStoredSet(db, heldOut),
      figures: listedFigures(fitted),
    },
    after: { fitted: revised.fitted.input, heldOut: revised.heldOut?.input ?? null },
  };
  const { before, after } = await compute.run<PreviewOutput>('review.preview', input, hooks);
  return { evaluationId, logId, relabelled, leftOut, before, after };
}
