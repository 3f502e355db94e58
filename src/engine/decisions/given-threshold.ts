import type { Policy } from '../../contract/policy.ts';
import { IsolineError } from '../../core/errors.ts';
import { atOrAbove32 } from '../../core/float32.ts';

/**
 * The threshold that a policy gives: the least float32 at or above it, so rounded towards rejection.
 *
 * @param isCosine whether the scores are cosine similarities, from -1 to 1
 * @returns null for a policy that gives none
 * @throws IsolineError (input) `threshold-no-score`
 */
export function givenThreshold({ threshold }: Policy, isCosine: boolean): number | null {
  if (threshold === undefined) return null;
  const rounded = atOrAbove32(threshold);
  if (isCosine ? rounded >= -1 && rounded <= 1 : Number.isFinite(rounded)) return rounded;
  throw new IsolineError({
    code: 'threshold-no-score',
    sentence: `No pair can have the score ${String(threshold)}, the given threshold${isCosine ? ': cosine similarities lie between -1 and 1' : ''}.`,
    next: 'Give a threshold in the scale of the scores.',
    subject: String(threshold),
  });
}
