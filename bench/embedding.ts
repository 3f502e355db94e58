/**
 * How fast images become embeddings: decoding alone, the model alone, and both as the product runs
 * them, with the ratio to the slower of the two.
 *
 *     node bench/embedding.ts FOLDER MODEL.onnx [PRESET] [THREADS]
 *
 * FOLDER is searched for PNG and JPEG files. The median of three rounds counts.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mapInOrder } from '../src/engine/datasets/in-order.ts';
import { decodeImage } from '../src/engine/embedding/decode.ts';
import type { PlannedImage } from '../src/engine/embedding/embed-task.ts';
import { embedTask } from '../src/engine/embedding/embed-task.ts';
import { imageWriter } from '../src/engine/embedding/normalise-pixels.ts';
import { describeModel } from '../src/engine/models/describe.ts';
import { presetRecipe } from '../src/engine/models/recipe.ts';
import { openEmbeddingSession } from '../src/engine/models/session.ts';

const [folder, modelFile, preset = 'raw-bgr', threadsText] = process.argv.slice(2);
if (folder === undefined || modelFile === undefined) {
  process.stderr.write('Usage: node bench/embedding.ts FOLDER MODEL.onnx [PRESET] [THREADS]\n');
  process.exit(2);
}
const threads = Number(threadsText ?? os.availableParallelism());
const batch = 32;
const rounds = 3;

const model = await describeModel(modelFile);
const recipe = presetRecipe(preset, model);
const images: PlannedImage[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(png|jpe?g)$/i.test(name))
  .sort()
  .slice(0, 20 * batch)
  .map((name, id) => {
    const file = path.join(folder, name);
    const { size: bytes, mtimeMs: modifiedAt } = statSync(file);
    return { id, path: file, sha256: '', bytes, modifiedAt };
  });
const session = await openEmbeddingSession({ modelFile, model, recipe, provider: 'cpu', threads });
const { channels, type } = session.input;
const length = batch * channels * recipe.size[0] * recipe.size[1];
const pixels = type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);

/** Decodes and normalises all images, as many at a time as the product does. */
async function decodeAlone(): Promise<void> {
  const write = imageWriter(recipe, pixels);
  let k = 0;
  for await (const decoded of mapInOrder(images, 3 * batch, (image) =>
    decodeImage(image.path, recipe),
  )) {
    write(decoded, k++ % batch);
  }
}

/** Runs the model as often as all images need. */
async function modelAlone(): Promise<void> {
  for (let first = 0; first < images.length; first += batch) {
    await session.run(pixels, Math.min(batch, images.length - first));
  }
}

const scratch = mkdtempSync(path.join(os.tmpdir(), 'isoline-bench-'));

/** The product's own task. */
async function both(): Promise<void> {
  await embedTask(
    {
      modelFile: modelFile as string,
      model,
      recipe,
      provider: 'cpu',
      batch,
      images,
      rowsDone: 0,
      rowsFile: path.join(scratch, 'bench.rows'),
    },
    {
      threads,
      progress: () => undefined,
      emit: () => undefined,
      stopped: () => false,
      throwIfStopped: () => undefined,
    },
  );
}

/** Images a second, the median of the rounds. */
async function rate(work: () => Promise<void>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    rates.push(images.length / ((performance.now() - start) / 1000));
  }
  return rates.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

await decodeAlone();
await modelAlone();
const decodeRate = await rate(decodeAlone);
const modelRate = await rate(modelAlone);
const bothRate = await rate(both);
await session.close();
rmSync(scratch, { recursive: true, force: true });

const slower = Math.min(decodeRate, modelRate);
// On cores that are all busy already, two pieces of work share the time: no schedule beats this.
const shared = 1 / (1 / decodeRate + 1 / modelRate);
const percent = (value: number): string => `${Math.round(value * 100)} %`;
process.stdout.write(
  [
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.version}`,
    `${images.length} images, ${path.basename(modelFile)}, preset ${preset}, ${recipe.size.join(' x ')}, batch ${batch}, ${threads} threads`,
    `decoding alone   ${decodeRate.toFixed(0)} images/s`,
    `model alone      ${modelRate.toFixed(0)} images/s`,
    `both             ${bothRate.toFixed(0)} images/s`,
    `                 ${percent(bothRate / slower)} of the slower one; ${percent(bothRate / shared)} of what the cores can share out`,
    '',
  ].join('\n'),
);
