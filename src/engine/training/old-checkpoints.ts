import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';

/** Sixteen digits of the run's fingerprint, and the number of the point. */
const checkpointName = /^([0-9a-f]{16})-\d+\.checkpoint$/;

/**
 * Removes the checkpoints of a workspace from which no training will go on: of runs that have ended or
 * are unknown, and of runs whose job was resumed as another run, on other data or by another version.
 * Only for a program that holds the workspace's lock and has started no job yet.
 */
export function removeOldCheckpoints(db: Database, folder: string): void {
  const unfinished = db
    .prepare<[], string>(
      `SELECT substr(fingerprint, 1, 16) FROM training_runs AS run
       WHERE result IS NULL AND NOT EXISTS (
         SELECT 1 FROM jobs JOIN training_jobs ON training_jobs.job_id = jobs.id
         WHERE jobs.resumes = (SELECT max(job_id) FROM training_jobs WHERE run_id = run.id)
           AND training_jobs.run_id <> run.id)`,
    )
    .pluck()
    .all();
  const kept = new Set(unfinished);
  for (const name of readdirSync(folder)) {
    const fingerprint = checkpointName.exec(name)?.[1];
    if (fingerprint !== undefined && !kept.has(fingerprint)) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}
