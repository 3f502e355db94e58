import { linearScale, logScale, type Scale } from '../../charts/scale.ts';
import type { BeforeAfter } from './class-rows.ts';

/** Where 0 lies on a logarithmic axis, and where its least value does. */
const zeroPlace = 0.03;
const firstPlace = 0.12;

/** The scale of both axes of a scatter of changes: linear from 0 for FRR, logarithmic for FAR. */
export function changeScale(rates: readonly BeforeAfter[], isLogarithmic: boolean): Scale {
  const values = rates.flatMap(({ before, after }) =>
    before === null || after === null ? [] : [before, after],
  );
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (!isLogarithmic) return linearScale(0, Math.min(1, Math.max(0.05, 1.05 * most)), 5);
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Infinity);
  return least === Infinity ? logWithZero(1e-4, 0.1) : logWithZero(least, most);
}

/** Whole powers of ten around two values, with a place of its own for 0. */
function logWithZero(least: number, most: number): Scale {
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9));
  const inner = logScale(10 ** first, 10 ** last);
  return {
    at: (value) => (value > 0 ? firstPlace + (1 - firstPlace) * inner.at(value) : zeroPlace),
    from: (place) =>
      place < (zeroPlace + firstPlace) / 2
        ? 0
        : inner.from(Math.max(0, (place - firstPlace) / (1 - firstPlace))),
    ticks: [0, ...inner.ticks],
  };
}
