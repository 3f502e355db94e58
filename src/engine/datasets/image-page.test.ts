import type Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { openWorkspace } from '../store/workspace.ts';
import { classTallies } from './describe-dataset.ts';
import { type ImagePage, pageOfImages } from './image-page.ts';
import { ImageRows } from './image-rows.ts';
import { removeDataset } from './stored-dataset.ts';

/** A dataset of rows alone: class and path of each image, in any order. */
function datasetOf(images: readonly (readonly [className: string, path: string])[]): {
  db: Database.Database;
  datasetId: number;
} {
  const workspace = openWorkspace(temporaryFolder(), { program: 'isoline test' });
  onTestFinished(() => workspace.close());
  const { db } = workspace;
  const insert = db.prepare(
    `INSERT INTO datasets (name, kind, root, fingerprint, created_at, scanned_at)
     VALUES ('x', 'folder', ?, 'f', 0, 0)`,
  );
  const otherId = Number(insert.run('/other').lastInsertRowid);
  const datasetId = Number(insert.run('/x').lastInsertRowid);
  const records = images.map(([className, path], k) => ({
    className,
    path,
    status: (['ok', 'ok', 'unreadable', 'missing'] as const)[k % 4]!,
    reason: k % 4 < 2 ? null : `Reason ${k}.`,
    bytes: k,
    modifiedAt: 0,
    sha256: null,
    width: k % 4 < 2 ? 3 : null,
    height: k % 4 < 2 ? 2 : null,
  }));
  new ImageRows(db, otherId).write([{ ...records[0]!, path: 'of another dataset' }]);
  new ImageRows(db, datasetId).write(records);
  return { db, datasetId };
}

const paths = ({ images }: ImagePage): string[] => images.map(({ path }) => path);

test('gives every image once, by class and path, whatever the size of the pages', () => {
  const classNames = ['b', 'a', '\uFF41', '漢😀', '<b>'];
  const all = Array.from({ length: 120 }, (_, k) => {
    const className = classNames[(k * 7) % 5]!;
    return [className, `${className}/${(k * 53) % 120}.png`] as const;
  });
  const { db, datasetId } = datasetOf(all);
  const expected = [...all]
    .sort((x, y) => compareCodePoints(x[0], y[0]) || compareCodePoints(x[1], y[1]))
    .map(([, path]) => path);
  for (const limit of [1, 7, 50, 1000]) {
    const seen: string[] = [];
    for (let offset = 0; offset < 130; offset += limit) {
      const page = pageOfImages(db, { datasetId, className: undefined, offset, limit });
      expect(page.total).toBe(120);
      seen.push(...paths(page));
    }
    expect(seen).toEqual(expected);
  }
  for (const className of classNames) {
    const page = pageOfImages(db, { datasetId, className, offset: 3, limit: 10 });
    expect(page.total).toBe(24);
    expect(paths(page)).toEqual(
      expected.filter((path) => path.startsWith(`${className}/`)).slice(3, 13),
    );
  }
  const [first] = pageOfImages(db, { datasetId, className: 'b', offset: 0, limit: 1 }).images;
  expect(first).toEqual({
    id: expect.any(Number) as number,
    path: 'b/0.png',
    className: 'b',
    status: 'ok',
    reason: null,
    width: 3,
    height: 2,
  });
});

test('names what is not there', () => {
  const { db, datasetId } = datasetOf([['a', 'a/1.png']]);
  const page = (id: number, className?: string): ImagePage =>
    pageOfImages(db, { datasetId: id, className, offset: 0, limit: 1 });
  expect(() => page(datasetId, 'A')).toThrow(
    'The dataset has no class "A". Choose one of the classes in the list.',
  );
  expect(() => page(99)).toThrow(expect.objectContaining({ code: 'dataset-unknown' }) as Error);
  removeDataset(db, datasetId);
  expect(() => page(datasetId)).toThrow(
    expect.objectContaining({ code: 'dataset-removed' }) as Error,
  );
});

test('walks indexes for pages and counts: nothing is sorted, no table is read through', () => {
  const { db, datasetId } = datasetOf([['a', 'a/1.png']]);
  const queries: string[] = [];
  const watched = new Proxy(db, {
    get: (target, key) =>
      key === 'prepare'
        ? (query: string) => {
            queries.push(query);
            return target.prepare(query);
          }
        : (Reflect.get(target, key) as unknown),
  });
  pageOfImages(watched, { datasetId, className: undefined, offset: 0, limit: 10 });
  pageOfImages(watched, { datasetId, className: 'a', offset: 0, limit: 10 });
  classTallies(watched, datasetId);
  const plans = queries.map((query) =>
    db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`)
      .all(...Array.from(query.matchAll(/\?/g), () => 1))
      .map(({ detail }) => detail),
  );
  expect(plans.length).toBeGreaterThan(5);
  expect(plans.flat().filter((step) => /TEMP B-TREE|^SCAN/.test(step))).toEqual([]);
  expect(plans.at(-1)).toContainEqual(
    expect.stringContaining('USING COVERING INDEX images_by_class'),
  );
});
