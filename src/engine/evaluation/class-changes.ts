import type { ChangedClass } from '../../contract/comparison.ts';
import { quantile } from '../../core/metrics/statistics.ts';

/** Quantile over the class rates of both evaluations at which the band of acceptable rates ends. */
const bandQuantile = 0.95;
/** Pairs by which a class must have changed: one pair may go either way by chance. */
const fewestPairs = 2;

/** The rule, for a reader. */
export const classRule =
  'The band of a rate ends at the 95 % quantile of the class rates of both evaluations together, each at its own threshold of the target FAR. A class is fixed when its FAR_c or FRR_c lay above the band before and lies inside it after, newly broken when it lay inside and lies above; in both cases by at least 2 pairs.';

/** Upper end of the band of a rate; null where no class has a rate. */
export function bandOf(rates: readonly (number | null)[]): number | null {
  const sorted = Float64Array.from(rates.filter((rate) => rate !== null)).sort();
  return sorted.length === 0 ? null : quantile(sorted, bandQuantile);
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
