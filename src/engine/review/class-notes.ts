import type { Database } from 'better-sqlite3';
import type { ClassNote } from '../../contract/api/review-items.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';
import { checkClass } from '../evaluation/known-scores.ts';
import { evaluationRow } from '../evaluation/stored-evaluations.ts';
import { dataOf } from './stored-review.ts';

/** A class by its index in an evaluation. */
export interface ClassOfEvaluation {
  evaluationId: string;
  class: number;
}

/**
 * Writes the note of a class, in place of the one before.
 *
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`
 */
export function writeClassNote(
  db: Database,
  { text, author, ...of }: ClassOfEvaluation & { text: string; author: string },
): ClassNote {
  const { data, className } = namedClass(db, of);
  const at = Date.now();
  db.prepare(
    `INSERT OR REPLACE INTO class_notes (data, class_name, text, author, written_at, removed_at)
     VALUES (?, ?, ?, ?, ?, NULL)`,
  ).run(data, className, text, author, at);
  return { text, author, at };
}

/** Removes the note of a class. @throws IsolineError (input) `evaluation-unknown`, `class-unknown` */
export function removeClassNote(db: Database, of: ClassOfEvaluation): void {
  const { data, className } = namedClass(db, of);
  db.prepare(
    `UPDATE class_notes SET removed_at = ?
     WHERE data = ? AND class_name = ? AND removed_at IS NULL`,
  ).run(Date.now(), data, className);
}

/**
 * Brings back the note of a class that was removed, as it was.
 *
 * @returns what stands; null where there never was a note
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`
 */
export function restoreClassNote(db: Database, of: ClassOfEvaluation): ClassNote | null {
  const { data, className } = namedClass(db, of);
  db.prepare('UPDATE class_notes SET removed_at = NULL WHERE data = ? AND class_name = ?').run(
    data,
    className,
  );
  return classNote(db, data, className);
}

/** The note of a class; null without one. */
export function classNote(db: Database, data: string, className: string): ClassNote | null {
  const note = db
    .prepare<[string, string], ClassNote>(
      `SELECT text, author, written_at AS at FROM class_notes
       WHERE data = ? AND class_name = ? AND removed_at IS NULL`,
    )
    .get(data, className);
  return note ?? null;
}

/**
 * Gives a class tags; those that it has already stay.
 *
 * @returns all that it has then, by code point
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`
 */
export function addClassTags(
  db: Database,
  { tags, ...of }: ClassOfEvaluation & { tags: readonly string[] },
): string[] {
  const { data, className } = namedClass(db, of);
  const insert = db.prepare(
    'INSERT OR IGNORE INTO class_tags (data, class_name, tag) VALUES (?, ?, ?)',
  );
  db.transaction(() => {
    for (const tag of tags) insert.run(data, className, tag);
  })();
  return tagsOfClasses(db, data).get(className) ?? [];
}

/**
 * Takes a tag from a class, if it has it.
 *
 * @returns the rest of them, by code point
 * @throws IsolineError (input) `evaluation-unknown`, `class-unknown`
 */
export function removeClassTag(
  db: Database,
  { tag, ...of }: ClassOfEvaluation & { tag: string },
): string[] {
  const { data, className } = namedClass(db, of);
  db.prepare('DELETE FROM class_tags WHERE data = ? AND class_name = ? AND tag = ?').run(
    data,
    className,
    tag,
  );
  return tagsOfClasses(db, data).get(className) ?? [];
}

/** The tags of every class that has some, by its name; each by code point. */
export function tagsOfClasses(db: Database, data: string): Map<string, string[]> {
  const rows = db
    .prepare<[string], { className: string; tag: string }>(
      `SELECT class_name AS className, tag FROM class_tags WHERE data = ?
       ORDER BY class_name, tag`,
    )
    .all(data);
  const tags = new Map<string, string[]>();
  for (const { className, tag } of rows) {
    const own = tags.get(className);
    if (own === undefined) tags.set(className, [tag]);
    else own.push(tag);
  }
  return tags;
}

/**
 * The tags in use on the data of an evaluation, the most frequent first; ties by code point.
 *
 * @throws IsolineError (input) `evaluation-unknown`
 */
export function classTagsInUse(
  db: Database,
  evaluationId: string,
): { tag: string; classes: number }[] {
  return db
    .prepare<[string], { tag: string; classes: number }>(
      `SELECT tag, count(*) AS classes FROM class_tags WHERE data = ?
       GROUP BY tag ORDER BY classes DESC, tag`,
    )
    .all(dataOf(db, evaluationId).data);
}

/** What reviewers wrote of a class. */
export interface ClassRemark {
  className: string;
  tags: string[];
  note: ClassNote | null;
}

/**
 * The classes of an evaluation's data that have tags or a note, by code point of their names; none
 * where the workspace does not hold the evaluation.
 */
export function classRemarks(db: Database, evaluationId: string): ClassRemark[] {
  const isKnown = db.prepare<[string]>('SELECT 1 FROM evaluations WHERE id = ?').get(evaluationId);
  if (isKnown === undefined) return [];
  const { data } = dataOf(db, evaluationId);
  const tags = tagsOfClasses(db, data);
  const notes = new Map(
    db
      .prepare<[string], ClassNote & { className: string }>(
        `SELECT class_name AS className, text, author, written_at AS at FROM class_notes
         WHERE data = ? AND removed_at IS NULL`,
      )
      .all(data)
      .map(({ className, ...note }) => [className, note]),
  );
  return [...new Set([...tags.keys(), ...notes.keys()])]
    .sort(compareCodePoints)
    .map((className) => ({
      className,
      tags: tags.get(className) ?? [],
      note: notes.get(className) ?? null,
    }));
}

/** Under what notes and tags of a class are kept. */
function namedClass(
  db: Database,
  { evaluationId, class: index }: ClassOfEvaluation,
): { data: string; className: string } {
  checkClass(evaluationId, evaluationRow(db, evaluationId).classes, index);
  const { className } = db
    .prepare<[string, string], { className: string }>(
      'SELECT summary ->> ? AS className FROM evaluations WHERE id = ?',
    )
    .get(`$.classNames[${String(index)}]`, evaluationId)!;
  return { data: dataOf(db, evaluationId).data, className };
}
