import { formatCount } from '../engine/reports/numbers.ts';

/** `1 image`, `2,000 images`: a count with its noun. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
