import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import {
  type ComparedClasses,
  type ComparedSet,
  type Comparison,
  comparisonSchema,
  type ComparisonView,
  comparisonViewSchema,
} from '../../contract/comparison.ts';
import { IsolineError } from '../../core/errors.ts';

/** A comparison's entry of the list. */
export interface ListedComparison {
  id: string;
  createdAt: number;
  /** The evaluations: by their names now where the workspace has them, else as they were called. */
  before: { id: string; name: string };
  /** Of several: the last. */
  after: { id: string; name: string };
}

/** Stores a comparison. @returns its id */
export function saveComparison(db: Database, comparison: Comparison): string {
  const id = randomUUID();
  const before = comparison.evaluations[0]!;
  const after = comparison.evaluations.at(-1)!;
  db.prepare(
    `INSERT INTO comparisons
       (id, created_at, before_id, before_name, after_id, after_name, result)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    Date.parse(comparison.time),
    before.provenance.evaluationId,
    before.name,
    after.provenance.evaluationId,
    after.name,
    JSON.stringify(comparison),
  );
  return id;
}

/** The newest first. */
export function listComparisons(db: Database): ListedComparison[] {
  return db
    .prepare<
      [],
      {
        id: string;
        createdAt: number;
        beforeId: string;
        beforeName: string;
        afterId: string;
        afterName: string;
      }
    >(
      `SELECT c.id, c.created_at AS createdAt,
         c.before_id AS beforeId, coalesce(b.name, c.before_name) AS beforeName,
         c.after_id AS afterId, coalesce(a.name, c.after_name) AS afterName
       FROM comparisons c
       LEFT JOIN evaluations b ON b.id = c.before_id
       LEFT JOIN evaluations a ON a.id = c.after_id
       ORDER BY c.created_at DESC, c.rowid DESC`,
    )
    .all()
    .map(({ id, createdAt, beforeId, beforeName, afterId, afterName }) => ({
      id,
      createdAt,
      before: { id: beforeId, name: beforeName },
      after: { id: afterId, name: afterName },
    }));
}

/** @throws IsolineError (input) `comparison-unknown` */
export function readComparison(db: Database, id: string): Comparison {
  return comparisonSchema.parse(JSON.parse(comparisonRow(db, id).result));
}

/** A comparison without its classes, and its evaluations. */
export interface ViewedComparison {
  comparison: ComparisonView;
  beforeId: string;
  afterId: string;
}

/** @throws IsolineError (input) `comparison-unknown` */
export function viewComparison(db: Database, id: string): ViewedComparison {
  const { result, ...ids } = comparisonRow(db, id);
  return { comparison: comparisonViewSchema.parse(JSON.parse(result)), ...ids };
}

/**
 * The classes of a part of a comparison, each evaluation at its own threshold of the target.
 *
 * @param part which of its comparisons, which set, and at which target
 * @throws IsolineError (input) `comparison-unknown`, `comparison-part-unknown`
 */
export function comparedClasses(
  db: Database,
  id: string,
  part: { pair: number; set: ComparedSet['set']; targetFalseAcceptRate: number },
): ComparedClasses {
  // Hundreds of thousands of numbers, of which few are wanted: they are not checked here.
  const { comparisons } = JSON.parse(comparisonRow(db, id).result) as Comparison;
  const set = comparisons[part.pair]?.sets.find((one) => one.set === part.set);
  const target = set?.targets.find(
    (one) => one.targetFalseAcceptRate === part.targetFalseAcceptRate,
  );
  const point = target?.matchedFalseAcceptRate ?? null;
  if (set === undefined || point === null) {
    throw new IsolineError({
      code: 'comparison-part-unknown',
      sentence: `The comparison ${id} has no classes at this target.`,
      next: 'Choose a target at which both evaluations have a threshold.',
      subject: id,
    });
  }
  const { classImages, classContribution } = set;
  const { classFalseAcceptRate, classFalseRejectRate, changedClasses } = point;
  return {
    classImages,
    classContribution,
    classFalseAcceptRate,
    classFalseRejectRate,
    changedClasses,
  };
}

function comparisonRow(
  db: Database,
  id: string,
): { beforeId: string; afterId: string; result: string } {
  const row = db
    .prepare<[string], { beforeId: string; afterId: string; result: string }>(
      'SELECT before_id AS beforeId, after_id AS afterId, result FROM comparisons WHERE id = ?',
    )
    .get(id);
  if (row !== undefined) return row;
  throw new IsolineError({
    code: 'comparison-unknown',
    sentence: `The workspace has no comparison ${id}.`,
    next: 'Choose one from the list, or compare again.',
    subject: id,
  });
}
