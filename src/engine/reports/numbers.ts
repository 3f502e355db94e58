import type { Interval } from '../../contract/evaluation.ts';

/**
 * Numbers as the report prints them. Nothing here depends on the locale of the machine, so that one
 * evaluation gives the same bytes everywhere.
 */

// Between the parts of one figure: a line never ends inside it.
const joint = '\u00a0';

/** A count with commas: `39,600`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Counts behind a rate: `39 / 39,600`. */
export function formatCounts(part: number, whole: number): string {
  return `${formatCount(part)}${joint}/${joint}${formatCount(whole)}`;
}

/** `1 image`, `2 images`: a count with its noun. */
export function formatNumberOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)}${joint}${count === 1 ? singular : plural}`;
}

/**
 * A rate or another small quantity with three significant digits: `0.000985` down to 1e-4,
 * `9.85e-5` below. Exact 0 and 1 are `0` and `1`, and nothing else is printed as them.
 */
export function formatRate(rate: number): string {
  if (rate === 0 || rate === 1) return String(rate);
  const rounded = Number(rate.toPrecision(3));
  if (rounded === 1 && rate < 1) {
    const decimals = Math.min(15, Math.ceil(-Math.log10(1 - rate)) + 1);
    return rate.toFixed(decimals);
  }
  return Math.abs(rounded) >= 1e-4 ? rate.toPrecision(3) : rate.toExponential(2);
}

/** A target as it was asked for, in its shortest form: `0.01`, `0.001`, `1e-4`. */
export function formatTarget(rate: number): string {
  return rate !== 0 && rate < 1e-3 ? rate.toExponential() : String(rate);
}

function roundedUp(value: number, decimals: number): string {
  const unit = 10 ** decimals;
  let steps = Math.round(value * unit);
  while (steps / unit < value) steps++;
  while ((steps - 1) / unit >= value) steps--;
  return (steps / unit).toFixed(decimals);
}

/**
 * A threshold on scores with six decimals, rounded up: the printed value accepts no float32 score
 * that the exact one rejects.
 */
export function formatThreshold(threshold: number): string {
  // A decimal that reads as the very same float32 needs no rounding.
  const nearest = threshold.toFixed(6);
  return Math.fround(Number(nearest)) === threshold ? nearest : roundedUp(threshold, 6);
}

/**
 * A threshold on distances (accept when distance <= threshold) with six decimals, rounded down:
 * towards rejection. `none` for a negative distance, which accepts nothing.
 */
export function formatDistance(distance: number): string {
  if (!(distance >= 0)) return 'none';
  const steps = -Number(roundedUp(-distance, 6));
  return (steps === 0 ? 0 : steps).toFixed(6);
}

/** A threshold on angles in degrees with four decimals, rounded down: towards rejection. */
export function formatAngle(degrees: number): string {
  if (!(degrees >= 0)) return 'none';
  const steps = -Number(roundedUp(-degrees, 4));
  return `${(steps === 0 ? 0 : steps).toFixed(4)}°`;
}

/** The shortest decimal that reads back as the same float32 (or the number itself, if it is none). */
export function formatExact(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 10; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** How many times one number is another, two significant digits: `3.2`, `12`, `1,400`. */
export function formatRatio(ratio: number): string {
  const rounded = Number(ratio.toPrecision(2));
  return rounded >= 10 ? formatCount(Math.round(rounded)) : ratio.toPrecision(2);
}

/** The ends of an interval: `[0.000812, 0.00201]`. */
export function formatInterval(interval: Interval | { lower: number; upper: number }): string {
  return `[${formatRate(interval.lower)},${joint}${formatRate(interval.upper)}]`;
}

/** The coverage of an interval: `95 %`. */
export function formatLevel(level: number): string {
  return formatPercent(level);
}

/** A number of effective trials: whole from 100 up, one decimal below. */
export function formatTrials(trials: number): string {
  return trials >= 100 ? formatCount(Math.round(trials)) : String(Math.round(trials * 10) / 10);
}

/** A share in per cent, at most one decimal: `12.5 %`; `< 0.1 %` rather than a zero that is none. */
export function formatPercent(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  if (percent === 0 && share > 0) return `<${joint}0.1${joint}%`;
  return `${percent}${joint}%`;
}

/** An ISO 8601 time in UTC as `2026-01-31 09:26 UTC`; any other text as it is. */
export function formatTime(time: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/.exec(time);
  return match === null ? time : `${match[1]} ${match[2]} UTC`;
}
