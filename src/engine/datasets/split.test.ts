import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededGenerator, shuffle } from '../../core/random.ts';
import { migrations } from '../store/schema.ts';
import type { ClassSet } from './split.ts';
import { loadSplit, readSplitFile, saveSplit, splitClasses } from './split.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, k) => `class ${k}`);

function sizes(sets: readonly ClassSet[]): number[] {
  return ['training', 'calibration', 'held-out'].map(
    (wanted) => sets.filter((set) => set === wanted).length,
  );
}

describe('splitClasses', () => {
  it.each([
    [242, [81, 40, 121]],
    [100, [33, 17, 50]],
    [6, [2, 1, 3]],
    [3, [1, 1, 1]],
    [0, [0, 0, 0]],
  ])('deals out %i classes by the default shares', (count, expected) => {
    expect(sizes(splitClasses(names(count), 1))).toEqual(expected);
  });

  it('takes other shares, also none', () => {
    const shares = { training: 0, calibration: 0.25, heldOut: 0.75 };
    expect(sizes(splitClasses(names(8), 1, shares))).toEqual([0, 2, 6]);
  });

  it('keeps within one class of the shares, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 100 })),
        (count, parts) => {
          const sum = parts[0] + parts[1] + parts[2];
          const [training, calibration, heldOut] = parts.map((part) => part / sum) as [
            number,
            number,
            number,
          ];
          const found = sizes(splitClasses(names(count), 7, { training, calibration, heldOut }));
          expect(found[0]! + found[1]! + found[2]!).toBe(count);
          for (const [k, share] of [training, calibration, heldOut].entries()) {
            expect(Math.abs(found[k]! - count * share)).toBeLessThan(1 + 1e-9);
          }
        },
      ),
    );
  });

  it('depends on the names and the seed, not on the order of the names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 40 }),
        fc.integer(),
        fc.integer(),
        (classNames, seed, otherSeed) => {
          const sets = splitClasses(classNames, seed);
          const shuffled = shuffle([...classNames], seededGenerator(otherSeed));
          const again = new Map(
            splitClasses(shuffled, seed).map((set, k) => [shuffled[k] as string, set]),
          );
          expect(classNames.map((name) => again.get(name))).toEqual(sets);
        },
      ),
    );
  });

  it('gives another split for another seed', () => {
    expect(splitClasses(names(50), 1)).not.toEqual(splitClasses(names(50), 2));
  });

  it('puts equal names into one set', () => {
    const sets = splitClasses(['b', 'a', 'b', 'c', 'b'], 3);
    expect(new Set([sets[0], sets[2], sets[4]]).size).toBe(1);
  });

  it.each([
    { training: 0.5, calibration: 0.5, heldOut: 0.5 },
    { training: -0.5, calibration: 0.5, heldOut: 1 },
    { training: Number.NaN, calibration: 0.5, heldOut: 0.5 },
  ])('refuses the shares %o', (shares) => {
    expect(() => splitClasses(names(4), 1, shares)).toThrow(
      expect.objectContaining({ code: 'split-shares-invalid' }),
    );
  });
});

describe('readSplitFile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isoline-split-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const splitOf = async (text: string, classNames: string[]): Promise<ClassSet[]> => {
    const path = join(folder, 'split.csv');
    await writeFile(path, text);
    return readSplitFile(path, classNames);
  };

  it('reads every word for a set, in the order of the classes', async () => {
    const words = ['training', 'train', 'calibration', 'validation', 'VAL', 'held-out', 'heldout'];
    const rows = [...words, 'test'].map((word, k) => `class ${k},${word}`);
    expect(await splitOf(`class,split\n${rows.reverse().join('\n')}\n`, names(8))).toEqual([
      'training',
      'training',
      'calibration',
      'calibration',
      'calibration',
      'held-out',
      'held-out',
      'held-out',
    ]);
  });

  it.each([
    ['an unknown class', 'class,split\na,train\nz,train\n', 'split-class-unknown', 'line 3'],
    ['a class twice', 'class,split\na,train\nb,val\na,train\n', 'split-class-twice', 'line 4'],
    ['a class left out', 'class,split\na,train\n', 'split-class-missing', '"b"'],
    ['an unknown word', 'class,split\na,train\nb,dev\n', 'split-word-unknown', 'line 3'],
    ['an empty word', 'class,split\na,train\nb,\n', 'split-word-unknown', 'line 3'],
  ])('refuses %s', async (_, text, code, words) => {
    await expect(splitOf(text, ['a', 'b'])).rejects.toMatchObject({
      code,
      sentence: expect.stringContaining(words) as string,
    });
  });
});

describe('saveSplit and loadSplit', () => {
  function databaseWith(classNames: string[]): Database.Database {
    const db = new Database(':memory:');
    db.pragma('foreign_keys = ON');
    db.exec(migrations[0] as string);
    db.exec(`INSERT INTO datasets (name, kind, root, fingerprint, created_at, scanned_at)
      VALUES ('d', 'folder', '/d', 'f', 0, 0)`);
    const insert = db.prepare('INSERT INTO classes (dataset_id, name) VALUES (1, ?)');
    for (const name of classNames) insert.run(name);
    return db;
  }

  it('keeps a split and replaces it whole', () => {
    const db = databaseWith(['a', 'b', 'é', 'e\u0301']);
    expect(loadSplit(db, 1)).toEqual(new Map());
    saveSplit(db, 1, ['e\u0301', 'a', 'b', 'é'], ['training', 'held-out', 'training', 'held-out']);
    expect([...loadSplit(db, 1)]).toEqual([
      ['a', 'held-out'],
      ['b', 'training'],
      ['e\u0301', 'training'],
      ['é', 'held-out'],
    ]);
    saveSplit(db, 1, ['a'], ['calibration']);
    expect([...loadSplit(db, 1)]).toEqual([['a', 'calibration']]);
  });

  it.each([
    [['a', 'z'], 'split-class-unknown'],
    [['a', 'a'], 'split-class-twice'],
  ])('changes nothing when it refuses %j', (classNames, code) => {
    const db = databaseWith(['a', 'b']);
    saveSplit(db, 1, ['a', 'b'], ['training', 'held-out']);
    expect(() => saveSplit(db, 1, classNames, ['held-out', 'training'])).toThrow(
      expect.objectContaining({ code }),
    );
    expect([...loadSplit(db, 1)]).toEqual([
      ['a', 'training'],
      ['b', 'held-out'],
    ]);
  });
});
