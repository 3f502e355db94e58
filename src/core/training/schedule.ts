export interface LearningRateSchedule {
  /** The highest learning rate, reached at the end of the warm-up. */
  readonly peak: number;
  /** Steps of linear warm-up; 0 for none. */
  readonly warmUpSteps: number;
  /** All steps, warm-up included. */
  readonly totalSteps: number;
}

/**
 * The learning rate of a step: it rises linearly over the warm-up (step 0 already moves), then
 * falls along half a cosine, to 0 after the last step.
 *
 * @param step 0-based; from `totalSteps` on the rate is 0.
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
 */
export function learningRate(schedule: LearningRateSchedule, step: number): number {
  const { peak, warmUpSteps, totalSteps } = schedule;
  if (step >= totalSteps) return 0;
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const progress = (step - warmUpSteps) / (totalSteps - warmUpSteps);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}
