import { readNumbers } from '../../components/typed-list.ts';

/** Galleries that can be told apart in one chart. */
const most = 6;

/** Galleries to begin with: an eighth, a quarter and a half of the classes, each once. */
export function firstSizes(classes: number): number[] {
  const sizes = [8, 4, 2].map((part) => Math.floor(classes / part));
  return [...new Set(sizes.filter((size) => size >= 1))];
}

/**
 * Sizes of galleries as a person lists them.
 *
 * @param classes of the evaluation: no gallery has more
 * @returns ascending, each once; null where one is no such size, or there are too many or none
 */
export function readSizes(text: string, classes: number): number[] | null {
  const sizes = [...new Set(readNumbers(text) ?? [])].sort((a, b) => a - b);
  const fits = (size: number): boolean =>
    Number.isSafeInteger(size) && size >= 1 && size <= classes;
  return sizes.length > 0 && sizes.length <= most && sizes.every(fits) ? sizes : null;
}
