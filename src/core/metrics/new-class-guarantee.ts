import { upperLimit } from './binomial.ts';

/** What probe classes say of the classes to come. */
export interface ClassGuarantee {
  /** At the level, at most this share of new classes exceeds the target. */
  readonly upperShare: number;
  readonly guaranteed: boolean;
  /** How many more probe classes would do, none of which exceeds; 0 when guaranteed. */
  readonly moreClasses: number;
}

/**
 * Clopper–Pearson over probe classes: classes are the trials, a class whose FAR exceeds the target is
 * a failure. One-sided.
 *
 * @param exceeding in [0, probeClasses]; @param probeClasses 1 or more
 * @param wantedShare the share of new classes that may exceed the target
 */
export function classGuarantee(
  exceeding: number,
  probeClasses: number,
  wantedShare: number,
  level = 0.95,
): ClassGuarantee {
  const upperShare = upperLimit(exceeding, probeClasses, level);
  const suffices = (more: number): boolean =>
    upperLimit(exceeding, probeClasses + more, level) <= wantedShare;
  if (suffices(0)) return { upperShare, guaranteed: true, moreClasses: 0 };
  let few = 0;
  let many = 1;
  while (!suffices(many)) {
    few = many;
    many *= 2;
  }
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (suffices(middle)) many = middle;
    else few = middle;
  }
  return { upperShare, guaranteed: false, moreClasses: many };
}
