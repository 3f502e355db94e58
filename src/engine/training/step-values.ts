import { IsolineError } from '../../core/errors.ts';
import type { StepInput, StepState } from '../../core/training/training-step.ts';
import type { StateValues, StepInputValues } from './step-runner.ts';

/**
 * The values of one input of a step.
 *
 * @throws IsolineError (failure) `step-input` where they are missing, or of another length or type
 */
export function inputValues(
  { name, elementType, shape }: StepInput,
  inputs: StepInputValues,
): Float32Array | BigInt64Array {
  const values = inputs[name];
  const wanted = shape.reduce((product, size) => product * size, 1);
  if (values?.length === wanted && values instanceof BigInt64Array === (elementType === 'int64')) {
    return values;
  }
  throw new IsolineError({
    code: 'step-input',
    kind: 'failure',
    sentence: `The training step wants ${wanted} ${elementType} values for its input ${name}.`,
    subject: name,
  });
}

/**
 * The values of one state of a step.
 *
 * @throws IsolineError (failure) `step-state` where they are missing, or of another length
 */
export function stateValues({ input, initial }: StepState, values: StateValues): Float32Array {
  const value = values[input];
  if (value?.length === initial.length) return value;
  throw new IsolineError({
    code: 'step-state',
    kind: 'failure',
    sentence: `The state ${input} of the training step has ${initial.length} values, not ${value?.length ?? 'none'}.`,
    subject: input,
  });
}
