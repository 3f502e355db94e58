import type { ChangedClass, ComparedPoint } from '../../contract/comparison.ts';
import { meanOf } from '../../core/metrics/statistics.ts';

/** How many times the pooled FAR a class may have. */
const falseAcceptFactor = 3;
/** How many times the pooled FRR. */
const falseRejectFactor = 2;
/** Pairs by which a class must have changed: one pair may go either way by chance. */
const fewestPairs = 2;
/** Share of the band by which its rate must have changed: a step over the edge is no change. */
const leastShareOfBand = 0.1;

/** The rule, for a reader. */
export const classRule =
  'A class lies above the band when its FAR_c is more than 3 times the pooled FAR, or its FRR_c more than 2 times the pooled FRR (at most halfway from the pooled FRR to 1). Pooled: the mean over both evaluations, each at its own threshold of the target FAR. A class is fixed when one of its rates lay above the band before and lies inside it after, newly broken when it lay inside and lies above; in both cases by at least 2 pairs and a tenth of the band.';

/**
 * Upper ends of the bands inside which a class's rates are acceptable.
 *
 * @param pooled pooled rates of both evaluations at their own thresholds; null where one has none
 * @returns null for a rate that neither has
 */
export function bandsOf(pooled: {
  falseAcceptRate: readonly (number | null)[];
  falseRejectRate: readonly (number | null)[];
}): ComparedPoint['bands'] {
  const accept = meanOf(pooled.falseAcceptRate);
  const reject = meanOf(pooled.falseRejectRate);
  return {
    falseAcceptRate: accept === null ? null : Math.min(1, falseAcceptFactor * accept),
    falseRejectRate:
      reject === null ? null : Math.min(falseRejectFactor * reject, (1 + reject) / 2),
  };
}

/** One rate of every class, before and after, with the pairs behind it. */
export interface ClassRatePairs {
  readonly rate: ChangedClass['rate'];
  /** Upper end of the band. */
  readonly band: number | null;
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
  /** [T] errors counted. */
  readonly countBefore: ArrayLike<number>;
  readonly countAfter: ArrayLike<number>;
  /** [T] pairs behind "before". */
  readonly pairs: ArrayLike<number>;
}

/** The classes that left the band of a rate or came back into it, the largest changes first. */
export function changedClasses({
  rate,
  band,
  before,
  after,
  countBefore,
  countAfter,
  pairs,
}: ClassRatePairs): ChangedClass[] {
  if (band === null) return [];
  const changed: ChangedClass[] = [];
  before.forEach((was, c) => {
    const is = after[c] ?? null;
    if (was === null || is === null || was > band === is > band) return;
    if (Math.abs(countAfter[c]! - countBefore[c]!) < fewestPairs) return;
    if (Math.abs(is - was) < leastShareOfBand * band) return;
    changed.push({
      class: c,
      rate,
      change: was > band ? 'fixed' : 'newly-broken',
      before: was,
      after: is,
      pairs: pairs[c]!,
    });
  });
  return changed.sort(
    (a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || a.class - b.class,
  );
}
