import type { StepResult } from '../../core/training/training-step.ts';

/** What can run a training step. */
export type EngineName = 'onnxruntime' | 'tensorflow';

/**
 * The values of a step's inputs, by the names of `TrainingStep.inputs`: row-major; a scalar is an
 * array of one number. A runner does not keep them after `step` has resolved.
 */
export type StepInputValues = Readonly<Record<string, Float32Array | BigInt64Array>>;

/** The scalars that a step gives: those of `TrainingStep.results`. */
export type StepValues = Readonly<Partial<Record<StepResult, number>>>;

/** The values of the states by the names of their inputs (`StepState.input`), row-major. */
export type StateValues = Readonly<Record<string, Float32Array>>;

/**
 * Runs one training step again and again. The states (parameters and moments) begin at their
 * initial values and stay with the runner from step to step. One call at a time.
 */
export interface StepRunner {
  readonly engine: EngineName;
  /** What really computes: a provider of ONNX Runtime, or a backend of TensorFlow.js. */
  readonly device: string;
  /**
   * Runs the step once; the states change.
   *
   * @throws IsolineError `step-input` (failure) where an input is missing or has the wrong length;
   *   `step-failed` (failure) with the engine's own words. The states are those before the step then.
   */
  step(inputs: StepInputValues): Promise<StepValues>;
  /** Copies of all states. */
  readStates(): Promise<Record<string, Float32Array>>;
  /**
   * Replaces all states by copies of `values`.
   *
   * @throws IsolineError `step-state` (failure) where one is missing or has the wrong length
   */
  writeStates(values: StateValues): Promise<void>;
  /** Gives the memory free. The runner is of no use afterwards. */
  release(): Promise<void>;
}

export interface StepRunnerOptions {
  /**
   * A provider of ONNX Runtime (`cpu`, `cuda`, `webgpu`, `dml`, `coreml`), or a backend of
   * TensorFlow.js; `auto`: the best that this machine has.
   */
  readonly device: string;
  /** Threads of one operator on the CPU, 1 or more. */
  readonly threads: number;
}
