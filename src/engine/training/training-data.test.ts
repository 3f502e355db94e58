import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SetRows } from '../evaluation/evaluate.ts';
import { histogramQuantile } from './measure-head.ts';
import { embeddedSet, imagesOfClasses, validationRows } from './training-data.ts';

function setOf(sizes: readonly number[]): SetRows {
  const labels = sizes.flatMap((size, c) => new Array<number>(size).fill(c));
  return {
    rows: Uint32Array.from(labels, (_, image) => 2 * image + 1),
    labels: Int32Array.from(labels),
    classNames: sizes.map((_, c) => `c${c}`),
    imageNames: labels.map((_, image) => `image ${image}`),
  };
}

test('a set comes out of the matrix by its rows, with length 1', () => {
  const values = Float32Array.of(9, 9, 3, 4, 9, 9, 0, 2);
  const set = embeddedSet(values, 2, setOf([2]));
  expect(Array.from(set.embeddings, (value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 1]);
});

test('property: a validation part is within the limit, of the same images, and drawn by the seed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 60 }),
      fc.integer({ min: 20, max: 300 }),
      (sizes, limit) => {
        const set = setOf(sizes);
        const part = validationRows(set, 3, limit);
        if (set.rows.length <= limit) {
          expect(part).toBe(set);
          return;
        }
        expect(part.rows.length).toBeLessThanOrEqual(limit);
        expect(part.rows.length).toBeGreaterThan(0);
        expect(new Set(part.rows).size).toBe(part.rows.length);
        part.rows.forEach((row, image) => {
          const original = set.rows.indexOf(row);
          expect(part.imageNames[image]).toBe(set.imageNames[original]);
          expect(part.classNames[part.labels[image]!]).toBe(set.classNames[set.labels[original]!]);
        });
        expect(imagesOfClasses(part).every((images) => images.length > 0)).toBe(true);
        expect(validationRows(set, 3, limit)).toEqual(part);
      },
    ),
  );
});

test('every class keeps the same number at most', () => {
  const part = validationRows(setOf([100, 100, 3, 100]), 1, 60);
  expect(imagesOfClasses(part).map(({ length }) => length)).toEqual([19, 19, 3, 19]);
});

test('quantiles of a histogram lie between the edges by share', () => {
  const edges = [0, 1, 2, 4];
  expect(histogramQuantile(edges, [2, 0, 2], 0.25)).toBe(0.5);
  expect(histogramQuantile(edges, [2, 0, 2], 0.5)).toBe(1);
  expect(histogramQuantile(edges, [2, 0, 2], 0.75)).toBe(3);
  expect(histogramQuantile(edges, [2, 0, 2], 1)).toBe(4);
  expect(histogramQuantile(edges, [0, 0, 0], 0.5)).toBeNull();
});
