import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { IsolineError } from '../../core/errors.ts';

/** Who holds a workspace, as written in its `owner.json`. */
const workspaceOwnerSchema = z.object({
  pid: z.int(),
  /** What a person calls the program: `isoline serve`. */
  program: z.string(),
  /** When it took the workspace: ISO 8601, UTC. */
  since: z.string(),
  /** Where other programs can join it; absent where they cannot. */
  address: z.string().optional(),
});
export type WorkspaceOwner = z.infer<typeof workspaceOwnerSchema>;

export interface WorkspaceLock {
  readonly owner: WorkspaceOwner;
  /** Tells other programs where to join the owner. */
  announce(address: string): void;
  /** Gives the workspace free. Without effect the second time. */
  release(): void;
}

/**
 * Owners of the workspaces that this process holds, by the folder's real path. SQLite's locks are
 * between processes on POSIX systems, and closing any descriptor of the file drops them: within a
 * process, this map keeps a second lock from being tried.
 */
const heldHere = new Map<string, WorkspaceOwner>();

/**
 * Takes a workspace for this process alone, until `release` or the end of the process, however it
 * ends: the operating system holds the lock (SQLite's exclusive lock on `lock.db`), so a killed owner
 * leaves nothing behind that would have to be judged. `owner.json` beside it only names the owner.
 *
 * Nothing else in the process may open `lock.db`: on POSIX systems closing it would drop the lock.
 *
 * @param folder an existing folder
 * @throws IsolineError `workspace-in-use`, which names the owner, or an error of SQLite or of the
 *   file system where the folder cannot be written
 */
export function lockWorkspace(folder: string, program: string): WorkspaceLock {
  const realFolder = realpathSync.native(folder);
  const holder = heldHere.get(realFolder);
  if (holder !== undefined) throw inUse(folder, holder);

  const database = new Database(path.join(realFolder, 'lock.db'), { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    // On a read-only file BEGIN EXCLUSIVE takes no lock and says nothing; a write does. It is never
    // committed, so the file stays empty.
    database.pragma('user_version = 1');
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw inUse(folder, readWorkspaceOwner(realFolder));
    }
    throw error;
  }

  let owner: WorkspaceOwner = { pid: process.pid, program, since: new Date().toISOString() };
  const ownerFile = path.join(realFolder, 'owner.json');
  const writeOwner = (): void => {
    // Renamed into place, so that a reader never sees half of it; it need not outlive a power cut.
    writeFileSync(`${ownerFile}.partial`, `${JSON.stringify(owner)}\n`);
    renameSync(`${ownerFile}.partial`, ownerFile);
    heldHere.set(realFolder, owner);
  };
  try {
    writeOwner();
  } catch (error) {
    database.close();
    throw error;
  }

  return {
    get owner() {
      return owner;
    },
    announce(address) {
      owner = { ...owner, address };
      writeOwner();
    },
    release() {
      if (!database.open) return;
      heldHere.delete(realFolder);
      try {
        rmSync(ownerFile, { force: true });
      } finally {
        database.close();
      }
    },
  };
}

/**
 * The owner that a workspace names, whether or not it still lives: only a lock that is refused tells
 * that. Null where the file is missing or unreadable, as between two owners.
 */
export function readWorkspaceOwner(folder: string): WorkspaceOwner | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path.join(folder, 'owner.json'), 'utf8'));
  } catch {
    // The file only serves a sentence, which is as true without it.
    return null;
  }
  return workspaceOwnerSchema.safeParse(content).data ?? null;
}

function inUse(folder: string, owner: WorkspaceOwner | null): IsolineError {
  const at = owner?.address === undefined ? '' : `, at ${owner.address}`;
  const name =
    owner === null
      ? 'another program'
      : `${owner.program} (process ${owner.pid}, since ${owner.since}${at})`;
  return new IsolineError({
    code: 'workspace-in-use',
    sentence: `The workspace ${folder} is in use by ${name}.`,
    next: 'Stop that program, or choose another with --workspace.',
    subject: folder,
  });
}
