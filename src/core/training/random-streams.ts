import { seededGenerator } from '../random.ts';
import type { RandomGenerator } from '../random.ts';

/** What training draws at random. Each purpose has streams of its own, numbered from 0. */
const purposes = ['start', 'class-order', 'image-choice', 'view-choice', 'dropout'] as const;

export type RandomPurpose = (typeof purposes)[number];

/** Room for more purposes without changing the streams of the present ones. */
const STREAMS_PER_INDEX = 16;

/**
 * The generator of one purpose and index (an epoch, a step). Every draw of training is a function
 * of seed, purpose and index, so that a resumed run draws what an uninterrupted one would.
 */
export function trainingGenerator(
  seed: number,
  purpose: RandomPurpose,
  index: number,
): RandomGenerator {
  return seededGenerator(seed, index * STREAMS_PER_INDEX + purposes.indexOf(purpose));
}
