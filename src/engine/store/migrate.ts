import type { Database } from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';

/**
 * Brings a database to the newest tables, each migration in a transaction of its own: a killed
 * process leaves the database at the version that it had reached.
 *
 * Foreign keys are off meanwhile, as SQLite asks for rebuilding tables, checked before each commit,
 * and on afterwards.
 *
 * @param migrations entry k brings `user_version` from k to k + 1
 * @param folder the workspace, for the sentence
 * @throws IsolineError `workspace-newer` when a newer program wrote it; `workspace-damaged` when a
 *   migration leaves rows that refer to nothing
 */
export function migrate(database: Database, migrations: readonly string[], folder: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new IsolineError({
      code: 'workspace-newer',
      sentence:
        `The workspace ${folder} has version ${version}, ` +
        `and this program knows versions up to ${migrations.length}.`,
      next: 'Update Isoline, or choose another workspace with --workspace.',
      subject: folder,
    });
  }
  database.pragma('foreign_keys = OFF');
  for (const [k, migration] of migrations.entries()) {
    if (k < version) continue;
    database
      .transaction(() => {
        database.exec(migration);
        if ((database.pragma('foreign_key_check') as unknown[]).length > 0) {
          throw new IsolineError({
            code: 'workspace-damaged',
            kind: 'failure',
            sentence: `The workspace ${folder} has rows that refer to missing ones.`,
            next: 'Choose another workspace with --workspace, or restore this one from a copy.',
            subject: folder,
          });
        }
        database.pragma(`user_version = ${k + 1}`);
      })
      .immediate();
  }
  database.pragma('foreign_keys = ON');
}
