import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';

/** Days for which a workspace keeps a report: who made it has long taken it away, or makes it again. */
const daysKept = 30;

/** As `makeReport` names reports of the workspace. */
const reportName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(html|pdf|csv|json)$/;

/**
 * Removes the reports among those of a workspace that no job made, or that a job made too long ago.
 * Only for a program that holds the workspace's lock and has started no job yet.
 *
 * @param now milliseconds since 1970
 */
export function removeOldReports(db: Database, folder: string, now: number): void {
  const files = db
    .prepare<[number], string>(
      `SELECT result ->> '$.file' FROM jobs
       WHERE kind = 'report' AND status = 'done' AND ended_at >= ?`,
    )
    .pluck()
    .all(now - daysKept * 24 * 3600 * 1000);
  // By their names: the workspace may have moved since.
  const kept = new Set(files.map((file) => path.basename(file)));
  for (const name of readdirSync(folder)) {
    if (reportName.test(name) && !kept.has(name)) rmSync(path.join(folder, name), { force: true });
  }
}
