/**
 * How long an evaluation's passes take against ONNX Runtime's Gemm alone for the same N²/2 products,
 * in the same run, and the peak memory.
 *
 *   node bench/scoring.ts [images classes [dimension]]      default: 20000 200 512
 */
import { rm, mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptableCount } from '../src/core/metrics/targets.ts';
import { seededGenerator } from '../src/core/random.ts';
import { layOutByClass } from '../src/core/scores/class-layout.ts';
import { cosineBins } from '../src/core/scores/score-bins.ts';
import { writeNpy } from '../src/engine/embedding/npy.ts';
import { measureTask } from '../src/engine/evaluation/measure-task.ts';
import type { TaskContext } from '../src/engine/jobs/compute-task.ts';
import { Gemm } from '../src/engine/scoring/gemm.ts';
import { normaliseEmbeddings } from '../src/engine/scoring/normalise-embeddings.ts';
import { ScorePasses } from '../src/engine/scoring/score-passes.ts';
import { ScoreTeam } from '../src/engine/scoring/score-team.ts';
import { describeMachine, median, peakMemoryGigabytes, secondsOf } from './machine.ts';

const [images = 20000, classes = 200, dimension = 512] = process.argv.slice(2).map(Number);
const threads = availableParallelism();
const repetitions = images > 30000 ? 1 : 3;
const seed = 1;

/** Gaussian classes of uneven tightness around a common direction. */
function drawEmbeddings(): { data: Float32Array; labels: Int32Array } {
  const generator = seededGenerator(seed);
  const centres = Float32Array.from({ length: classes * dimension }, () => generator.normal());
  const tightness = Float32Array.from({ length: classes }, () => 0.8 + 1.2 * generator.uniform());
  const data = new Float32Array(images * dimension);
  const labels = new Int32Array(images);
  for (let i = 0; i < images; i++) {
    const c = i % classes;
    labels[i] = c;
    for (let d = 0; d < dimension; d++) {
      data[i * dimension + d] =
        0.4 + centres[c * dimension + d]! + tightness[c]! * generator.normal();
    }
  }
  return { data, labels };
}

const context: TaskContext = {
  progress: () => undefined,
  emit: () => undefined,
  stopped: () => false,
  throwIfStopped: () => undefined,
  threads,
};

async function gemmAlone(embeddings: Float32Array): Promise<number> {
  const gemm = await Gemm.create(dimension, threads);
  const rowsPerBlock = 512;
  const columnsPerTile = 4096;
  const scores = new Float32Array(rowsPerBlock * columnsPerTile);
  const slice = (from: number, count: number): Float32Array =>
    embeddings.subarray(from * dimension, (from + count) * dimension);
  const seconds = await secondsOf(async () => {
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
  await gemm.release();
  return seconds;
}

const { data, labels } = drawEmbeddings();
const layout = layOutByClass(labels, classes);
const folder = await mkdtemp(join(tmpdir(), 'isoline-bench-'));
const matrixFile = join(folder, 'embeddings.npy');
await writeNpy(matrixFile, { rows: images, columns: dimension, data });
console.log(describeMachine(threads));
console.log(
  `N = ${String(images)}, D = ${String(dimension)}, ${String(classes)} classes, seed ${String(seed)}, ${String(repetitions)} repetitions`,
);
try {
  const gemmTimes: number[] = [];
  const firstTimes: number[] = [];
  const wholeTimes: number[] = [];
  let normalised: Float32Array | null = normaliseEmbeddings(data, dimension, layout, String);
  for (let k = 0; k < repetitions; k++) {
    const embeddings: Float32Array = normalised ?? normaliseEmbeddings(data, dimension, layout, String);
    gemmTimes.push(await gemmAlone(embeddings));
    const gemm = await Gemm.create(dimension, threads);
    const team = new ScoreTeam(threads);
    const passes = new ScorePasses({
      embeddings,
      layout,
      bins: cosineBins,
      gemm,
      team,
      context,
      normalisation: null,
    });
    firstTimes.push(
      await secondsOf(() => passes.pooled(acceptableCount(1e-3, passes.impostorPairs) + 1)),
    );
    await team.end();
    await gemm.release();
    normalised = null;
    wholeTimes.push(
      await secondsOf(() =>
        measureTask(
          {
            matrixFile,
            rows: Uint32Array.from(labels.keys()),
            labels,
            classNames: Array.from({ length: classes }, (_, c) => String(c)),
            imageNames: Array.from({ length: images }, (_, i) => String(i)),
            targets: [1e-1, 1e-2, 1e-3, 1e-4],
            opisRange: [1e-2, 1e-1],
            beta: 1,
            epsilon: 0.1,
            seed,
            cohort: null,
          },
          context,
        ),
      ),
    );
  }
  const gemm = median(gemmTimes);
  const first = median(firstTimes);
  const whole = median(wholeTimes);
  const products = (images * images) / 2;
  console.log(`Gemm alone          ${gemm.toFixed(2)} s (${((products * 2 * dimension) / gemm / 1e9).toFixed(0)} GFLOP/s)`);
  console.log(`first pass          ${first.toFixed(2)} s, ${(first / gemm).toFixed(2)} times Gemm`);
  console.log(`whole evaluation    ${whole.toFixed(2)} s, ${(whole / gemm).toFixed(2)} times Gemm`);
  console.log(`peak memory         ${peakMemoryGigabytes().toFixed(2)} GB`);
} finally {
  await rm(folder, { recursive: true });
}
