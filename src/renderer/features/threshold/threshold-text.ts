import i18next from 'i18next';
import { formatCount, formatDecimal, formatFigure, formatRate } from '../../components/format.ts';

/** A score threshold with four decimals; in words where it accepts nothing. */
export function thresholdText(
  threshold: number,
  { thresholds }: { readonly thresholds: readonly number[] },
): string {
  return threshold < (thresholds.at(-1) ?? Infinity)
    ? formatDecimal(threshold, 4)
    : i18next.t('threshold:acceptsNothing');
}

/** 0.00098 (39 / 39,600) */
export function rateText(rate: number | null, count: number, pairs: number): string {
  return rate === null
    ? i18next.t('threshold:noPairs')
    : `${formatRate(rate)} (${formatCount(count)} / ${formatCount(pairs)})`;
}

/** A threshold as it is written on an axis. */
export function thresholdTick(value: number): string {
  return formatFigure(value, 4);
}
