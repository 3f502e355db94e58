/**
 * About so many values at 1, 2 or 5 times a power of ten, for an axis.
 *
 * @param last above `first`
 * @returns the multiples of `step` from `first` to `last`, ascending
 */
export function roundTicks(
  first: number,
  last: number,
  wanted: number,
): { step: number; values: number[] } {
  const rough = (last - first) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const values: number[] = [];
  // 1e-9: the ends of an axis such as 0.1 + 0.2 are still ticks.
  for (let k = Math.ceil(first / step - 1e-9); k * step <= last + step * 1e-9; k++) {
    // 3 × 0.1 is not 0.3, and no tick is -0.
    values.push(Number((k * step).toPrecision(12)));
  }
  return { step, values };
}
