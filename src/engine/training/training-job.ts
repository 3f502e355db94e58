import type { Database } from 'better-sqlite3';
import type { TrainInput } from '../../contract/api/training.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { sourceOfWorkspace } from '../evaluation/workspace-source.ts';
import type { JobContext } from '../jobs/jobs.ts';
import type { TrainTaskInput } from './train-task.ts';
import { type StoredTraining, train, type TrainRequest } from './train.ts';

/** A training that is stopped loses at most so much. */
const checkpointSeconds = 30;

/**
 * What a `train` job of a dataset and a model of the workspace takes.
 *
 * @throws IsolineError (input) what `sourceOfWorkspace` throws
 */
export function trainRequest(
  parts: Pick<EmbeddingParts, 'db' | 'folder'>,
  { source, split, seed, options, engine, sweep }: TrainInput,
): TrainRequest {
  // TensorFlow.js has devices of its own.
  const provider = engine === 'tensorflow' ? 'auto' : source.provider;
  return {
    source: sourceOfWorkspace(parts, source),
    split: split === 'kept' ? null : split,
    seed,
    options,
    engine: { engine, provider },
    sweep,
    checkpointSeconds,
    out: null,
  };
}

/** Trains as a job: from its first step on, the workspace knows which run the job is about. */
export function trainInJob(
  parts: EmbeddingParts,
  request: TrainRequest,
  job: JobContext,
): Promise<StoredTraining> {
  const compute: EmbeddingParts['compute'] = {
    threads: parts.compute.threads,
    run: (taskName, input, options) => {
      if (taskName === 'training.train') {
        const { fingerprint } = (input as TrainTaskInput).checkpoints;
        noteJob(parts.db, job.id, fingerprint, request.source);
      }
      return parts.compute.run(taskName, input, options);
    },
  };
  const hooks: JobHooks = { onProgress: job.progress, signal: job.signal };
  return train({ ...parts, compute }, request, hooks);
}

/** Links a job with the unfinished run of a fingerprint, and the run with its dataset. */
function noteJob(
  db: Database,
  jobId: number,
  fingerprint: string,
  source: TrainRequest['source'],
): void {
  db.transaction(() => {
    db.prepare(
      `INSERT INTO training_jobs (job_id, run_id)
       SELECT ?, id FROM training_runs WHERE fingerprint = ? AND result IS NULL`,
    ).run(jobId, fingerprint);
    if (source.kind !== 'dataset') return;
    db.prepare(
      `UPDATE training_runs
       SET dataset_id = (SELECT id FROM datasets WHERE coalesce(manifest, root) = ?)
       WHERE fingerprint = ? AND result IS NULL`,
    ).run(source.path, fingerprint);
  })();
}
