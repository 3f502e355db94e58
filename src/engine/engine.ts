import type { Database } from 'better-sqlite3';
import type { Workspace } from './store/workspace.ts';
import { openWorkspace } from './store/workspace.ts';
import { ComputeHost } from './jobs/compute.ts';
import { Jobs } from './jobs/jobs.ts';
import { removeOldReports } from './reports/old-reports.ts';
import { removeOldCheckpoints } from './training/old-checkpoints.ts';

export interface EngineOptions {
  /** The workspace's folder; made where it is missing. */
  workspace: string;
  /** What to call this program to others who want the workspace: `isoline serve`. */
  program: string;
  /** Threads that a task may use; default: as many as the machine offers. */
  threads?: number;
}

/** The one owner of a workspace: its database, its jobs and its compute thread. */
export interface Engine {
  readonly workspace: Workspace;
  /** The workspace's database. */
  readonly db: Database;
  /** Its thread starts with the first task. */
  readonly compute: ComputeHost;
  /** A thread of its own for short questions, so that none waits for the end of a job. */
  readonly answers: ComputeHost;
  readonly jobs: Jobs;
  /** Stops the jobs, which end as `interrupted`, then both threads, and gives the workspace free. */
  close(): Promise<void>;
}

/**
 * Takes a workspace for this process. Jobs that an earlier owner left running are interrupted now, and
 * checkpoints and reports that nobody needs any more removed: holding the lock proves that it has ended.
 *
 * @throws IsolineError as `openWorkspace` does
 */
export function openEngine({ workspace: folder, program, threads }: EngineOptions): Engine {
  const workspace = openWorkspace(folder, { program });
  let jobs: Jobs;
  try {
    jobs = new Jobs(workspace.db);
    jobs.markInterrupted();
    removeOldCheckpoints(workspace.db, workspace.checkpointsFolder);
    removeOldReports(workspace.db, workspace.reportsFolder, Date.now());
  } catch (error) {
    workspace.close();
    throw error;
  }
  const compute = new ComputeHost(threads === undefined ? {} : { threads });
  const answers = new ComputeHost(threads === undefined ? {} : { threads });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await jobs.close();
      await Promise.all([compute.close(), answers.close()]);
    } finally {
      workspace.close();
    }
  };
  return { workspace, db: workspace.db, compute, answers, jobs, close: () => (closed ??= close()) };
}
