import { expect, it } from 'vitest';
import { seededGenerator } from '../../core/random.ts';
import { normaliseEmbeddings } from './normalise-embeddings.ts';
import {
  imagesPerBlock,
  reserveRounded,
  roundEmbeddings,
  RoundedGemm,
} from './rounded-embeddings.ts';

it('multiplies rounded embeddings within a few steps of the exact products', async () => {
  const generator = seededGenerator(5);
  const images = imagesPerBlock + 88;
  const dimension = 48;
  const values = Float32Array.from({ length: images * dimension }, () => generator.normal());
  const order = Uint32Array.from({ length: images }, (_, i) => i);
  const embeddings = normaliseEmbeddings(values, dimension, { order }, String);
  const rounded = reserveRounded(images, dimension);
  roundEmbeddings(rounded, embeddings, dimension, 0, 2);
  const gemm = await RoundedGemm.create(dimension);
  const rows = 3;
  const columns = images - imagesPerBlock;
  const scores = new Float32Array(rows * columns);
  await gemm.multiply(rounded, 7, rows, imagesPerBlock, columns, scores);
  await gemm.release();
  let squares = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let exact = 0;
      for (let d = 0; d < dimension; d++) {
        exact +=
          embeddings[(7 + r) * dimension + d]! * embeddings[(imagesPerBlock + c) * dimension + d]!;
      }
      squares += (scores[r * columns + c]! * rounded.step[7 + r]! - exact) ** 2;
    }
  }
  // Two roundings of variance step²/12 each, over unit vectors.
  const expected = Math.sqrt(rounded.step[7]! ** 2 / 6);
  const found = Math.sqrt(squares / (rows * columns));
  expect(found).toBeGreaterThan(expected / 2);
  expect(found).toBeLessThan(expected * 2);
});
