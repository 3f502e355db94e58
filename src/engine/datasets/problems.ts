/**
 * - `unreadable`: an image file that cannot be read; the reason says why
 * - `unreadable-folder`: a folder that cannot be listed
 * - `unsupported-format`: an image format that Isoline does not read
 * - `not-an-image`: files of other kinds, counted by extension
 * - `image-without-class`: an image that lies directly in the root
 * - `linked-twice`: a linked folder that was read already, or that leads back into itself
 * - `empty-class`: a folder below which no image can be read
 * - `single-image-class`: a class with one image; it has no genuine pair
 * - `missing`: an image that is known but no longer there (or that a manifest names in vain)
 * - `vanished-class`: a class whose images are all missing
 * - `class-without-split`: a class that belongs to no set while others do
 * - `duplicate-within-class`: byte-identical files in one class
 * - `duplicate-across-classes`: byte-identical files under different labels: a wrong label
 */
export type DatasetProblemKind =
  | 'unreadable'
  | 'unreadable-folder'
  | 'unsupported-format'
  | 'not-an-image'
  | 'image-without-class'
  | 'linked-twice'
  | 'empty-class'
  | 'single-image-class'
  | 'missing'
  | 'vanished-class'
  | 'class-without-split'
  | 'duplicate-within-class'
  | 'duplicate-across-classes';

/** Something that is wrong with the data, for a person to read. */
export interface DatasetProblem {
  kind: DatasetProblemKind;
  /** The file, folder or class, relative to the root; the first of them where there are several. */
  path: string;
  /** One sentence. */
  reason: string;
  /** How many files the entry stands for. */
  count: number;
}

/** As many problems of one kind are listed one by one. */
const listedPerKind = 1000;

/**
 * Collects problems. The first 1,000 of a kind are listed one by one, the others are summed up in one
 * entry that says how many there are: a wrong folder must not fill the memory or the window.
 */
export class ProblemList {
  private readonly listed: DatasetProblem[] = [];
  private readonly seen = new Map<DatasetProblemKind, number>();
  private readonly surplus = new Map<DatasetProblemKind, DatasetProblem>();

  add(kind: DatasetProblemKind, path: string, reason: string, count = 1): void {
    const seen = (this.seen.get(kind) ?? 0) + 1;
    this.seen.set(kind, seen);
    if (seen <= listedPerKind) {
      this.listed.push({ kind, path, reason, count });
      return;
    }
    const entry = this.surplus.get(kind) ?? { kind, path, reason: '', count: 0 };
    entry.count += count;
    entry.reason = `${seen - listedPerKind} more problems of this kind, from here on, are not listed one by one.`;
    this.surplus.set(kind, entry);
  }

  /** All problems in the order in which they were met; the summing entries last. */
  all(): DatasetProblem[] {
    return [...this.listed, ...this.surplus.values()];
  }
}
