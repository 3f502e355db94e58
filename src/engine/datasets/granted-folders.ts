import { realpathSync, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileEntry, FolderListing } from '../../contract/api/workspace.ts';
import { IsolineError } from '../../core/errors.ts';
import { reasonOf } from './image-file.ts';

/** The most entries that a listing names. */
const mostEntries = 5000;
/** What a listing looks up at a time: a network drive answers slowly, and so does a disk asked at random. */
const entriesAtOnce = 64;
/** By name as a person counts: `image 2` before `image 10`. */
const { compare: byName } = new Intl.Collator('en', { numeric: true });

/**
 * The folders and files of this machine that callers may name. What lies below them is decided on
 * real paths, so that no symbolic link leads out of them.
 */
export class GrantedFolders {
  /** Real paths. */
  readonly #folders = new Set<string>();
  readonly #files = new Set<string>();

  /** @throws IsolineError as `grant` does */
  constructor(roots: readonly string[]) {
    for (const root of roots) this.grant(root);
  }

  /** Real paths of the granted folders, in the order of their granting. */
  get roots(): readonly string[] {
    return [...this.#folders];
  }

  /**
   * Grants a folder with all that is below it, or a single file. Only for what a person has chosen on
   * this machine, or what is the program's own.
   *
   * @returns its real path
   * @throws IsolineError (input) `folder-unreadable`
   */
  grant(place: string): string {
    try {
      const real = realpathSync.native(place);
      (statSync(real).isDirectory() ? this.#folders : this.#files).add(real);
      return real;
    } catch (error) {
      throw unreadable(place, error);
    }
  }

  /**
   * The real path of a file or folder that a caller names by its absolute path. Nothing in the name is
   * decoded: `%2e` is three characters of a file's name.
   *
   * @throws IsolineError (input) `path-not-granted` for whatever does not lie below a granted folder;
   *   `folder-unreadable` for what would lie there and is not there
   */
  async check(place: string): Promise<string> {
    // Names with `..`, of other machines (`\\server`, `//server`) and of devices (`\\?\`) are refused
    // as they stand, wherever they lead.
    const plain =
      path.isAbsolute(place) &&
      !place.includes('\0') &&
      !/^[\\/]{2}/.test(place) &&
      !place.split(/[\\/]/).includes('..');
    if (!plain) throw notGranted(place);
    let real: string;
    try {
      real = await realpath(place);
    } catch (error) {
      // Outside, not even whether something is there is told.
      throw this.#covers(path.normalize(place)) ? unreadable(place, error) : notGranted(place);
    }
    if (!this.#covers(real)) throw notGranted(place);
    return real;
  }

  /**
   * What a granted folder, or one below it, holds: folders, then files, each by name. Hidden entries,
   * links that lead out of what is granted, and what is neither folder nor file are left out.
   *
   * @throws IsolineError (input) `path-not-granted`, `folder-unreadable`
   */
  async list(place: string): Promise<FolderListing> {
    const folder = await this.check(place);
    let names: Named[];
    try {
      names = await this.#namesIn(folder);
    } catch (error) {
      throw unreadable(place, error);
    }
    names.sort(
      (first, second) =>
        Number(second.kind === 'folder') - Number(first.kind === 'folder') ||
        byName(first.name, second.name),
    );
    const above = path.dirname(folder);
    const entries = await inGroups(names.slice(0, mostEntries), (entry) => describe(folder, entry));
    return {
      path: folder,
      parent: above !== folder && this.#covers(above) ? above : null,
      entries: entries.filter((entry) => entry !== null),
      total: names.length,
    };
  }

  async #namesIn(folder: string): Promise<Named[]> {
    const found = await readdir(folder, { withFileTypes: true });
    const shown = found.filter(({ name }) => !name.startsWith('.'));
    const names: Named[] = [];
    const links: string[] = [];
    for (const entry of shown) {
      if (entry.isDirectory()) names.push({ name: entry.name, kind: 'folder' });
      else if (entry.isFile()) names.push({ name: entry.name, kind: 'file' });
      else if (entry.isSymbolicLink()) links.push(entry.name);
    }
    const followed = await inGroups(links, async (name): Promise<Named | null> => {
      try {
        const target = await stat(await this.check(path.join(folder, name)));
        if (target.isDirectory()) return { name, kind: 'folder' };
        return target.isFile() ? { name, kind: 'file' } : null;
      } catch {
        // A link to nothing, or to what is not granted: there is nothing to choose.
        return null;
      }
    });
    return [...names, ...followed.filter((entry) => entry !== null)];
  }

  #covers(real: string): boolean {
    if (this.#files.has(real)) return true;
    for (const folder of this.#folders) if (liesBelow(folder, real)) return true;
    return false;
  }
}

interface Named {
  name: string;
  kind: FileEntry['kind'];
}

/** Whether a path is a folder's own or below it, by their names alone. */
function liesBelow(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

async function describe(folder: string, { name, kind }: Named): Promise<FileEntry | null> {
  const place = path.join(folder, name);
  try {
    const { size, mtimeMs } = await stat(place);
    return { name, path: place, kind, bytes: kind === 'file' ? size : null, modifiedAt: mtimeMs };
  } catch {
    // It has vanished since its name was read.
    return null;
  }
}

async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += entriesAtOnce) {
    results.push(...(await Promise.all(items.slice(first, first + entriesAtOnce).map(work))));
  }
  return results;
}

function notGranted(place: string): IsolineError {
  return new IsolineError({
    code: 'path-not-granted',
    sentence: `"${place}" does not lie in a folder that Isoline may read.`,
    next: 'Choose a folder in the window, or grant one with isoline serve --root.',
    subject: place,
  });
}

function unreadable(place: string, error: unknown): IsolineError {
  const notAFolder = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  return new IsolineError({
    code: 'folder-unreadable',
    sentence: `"${place}" cannot be read. ${notAFolder ? 'It is not a folder.' : reasonOf(error, place)}`,
    next: 'Check that it is there and that you may read it.',
    subject: place,
    cause: error,
  });
}
