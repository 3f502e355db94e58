/**
 * How long an evaluation's first pass (the genuine scores and the quick survey) and the whole of it take
 * against ONNX Runtime's Gemm alone for the same N²/2 products, in the same run, and the peak memory of
 * the whole evaluation. Each part runs in a process of its own, in turn.
 *
 *   node bench/scoring.ts [images classes [dimension [repetitions]]]      default: 20000 200 512 3
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededGenerator } from '../src/core/random.ts';
import { layOutByClass } from '../src/core/scores/class-layout.ts';
import { cosineBins } from '../src/core/scores/score-bins.ts';
import { readNpy, writeNpy } from '../src/engine/embedding/npy.ts';
import { measureTask } from '../src/engine/evaluation/measure-task.ts';
import type { TaskContext } from '../src/engine/jobs/compute-task.ts';
import { Gemm } from '../src/engine/scoring/gemm.ts';
import { normaliseEmbeddings } from '../src/engine/scoring/normalise-embeddings.ts';
import { ScorePasses } from '../src/engine/scoring/score-passes.ts';
import { ScoreTeam } from '../src/engine/scoring/score-team.ts';
import { describeMachine, median, peakMemoryGigabytes, secondsOf } from './machine.ts';

const threads = availableParallelism();
const seed = 1;
const context: TaskContext = {
  progress: () => undefined,
  emit: () => undefined,
  stopped: () => false,
  throwIfStopped: () => undefined,
  threads,
};

/** Gaussian classes of uneven tightness around a common direction. */
function drawEmbeddings(images: number, classes: number, dimension: number): Float32Array {
  const generator = seededGenerator(seed);
  const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
  const tightness = Float32Array.from({ length: classes }, () => 0.8 + 1.2 * generator.uniform());
  const data = new Float32Array(images * dimension);
  for (let i = 0; i < images; i++) {
    const c = i % classes;
    for (let d = 0; d < dimension; d++) {
      data[i * dimension + d] =
        0.4 + centres[c * dimension + d]! + tightness[c]! * generator.normal();
    }
  }
  return data;
}

function labelsOf(images: number, classes: number): Int32Array {
  return Int32Array.from({ length: images }, (_, i) => i % classes);
}

/** Gemm alone for every tile of the upper triangle, then what comes before the counting pass. */
async function timeGemmAndFirstPass(
  matrixFile: string,
  classes: number,
): Promise<{ gemm: number; first: number }> {
  const { data, rows: images, columns: dimension } = await readNpy(matrixFile);
  const layout = layOutByClass(labelsOf(images, classes), classes);
  const embeddings = normaliseEmbeddings(data, dimension, layout, String);
  const gemm = await Gemm.create(dimension, threads);
  const rowsPerBlock = 512;
  const columnsPerTile = 4096;
  const scores = new Float32Array(rowsPerBlock * columnsPerTile);
  const slice = (from: number, count: number): Float32Array =>
    embeddings.subarray(from * dimension, (from + count) * dimension);
  const gemmSeconds = await secondsOf(async () => {
    for (let row = 0; row < images; row += rowsPerBlock) {
      const rows = Math.min(rowsPerBlock, images - row);
      for (let column = row; column < images; column += columnsPerTile) {
        const columns = Math.min(columnsPerTile, images - column);
        await gemm.multiply(
          slice(row, rows),
          rows,
          slice(column, columns),
          columns,
          scores.subarray(0, rows * columns),
        );
      }
    }
  });
  const team = new ScoreTeam(threads);
  const passes = new ScorePasses({
    embeddings,
    layout,
    bins: cosineBins,
    dimension,
    team,
    context,
    normalisation: null,
  });
  const first = await secondsOf(async () => {
    await passes.open();
    await passes.survey(true);
  });
  await team.end();
  await gemm.release();
  return { gemm: gemmSeconds, first };
}

/** The whole evaluation, reading the matrix included. */
async function timeWhole(
  matrixFile: string,
  images: number,
  classes: number,
): Promise<{ whole: number; peak: number }> {
  const labels = labelsOf(images, classes);
  const whole = await secondsOf(() =>
    measureTask(
      {
        matrixFile,
        rows: Uint32Array.from(labels.keys()),
        labels,
        classNames: Array.from({ length: classes }, (_, c) => String(c)),
        imageNames: Array.from({ length: images }, (_, i) => String(i)),
        targets: [1e-1, 1e-2, 1e-3, 1e-4],
        fixedThresholds: [],
        opisRange: [1e-2, 1e-1],
        beta: 1,
        epsilon: 0.1,
        seed,
        cohort: null,
      },
      context,
    ),
  );
  return { whole, peak: peakMemoryGigabytes() };
}

function inProcess(
  part: string,
  matrixFile: string,
  images: number,
  classes: number,
): Record<string, number> {
  const output = execFileSync(
    process.execPath,
    [fileURLToPath(import.meta.url), part, matrixFile, String(images), String(classes)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return JSON.parse(output) as Record<string, number>;
}

async function main(): Promise<void> {
  const [images = 20000, classes = 200, dimension = 512, repetitions = 3] = process.argv
    .slice(2)
    .map(Number);
  const folder = await mkdtemp(join(tmpdir(), 'isoline-bench-'));
  try {
    const matrixFile = join(folder, 'embeddings.npy');
    await writeNpy(matrixFile, {
      rows: images,
      columns: dimension,
      data: drawEmbeddings(images, classes, dimension),
    });
    console.log(describeMachine(threads));
    console.log(
      `N = ${String(images)}, D = ${String(dimension)}, ${String(classes)} classes, seed ${String(seed)}, median of ${String(repetitions)}`,
    );
    const parts: { gemm: number; first: number; whole: number; peak: number }[] = [];
    for (let k = 0; k < repetitions; k++) {
      parts.push({
        ...(inProcess('parts', matrixFile, images, classes) as { gemm: number; first: number }),
        ...(inProcess('whole', matrixFile, images, classes) as { whole: number; peak: number }),
      });
    }
    const gemm = median(parts.map((part) => part.gemm));
    const flop = images * images * dimension;
    console.log(
      `Gemm alone        ${gemm.toFixed(2)} s (${(flop / gemm / 1e9).toFixed(0)} GFLOP/s)`,
    );
    for (const name of ['first', 'whole'] as const) {
      const seconds = median(parts.map((part) => part[name]));
      const ratio = median(parts.map((part) => part[name] / part.gemm));
      const label = name === 'first' ? 'first pass' : 'whole evaluation';
      console.log(`${label.padEnd(17)} ${seconds.toFixed(2)} s, ${ratio.toFixed(2)} times Gemm`);
    }
    console.log(`peak memory       ${Math.max(...parts.map((part) => part.peak)).toFixed(2)} GB`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [part, matrixFile, images, classes] = process.argv.slice(2);
if (part === 'parts') {
  console.log(JSON.stringify(await timeGemmAndFirstPass(matrixFile!, Number(classes))));
} else if (part === 'whole') {
  console.log(JSON.stringify(await timeWhole(matrixFile!, Number(images), Number(classes))));
} else await main();
