import type { EvaluationView } from '../../../contract/api/evaluations.ts';

/**
 * The worst rival of each class at an operating point, from the collisions that were counted there.
 *
 * @returns rivals by class; empty at any other threshold
 */
export function knownRivals(
  { operatingPoints }: Pick<EvaluationView, 'operatingPoints'>,
  threshold: number,
): ReadonlyMap<number, number> {
  const point = operatingPoints.find((candidate) => candidate.threshold === threshold);
  const rivals = new Map<number, number>();
  // The most accepted come first.
  for (const { first, second } of point?.collisions ?? []) {
    if (!rivals.has(first)) rivals.set(first, second);
    if (!rivals.has(second)) rivals.set(second, first);
  }
  return rivals;
}
