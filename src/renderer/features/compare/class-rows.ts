import type { ChangedClass, ComparedPoint, ComparedSet } from '../../../contract/comparison.ts';

/** A rate of a class, before and after. */
export type ClassRate = 'falseAcceptRate' | 'falseRejectRate';

/** A class at one target. */
export interface ClassRow {
  /** Index into the set's `classNames`. */
  class: number;
  name: string;
  images: number;
  falseRejectRate: BeforeAfter;
  falseAcceptRate: BeforeAfter;
  contribution: BeforeAfter;
  /** The bands that the class left or came back into. */
  changes: readonly Pick<ChangedClass, 'rate' | 'change'>[];
}

export interface BeforeAfter {
  before: number | null;
  after: number | null;
}

/** after - before; null where one is missing. */
export function changeOf({ before, after }: BeforeAfter): number | null {
  return before === null || after === null ? null : after - before;
}

/** Every class of a set at a point, in the order of `classNames`. */
export function classRows(set: ComparedSet, point: ComparedPoint): ClassRow[] {
  const changes = Map.groupBy(point.changedClasses, (changed) => changed.class);
  const pair = (
    { before, after }: { before: readonly (number | null)[]; after: readonly (number | null)[] },
    c: number,
  ): BeforeAfter => ({ before: before[c] ?? null, after: after[c] ?? null });
  return set.classNames.map((name, c) => ({
    class: c,
    name,
    images: set.classImages.after[c] ?? 0,
    falseRejectRate: pair(point.classFalseRejectRate, c),
    falseAcceptRate: pair(point.classFalseAcceptRate, c),
    contribution: pair(set.classContribution, c),
    changes: changes.get(c) ?? [],
  }));
}

/** Which classes a table shows. */
export type ClassFilter = 'all' | ChangedClass['change'];

/** Those that have such a change, in one rate or both. */
export function rowsWith(rows: readonly ClassRow[], filter: ClassFilter): readonly ClassRow[] {
  return filter === 'all'
    ? rows
    : rows.filter(({ changes }) => changes.some(({ change }) => change === filter));
}
