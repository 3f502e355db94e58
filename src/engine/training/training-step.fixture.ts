/** For tests: small training steps with every head and every loss, and inputs for them. */
import { defaultBaseLosses } from '../../core/losses/base-loss.ts';
import type { BaseLoss } from '../../core/losses/base-loss.ts';
import { seededGenerator } from '../../core/random.ts';
import { biasCorrections, defaultAdamW } from '../../core/training/adamw.ts';
import {
  drawDropoutMask,
  dropoutWidth,
  outputDimension,
  startOfHead,
} from '../../core/training/heads.ts';
import type { HeadSpecification } from '../../core/training/heads.ts';
import { buildTrainingStep } from '../../core/training/training-step.ts';
import type { TrainingStep } from '../../core/training/training-step.ts';
import type { StepInputValues, StepRunner } from './step-runner.ts';

const DIMENSION = 8;
const CLASSES = 5;
const IMAGES = 3;
const BATCH = CLASSES * IMAGES;

export const linearHead: HeadSpecification = {
  kind: 'linear',
  inputDimension: DIMENSION,
  outputDimension: 6,
  dropout: 0,
};
/** Every kind of head, with and without dropout. */
export const heads: readonly HeadSpecification[] = [
  { kind: 'residual', inputDimension: DIMENSION, rank: 3, dropout: 0 },
  linearHead,
  { kind: 'linear', inputDimension: DIMENSION, outputDimension: DIMENSION, dropout: 0.25 },
  {
    kind: 'mlp',
    inputDimension: DIMENSION,
    hiddenDimension: 7,
    outputDimension: DIMENSION,
    dropout: 0,
  },
  { kind: 'mlp', inputDimension: DIMENSION, hiddenDimension: 7, outputDimension: 4, dropout: 0.5 },
];
/** Every base loss; null: TCM alone. */
const baseLosses: readonly (BaseLoss | null)[] = [null, ...Object.values(defaultBaseLosses)];

/** A step with TCM, whose head is away from its start: every parameter has a gradient. */
export function stepOf(head: HeadSpecification, baseLoss: BaseLoss | null): TrainingStep {
  const start = startOfHead(head, seededGenerator(3));
  const generator = seededGenerator(4);
  const moved = Object.fromEntries(
    Object.entries(start).map(([name, values]) => [
      name,
      values.map((value) => value + 0.1 * generator.normal()),
    ]),
  );
  return buildTrainingStep({
    head,
    start: moved,
    classesPerBatch: CLASSES,
    imagesPerClass: IMAGES,
    classCount: CLASSES,
    baseLoss,
    tcm: { positiveWeight: 1, negativeWeight: 0.5 },
    adamW: defaultAdamW,
    weightDecay: 0.1,
    gradientNormLimit: 1,
    generator: seededGenerator(5),
  });
}

/** Inputs of step number `index`: images around a centre for each class; the last place is empty. */
export function inputsOf(
  head: HeadSpecification,
  step: TrainingStep,
  index = 0,
): Record<string, Float32Array | BigInt64Array> {
  const generator = seededGenerator(6);
  const centres = Array.from({ length: CLASSES * DIMENSION }, () => generator.normal());
  const dropoutMask = new Float32Array(BATCH * dropoutWidth(head));
  drawDropoutMask(dropoutMask, head.dropout, generator);
  const corrections = biasCorrections(defaultAdamW, index);
  const all: Record<string, Float32Array | BigInt64Array> = {
    embeddings: Float32Array.from(
      { length: BATCH * DIMENSION },
      (_, k) =>
        (centres[Math.floor(k / (IMAGES * DIMENSION)) * DIMENSION + (k % DIMENSION)] ?? 0) +
        0.7 * generator.normal(),
    ),
    labels: BigInt64Array.from({ length: BATCH }, (_, place) =>
      BigInt(place === BATCH - 1 ? -1 : Math.floor(place / IMAGES)),
    ),
    dropoutMask,
    learningRate: Float32Array.of(0.01),
    proxyLearningRate: Float32Array.of(0.05),
    positiveMargin: Float32Array.of(0.9),
    negativeMargin: Float32Array.of(0.3),
    tcmWeight: Float32Array.of(0.7),
    biasCorrection1: Float32Array.of(corrections.biasCorrection1),
    biasCorrection2: Float32Array.of(corrections.biasCorrection2),
  };
  return Object.fromEntries(step.inputs.map(({ name }) => [name, all[name]!]));
}

/** All heads with all losses, with a name for each. */
export const stepCases = heads.flatMap((head) =>
  baseLosses.map((baseLoss) => ({
    head,
    baseLoss,
    name: `${head.kind} to ${outputDimension(head)} with ${baseLoss?.kind ?? 'TCM alone'}`,
  })),
);

/** What a step gave, and the gradients: after the first step the first moment is a tenth of them. */
export interface FirstStep {
  values: Readonly<Record<string, number>>;
  gradients: Readonly<Record<string, number[]>>;
}

/** Runs the first step, and gives the runner free. */
export async function firstStep(
  runner: StepRunner,
  step: TrainingStep,
  inputs: StepInputValues,
): Promise<FirstStep> {
  const values = await runner.step(inputs);
  const states = await runner.readStates();
  await runner.release();
  return {
    values: values,
    gradients: Object.fromEntries(
      step.states
        .filter(({ role }) => role === 'firstMoment')
        .map(({ input, parameter }) => [parameter, Array.from(states[input] ?? [], (m) => 10 * m)]),
    ),
  };
}
