import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { LabelChange, PendingChanges } from '../../contract/api/review.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { readEvaluationArray, unknownEvaluationError } from '../evaluation/evaluation-rows.ts';
import { dataOf, type ReviewedData } from './stored-review.ts';
import { lastLogId, wantedClasses } from './verdict-log.ts';

/** The class that a name is to have, against the one that it came with; null: left out. */
export interface NameChange {
  name: string;
  from: string;
  to: string | null;
}

/** The sets of an evaluation's call, without any verdict. */
export interface OriginalSet {
  evaluationId: string;
  set: Evaluation['set'];
  /** [N] */
  imageNames: string[];
  /** [N] class of each image. */
  imageClasses: string[];
}

/**
 * The sets that an evaluation was made with: of all classes, or of calibration and held-out ones.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function originalSets(db: Database, originalId: string): OriginalSet[] {
  const rows = db
    .prepare<
      [string],
      { evaluationId: string; set: Evaluation['set']; imageNames: string; classNames: string }
    >(
      `SELECT id AS evaluationId, set_name AS "set", images -> '$.imageNames' AS imageNames,
         summary -> '$.classNames' AS classNames
       FROM evaluations
       WHERE group_id = (SELECT group_id FROM evaluations WHERE id = ?)
       ORDER BY set_name`,
    )
    .all(originalId);
  if (rows.length === 0) throw unknownEvaluationError(originalId);
  return rows.map(({ evaluationId, set, imageNames, classNames }) => {
    const names = JSON.parse(classNames) as string[];
    const labels = readEvaluationArray(db, evaluationId, 'labels')!;
    return {
      evaluationId,
      set,
      imageNames: JSON.parse(imageNames) as string[],
      imageClasses: Array.from(labels, (label) => names[label]!),
    };
  });
}

/** What the standing verdicts make of the labels that the data came with, by name. */
export function wantedChanges(db: Database, { data, originalId }: ReviewedData): NameChange[] {
  const wanted = wantedClasses(db, data);
  const changes: NameChange[] = [];
  for (const { imageNames, imageClasses } of originalSets(db, originalId)) {
    imageNames.forEach((name, image) => {
      const from = imageClasses[image]!;
      const to = wanted.get(name);
      if (to !== undefined && to !== from) changes.push({ name, from, to });
    });
  }
  return changes.sort((a, b) => compareCodePoints(a.name, b.name));
}

/** The changes that an evaluation was made with; none unless a review was applied. */
export function appliedChanges(db: Database, evaluationId: string): NameChange[] {
  return db
    .prepare<[string], NameChange>(
      `SELECT name, from_class AS "from", to_class AS "to" FROM revision_changes
       WHERE evaluation_id = ? ORDER BY name`,
    )
    .all(evaluationId);
}

/**
 * Where the verdicts that stand want labels otherwise than an evaluation has them: what applying them
 * would change, of all sets of its call.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function pendingChanges(db: Database, evaluationId: string): PendingChanges {
  const reviewed = dataOf(db, evaluationId);
  const logId = lastLogId(db, reviewed.data);
  const before = new Map(appliedChanges(db, evaluationId).map((change) => [change.name, change]));
  // Without verdicts and without changes there is nothing to look for among the images.
  if (logId === null && before.size === 0) return { changes: [], logId };
  const after = new Map(wantedChanges(db, reviewed).map((change) => [change.name, change]));
  const idOf = db.prepare<[number | null, string], { id: number }>(
    'SELECT id FROM images WHERE dataset_id = ? AND path = ?',
  );
  const changes: LabelChange[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort(compareCodePoints)) {
    const came = (before.get(name) ?? after.get(name)!).from;
    const from = before.has(name) ? before.get(name)!.to : came;
    const to = after.has(name) ? after.get(name)!.to : came;
    if (from === to) continue;
    const imageId = idOf.get(reviewed.datasetId, name)?.id ?? null;
    changes.push({ name, imageId, from, to });
  }
  return { changes, logId };
}

/** The fingerprint of data with changed labels; that of the data itself without changes. */
export function revisedFingerprint(fingerprint: string, changes: readonly NameChange[]): string {
  if (changes.length === 0) return fingerprint;
  const hash = createHash('sha256').update(fingerprint);
  for (const { name, from, to } of changes) hash.update(JSON.stringify([name, from, to]));
  return hash.digest('hex');
}
