import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeModel } from '../models/describe.ts';
import { presetRecipe } from '../models/recipe.ts';
import { openEmbeddingSession } from '../models/session.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { decodeImage } from './decode.ts';
import { imageWriter } from './normalise-pixels.ts';
import { readNpy } from './npy.ts';

const shared =
  process.env['ISOLINE_SHARED'] ?? path.join(import.meta.dirname, '../../../../shared');
const archive = path.join(shared, 'data/omniglot-242.tar.gz');

test.skipIf(!existsSync(archive))(
  'a real model with the preset raw-bgr gives the golden embeddings (needs the development data)',
  async () => {
    const folder = temporaryFolder();
    execFileSync('tar', ['xzf', archive, '-C', folder]);
    const root = path.join(folder, 'omniglot');
    const files = readdirSync(root)
      .sort()
      .slice(0, 100)
      .flatMap((name) =>
        readdirSync(path.join(root, name))
          .sort()
          .map((image) => path.join(root, name, image)),
      );
    const golden = await readNpy(path.join(shared, 'golden/omniglot-100.npy'));
    expect(files).toHaveLength(golden.rows);

    const modelFile = path.join(shared, 'data/models/squeezenet-features.onnx');
    const model = await describeModel(modelFile);
    const recipe = presetRecipe('raw-bgr', model);
    const session = await openEmbeddingSession({
      modelFile,
      model,
      recipe,
      provider: 'cpu',
      threads: 1,
    });
    const rows = [0, 777];
    const pixels = new Float32Array(rows.length * 3 * 224 * 224);
    const write = imageWriter(recipe, pixels);
    for (const [k, row] of rows.entries()) write(await decodeImage(files[row] ?? '', recipe), k);
    const { data, dimension } = await session.run(pixels, rows.length);
    await session.close();
    expect(dimension).toBe(golden.columns);
    rows.forEach((row, k) => {
      for (let column = 0; column < dimension; column++) {
        const expected = golden.data[row * dimension + column] ?? NaN;
        // Features reach 68; other processors add in another order.
        expect(Math.abs((data[k * dimension + column] ?? NaN) - expected)).toBeLessThan(1e-2);
      }
    });
  },
);
