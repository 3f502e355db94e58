/** A class by its place in `classNames`, with its rate. */
export interface ClassRate {
  class: number;
  rate: number;
}

/** The classes with the highest rates, highest first; those with a rate of 0 or none are left out. */
export function worstClasses(rates: readonly (number | null)[], most: number): ClassRate[] {
  return rates
    .map((rate, c) => ({ class: c, rate: rate ?? 0 }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate || a.class - b.class)
    .slice(0, most);
}
