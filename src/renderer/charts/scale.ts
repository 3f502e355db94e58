import { normalQuantile } from '../../core/normal-quantile.ts';
import { roundTicks } from '../../core/round-ticks.ts';

/** An axis: where a value lies between its two ends. */
export interface Scale {
  /** 0 at the start of the axis, 1 at its end; beyond them for values outside. */
  readonly at: (value: number) => number;
  /** The value at a place between 0 and 1. */
  readonly from: (place: number) => number;
  /** Values worth a line, ascending. */
  readonly ticks: readonly number[];
}

/** Even steps from one value to another, with about so many ticks at round values. */
export function linearScale(first: number, last: number, ticks = 6): Scale {
  const width = last > first ? last - first : 1;
  return {
    at: (value) => (value - first) / width,
    from: (place) => first + place * width,
    ticks: roundTicks(first, first + width, ticks).values,
  };
}

/**
 * Even steps of the logarithm; both ends above 0. Ticks at powers of ten, and at twice and five times
 * them where there would be fewer than three.
 */
export function logScale(first: number, last: number): Scale {
  const low = Math.log10(first);
  const width = last > first ? Math.log10(last) - low : 1;
  const every = Math.max(1, Math.ceil(width / 7));
  const firstPower = Math.ceil(low - 1e-9);
  const powers: number[] = [];
  for (let power = firstPower; power <= low + width + 1e-9; power += every) {
    powers.push(Number(`1e${String(power)}`));
  }
  const finer = [firstPower - 1, firstPower, firstPower + 1, firstPower + 2]
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${String(digit)}e${String(power)}`)))
    .filter((tick) => tick >= first * (1 - 1e-9) && Math.log10(tick) <= low + width + 1e-9);
  return {
    at: (value) => (value > 0 ? (Math.log10(value) - low) / width : -Infinity),
    from: (place) => 10 ** (low + place * width),
    ticks: powers.length < 3 ? finer : powers,
  };
}

/** Where 0 lies on a logarithmic axis, and where its least value does. */
const zeroPlace = 0.03;
const firstPlace = 0.12;

/** A logarithmic axis as `logScale`, with a place and a tick of its own for 0. */
export function logScaleWithZero(first: number, last: number): Scale {
  const inner = logScale(first, last);
  return {
    at: (value) =>
      value > 0 ? firstPlace + (1 - firstPlace) * Math.max(0, inner.at(value)) : zeroPlace,
    from: (place) =>
      place < (zeroPlace + firstPlace) / 2
        ? 0
        : inner.from(Math.max(0, (place - firstPlace) / (1 - firstPlace))),
    ticks: [0, ...inner.ticks],
  };
}

const probitTicks = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99];

/** Even steps of the normal quantile, as detection error trade-off curves have; ends inside (0, 1). */
export function probitScale(first: number, last: number): Scale {
  const low = normalQuantile(first);
  const width = last > first ? normalQuantile(last) - low : 1;
  return {
    at: (value) => (normalQuantile(value) - low) / width,
    from: (place) => normalShare(low + place * width),
    ticks: probitTicks.filter((tick) => tick >= first && tick <= last),
  };
}

/** A place kept between the ends of the axis. */
export function clampedTo(scale: Scale, value: number): number {
  return Math.min(1, Math.max(0, scale.at(value)));
}

/** Share of the standard normal distribution below a value: the inverse of `normalQuantile`, by bisection. */
function normalShare(value: number): number {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (normalQuantile(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
