import { nextUp32 } from '../float32.ts';
import { countFrom } from './score-lists.ts';
import { acceptableCount } from './targets.ts';

/** Impostor pairs in descending order of score: all from the last score up. */
export interface ImpostorTail {
  readonly scores: Float32Array;
  /** Images of each pair. */
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

/** An image and how many of some pairs it is an end of. */
export interface OwnedPairs {
  readonly image: number;
  readonly pairs: number;
}

/** The images with most impostor pairs at and above a threshold, most first, ties by index. */
export function mostAccepted(tail: ImpostorTail, threshold: number, limit: number): OwnedPairs[] {
  return mostOwned(tail, countFrom(tail.scores, threshold), limit);
}

/**
 * The images that are an end of most pairs, most first, ties by index.
 *
 * @param count how many of the pairs, from the first, are looked at.
 */
export function mostOwned(
  { first, second }: Pick<ImpostorTail, 'first' | 'second'>,
  count: number,
  limit: number,
): OwnedPairs[] {
  const counts = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    for (const image of [first[k]!, second[k]!]) counts.set(image, (counts.get(image) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, some], [b, others]) => others - some || a - b)
    .slice(0, limit)
    .map(([image, pairs]) => ({ image, pairs }));
}

/**
 * The threshold of a target FAR, `nextUp32(z_{k+1})`, from a tail.
 *
 * @param pairs all impostor pairs.
 * @returns null where the target accepts none of them, `beyond` where the tail is too short to tell
 */
export function thresholdOfTail(
  scores: Float32Array,
  pairs: number,
  target: number,
): number | 'beyond' | null {
  const accepted = acceptableCount(target, pairs);
  if (accepted === 0) return null;
  const next = scores[accepted];
  return next === undefined ? 'beyond' : nextUp32(next);
}

/**
 * The same without one image and all its pairs.
 *
 * @param pairs impostor pairs without those of the image.
 */
export function thresholdWithout(
  { scores, first, second }: ImpostorTail,
  image: number,
  pairs: number,
  target: number,
): number | 'beyond' | null {
  let left = acceptableCount(target, pairs);
  if (left === 0) return null;
  for (let k = 0; k < scores.length; k++) {
    if (first[k] === image || second[k] === image) continue;
    if (left === 0) return nextUp32(scores[k]!);
    left--;
  }
  return 'beyond';
}
