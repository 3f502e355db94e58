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
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= span / count) ?? 10);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  // 1e-9: the ends of a domain such as 0.1 + 0.2 are still ticks.
  for (let k = Math.ceil(domain[0] / step - 1e-9); k * step <= domain[1] + step * 1e-9; k++) {
    const value = k * step;
    ticks.push({ value, label: (k === 0 ? 0 : value).toFixed(decimals) });
  }
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

/**
 * The standard normal quantile of `probability` in (0, 1), absolute error below 1e-8.
 *
 * @see P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution
 * function", 2003.
 */
export function normalQuantile(probability: number): number {
  const tail = (p: number): number => {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q -
        2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q +
        3.754408661907416) *
        q +
        1)
    );
  };
  if (probability < 0.02425) return tail(probability);
  if (probability > 1 - 0.02425) return -tail(1 - probability);
  const q = probability - 0.5;
  const r = q * q;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
      1.38357751867269e2) *
      r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
      q) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
      6.680131188771972e1) *
      r -
      1.328068155288572e1) *
      r +
      1)
  );
}
