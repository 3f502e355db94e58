import type { Tensor } from '../graph/tensor.ts';
import type { LossBatch } from './batch.ts';
import { contrastiveLoss } from './contrastive.ts';
import { multiSimilarityLoss } from './multi-similarity.ts';
import type { MultiSimilarityOptions } from './multi-similarity.ts';
import { proxyAnchorLoss } from './proxy-anchor.ts';
import { arcFaceLoss, cosFaceLoss, normSoftmaxLoss } from './proxy-classification.ts';
import { recallAtKLoss, smoothAveragePrecisionLoss } from './ranking.ts';
import type { RecallAtKOptions } from './ranking.ts';
import { tripletLoss } from './triplet.ts';

/** A base loss with all its numbers: plain data, kept with a training run. */
export type BaseLoss =
  | { readonly kind: 'contrastive'; readonly margin: number }
  | { readonly kind: 'triplet'; readonly margin: number }
  | ({ readonly kind: 'multi-similarity' } & MultiSimilarityOptions)
  | { readonly kind: 'norm-softmax'; readonly temperature: number }
  | { readonly kind: 'cosface'; readonly margin: number; readonly scale: number }
  | { readonly kind: 'arcface'; readonly margin: number; readonly scale: number }
  | { readonly kind: 'proxy-anchor'; readonly margin: number; readonly alpha: number }
  | { readonly kind: 'smooth-ap'; readonly temperature: number }
  | ({ readonly kind: 'recall-at-k' } & RecallAtKOptions);

export type BaseLossKind = BaseLoss['kind'];

/** The numbers of each loss's paper; where a paper leaves them open, common ones. */
export const defaultBaseLosses: { readonly [K in BaseLossKind]: Extract<BaseLoss, { kind: K }> } = {
  contrastive: { kind: 'contrastive', margin: 1 },
  triplet: { kind: 'triplet', margin: 0.1 },
  'multi-similarity': { kind: 'multi-similarity', alpha: 2, beta: 50, base: 0.5, epsilon: 0.1 },
  'norm-softmax': { kind: 'norm-softmax', temperature: 0.05 },
  cosface: { kind: 'cosface', margin: 0.35, scale: 64 },
  arcface: { kind: 'arcface', margin: 0.5, scale: 64 },
  'proxy-anchor': { kind: 'proxy-anchor', margin: 0.1, alpha: 32 },
  'smooth-ap': { kind: 'smooth-ap', temperature: 0.01 },
  'recall-at-k': {
    kind: 'recall-at-k',
    ks: [1, 2, 4, 8, 16],
    rankTemperature: 1,
    similarityTemperature: 0.01,
  },
};

/** Whether a loss trains a proxy per class. */
export function hasProxies(kind: BaseLossKind): boolean {
  return ['norm-softmax', 'cosface', 'arcface', 'proxy-anchor'].includes(kind);
}

/** Adds the nodes of a base loss: one number, float32. */
export function buildBaseLoss(batch: LossBatch, loss: BaseLoss): Tensor {
  switch (loss.kind) {
    case 'contrastive':
      return contrastiveLoss(batch, loss);
    case 'triplet':
      return tripletLoss(batch, loss);
    case 'multi-similarity':
      return multiSimilarityLoss(batch, loss);
    case 'norm-softmax':
      return normSoftmaxLoss(batch, loss);
    case 'cosface':
      return cosFaceLoss(batch, loss);
    case 'arcface':
      return arcFaceLoss(batch, loss);
    case 'proxy-anchor':
      return proxyAnchorLoss(batch, loss);
    case 'smooth-ap':
      return smoothAveragePrecisionLoss(batch, loss);
    case 'recall-at-k':
      return recallAtKLoss(batch, loss);
  }
}
