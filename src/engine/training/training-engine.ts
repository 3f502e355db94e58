import { IsolineError } from '../../core/errors.ts';
import type { TrainingStep } from '../../core/training/training-step.ts';
import { reportProviders } from '../models/providers.ts';
import { type ProviderName, providerNames } from '../models/session.ts';
import { createOnnxRuntimeRunner } from './onnxruntime-runner.ts';
import type { EngineName, StepInputValues, StepRunner } from './step-runner.ts';

/** What is to run the steps. */
export interface EngineRequest {
  readonly engine: 'auto' | EngineName;
  /** `auto`, a provider of ONNX Runtime, or a device of TensorFlow.js. */
  readonly provider: string;
}

/** The engine and device that run a training, the same for all its configurations. */
export interface ChosenEngine {
  readonly engine: EngineName;
  readonly device: string;
  /** Sentences on what was passed over, and why. */
  readonly notes: readonly string[];
}

/** Steps that are timed, after as many that are not. */
const timedSteps = 5;

/**
 * Chooses what runs the steps. `auto` is ONNX Runtime; its provider the first of CUDA, DirectML,
 * CoreML and WebGPU that really loads on this machine and runs the step at least as fast as the CPU,
 * otherwise the CPU. No GPU is no error.
 *
 * @param step a step like those to come
 * @throws IsolineError (input) `provider-unknown`; `provider-unavailable` where the provider that was
 *   asked for does not run the step; what `startTensorflow` throws
 */
export async function chooseEngine(
  { engine, provider }: EngineRequest,
  step: TrainingStep,
  threads: number,
): Promise<ChosenEngine> {
  if (engine === 'tensorflow') {
    const { startTensorflow } = await import('./tensorflow-backend.ts');
    const { device, skipped, reason } = await startTensorflow(provider);
    const notes = skipped.length === 0 ? [] : [`Passed over: ${skipped.join(', ')}. ${reason}`];
    return { engine, device, notes };
  }
  if (provider === 'auto') {
    return { engine: 'onnxruntime', ...(await fastestProvider(step, threads)) };
  }
  const known = providerNames.find((name) => name === provider);
  if (known === undefined) {
    throw new IsolineError({
      code: 'provider-unknown',
      sentence: `There is no provider "${provider}"; there are auto, ${providerNames.join(', ')}.`,
      next: 'Choose one of them.',
      subject: provider,
    });
  }
  // In a process of its own first: a driver that crashes must not take this one down.
  if (known !== 'cpu') {
    const report = (await reportProviders()).find((one) => one.provider === known);
    if (report?.usable !== true) {
      throw new IsolineError({
        code: 'provider-unavailable',
        sentence: `The provider ${known} does not run on this machine: ${report?.reason ?? 'it is not there.'}`,
        next: 'Choose the provider auto or cpu; "isoline doctor" lists what this machine has.',
        subject: known,
      });
    }
  }
  return { engine: 'onnxruntime', device: known, notes: [] };
}

/**
 * Makes the runner of a step on the chosen engine.
 *
 * @throws IsolineError (input) where the step does not run there
 */
export async function createRunner(
  { engine, device }: Pick<ChosenEngine, 'engine' | 'device'>,
  step: TrainingStep,
  threads: number,
): Promise<StepRunner> {
  if (engine === 'tensorflow') {
    const { createTensorflowRunner } = await import('./tensorflow-runner.ts');
    return await createTensorflowRunner(step, { device });
  }
  return await createOnnxRuntimeRunner(step, { provider: device as ProviderName, threads });
}

async function fastestProvider(
  step: TrainingStep,
  threads: number,
): Promise<{ device: ProviderName; notes: string[] }> {
  const notes: string[] = [];
  let cpuMilliseconds: number | undefined;
  for (const { provider, usable } of await reportProviders()) {
    if (!usable || provider === 'cpu') continue;
    cpuMilliseconds ??= await millisecondsOfStep(step, 'cpu', threads);
    try {
      const milliseconds = await millisecondsOfStep(step, provider, threads);
      if (milliseconds <= cpuMilliseconds) return { device: provider, notes };
      notes.push(
        `${provider} was passed over: a step takes ${milliseconds.toFixed(1)} ms there and ${cpuMilliseconds.toFixed(1)} ms on the CPU.`,
      );
    } catch (error) {
      if (!(error instanceof IsolineError)) throw error;
      notes.push(`${provider} was passed over: ${error.sentence}`);
    }
  }
  return { device: 'cpu', notes };
}

/** The least time of a few steps. */
async function millisecondsOfStep(
  step: TrainingStep,
  provider: ProviderName,
  threads: number,
): Promise<number> {
  const runner = await createOnnxRuntimeRunner(step, { provider, threads });
  try {
    const inputs = emptyInputs(step);
    let least = Infinity;
    for (let k = 0; k < 2 * timedSteps; k++) {
      const start = performance.now();
      await runner.step(inputs);
      if (k >= timedSteps) least = Math.min(least, performance.now() - start);
    }
    return least;
  } finally {
    await runner.release();
  }
}

/** Inputs of a step on which nothing is learnt: every place of the batch is empty. */
function emptyInputs(step: TrainingStep): StepInputValues {
  return Object.fromEntries(
    step.inputs.map(({ name, elementType, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [
        name,
        elementType === 'int64'
          ? new BigInt64Array(size).fill(-1n)
          : new Float32Array(size).fill(name.startsWith('biasCorrection') ? 1 : 0),
      ];
    }),
  );
}
