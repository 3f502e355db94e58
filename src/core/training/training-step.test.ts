import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { graphModel } from '../graph/onnx-model.ts';
import { centralDifferences, relativeError } from '../graph/run-graph.fixture.ts';
import { defaultBaseLosses } from '../losses/base-loss.ts';
import type { BaseLoss } from '../losses/base-loss.ts';
import { naiveBaseLoss, naiveTcm, rowsOf } from '../losses/naive-losses.fixture.ts';
import { encodeOnnx } from '../onnx/model.ts';
import { seededGenerator } from '../random.ts';
import { biasCorrections, defaultAdamW } from './adamw.ts';
import { startOfHead } from './heads.ts';
import type { HeadSpecification } from './heads.ts';
import { buildTrainingStep } from './training-step.ts';
import type { TrainingStep, TrainingStepOptions } from './training-step.ts';

const DIMENSION = 6;
const head: HeadSpecification = {
  kind: 'linear',
  inputDimension: DIMENSION,
  outputDimension: 4,
  dropout: 0,
};

function stepOptions(changes: Partial<TrainingStepOptions> = {}): TrainingStepOptions {
  const options = {
    head,
    classesPerBatch: 4,
    imagesPerClass: 3,
    classCount: 5,
    baseLoss: defaultBaseLosses['multi-similarity'],
    tcm: { positiveWeight: 1, negativeWeight: 0.5 },
    adamW: defaultAdamW,
    weightDecay: 0.1,
    gradientNormLimit: null,
    generator: seededGenerator(77),
    ...changes,
  };
  return { ...options, start: changes.start ?? startOfHead(options.head, seededGenerator(5)) };
}

/** Images around a centre for each class; one empty place. */
function drawData(seed: number): { embeddings: Float32Array; labels: number[] } {
  const generator = seededGenerator(seed);
  const labels = [0, 0, 0, 1, 1, 1, 2, 2, -1, 4, 4, 4];
  const centres = Array.from({ length: 5 * DIMENSION }, () => generator.normal());
  const embeddings = Float32Array.from(
    { length: labels.length * DIMENSION },
    (_, k) =>
      (centres[Math.max(0, labels[Math.floor(k / DIMENSION)]!) * DIMENSION + (k % DIMENSION)] ??
        0) +
      0.8 * generator.normal(),
  );
  return { embeddings, labels };
}

const scalars = { learningRate: 0.01, proxyLearningRate: 0.05 };
const margins = { positiveMargin: 0.9, negativeMargin: 0.2, tcmWeight: 0.7 };

interface History {
  /** Values of the scalar outputs, step by step. */
  results: Record<string, number>[];
  states: Record<string, Float32Array>;
}

/** Runs steps on one batch, states fed back. */
async function train(
  step: TrainingStep,
  steps: number,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Promise<History> {
  const session = await InferenceSession.create(encodeOnnx(graphModel(step.graph)), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  let states = Object.fromEntries(step.states.map(({ input, initial }) => [input, initial]));
  const results: Record<string, number>[] = [];
  for (let index = 0; index < steps; index++) {
    const corrections = biasCorrections(defaultAdamW, index);
    const given: Record<string, ArrayLike<number>> = { ...feeds };
    for (const [name, value] of Object.entries({ ...scalars, ...margins, ...corrections })) {
      given[name] = [value];
    }
    const tensors: Record<string, OrtTensor> = {};
    for (const { name, elementType, shape } of step.inputs) {
      tensors[name] =
        elementType === 'int64'
          ? new OrtTensor('int64', BigInt64Array.from(Array.from(given[name]!, BigInt)), shape)
          : new OrtTensor('float32', Float32Array.from(given[name]!), shape);
    }
    for (const { input, shape } of step.states) {
      tensors[input] = new OrtTensor('float32', states[input]!, shape);
    }
    const outputs = await session.run(tensors);
    states = Object.fromEntries(
      step.states.map(({ input, output }) => [input, outputs[output]!.data as Float32Array]),
    );
    results.push(
      Object.fromEntries(
        step.results.map((name) => [name, (outputs[name]!.data as Float32Array)[0]!]),
      ),
    );
  }
  await session.release();
  return { results, states };
}

/** Loss of the linear head in float64. */
function naiveLoss(
  baseLoss: BaseLoss | null,
  data: { embeddings: Float32Array; labels: number[] },
  weight: ArrayLike<number>,
  proxies: ArrayLike<number>,
): number {
  const embeddings = rowsOf(data.embeddings, DIMENSION).map((row) =>
    Array.from({ length: 4 }, (_, j) =>
      row.reduce((sum, value, k) => sum + value * weight[k * 4 + j]!, 0),
    ),
  );
  const batch = { labels: data.labels, embeddings, proxies: rowsOf(proxies, 4) };
  const tcm = naiveTcm(batch, margins.positiveMargin, margins.negativeMargin, 1, 0.5);
  return (baseLoss === null ? 0 : naiveBaseLoss(batch, baseLoss)) + margins.tcmWeight * tcm;
}

/** AdamW in float64, from the formulas of its paper, with decay towards the start. */
function naiveAdamW(
  parameters: Float64Array[],
  gradientsOf: (parameters: Float64Array[]) => Float64Array[],
  options: { rates: number[]; decays: number[]; steps: number; limit: number | null },
): Float64Array[] {
  const { beta1, beta2, epsilon } = defaultAdamW;
  const starts = parameters.map((values) => values.slice());
  const first = parameters.map((values) => new Float64Array(values.length));
  const second = parameters.map((values) => new Float64Array(values.length));
  for (let t = 1; t <= options.steps; t++) {
    const gradients = gradientsOf(parameters);
    const norm = Math.sqrt(gradients.flatMap((g) => [...g]).reduce((sum, g) => sum + g * g, 0));
    const factor = options.limit === null ? 1 : Math.min(1, options.limit / (norm + 1e-6));
    parameters.forEach((values, p) => {
      for (let k = 0; k < values.length; k++) {
        const gradient = factor * gradients[p]![k]!;
        first[p]![k] = beta1 * first[p]![k]! + (1 - beta1) * gradient;
        second[p]![k] = beta2 * second[p]![k]! + (1 - beta2) * gradient ** 2;
        const m = first[p]![k]! / (1 - beta1 ** t);
        const v = second[p]![k]! / (1 - beta2 ** t);
        const rate = options.rates[p]!;
        const decay = rate * options.decays[p]! * (values[k]! - starts[p]![k]!);
        values[k] = values[k]! - (rate * m) / (Math.sqrt(v) + epsilon) - decay;
      }
    });
  }
  return parameters;
}

test.each([
  ['multi-similarity, TCM, decay', defaultBaseLosses['multi-similarity'], null],
  [
    'CosFace with proxies, TCM, clipping',
    { kind: 'cosface', margin: 0.2, scale: 8 } as const,
    0.05,
  ],
  ['TCM alone', null, null],
])('%s: five steps agree with AdamW in float64', async (_, baseLoss, gradientNormLimit) => {
  const data = drawData(1);
  const step = buildTrainingStep(stepOptions({ baseLoss, gradientNormLimit }));
  const { results, states } = await train(step, 5, data);
  const initial = step.states.filter(({ role }) => role === 'parameter');
  const expected = naiveAdamW(
    initial.map((state) => Float64Array.from(state.initial)),
    ([weight, proxies = new Float64Array()]) => {
      const w = weight!;
      const gradients = [centralDifferences((x) => naiveLoss(baseLoss, data, x, proxies), w, 1e-6)];
      if (proxies.length > 0) {
        gradients.push(centralDifferences((x) => naiveLoss(baseLoss, data, w, x), proxies, 1e-6));
      }
      return gradients;
    },
    {
      rates: [scalars.learningRate, scalars.proxyLearningRate],
      decays: [0.1, 0],
      steps: 5,
      limit: gradientNormLimit,
    },
  );
  initial.forEach(({ input, initial: start }, k) => {
    const moved = (values: ArrayLike<number>): number[] =>
      Array.from(start, (value, place) => values[place]! - value);
    expect(relativeError(moved(states[input]!), moved(expected[k]!))).toBeLessThan(2e-3);
  });
  const [weight, proxies] = initial.map((state) => state.initial);
  const first = naiveLoss(baseLoss, data, weight!, proxies ?? []);
  expect(relativeError([results[0]!['loss']!], [first])).toBeLessThan(1e-4);
});

test('the loss is the sum of its parts, and the counts are whole pairs', async () => {
  const step = buildTrainingStep(stepOptions());
  expect(step.results).toEqual([
    'baseLoss',
    'tcmLoss',
    'violatingPositives',
    'violatingNegatives',
    'loss',
    'gradientNorm',
  ]);
  const { results } = await train(step, 1, drawData(2));
  const [first] = results;
  expect(first!['loss']).toBeCloseTo(first!['baseLoss']! + 0.7 * first!['tcmLoss']!, 5);
  expect(Number.isInteger(first!['violatingPositives'])).toBe(true);
  expect(first!['violatingPositives']).toBeGreaterThan(0);
});

const mixed: BaseLoss[] = Object.values(defaultBaseLosses);
test.each(mixed)('training with $kind lowers the loss', async (baseLoss) => {
  const step = buildTrainingStep(stepOptions({ baseLoss, tcm: null, gradientNormLimit: 1 }));
  expect(step.states.some(({ group }) => group === 'proxies')).toBe(
    ['norm-softmax', 'cosface', 'arcface', 'proxy-anchor'].includes(baseLoss.kind),
  );
  const { results } = await train(step, 40, drawData(3));
  expect(results.at(-1)!['loss']).toBeLessThan(0.9 * results[0]!['loss']!);
});

test.each<HeadSpecification>([
  { kind: 'residual', inputDimension: DIMENSION, rank: 3, dropout: 0.2 },
  { kind: 'mlp', inputDimension: DIMENSION, hiddenDimension: 8, outputDimension: 4, dropout: 0.2 },
])('a $kind head with dropout trains', async (other) => {
  const step = buildTrainingStep(stepOptions({ head: other, weightDecay: 0 }));
  const mask = step.inputs.find(({ name }) => name === 'dropoutMask');
  expect(mask?.shape).toEqual([12, other.kind === 'residual' ? 3 : 8]);
  const dropoutMask = new Float32Array(12 * mask!.shape[1]!).fill(1);
  const { results } = await train(step, 40, { ...drawData(4), dropoutMask });
  expect(results.at(-1)!['loss']).toBeLessThan(0.9 * results[0]!['loss']!);
  // With everything dropped, a residual head is the identity, and nothing can be learned.
  dropoutMask.fill(0);
  const still = await train(step, 1, { ...drawData(4), dropoutMask });
  if (other.kind === 'residual') expect(still.results[0]!['gradientNorm']).toBe(0);
});

test('with no violating pair TCM alone leaves the head where it is', async () => {
  const step = buildTrainingStep(stepOptions({ baseLoss: null, weightDecay: 0.1 }));
  const embeddings = new Float32Array(12 * DIMENSION);
  const labels = Array.from({ length: 12 }, () => -1);
  const { results, states } = await train(step, 3, { embeddings, labels });
  expect(results.map(({ loss, gradientNorm }) => [loss, gradientNorm])).toEqual(
    new Array(3).fill([0, 0]),
  );
  expect(states['weight']).toEqual(step.states[0]!.initial);
});

test('the same steps give the same bits', async () => {
  const run = (): Promise<History> => train(buildTrainingStep(stepOptions()), 10, drawData(6));
  expect(await run()).toEqual(await run());
});

test('what is missing is refused', () => {
  expect(() => buildTrainingStep(stepOptions({ baseLoss: null, tcm: null }))).toThrow(
    expect.objectContaining({ code: 'training-no-loss' }),
  );
  expect(() => buildTrainingStep(stepOptions({ start: {} }))).toThrow(
    expect.objectContaining({ code: 'head-parameter-missing' }),
  );
});
