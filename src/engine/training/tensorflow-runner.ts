import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { IsolineError } from '../../core/errors.ts';
import type { StepState, TrainingStep } from '../../core/training/training-step.ts';
import type { StepRunner, StepRunnerOptions, StepValues } from './step-runner.ts';
import { inputValues, stateValues } from './step-values.ts';
import { startTensorflow } from './tensorflow-backend.ts';
import { tensorflowGraph } from './tensorflow-graph.ts';

/**
 * Runs a training step with TensorFlow.js. The states stay on the device between steps. The TensorFlow
 * library takes as many threads as it likes; plain JavaScript takes one.
 *
 * @param options `device`: `auto`, or one of `tensorflowDevices`
 * @throws IsolineError (input) `device-unknown`, `device-unavailable`
 */
export async function createTensorflowRunner(
  step: TrainingStep,
  options: Pick<StepRunnerOptions, 'device'>,
): Promise<StepRunner> {
  const { device } = await startTensorflow(options.device);
  const graph = tensorflowGraph(step.graph);
  let states = step.states.map((state) => stateTensor(state, state.initial));

  /** Runs the graph; the states that come out are not those of the runner yet. */
  const run = async (
    feeds: ReadonlyMap<string, Tensor>,
  ): Promise<{ values: StepValues; next: Tensor[] }> => {
    const outputs = graph.run(feeds);
    const output = (name: string): Tensor => outputs.get(name) as Tensor;
    try {
      const values: { -readonly [Name in keyof StepValues]: StepValues[Name] } = {};
      for (const name of step.results) values[name] = (await output(name).data())[0] as number;
      return { values, next: step.states.map((state) => output(state.output).clone()) };
    } finally {
      tf.dispose([...outputs.values()]);
    }
  };

  return {
    engine: 'tensorflow',
    device,
    async step(inputs) {
      const given = step.inputs.map((input) => ({ input, values: inputValues(input, inputs) }));
      const fed = given.map(({ input, values }) =>
        values instanceof BigInt64Array
          ? tf.tensor(Int32Array.from(values, Number), [...input.shape], 'int32')
          : tf.tensor(values, [...input.shape], 'float32'),
      );
      const feeds = new Map<string, Tensor>([
        ...given.map(({ input }, k) => [input.name, fed[k] as Tensor] as const),
        ...step.states.map((state, k) => [state.input, states[k] as Tensor] as const),
      ]);
      try {
        const { values, next } = await run(feeds);
        tf.dispose(states);
        states = next;
        return values;
      } catch (error) {
        throw new IsolineError({
          code: 'step-failed',
          kind: 'failure',
          sentence: `TensorFlow cannot run the training step on ${device}: ${error instanceof Error ? error.message : String(error)}.`,
          next: 'Try fewer classes in a batch, or the engine onnxruntime.',
          cause: error,
        });
      } finally {
        tf.dispose(fed);
      }
    },
    async readStates() {
      const values: Record<string, Float32Array> = {};
      for (const [k, { input }] of step.states.entries()) {
        // A copy: plain JavaScript hands out its own array.
        values[input] = Float32Array.from(await (states[k] as Tensor).data());
      }
      return values;
    },
    writeStates: (values) =>
      new Promise((resolve) => {
        const checked = step.states.map((state) => ({ state, value: stateValues(state, values) }));
        tf.dispose(states);
        states = checked.map(({ state, value }) => stateTensor(state, value));
        resolve();
      }),
    release() {
      tf.dispose(states);
      graph.release();
      return Promise.resolve();
    },
  };
}

function stateTensor({ shape }: StepState, values: Float32Array): Tensor {
  return tf.tensor(values.slice(), [...shape], 'float32');
}
