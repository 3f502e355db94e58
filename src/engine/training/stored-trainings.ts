import type { Database } from 'better-sqlite3';
import type { TrainingRow, TrainingState } from '../../contract/api/training.ts';
import { type TrainingHistoryEntry, trainingResultSchema } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { alarmsOf } from './alarms.ts';
import type { NamedConfig } from './train-task.ts';

/** The newest job of a run. */
const newestJob = '(SELECT max(job_id) FROM training_jobs WHERE run_id = training_runs.id)';

/** The trainings of a workspace, the newest first. */
export function listTrainings(db: Database): TrainingRow[] {
  return db
    .prepare<[], Omit<TrainingRow, 'finished'> & { finished: number }>(
      `SELECT id AS runId, name, created_at AS createdAt, ${newestJob} AS jobId,
         result IS NOT NULL AS finished,
         result ->> '$.verdict' AS verdict, model_sha256 AS modelSha256,
         result ->> '$.heldOut.start.opis' AS opisBefore,
         result ->> '$.heldOut.chosen.opis' AS opisAfter,
         result ->> '$.heldOut.start.recallAt1' AS recallBefore,
         result ->> '$.heldOut.chosen.recallAt1' AS recallAfter
       FROM training_runs ORDER BY created_at DESC, rowid DESC`,
    )
    .all()
    .map((row) => ({ ...row, finished: row.finished === 1 }));
}

/**
 * What is known of a training, while it runs too.
 *
 * @throws IsolineError (input) `training-unknown`
 */
export function trainingState(db: Database, runId: string): TrainingState {
  const row = db
    .prepare<
      [string],
      Omit<TrainingState, 'points' | 'result'> & {
        config: string;
        history: string;
        result: string | null;
      }
    >(
      `SELECT id AS runId, name, created_at AS createdAt, dataset_id AS datasetId,
         model_sha256 AS modelSha256, ${newestJob} AS jobId, config, history, result
       FROM training_runs WHERE id = ?`,
    )
    .get(runId);
  if (row === undefined) {
    throw new IsolineError({
      code: 'training-unknown',
      sentence: `The workspace has no training ${runId}.`,
      next: 'Choose one from the list, or train again.',
      subject: runId,
    });
  }
  const { config, history, result, ...known } = row;
  const histories = JSON.parse(history) as TrainingHistoryEntry[][];
  return {
    ...known,
    points: (JSON.parse(config) as NamedConfig[]).map(({ name, config: { steps } }, point) => {
      const entries = histories[point] ?? [];
      return { name, steps, history: entries, alarms: alarmsOf(entries) };
    }),
    result: result === null ? null : trainingResultSchema.parse(JSON.parse(result)),
  };
}

/**
 * The training that a job began or went on with; null while it still prepares, and where it ended
 * before its first step.
 *
 * @throws IsolineError (input) `job-not-found`, `job-not-training`
 */
export function trainingOfJob(
  { db, jobs }: { db: Database; jobs: Pick<Jobs, 'get'> },
  jobId: number,
): TrainingState | null {
  const { kind } = jobs.get(jobId);
  if (kind !== 'train') {
    throw new IsolineError({
      code: 'job-not-training',
      sentence: `The job ${jobId} (${kind}) is no training.`,
      next: 'Choose a job of the kind train.',
      subject: String(jobId),
    });
  }
  const run = db
    .prepare<[number], { runId: string }>(
      'SELECT run_id AS runId FROM training_jobs WHERE job_id = ?',
    )
    .get(jobId);
  return run === undefined ? null : trainingState(db, run.runId);
}
