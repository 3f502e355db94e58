import { freeCopy } from '../models/free-copy.ts';
import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import { IsolineError } from '../../core/errors.ts';
import { graphModel } from '../../core/graph/onnx-model.ts';
import { encodeOnnx } from '../../core/onnx/model.ts';
import type { StepState, TrainingStep } from '../../core/training/training-step.ts';
import { onnxRuntimeWords, type ProviderName } from '../models/session.ts';
import type { StepRunner, StepValues } from './step-runner.ts';
import { inputValues, stateValues } from './step-values.ts';

/** What a session is made with. */
export interface OnnxRuntimeOptions {
  readonly provider: ProviderName;
  /** Threads of one operator on the CPU, 1 or more. */
  readonly threads: number;
  /** Begins the path of a profile of every operator, written by `release`. */
  readonly profilePrefix?: string;
}

/**
 * Runs a training step as an ONNX graph.
 *
 * Every state has two buffers: a step reads one and ONNX Runtime writes the other in place, so that
 * nothing is copied or allocated between steps on the CPU.
 *
 * @throws IsolineError `provider-unavailable` (input) where ONNX Runtime cannot load the graph on
 *   the provider
 */
export async function createOnnxRuntimeRunner(
  step: TrainingStep,
  { provider, threads, profilePrefix }: OnnxRuntimeOptions,
): Promise<StepRunner> {
  const session = await InferenceSession.create(encodeOnnx(graphModel(step.graph)), {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    ...(profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  }).catch((error: unknown) => {
    throw new IsolineError({
      code: 'provider-unavailable',
      sentence: `The provider ${provider} does not run the training step: ${onnxRuntimeWords(error)}.`,
      next: 'Choose the provider auto or cpu.',
      subject: provider,
      cause: error,
    });
  });
  const buffers = step.states.map((state) => ({
    current: tensorOf(state, state.initial.slice()),
    next: tensorOf(state, new Float32Array(state.initial.length)),
  }));
  return {
    engine: 'onnxruntime',
    device: provider,
    async step(inputs) {
      const feeds: Record<string, Tensor> = {};
      for (const input of step.inputs) {
        const values = inputValues(input, inputs);
        feeds[input.name] =
          values instanceof BigInt64Array
            ? new Tensor('int64', values, input.shape)
            : new Tensor('float32', values, input.shape);
      }
      const fetches: Record<string, Tensor | null> = {};
      for (const name of step.results) fetches[name] = null;
      step.states.forEach((state, k) => {
        feeds[state.input] = buffers[k]!.current;
        fetches[state.output] = buffers[k]!.next;
      });
      const outputs = await session.run(feeds, fetches).catch((error: unknown) => {
        throw new IsolineError({
          code: 'step-failed',
          kind: 'failure',
          sentence: `ONNX Runtime cannot run the training step on ${provider}: ${onnxRuntimeWords(error)}.`,
          next: 'Try the provider cpu, or fewer classes in a batch.',
          cause: error,
        });
      });
      step.states.forEach((state, k) => {
        freeCopy(outputs[state.output]!, buffers[k]!.next);
      });
      for (const pair of buffers) [pair.current, pair.next] = [pair.next, pair.current];
      const values: { -readonly [Name in keyof StepValues]: StepValues[Name] } = {};
      for (const name of step.results) values[name] = (outputs[name]!.data as Float32Array)[0]!;
      return values;
    },
    readStates() {
      const values: Record<string, Float32Array> = {};
      step.states.forEach(({ input }, k) => {
        values[input] = (buffers[k]!.current.data as Float32Array).slice();
      });
      return Promise.resolve(values);
    },
    writeStates: (values) =>
      new Promise((resolve) => {
        const checked = step.states.map((state) => stateValues(state, values));
        checked.forEach((value, k) => {
          (buffers[k]!.current.data as Float32Array).set(value);
        });
        resolve();
      }),
    async release() {
      if (profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

function tensorOf({ shape }: StepState, values: Float32Array): Tensor {
  return new Tensor('float32', values, shape);
}
