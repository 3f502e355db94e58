import type { Recipe } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import type { TensorDescription } from './describe.ts';

/** Numbers of axes to which a pooling applies, the first and the last of them. */
const axes = {
  none: [2, 2],
  average: [2, 4],
  flatten: [2, Infinity],
  'first-token': [3, 3],
} as const;

/**
 * Checks that an output can be an embedding, as far as the model file tells.
 *
 * @throws IsolineError (input) `model-output-type`, `model-output-shape`
 */
export function checkOutput(
  { name, type, shape }: TensorDescription,
  pooling: Recipe['pooling'],
): void {
  if (!['float32', 'float16', 'bfloat16', 'float64', 'unknown'].includes(type)) {
    throw wrongType(name, type);
  }
  const [least, most] = axes[pooling ?? 'none'];
  if (shape !== null && (shape.length < least || shape.length > most)) {
    throw wrongShape(name, shape, pooling);
  }
}

/** The error `model-output-shape`. */
export function wrongShape(
  output: string,
  shape: readonly (number | string | null)[],
  pooling?: Recipe['pooling'],
): IsolineError {
  const sizes = `[${shape.map((size) => size ?? '?').join(', ')}]`;
  return new IsolineError({
    code: 'model-output-shape',
    sentence:
      pooling === undefined
        ? `The output ${output} has the shape ${sizes}; an embedding is [N, D].`
        : `The output ${output} has the shape ${sizes}, to which the pooling "${pooling}" does not apply.`,
    next: 'Set "pooling" in the recipe to "average" (mean over positions), "flatten" (everything in one row) or "first-token" (of [N, tokens, D]), or export the pooled output.',
    subject: output,
  });
}

/** The error `model-output-type`. */
export function wrongType(output: string, type: string): IsolineError {
  return new IsolineError({
    code: 'model-output-type',
    sentence: `The output ${output} is ${type}; an embedding is made of floating-point numbers.`,
    next: 'Choose another output in the recipe, or export one that is float32.',
    subject: output,
  });
}
