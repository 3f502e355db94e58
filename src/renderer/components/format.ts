import i18next from 'i18next';

/** Numbers and times by the chosen language; every number of the page goes through here. */

const numberFormatters = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = `${i18next.language} ${JSON.stringify(options)}`;
  let formatter = numberFormatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(i18next.language, options);
    numberFormatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** 39,600 */
export function formatCount(count: number): string {
  return format(count, { maximumFractionDigits: 0 });
}

/** 21.5M, where there is little room: on an axis. */
export function formatShortCount(count: number): string {
  return format(count, { notation: 'compact', maximumSignificantDigits: 3 });
}

/** A rate with three significant digits: 0.00123, 9.8e-7. */
export function formatRate(rate: number | null | undefined, none = '–'): string {
  if (rate === null || rate === undefined) return none;
  if (rate !== 0 && Math.abs(rate) < 1e-4) {
    return format(rate, { notation: 'scientific', maximumSignificantDigits: 3 }).replace('E', 'e');
  }
  return format(rate, { maximumSignificantDigits: 3 });
}

/** A figure such as OPIS or recall with so many significant digits. */
export function formatFigure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '–';
  return format(value, { maximumSignificantDigits: digits });
}

/** A figure with exactly three significant digits, so that columns of it can be compared: 0.740. */
export function formatSignificant(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value !== 0 && Math.abs(value) < 1e-4) return formatRate(value);
  return format(value, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

/** A difference with its sign and three significant digits: +0.0123, −2.1e-5, 0. */
export function formatDifference(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return '–';
  const size = formatRate(Math.abs(difference));
  return difference === 0 ? size : `${difference < 0 ? '\u2212' : '+'}${size}`;
}

/** A similarity or distance with so many decimals. */
export function formatDecimal(value: number, decimals = 4): string {
  return format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** 12.3 % */
export function formatPercent(share: number): string {
  return format(share, { style: 'percent', maximumSignificantDigits: 3 });
}

/** 1.2 MB */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  let power = 0;
  let value = bytes;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power++;
  }
  return format(value, {
    style: 'unit',
    unit: units[power],
    unitDisplay: 'short',
    maximumSignificantDigits: 3,
  });
}

const timeFormatters = new Map<string, Intl.DateTimeFormat>();

/** 22 Nov 2026, 14:05 */
export function formatTime(milliseconds: number): string {
  let formatter = timeFormatters.get(i18next.language);
  if (formatter === undefined) {
    // English without a country would be that of the United States: Nov 22, 2026, 2:05 PM.
    const locale = i18next.language === 'en' ? 'en-GB' : i18next.language;
    formatter = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    timeFormatters.set(i18next.language, formatter);
  }
  return formatter.format(milliseconds);
}

/** How long something takes: < 1 s, 45 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole === 0) return `< ${formatDuration(1)}`;
  const parts: [number, 'hour' | 'minute' | 'second'][] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor((whole % 3600) / 60), 'minute'],
    [whole % 60, 'second'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value], k) => value > 0 || k === 0)
    .map(([value, unit]) => format(value, { style: 'unit', unit, unitDisplay: 'short' }))
    .join(' ');
}
