import { upperLimit } from './binomial.ts';

/** What probe classes say of the classes to come. */
export interface ClassGuarantee {
  /** At the level, at most this share of new classes exceeds the target. */
  readonly upperShare: number;
  readonly guaranteed: boolean;
}

/**
 * Clopper–Pearson over probe classes: classes are the trials, a class whose FAR exceeds the target is
 * a failure. One-sided. It speaks of probe classes whose number was fixed before they were looked at.
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
  return { upperShare, guaranteed: upperShare <= wantedShare };
}

/**
 * How many probe classes it takes where none exceeds: 59 for 5 % at 95 %. Meant for a further try, which
 * takes classes that are all new: those that failed before, topped up until they pass, guarantee less.
 *
 * @param wantedShare above 0 and below 1
 */
export function fewestProbeClasses(wantedShare: number, level = 0.95): number {
  // Without a failure the limit is 1 - (1 - level)^(1 / classes).
  return Math.ceil(Math.log(1 - level) / Math.log(1 - wantedShare));
}
