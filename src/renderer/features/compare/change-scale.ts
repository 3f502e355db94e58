import { linearScale, logScaleWithZero, type Scale } from '../../charts/scale.ts';
import type { BeforeAfter } from './class-rows.ts';

/** The scale of both axes of a scatter of changes: linear from 0 for FRR, logarithmic for FAR. */
export function changeScale(rates: readonly BeforeAfter[], isLogarithmic: boolean): Scale {
  const values = rates.flatMap(({ before, after }) =>
    before === null || after === null ? [] : [before, after],
  );
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (!isLogarithmic) return linearScale(0, Math.min(1, Math.max(0.05, 1.05 * most)), 5);
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Infinity);
  return least === Infinity ? logScaleWithZero(1e-4, 0.1) : powersAround(least, most);
}

/** Whole powers of ten around two values. */
function powersAround(least: number, most: number): Scale {
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9));
  return logScaleWithZero(10 ** first, 10 ** last);
}
