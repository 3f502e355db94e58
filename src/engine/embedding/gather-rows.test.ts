import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { gatherRows } from './gather-rows.ts';
import { readNpy, readNpyHeader, writeNpy } from './npy.ts';

test('copies rows from several files, in any order and more than once', async () => {
  const folder = temporaryFolder();
  const values = Float32Array.from({ length: 15 }, (_, k) => k);
  const matrix = path.join(folder, 'matrix.npy');
  await writeNpy(matrix, { rows: 5, columns: 3, data: values });
  const { dataOffset } = await readNpyHeader(matrix);
  const plain = path.join(folder, 'plain.rows');
  writeFileSync(
    plain,
    Float32Array.from(values, (value) => value + 100),
  );
  const target = path.join(folder, 'target.npy');
  const order = [
    ...[1, 2, 3, 1].map((row) => ({ file: matrix, dataOffset, row })),
    ...[0, 4, 3].map((row) => ({ file: plain, dataOffset: 0, row })),
    { file: matrix, dataOffset, row: 4 },
  ];
  await gatherRows(target, 3, order, undefined);
  const { data } = await readNpy(target);
  const firsts = [3, 6, 9, 3, 100, 112, 109, 12];
  expect([...data]).toEqual(firsts.flatMap((first) => [first, first + 1, first + 2]));
});

test('leaves nothing behind when a source is too short or the work is stopped', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'short.rows');
  writeFileSync(file, Float32Array.of(1, 2, 3, 4));
  const target = path.join(folder, 'target.npy');
  const sources = [0, 1].map((row) => ({ file, dataOffset: 0, row }));
  await expect(gatherRows(target, 3, sources, undefined)).rejects.toMatchObject({
    code: 'embeddings-damaged',
    kind: 'failure',
    subject: file,
  });
  const stopped = AbortSignal.abort();
  await expect(gatherRows(target, 2, sources, stopped)).rejects.toBe(stopped.reason);
  expect(readdirSync(folder)).toEqual(['short.rows']);
});
