import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import { removeUnfinishedFiles } from './atomic-file.ts';
import type { WorkspaceLock } from './lock.ts';
import { lockWorkspace } from './lock.ts';
import { migrate } from './migrate.ts';
import { migrations } from './schema.ts';

/** A workspace that this process owns. */
export interface Workspace {
  /** Absolute path. */
  readonly folder: string;
  /** Matrices, as `.npy` files. */
  readonly embeddingsFolder: string;
  /** Models, named by their SHA-256. */
  readonly modelsFolder: string;
  readonly reportsFolder: string;
  /** Trainings that have not ended. */
  readonly checkpointsFolder: string;
  readonly db: Database.Database;
  readonly lock: WorkspaceLock;
  /** Closes the database and gives the workspace free. Without effect the second time. */
  close(): void;
}

/**
 * Takes a workspace for this process, makes it where it is missing, and brings its tables up to date.
 *
 * @param program what to call this program to others who want the workspace: `isoline serve`
 * @throws IsolineError `workspace-in-use`, `workspace-newer`, `workspace-not-writable` (input);
 *   `workspace-damaged`, `disk-full` (failure). The workspace is free again then.
 */
export function openWorkspace(folder: string, { program }: { program: string }): Workspace {
  const root = path.resolve(folder);
  const folders = ['embeddings', 'models', 'reports', 'checkpoints'].map((name) =>
    path.join(root, name),
  ) as [string, string, string, string];
  const [embeddingsFolder, modelsFolder, reportsFolder, checkpointsFolder] = folders;
  let lock: WorkspaceLock | undefined;
  try {
    makeFolder(root);
    lock = lockWorkspace(root, program);
    for (const part of folders) {
      mkdirSync(part, { recursive: true });
      removeUnfinishedFiles(part);
    }
    const db = openDatabase(root);
    const held = lock;
    const close = (): void => {
      db.close();
      held.release();
    };
    return {
      folder: root,
      embeddingsFolder,
      modelsFolder,
      reportsFolder,
      checkpointsFolder,
      db,
      lock,
      close,
    };
  } catch (error) {
    lock?.release();
    throw workspaceError(root, error);
  }
}

/**
 * Makes a folder, and those above it. Node's own way to do so (`recursive`) never comes back where the
 * folder above is there and takes nothing, such as /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(folder)) throw error;
  }
}

function openDatabase(folder: string): Database.Database {
  const db = new Database(path.join(folder, 'isoline.db'));
  try {
    db.pragma('busy_timeout = 5000');
    // The version comes first: a newer workspace is left exactly as it is.
    migrate(db, migrations, folder);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function workspaceError(folder: string, error: unknown): unknown {
  if (error instanceof IsolineError || !(error instanceof Error) || !('code' in error))
    return error;
  const code = String(error.code);
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return new IsolineError({
      code: 'disk-full',
      kind: 'failure',
      sentence: `The disk has no room for the workspace ${folder}.`,
      next: 'Free some space and try again.',
      subject: folder,
      cause: error,
    });
  }
  // SQLITE_ERROR: a migration met tables that no version of ours has made.
  if (/^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(code)) {
    return new IsolineError({
      code: 'workspace-damaged',
      kind: 'failure',
      sentence: `The database of the workspace ${folder} is damaged: ${error.message}.`,
      next: 'Choose another workspace with --workspace, or restore this one from a copy.',
      subject: folder,
      cause: error,
    });
  }
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM|IOERR)|E[A-Z]+$)/.test(code)) {
    return new IsolineError({
      code: 'workspace-not-writable',
      sentence: `The workspace ${folder} cannot be written: ${error.message}.`,
      next: 'Change the rights of the folder, or choose another with --workspace.',
      subject: folder,
      cause: error,
    });
  }
  return error;
}
