import { add, divide, minimum, multiply, squareRoot, subtract } from '../graph/arithmetic.ts';
import { reduceSum } from '../graph/operations.ts';
import type { Tensor } from '../graph/tensor.ts';

export interface AdamWOptions {
  /** Decay of the first moment, in [0, 1). */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). */
  readonly beta2: number;
  readonly epsilon: number;
}

export const defaultAdamW: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * The corrections of a step for moments that began at 0: `1 - beta^(step + 1)`.
 *
 * @param step 0-based.
 */
export function biasCorrections(
  options: AdamWOptions,
  step: number,
): { biasCorrection1: number; biasCorrection2: number } {
  return {
    biasCorrection1: 1 - options.beta1 ** (step + 1),
    biasCorrection2: 1 - options.beta2 ** (step + 1),
  };
}

/** The length of all gradients taken as one vector. */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  return squareRoot(
    gradients.map((gradient) => reduceSum(multiply(gradient, gradient))).reduce(add),
  );
}

/**
 * The factor that brings a gradient of length `norm` down to at most `limit`: 1 where it is
 * shorter.
 */
export function clipFactor(norm: Tensor, limit: number): Tensor {
  return minimum(divide(limit, add(norm, 1e-6)), 1);
}

/** Scalars of the graph that change from step to step. */
export interface AdamWScalars {
  readonly learningRate: Tensor;
  readonly biasCorrection1: Tensor;
  readonly biasCorrection2: Tensor;
}

/** A parameter with its moments. */
export interface AdamWState {
  readonly parameter: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/**
 * Adds the nodes of one AdamW update: the decay is decoupled from the gradient, and draws towards
 * the values at the start instead of towards zero.
 *
 * `θ ← θ - lr · m̂ / (√v̂ + ε) - lr · decay · (θ - start)`
 *
 * @param decay `undefined` for none.
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019; Li, Grandvalet
 * and Davoine, "Explicit Inductive Bias for Transfer Learning" (L2-SP), ICML 2018.
 */
export function adamW(
  state: AdamWState,
  gradient: Tensor,
  scalars: AdamWScalars,
  options: AdamWOptions,
  decay: { readonly start: Tensor; readonly rate: number } | undefined,
): AdamWState {
  const { beta1, beta2, epsilon } = options;
  const { learningRate, biasCorrection1, biasCorrection2 } = scalars;
  const moved = (moment: Tensor, value: Tensor, beta: number): Tensor =>
    add(moment, multiply(subtract(value, moment), 1 - beta));
  const firstMoment = moved(state.firstMoment, gradient, beta1);
  const secondMoment = moved(state.secondMoment, multiply(gradient, gradient), beta2);

  // m̂ / (√v̂ + ε), with both corrections gathered into scalars.
  const rootCorrection = squareRoot(biasCorrection2);
  const direction = divide(
    firstMoment,
    add(squareRoot(secondMoment), multiply(rootCorrection, epsilon)),
  );
  const stepSize = divide(multiply(learningRate, rootCorrection), biasCorrection1);
  const stepped = subtract(state.parameter, multiply(direction, stepSize));
  const parameter =
    decay === undefined
      ? stepped
      : subtract(
          stepped,
          multiply(subtract(state.parameter, decay.start), multiply(learningRate, decay.rate)),
        );
  return { parameter, firstMoment, secondMoment };
}
