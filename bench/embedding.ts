/**
 * How fast images become embeddings: decoding alone, the model alone, and both as the product runs
 * them, with the ratio to the slower of the two.
 *
 *     node bench/embedding.ts FOLDER MODEL.onnx [PRESET] [THREADS]
 *
 * FOLDER is searched for PNG and JPEG files. Rounds take turns; the median of three counts.
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
import { describeMachine, median, secondsOf } from './machine.ts';

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
      view: null,
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

interface Figures {
  /** Images a second. */
  rate: number;
  /** Processor time an image, over all threads, in ms. */
  processorTime: number;
}

const parts = { decoding: decodeAlone, model: modelAlone, both };
const measured = { decoding: [] as Figures[], model: [] as Figures[], both: [] as Figures[] };
const names = Object.keys(parts) as (keyof typeof parts)[];

await decodeAlone();
await modelAlone();
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    const before = process.cpuUsage();
    const seconds = await secondsOf(parts[name]);
    const { user, system } = process.cpuUsage(before);
    measured[name].push({
      rate: images.length / seconds,
      processorTime: (user + system) / 1000 / images.length,
    });
  }
}
await session.close();
rmSync(scratch, { recursive: true, force: true });

const rate = (name: keyof typeof parts): number =>
  median(measured[name].map((figures) => figures.rate));
const time = (name: keyof typeof parts): number =>
  median(measured[name].map((figures) => figures.processorTime));
const slower = Math.min(rate('decoding'), rate('model'));
// Where one of them alone keeps all cores busy, the two share their time: no schedule beats this.
const share = 1 / (1 / rate('decoding') + 1 / rate('model'));
const line = (label: string, name: keyof typeof parts): string =>
  `${label.padEnd(16)} ${rate(name).toFixed(0).padStart(5)} images/s, ${time(name).toFixed(2)} ms of processor time an image`;
const percent = (value: number): string => `${String(Math.round(value * 100))} %`;
process.stdout.write(
  [
    describeMachine(threads),
    `${String(images.length)} images, ${path.basename(modelFile)}, preset ${preset}, ${recipe.size.join(' x ')}, batches of ${String(batch)}`,
    line('decoding alone', 'decoding'),
    line('model alone', 'model'),
    line('both', 'both'),
    `both: ${percent(rate('both') / slower)} of the slower one, ${percent(rate('both') / share)} of what busy cores can share out`,
    '',
  ].join('\n'),
);
