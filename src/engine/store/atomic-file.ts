import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';

const unfinishedName = /^\.isoline-[0-9a-f-]{36}\.partial$/;

/** A file that is not there until it is complete. */
export interface AtomicFile {
  /** The temporary file, open for reading and writing, at any position and in any order. */
  readonly handle: FileHandle;
  /** Brings everything to the disk and gives the file its name, over an older file of that name. */
  commit(): Promise<void>;
  /** Removes the temporary file; an older file stays as it was. Without effect after `commit`. */
  discard(): Promise<void>;
}

/**
 * Opens a temporary file in the folder of `file`, to be committed or discarded. A process that is
 * killed in between leaves an older file untouched, and a `.partial` file that `removeUnfinishedFiles`
 * removes.
 *
 * @param bytes how large the file will be, so far as that is known: asked of the disk beforehand
 * @throws IsolineError `disk-full` (failure) when the disk has less room than `bytes`, or runs full
 *   at the commit; `file-not-writable` (input) when the folder is missing or closed to us
 */
export async function openAtomicFile(file: string, bytes: number): Promise<AtomicFile> {
  const folder = path.dirname(path.resolve(file));
  const temporary = path.join(folder, `.isoline-${randomUUID()}.partial`);
  let handle: FileHandle;
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    // Some network file systems report no blocks at all: then only the write itself can tell.
    if (blocks > 0 && bavail * bsize < bytes) throw diskFull(file, bytes, bavail * bsize);
    handle = await open(temporary, 'wx+');
  } catch (error) {
    throw writeError(file, error);
  }
  let ended = false;
  const discard = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    try {
      await handle.close();
    } finally {
      await rm(temporary, { force: true });
    }
  };
  const commit = async (): Promise<void> => {
    try {
      await handle.sync();
      await handle.close();
      await rename(temporary, file);
      ended = true;
      await syncFolder(folder);
    } catch (error) {
      await discard();
      throw writeError(file, error);
    }
  };
  return { handle, commit, discard };
}

/**
 * Writes a whole file, or nothing: see `openAtomicFile`.
 *
 * @param content written in order; text as UTF-8
 * @param bytes the size of `content` where that is not a string or an array; default 0
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  bytes = sizeOf(content),
): Promise<void> {
  const atomic = await openAtomicFile(file, bytes);
  try {
    await atomic.handle.writeFile(content);
  } catch (error) {
    await atomic.discard();
    throw writeError(file, error);
  }
  await atomic.commit();
}

/** Removes what killed processes left in a folder. Only for the folder's owner: others may be writing. */
export function removeUnfinishedFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (unfinishedName.test(name)) rmSync(path.join(folder, name), { force: true });
  }
}

function sizeOf(content: unknown): number {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.byteLength : 0;
}

/** Makes the rename last through a power cut. Windows has no such call for folders and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function diskFull(file: string, bytes: number, free?: number): IsolineError {
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6).toLocaleString('en')} MB`;
  const room = free === undefined ? '' : ` (${megabytes(bytes)} wanted, ${megabytes(free)} free)`;
  return new IsolineError({
    code: 'disk-full',
    kind: 'failure',
    sentence: `The disk has no room for ${file}${room}.`,
    next: 'Free some space and try again.',
    subject: file,
  });
}

/** An operating system's answer to a write as an error of ours; everything else as it came. */
function writeError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof IsolineError)
    return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(file, 0);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
      return new IsolineError({
        code: 'file-not-writable',
        sentence: `The file ${file} cannot be written: ${error.message}.`,
        next: 'Choose another place, or change the rights of the folder.',
        subject: file,
        cause: error,
      });
    default:
      return error;
  }
}
