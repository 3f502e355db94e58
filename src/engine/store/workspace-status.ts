import os from 'node:os';
import path from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type { WorkspaceStatus } from '../../contract/api/workspace.ts';
import type { Workspace } from './workspace.ts';

/**
 * What an engine's workspace holds, and where it runs.
 *
 * @param threads that its tasks may use
 */
export function describeWorkspace(
  { folder, db, lock }: Workspace,
  threads: number,
): WorkspaceStatus {
  const count = (rows: string): number =>
    db.prepare(`SELECT count(*) FROM ${rows}`).pluck().get() as number;
  return {
    folder,
    name: path.basename(folder),
    programVersion: manifest.version,
    nodeVersion: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    host: os.hostname(),
    threads,
    since: Date.parse(lock.owner.since),
    counts: {
      datasets: count('datasets WHERE removed_at IS NULL'),
      models: count('models WHERE removed_at IS NULL'),
      evaluations: count("evaluations WHERE removed_at IS NULL AND set_name <> 'held-out'"),
      trainingRuns: count('training_runs'),
      decisions: count('decisions WHERE removed_at IS NULL'),
    },
  };
}
