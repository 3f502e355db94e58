import type Database from 'better-sqlite3';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { IsolineError } from '../../core/errors.ts';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { defaultSplitShares, type SplitShares, splitSizes } from '../../core/split-sizes.ts';
import { readCsvRows } from './csv-rows.ts';

/** The three disjoint sets of classes. */
export type ClassSet = 'training' | 'calibration' | 'held-out';

const setWords = new Map<string, ClassSet>([
  ['training', 'training'],
  ['train', 'training'],
  ['calibration', 'calibration'],
  ['validation', 'calibration'],
  ['val', 'calibration'],
  ['held-out', 'held-out'],
  ['heldout', 'held-out'],
  ['test', 'held-out'],
]);

/**
 * The set that a word in a file means, whatever its case.
 *
 * @throws IsolineError `split-word-unknown` that names the file and the line
 */
export function parseClassSet(word: string, path: string, line: number): ClassSet {
  const set = setWords.get(word.trim().toLowerCase());
  if (set !== undefined) return set;
  throw new IsolineError({
    code: 'split-word-unknown',
    sentence: `${path}, line ${line}: "${word}" names no set of classes.`,
    next: `Write one of ${[...setWords.keys()].join(', ')}.`,
    subject: word,
  });
}

/**
 * Splits classes into training, calibration and held-out classes by a seed.
 *
 * The class names are sorted by code point, shuffled, and dealt out in that order by the sizes of
 * `splitSizes`, so neither the order of the input nor the machine matters.
 *
 * @param classNames equal names are one class
 * @returns the set of each entry of `classNames`, in its order
 * @throws IsolineError `split-shares-invalid`
 */
export function splitClasses(
  classNames: readonly string[],
  seed: number,
  shares: SplitShares = defaultSplitShares,
): ClassSet[] {
  const portions: readonly [ClassSet, number][] = [
    ['training', shares.training],
    ['calibration', shares.calibration],
    ['held-out', shares.heldOut],
  ];
  const sum = shares.training + shares.calibration + shares.heldOut;
  if (portions.some(([, share]) => !(share >= 0)) || !(Math.abs(sum - 1) < 1e-9)) {
    throw new IsolineError({
      code: 'split-shares-invalid',
      sentence: `The shares ${portions.map(([set, share]) => `${set} ${share}`).join(', ')} do not divide the classes.`,
      next: 'Give three shares that are not negative and add up to 1.',
    });
  }
  const names = [...new Set(classNames)].sort(compareCodePoints);
  const { training, calibration, heldOut } = splitSizes(names.length, shares);
  const sizes: readonly { set: ClassSet; size: number }[] = [
    { set: 'training', size: training },
    { set: 'calibration', size: calibration },
    { set: 'held-out', size: heldOut },
  ];

  shuffle(names, seededGenerator(seed));
  const setOf = new Map<string, ClassSet>();
  let next = 0;
  for (const { set, size } of sizes) {
    for (const name of names.slice(next, next + size)) setOf.set(name, set);
    next += size;
  }
  return classNames.map((name) => setOf.get(name) as ClassSet);
}

/**
 * Reads a split from a CSV file with the header `class,split`.
 *
 * Every class must be named, once; words as `parseClassSet` takes them.
 *
 * @returns the set of each entry of `classNames`, in its order
 * @throws IsolineError `split-class-unknown`, `split-class-twice`, `split-class-missing`,
 *   `split-word-unknown`, or what `readCsvRows` throws
 */
export async function readSplitFile(
  path: string,
  classNames: readonly string[],
): Promise<ClassSet[]> {
  const known = new Set(classNames);
  const sets = new Map<string, { set: ClassSet; line: number }>();
  for await (const { line, values } of readCsvRows(
    path,
    ['class', 'split'],
    [['class', 'split']],
  )) {
    const name = values.class ?? '';
    const earlier = sets.get(name);
    if (!known.has(name)) {
      throw new IsolineError({
        code: 'split-class-unknown',
        sentence: `${path}, line ${line}: the data has no class "${name}".`,
        next: 'Write the class as the dataset names it, or remove the line.',
        subject: name,
      });
    }
    if (earlier !== undefined) {
      throw new IsolineError({
        code: 'split-class-twice',
        sentence: `${path}, line ${line}: the class "${name}" was named in line ${earlier.line} already.`,
        next: 'Keep one of the two lines.',
        subject: name,
      });
    }
    sets.set(name, { set: parseClassSet(values.split ?? '', path, line), line });
  }
  const missing = [...known].filter((name) => !sets.has(name)).sort(compareCodePoints);
  if (missing.length > 0) {
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    throw new IsolineError({
      code: 'split-class-missing',
      sentence: `${path} does not name the class "${missing[0]}"${others}.`,
      next: 'Add a line for every class of the data.',
      subject: missing[0] as string,
    });
  }
  return classNames.map((name) => sets.get(name)?.set as ClassSet);
}

/**
 * Stores a split with a dataset, in place of the one it had: classes that are not named belong to no
 * set afterwards. All or nothing.
 *
 * @param sets the set of each class name
 * @throws IsolineError `split-class-unknown`, `split-class-twice`
 */
export function saveSplit(
  db: Database.Database,
  datasetId: number,
  classNames: readonly string[],
  sets: readonly ClassSet[],
): void {
  const clear = db.prepare<[number]>('UPDATE classes SET split = NULL WHERE dataset_id = ?');
  const assign = db.prepare<[string, number, string]>(
    'UPDATE classes SET split = ? WHERE dataset_id = ? AND name = ? AND split IS NULL',
  );
  const exists = db.prepare<[number, string]>(
    'SELECT 1 FROM classes WHERE dataset_id = ? AND name = ?',
  );
  // One transaction, however many classes: half a split would mix the sets.
  db.transaction(() => {
    clear.run(datasetId);
    for (const [k, name] of classNames.entries()) {
      if (assign.run(sets[k] as ClassSet, datasetId, name).changes === 1) continue;
      const twice = exists.get(datasetId, name) !== undefined;
      throw new IsolineError({
        code: twice ? 'split-class-twice' : 'split-class-unknown',
        sentence: twice
          ? `The class "${name}" is named twice.`
          : `The dataset has no class "${name}".`,
        next: 'Give every class of the dataset one set.',
        subject: name,
      });
    }
  })();
}

/**
 * Checks that something can be measured with a split. To be asked before it is kept: one with which
 * nothing can be measured would spoil later evaluations.
 *
 * @throws IsolineError `split-set-empty`
 */
export function checkSplit(sets: readonly ClassSet[]): void {
  for (const set of ['calibration', 'held-out'] as const) {
    if (!sets.includes(set)) throw emptySetError(set);
  }
}

/** The error `split-set-empty`: a split gives a set no class, so there is nothing to measure in it. */
export function emptySetError(set: ClassSet | 'all'): IsolineError {
  return new IsolineError({
    code: 'split-set-empty',
    sentence: `The split leaves no ${set} images.`,
    next: 'Give more classes, another seed, or a split file that fills every set.',
    subject: set,
  });
}

/**
 * The split that is stored with a dataset: the set of each class that belongs to one. Empty where the
 * dataset has no split. Classes that came after the split are not in it; classes whose images are all
 * missing are.
 */
export function loadSplit(db: Database.Database, datasetId: number): Map<string, ClassSet> {
  const rows = db
    .prepare<[number], { name: string; split: ClassSet }>(
      'SELECT name, split FROM classes WHERE dataset_id = ? AND split IS NOT NULL ORDER BY name',
    )
    .all(datasetId);
  return new Map(rows.map(({ name, split }) => [name, split]));
}
