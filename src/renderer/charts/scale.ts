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
    ticks: roundValues(first, first + width, ticks),
  };
}

/** Even steps of the logarithm; both ends above 0. Ticks at powers of ten. */
export function logScale(first: number, last: number): Scale {
  const low = Math.log10(first);
  const width = last > first ? Math.log10(last) - low : 1;
  const powers: number[] = [];
  const every = Math.max(1, Math.ceil(width / 7));
  for (let power = Math.ceil(low - 1e-9); power <= low + width + 1e-9; power += every) {
    powers.push(Number(`1e${String(power)}`));
  }
  return {
    at: (value) => (value > 0 ? (Math.log10(value) - low) / width : -Infinity),
    from: (place) => 10 ** (low + place * width),
    ticks: powers,
  };
}

const probitTicks = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99];

/** Even steps of the normal quantile, as detection error trade-off curves have; ends inside (0, 1). */
export function probitScale(first: number, last: number): Scale {
  const low = probit(first);
  const width = last > first ? probit(last) - low : 1;
  return {
    at: (value) => (probit(value) - low) / width,
    from: (place) => normalShare(low + place * width),
    ticks: probitTicks.filter((tick) => tick >= first && tick <= last),
  };
}

/** A place kept between the ends of the axis. */
export function clampedTo(scale: Scale, value: number): number {
  return Math.min(1, Math.max(0, scale.at(value)));
}

function roundValues(first: number, last: number, wanted: number): number[] {
  const rough = (last - first) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const values: number[] = [];
  for (let k = Math.ceil(first / step - 1e-9); k * step <= last + step * 1e-9; k++) {
    // 3 × 0.1 is not 0.3.
    values.push(Number((k * step).toPrecision(12)));
  }
  return values;
}

/** Quantile of the standard normal distribution; ±Infinity at 0 and 1. Error below 1.2e-9 (P. J. Acklam). */
export function probit(share: number): number {
  if (share <= 0) return -Infinity;
  if (share >= 1) return Infinity;
  if (share > 0.5) return -probit(1 - share);
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
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
  }
  const q = share - 0.5;
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

/** Share of the standard normal distribution below a value: the inverse of `probit`, by bisection. */
function normalShare(value: number): number {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (probit(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
