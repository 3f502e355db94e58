import { readTyped } from './typed-number.ts';

/** How many target rates an evaluation may have. */
const most = 20;

/** Numbers as a person lists them, with points or commas: `0.1, 0.2` or `0,1; 0,2`; null where one is none. */
export function readNumbers(text: string): number[] | null {
  const one = readTyped(text);
  if (one !== null) return [one];
  const separator = /[;\s]/.test(text.trim()) && !/,\s/.test(text) ? /[;\s]+/ : /,/;
  const numbers = text
    .split(separator)
    .filter((part) => part.trim() !== '')
    .map(readTyped);
  return numbers.every((number) => number !== null) ? numbers : null;
}

/**
 * Rates as a person lists them: `1e-1, 1e-2` or, with decimal commas, `0,1; 0,01`.
 *
 * @returns the greatest first, each once; null where one is no rate between 0 and 1
 */
export function readRates(text: string): number[] | null {
  const rates = readNumbers(text) ?? [];
  const isFit = rates.length > 0 && rates.every((rate) => rate > 0 && rate < 1);
  const once = [...new Set(rates)].sort((a, b) => b - a);
  return isFit && once.length <= most ? once : null;
}
