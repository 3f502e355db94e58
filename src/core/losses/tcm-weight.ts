import type { BaseLossKind } from './base-loss.ts';

const tcmWeight = 4;
const tcmWeightOfScaledLoss = 40;

/**
 * The weight of TCM beside a base loss where none is asked for; null: TCM alone. ArcFace and CosFace
 * multiply their scores by a scale and want ten times as much.
 */
export function usualTcmWeight(baseLoss: BaseLossKind | null): number {
  return baseLoss === 'arcface' || baseLoss === 'cosface' ? tcmWeightOfScaledLoss : tcmWeight;
}
