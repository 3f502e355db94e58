/**
 * One training step (B = 512, D = 512, linear 256, multi-similarity + TCM, AdamW) in ONNX Runtime
 * and in PyTorch, on the CPU, on the same number of threads, in turns.
 *
 *     node bench/training-step.ts [--threads 2] [--steps 100] [--python python3]
 *
 * The Python has to have torch (`pip install torch`); without it only ONNX Runtime is timed.
 * Prints the median and the least time of a step, and the final losses, which agree: both train
 * the same weights on the same batch.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from '../src/engine/models/onnxruntime.ts';
import { graphModel } from '../src/core/graph/onnx-model.ts';
import { defaultBaseLosses } from '../src/core/losses/base-loss.ts';
import { encodeOnnx } from '../src/core/onnx/model.ts';
import { seededGenerator } from '../src/core/random.ts';
import { biasCorrections, defaultAdamW } from '../src/core/training/adamw.ts';
import { startOfHead } from '../src/core/training/heads.ts';
import type { HeadSpecification } from '../src/core/training/heads.ts';
import { buildTrainingStep } from '../src/core/training/training-step.ts';
import { describeMachine, median } from './machine.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '100' },
    python: { type: 'string', default: 'python3' },
  },
});
const threads = Number(values.threads);
const steps = Number(values.steps);
const WARM_UP = 20;
const ROUNDS = 5;
const CLASSES = 128;
const IMAGES = 4;
const DIMENSION = 512;
const BATCH = CLASSES * IMAGES;
const LEARNING_RATE = 1e-4;

const generator = seededGenerator(7);
const embeddings = new Float32Array(BATCH * DIMENSION);
const centres = Float32Array.from({ length: CLASSES * DIMENSION }, () => generator.normal());
for (let row = 0; row < BATCH; row++) {
  for (let k = 0; k < DIMENSION; k++) {
    const centre = centres[Math.floor(row / IMAGES) * DIMENSION + k] as number;
    embeddings[row * DIMENSION + k] = centre + 2 * generator.normal();
  }
}
const labels = BigInt64Array.from({ length: BATCH }, (_, row) => BigInt(Math.floor(row / IMAGES)));
const head: HeadSpecification = {
  kind: 'linear',
  inputDimension: DIMENSION,
  outputDimension: 256,
  dropout: 0,
};
const start = startOfHead(head, generator);

interface Timing {
  milliseconds: number[];
  loss: number;
}

async function timeOnnxRuntime(): Promise<Timing> {
  const step = buildTrainingStep({
    head,
    start,
    classesPerBatch: CLASSES,
    imagesPerClass: IMAGES,
    classCount: CLASSES,
    baseLoss: defaultBaseLosses['multi-similarity'],
    tcm: { positiveWeight: 1, negativeWeight: 1 },
    adamW: defaultAdamW,
    weightDecay: 1e-4,
    gradientNormLimit: 1,
    generator,
  });
  const session = await InferenceSession.create(encodeOnnx(graphModel(step.graph)), {
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), []);
  // Two buffers for each state, in turns: a step reads one and writes the other.
  const buffers = step.states.map(({ shape, initial }) => [
    new Tensor('float32', initial.slice(), shape),
    new Tensor('float32', new Float32Array(initial.length), shape),
  ]);
  const times: number[] = [];
  let loss = 0;
  for (let index = 0; index < WARM_UP + steps; index++) {
    const began = performance.now();
    const corrections = biasCorrections(defaultAdamW, index);
    const feeds: Record<string, Tensor> = {
      embeddings: new Tensor('float32', embeddings, [BATCH, DIMENSION]),
      labels: new Tensor('int64', labels, [BATCH]),
      learningRate: scalar(LEARNING_RATE),
      biasCorrection1: scalar(corrections.biasCorrection1),
      biasCorrection2: scalar(corrections.biasCorrection2),
      positiveMargin: scalar(0.9),
      negativeMargin: scalar(0.5),
      tcmWeight: scalar(1),
    };
    const fetches: Record<string, Tensor | null> = { loss: null, gradientNorm: null };
    step.states.forEach((state, k) => {
      feeds[state.input] = buffers[k]?.[index % 2] as Tensor;
      fetches[state.output] = buffers[k]?.[(index + 1) % 2] as Tensor;
    });
    const outputs = await session.run(feeds, fetches);
    loss = (outputs['loss']?.data as Float32Array)[0] ?? NaN;
    if (index >= WARM_UP) times.push(performance.now() - began);
  }
  await session.release();
  return { milliseconds: times, loss };
}

function timePyTorch(folder: string): (Timing & { version: string }) | undefined {
  const script = fileURLToPath(new URL('./training_step.py', import.meta.url));
  const done = spawnSync(
    values.python,
    [script, folder, String(threads), String(WARM_UP), String(steps), String(LEARNING_RATE)],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) {
    console.log(`PyTorch was not timed: ${done.stderr || String(done.error)}`);
    return undefined;
  }
  return JSON.parse(done.stdout) as Timing & { version: string };
}

console.log(describeMachine(threads));

function report(name: string, { milliseconds, loss }: Timing): void {
  const least = Math.min(...milliseconds);
  console.log(
    `${name}: median ${median(milliseconds).toFixed(2)} ms, least ${least.toFixed(2)} ms, last loss ${loss.toFixed(5)}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'isoline-bench-'));
try {
  writeFileSync(join(folder, 'embeddings.f32'), embeddings);
  writeFileSync(join(folder, 'weight.f32'), start['weight'] as Float32Array);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const onnxRuntime = await timeOnnxRuntime();
    report(`round ${round}  ONNX Runtime`, onnxRuntime);
    ours.push(...onnxRuntime.milliseconds);
    const pyTorch = timePyTorch(folder);
    if (pyTorch === undefined) continue;
    report(`round ${round}  PyTorch ${pyTorch.version}`, pyTorch);
    theirs.push(...pyTorch.milliseconds);
  }
  if (theirs.length > 0) {
    const ofMedians = median(ours) / median(theirs);
    const ofLeast = Math.min(...ours) / Math.min(...theirs);
    console.log(`ratio of medians ${ofMedians.toFixed(2)}, of least times ${ofLeast.toFixed(2)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
