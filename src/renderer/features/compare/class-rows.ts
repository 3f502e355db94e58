import type { ChangedClass, ComparedClasses } from '../../../contract/comparison.ts';

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

/** Every class of a set at a target, in the order of `classNames`. */
export function classRows(classNames: readonly string[], classes: ComparedClasses): ClassRow[] {
  const changes = Map.groupBy(classes.changedClasses, (changed) => changed.class);
  const pair = (
    { before, after }: { before: readonly (number | null)[]; after: readonly (number | null)[] },
    c: number,
  ): BeforeAfter => ({ before: before[c] ?? null, after: after[c] ?? null });
  return classNames.map((name, c) => ({
    class: c,
    name,
    images: classes.classImages.after[c] ?? 0,
    falseRejectRate: pair(classes.classFalseRejectRate, c),
    falseAcceptRate: pair(classes.classFalseAcceptRate, c),
    contribution: pair(classes.classContribution, c),
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
