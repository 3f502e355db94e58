import type { Database } from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import {
  type TrainingHistoryEntry,
  type TrainingResult,
  trainingResultSchema,
} from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import type { NamedConfig } from './train-task.ts';

/** A training as it is begun. */
export interface NewTrainingRun {
  /** Equal for a run and its resumption. */
  readonly fingerprint: string;
  /** What is trained on, in words. */
  readonly name: string;
  readonly dataFingerprint: string;
  readonly modelSha256: string | null;
  readonly points: readonly NamedConfig[];
}

/**
 * Notes a training that begins, or finds the one that it goes on with.
 *
 * @returns its id
 */
export function beginTrainingRun(db: Database, run: NewTrainingRun): string {
  const unfinished = db
    .prepare<[string], { id: string }>(
      'SELECT id FROM training_runs WHERE fingerprint = ? AND result IS NULL',
    )
    .get(run.fingerprint);
  if (unfinished !== undefined) return unfinished.id;
  const id = randomUUID();
  db.prepare(
    `INSERT INTO training_runs
       (id, created_at, name, fingerprint, data_fingerprint, model_sha256, config, history)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    Date.now(),
    run.name,
    run.fingerprint,
    run.dataFingerprint,
    run.modelSha256,
    JSON.stringify(run.points),
    JSON.stringify(run.points.map(() => [])),
  );
  return id;
}

/** Keeps the validations so far, those of each point. */
export function saveTrainingHistory(
  db: Database,
  id: string,
  history: readonly (readonly TrainingHistoryEntry[])[],
): void {
  db.prepare('UPDATE training_runs SET history = ? WHERE id = ?').run(JSON.stringify(history), id);
}

/** Keeps where the best head of a training lies that was stopped. */
export function saveBestSoFar(
  db: Database,
  id: string,
  best: { readonly step: number; readonly head: string },
): void {
  db.prepare('UPDATE training_runs SET best = ? WHERE id = ?').run(JSON.stringify(best), id);
}

/** Keeps the result of a training that has ended. */
export function saveTrainingResult(db: Database, result: TrainingResult): void {
  db.prepare('UPDATE training_runs SET history = ?, result = ? WHERE id = ?').run(
    JSON.stringify(result.points.map(({ history }) => history)),
    JSON.stringify(result),
    result.runId,
  );
}

/**
 * Reads the result of a training back.
 *
 * @throws IsolineError (input) `training-unknown` where there is none, or it has not ended
 */
export function readTrainingResult(db: Database, id: string): TrainingResult {
  const row = db
    .prepare<[string], { result: string | null }>('SELECT result FROM training_runs WHERE id = ?')
    .get(id);
  if (row === undefined || row.result === null) {
    throw new IsolineError({
      code: 'training-unknown',
      sentence: `The workspace has no finished training ${id}.`,
      next: 'Name the workspace in which it ran with --workspace, or train again.',
      subject: id,
    });
  }
  return trainingResultSchema.parse(JSON.parse(row.result));
}
