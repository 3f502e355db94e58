import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import {
  columnsPerTile,
  genuineBlocks,
  type RowBlock,
  rowBlocks,
  rowsPerBlock,
  tileCount,
} from './tile-walk.ts';

/** Rows of blocks, each of which must stand in one block. */
function rowsOf(blocks: readonly RowBlock[]): number[] {
  return blocks.flatMap(({ row, rows }) => Array.from({ length: rows }, (_, k) => row + k));
}

test('blocks of all rows hold every pair once, in tiles of bounded size', () => {
  for (const images of [1, 2, rowsPerBlock, rowsPerBlock + 1, 3 * columnsPerTile + 7]) {
    const blocks = rowBlocks(0, images);
    expect(rowsOf(blocks)).toEqual(Array.from({ length: images }, (_, i) => i));
    for (const { rows, columnsEnd } of blocks) {
      expect(rows).toBeLessThanOrEqual(rowsPerBlock);
      expect(columnsEnd).toBe(images);
    }
  }
  expect(tileCount(rowBlocks(0, rowsPerBlock + 1))).toBe(2);
});

test('genuine blocks hold every genuine pair, whatever the sizes of the classes', () => {
  const size = fc.oneof(
    fc.nat({ max: 3 }),
    fc.integer({ min: 100, max: 300 }),
    fc.constant(rowsPerBlock + 1),
  );
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 12 }), (sizes) => {
      const labels = sizes.flatMap((images, c) => new Array<number>(images).fill(c));
      const { images, classOf, classStart, ...layout } = layOutByClass(labels, sizes.length);
      const blocks = genuineBlocks({ images, classOf, classStart, ...layout });
      expect(rowsOf(blocks)).toEqual(Array.from({ length: images }, (_, i) => i));
      for (const { row, rows, columnsEnd } of blocks) {
        expect(rows).toBeLessThanOrEqual(rowsPerBlock);
        expect(columnsEnd).toBe(classStart[classOf[row + rows - 1]! + 1]);
      }
    }),
    { numRuns: 60 },
  );
});
