import { normalQuantile } from '../../core/normal-quantile.ts';
import { roundTicks } from '../../core/round-ticks.ts';
import { formatCount } from './numbers.ts';

/** Axes of the report's drawings: where a value lies in pixels, and which values are marked. */

export interface Tick {
  value: number;
  label: string;
}

export interface Axis {
  /** Where a value lies, in the drawing's pixels; values outside the domain lie on its ends. */
  position(value: number): number;
  ticks: Tick[];
}

/** Ends of the domain, then of the range in pixels. */
type Pair = readonly [number, number];

/** A coordinate with one decimal: enough for a drawing, and short. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

function axisOver(
  transform: (value: number) => number,
  domain: Pair,
  range: Pair,
  ticks: Tick[],
): Axis {
  const low = transform(domain[0]);
  const width = transform(domain[1]) - low;
  return {
    position: (value) => {
      const clamped = Math.min(Math.max(value, domain[0]), domain[1]);
      const share = width === 0 ? 0.5 : (transform(clamped) - low) / width;
      return range[0] + share * (range[1] - range[0]);
    },
    ticks,
  };
}

/** A linear axis with about `count` ticks at 1, 2 or 5 times a power of ten. */
export function linearAxis(domain: Pair, range: Pair, count: number): Axis {
  const span = domain[1] - domain[0];
  if (!(span > 0)) {
    return axisOver((value) => value, domain, range, [
      { value: domain[0], label: String(domain[0]) },
    ]);
  }
  const { step, values } = roundTicks(domain[0], domain[1], count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = values.map((value) => ({ value, label: value.toFixed(decimals) }));
  return axisOver((value) => value, domain, range, ticks);
}

function powerLabel(exponent: number): string {
  if (exponent > 5) return `1e${exponent}`;
  if (exponent >= 0) return formatCount(10 ** exponent);
  return exponent >= -3 ? (10 ** exponent).toFixed(-exponent) : `1e${exponent}`;
}

/** A logarithmic axis from 10^`exponents[0]` to 10^`exponents[1]`, ticks at powers of ten. */
export function logAxis(exponents: Pair, range: Pair, mostTicks = 8): Axis {
  const stride = Math.max(1, Math.ceil((exponents[1] - exponents[0]) / mostTicks));
  const ticks: Tick[] = [];
  for (let exponent = exponents[1]; exponent >= exponents[0]; exponent -= stride) {
    ticks.unshift({ value: 10 ** exponent, label: powerLabel(exponent) });
  }
  return axisOver(Math.log10, [10 ** exponents[0], 10 ** exponents[1]], range, ticks);
}

/** Rates that a probit axis marks. */
export const probitMarks = [
  1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999,
] as const;

/** An axis on which a normal distribution function is a straight line; domain inside (0, 1). */
export function probitAxis(domain: Pair, range: Pair): Axis {
  const ticks = probitMarks
    .filter((mark) => mark >= domain[0] && mark <= domain[1])
    .map((mark) => ({ value: mark, label: mark < 0.001 ? mark.toExponential() : String(mark) }));
  return axisOver(normalQuantile, domain, range, ticks);
}
