import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { IsolineError } from '../../core/errors.ts';
import { extensionOf, isImageName, reasonOf } from './image-file.ts';
import type { ProblemList } from './problems.ts';

/** An image of a folder-per-class dataset, not yet read. */
export interface FoundImage {
  /** Relative to the root, with '/'. */
  path: string;
  /** The folder that it lies in, relative to the root, with '/'. */
  className: string;
}

/** What a scan saw besides images. */
export interface ScanSummary {
  /** Files and folders passed over: names with a leading dot, Thumbs.db, desktop.ini, __MACOSX. */
  hidden: number;
  /** Files that are no images by their extension. */
  notImages: number;
  /** Images that lie directly in the root. */
  withoutClass: number;
  /** Topmost folders without any image at any depth, by code point. */
  emptyFolders: string[];
}

const hiddenNames = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

function isHidden(name: string): boolean {
  return name.startsWith('.') || hiddenNames.has(name.toLowerCase());
}

/** Whether `path` is `folder` or lies below it; both real, absolute paths. */
function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

interface Folder {
  /** Relative to the root, with '/'; '' for the root. */
  path: string;
  realPath: string;
}

/**
 * Walks a folder-per-class dataset and yields its images, by code point of their path. The class of
 * an image is the path of its folder below the root, so classes may be nested.
 *
 * Symbolic links are followed. A linked folder is listed as a problem instead where it would be read
 * twice: when it leads to a folder around it, to one already read, or to one inside the dataset,
 * which is read at its own place. Names stay as they are on disk (NFC or NFD).
 *
 * The memory holds the contents of the folders on the way down and the paths of the folders seen.
 *
 * @param root an existing folder
 * @param problems takes what is wrong: see `DatasetProblemKind`
 * @param signal where aborted, throws its reason before the next folder or link
 * @throws IsolineError `dataset-unreadable` where the root cannot be listed
 * @returns (when the generator ends) what was seen besides images
 */
export async function* scanFolder(
  root: string,
  problems: ProblemList,
  signal?: AbortSignal,
): AsyncGenerator<FoundImage, ScanSummary> {
  const realRoot = await realpath(root);
  const visited = new Set<string>();
  const folders: string[] = [];
  const occupied = new Set<string>();
  const otherFiles = new Map<string, { count: number; first: string }>();
  let hidden = 0;
  let withoutClass = 0;

  /** Takes a folder and those around it off the list of empty ones. */
  const occupy = (folder: string): void => {
    for (let path = folder; path !== '' && !occupied.has(path); path = parentOf(path)) {
      occupied.add(path);
    }
  };

  const pending: (Folder | FoundImage)[] = [{ path: '', realPath: realRoot }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('className' in next) {
      yield next;
      continue;
    }
    signal?.throwIfAborted();
    const folder = next;
    if (visited.has(folder.realPath)) {
      problems.add('linked-twice', folder.path, 'The folder was already read under another name.');
      continue;
    }
    visited.add(folder.realPath);
    let entries: Dirent[];
    try {
      entries = await readdir(folder.realPath, { withFileTypes: true });
    } catch (error) {
      if (folder.path === '') throw unreadableRootError(root, error);
      problems.add('unreadable-folder', folder.path, reasonOf(error, folder.path));
      occupy(folder.path);
      continue;
    }
    if (folder.path !== '') folders.push(folder.path);

    // The system lists a folder in any order; problems are to come in the same one every time.
    entries.sort((a, b) => compareCodePoints(a.name, b.name));
    const children: (Folder | FoundImage)[] = [];
    for (const entry of entries) {
      if (isHidden(entry.name)) {
        hidden++;
        continue;
      }
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const realPath = join(folder.realPath, entry.name);
      let isFolder = entry.isDirectory();
      let target = realPath;
      if (entry.isSymbolicLink() || !(isFolder || entry.isFile())) {
        signal?.throwIfAborted();
        try {
          isFolder = (await stat(realPath)).isDirectory();
          if (isFolder) target = await realpath(realPath);
        } catch (error) {
          // A broken link with an image's name is an image that cannot be read.
          if (!isImageName(entry.name)) {
            problems.add('unreadable', path, reasonOf(error, path));
            continue;
          }
        }
      }
      if (isFolder) {
        const why = target === realPath ? null : linkProblem(realRoot, folder.realPath, target);
        if (why === null) {
          children.push({ path, realPath: target });
        } else {
          problems.add('linked-twice', path, why);
        }
      } else if (!isImageName(entry.name)) {
        const extension = extensionOf(entry.name);
        const others = otherFiles.get(extension);
        if (others === undefined) otherFiles.set(extension, { count: 1, first: path });
        else {
          others.count++;
          if (compareCodePoints(path, others.first) < 0) others.first = path;
        }
      } else if (folder.path === '') {
        withoutClass++;
        problems.add(
          'image-without-class',
          path,
          'The image lies directly in the root; move it into a folder that is named after its class.',
        );
      } else {
        children.push({ path, className: folder.path });
        occupy(folder.path);
      }
    }
    // A folder sorts by its name and '/': then the depth-first order is that of the whole paths.
    children.sort((a, b) => compareCodePoints(sortingName(a), sortingName(b)));
    for (let k = children.length - 1; k >= 0; k--) pending.push(children[k]!);
  }

  let notImages = 0;
  for (const [extension, { count, first }] of otherFiles) {
    notImages += count;
    const files = `${count} ${count === 1 ? 'file' : 'files'}`;
    const ending = extension === '' ? 'without an extension' : `ending in .${extension}`;
    problems.add('not-an-image', first, `${files} ${ending}: not an image by name.`, count);
  }
  const emptyFolders = folders.filter((path) => {
    const parent = parentOf(path);
    return !occupied.has(path) && (parent === '' || occupied.has(parent));
  });
  emptyFolders.sort(compareCodePoints);
  return { hidden, notImages, withoutClass, emptyFolders };
}

/** The error `dataset-unreadable`: the root is there but cannot be read. */
export function unreadableRootError(root: string, cause: unknown): IsolineError {
  return new IsolineError({
    code: 'dataset-unreadable',
    sentence: `${root} cannot be read. ${reasonOf(cause, root)}`,
    next: 'Make it readable for this user, or choose another folder.',
    subject: root,
    cause,
  });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function sortingName(child: Folder | FoundImage): string {
  return 'className' in child ? child.path : `${child.path}/`;
}

/** Why a linked folder is not read where the link lies; null where it is. */
function linkProblem(realRoot: string, realFolder: string, target: string): string | null {
  if (isWithin(target, realFolder) || isWithin(target, realRoot)) {
    return 'The link leads back to a folder around it.';
  }
  const inside = isWithin(realRoot, target);
  if (inside && !relative(realRoot, target).split(sep).some(isHidden)) {
    return 'The link leads to another folder of the dataset, which is read at its own place.';
  }
  return null;
}
