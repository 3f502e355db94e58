import { expect, test } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import { Gemm } from './gemm.ts';

// 512 and 100: with more than 128 dimensions ONNX Runtime sums in parts.
test.each([100, 512])(
  'a score of %i dimensions has the same bits in every product, and the other way round',
  async (dimension) => {
    const generator = seededGenerator(7);
    const images = 300;
    const embeddings = Float32Array.from(
      { length: images * dimension },
      () => generator.uniform() - 0.5,
    );
    const slice = (from: number, count: number): Float32Array =>
      embeddings.subarray(from * dimension, (from + count) * dimension);
    const gemm = await Gemm.create(dimension);
    try {
      const whole = new Float32Array(images * images);
      await gemm.multiply(embeddings, images, embeddings, images, whole);
      for (const rows of [1, 2, 5, 13, 64]) {
        for (const columns of [1, 2, 15, 33, 64, 65, 127, 128, 129, 200]) {
          const row = generator.integer(images - rows + 1);
          const column = generator.integer(images - columns + 1);
          const scores = new Float32Array(rows * columns);
          await gemm.multiply(slice(row, rows), rows, slice(column, columns), columns, scores);
          const expected = (transposed: boolean): Float32Array =>
            scores.map((_, k) => {
              const i = row + Math.floor(k / columns);
              const j = column + (k % columns);
              return whole[transposed ? j * images + i : i * images + j]!;
            });
          expect(scores, `${String(rows)} × ${String(columns)}`).toEqual(expected(false));
          expect(scores, `${String(columns)} × ${String(rows)}`).toEqual(expected(true));
        }
      }
    } finally {
      await gemm.release();
    }
  },
);

test('leaves no second copy of the scores to the garbage collector', async () => {
  const gemm = await Gemm.create(16);
  const rows = new Float32Array(512 * 16).fill(0.25);
  const columns = new Float32Array(1024 * 16).fill(0.25);
  const scores = new Float32Array(512 * 1024);
  await gemm.multiply(rows, 512, columns, 1024, scores);
  const before = process.memoryUsage().external;
  for (let k = 0; k < 12; k++) await gemm.multiply(rows, 512, columns, 1024, scores);
  // Twelve copies would be 24 MiB.
  expect(process.memoryUsage().external - before).toBeLessThan(4 * 2 ** 20);
  expect(new Set(scores)).toEqual(new Set([1]));
  await gemm.release();
});
