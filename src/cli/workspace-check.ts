import { existsSync, statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import path from 'node:path';
import { IsolineError } from '../core/errors.ts';
import { openWorkspace } from '../engine/store/workspace.ts';

/** What became of the attempt to open a workspace. */
export interface WorkspaceCheck {
  /** Absolute path. */
  folder: string;
  /**
   * - `ready`: it opens and its database is sound.
   * - `absent`: there is none yet; the first command that needs one makes it.
   * - `in-use`: another program owns it, which is no fault.
   * - `unusable`: the sentence says why.
   */
  state: 'ready' | 'absent' | 'in-use' | 'unusable';
  sentence: string;
  /** Version of its tables; null where it was not opened. */
  version: number | null;
  /** Bytes left to us on its disk; null where the disk does not tell. */
  freeBytes: number | null;
}

/** Opens a workspace as every command does, without making one, and closes it again. */
export async function checkWorkspace(folder: string): Promise<WorkspaceCheck> {
  const freeBytes = await freeSpace(folder);
  if (!existsSync(path.join(folder, 'isoline.db'))) {
    const place = existingPart(folder);
    if (!(await isWritableFolder(place))) {
      const sentence = `There is none yet, and none can be made: ${place} is no folder that can be written.`;
      return { folder, state: 'unusable', sentence, version: null, freeBytes };
    }
    const sentence = 'There is none yet; the first command that needs one makes it.';
    return { folder, state: 'absent', sentence, version: null, freeBytes };
  }
  try {
    const workspace = openWorkspace(folder, { program: 'isoline doctor' });
    try {
      const { db } = workspace;
      const version = db.pragma('user_version', { simple: true }) as number;
      const soundness = db.pragma('quick_check(1)', { simple: true }) as string;
      return soundness === 'ok'
        ? { folder, state: 'ready', sentence: 'It opens, and is sound.', version, freeBytes }
        : {
            folder,
            state: 'unusable',
            sentence: `Its database is damaged: ${soundness}`,
            version,
            freeBytes,
          };
    } finally {
      workspace.close();
    }
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    const state = error.code === 'workspace-in-use' ? 'in-use' : 'unusable';
    return { folder, state, sentence: error.sentence, version: null, freeBytes };
  }
}

async function isWritableFolder(folder: string): Promise<boolean> {
  if (!statSync(folder).isDirectory()) return false;
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Free space of the disk that holds a folder, or would hold it. */
async function freeSpace(folder: string): Promise<number | null> {
  const { bavail, bsize, blocks } = await statfs(existingPart(folder));
  return blocks > 0 ? bavail * bsize : null;
}

/** The folder, or the nearest one above it that exists. */
function existingPart(folder: string): string {
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  return existing;
}
