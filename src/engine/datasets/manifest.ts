import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import { readCsvRows } from './csv-rows.ts';
import type { FoundImage } from './scan.ts';
import type { ClassSet } from './split.ts';
import { parseClassSet } from './split.ts';

/** An image that a manifest names. */
export interface ManifestImage extends FoundImage {
  /** Line of the manifest, from 1. */
  line: number;
}

export interface Manifest {
  /** The manifest's folder: paths are relative to it. */
  root: string;
  /** In the order of the file. */
  images: ManifestImage[];
  /** The set of each class, or null where the manifest has no column `split`. */
  split: Map<string, ClassSet> | null;
}

/**
 * Reads a manifest: CSV with the header `path,class` or `path,class,split`. Paths are relative to the
 * manifest's folder, or absolute below it. Whether the files exist is not looked at here.
 *
 * @param path absolute
 * @throws IsolineError with the line: `manifest-path-empty`, `manifest-path-outside`,
 *   `manifest-path-twice`, `manifest-class-empty`, `manifest-class-in-two-sets`,
 *   `split-word-unknown`, or what `readCsvRows` throws
 */
export async function readManifest(path: string, signal?: AbortSignal): Promise<Manifest> {
  const root = dirname(path);
  const images: ManifestImage[] = [];
  const lineOfPath = new Map<string, number>();
  const setOfClass = new Map<string, { set: ClassSet; line: number }>();
  let withSplit = false;

  for await (const { line, values } of readCsvRows(
    path,
    ['path', 'class', 'split'],
    [['path', 'class']],
  )) {
    signal?.throwIfAborted();
    const fail = (code: string, what: string, next: string, subject: string): never => {
      throw new IsolineError({ code, sentence: `${path}, line ${line}: ${what}.`, next, subject });
    };
    const className = values.class ?? '';
    const given = values.path ?? '';
    if (className.trim() === '') {
      fail('manifest-class-empty', 'the class is empty', 'Name the class of every image.', given);
    }
    if (given === '') {
      fail('manifest-path-empty', 'the path is empty', 'Name an image in every line.', path);
    }
    const below = relative(root, resolve(root, given));
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) {
      fail(
        'manifest-path-outside',
        `"${given}" does not lie below ${root}`,
        "Put the manifest into a folder above all images; paths are relative to the manifest's folder.",
        given,
      );
    }
    const imagePath = below.split(sep).join('/');
    const earlier = lineOfPath.get(imagePath);
    if (earlier !== undefined) {
      fail(
        'manifest-path-twice',
        `"${given}" stood in line ${earlier} already`,
        'Keep one of the two lines.',
        given,
      );
    }
    lineOfPath.set(imagePath, line);

    if (values.split !== undefined) {
      withSplit = true;
      const set = parseClassSet(values.split, path, line);
      const known = setOfClass.get(className);
      if (known === undefined) setOfClass.set(className, { set, line });
      else if (known.set !== set) {
        fail(
          'manifest-class-in-two-sets',
          `the class "${className}" is ${set} here and ${known.set} in line ${known.line}`,
          'A class belongs to one set with all its images: choose one.',
          className,
        );
      }
    }
    images.push({ path: imagePath, className, line });
  }
  const split = new Map([...setOfClass].map(([name, { set }]) => [name, set]));
  return { root, images, split: withSplit ? split : null };
}
