import type { EmbeddingRun } from '../engine/evaluation/evaluation-source.ts';
import { countText } from './count-text.ts';

/**
 * What a run did to embed the images: how many went through the model, on what, and why not on what
 * `auto` prefers. No lines of a matrix.
 */
export function embeddingText(run: EmbeddingRun | null, provider: string): string[] {
  if (run === null) return [];
  const kept = `${countText(run.reused, 'embedding')} kept from before`;
  if (run.decoded === 0) return [`${kept} (${provider}); no image had to be decoded.`];
  return [
    `${countText(run.decoded, 'image')} embedded on ${provider}${run.reused === 0 ? '' : `, ${kept}`}.`,
    ...run.providersSkipped.map(({ provider: other, reason }) => `Not on ${other}: ${reason}`),
  ];
}
