import type { Database } from 'better-sqlite3';
import type { Verdict, VerdictKind, VerdictLogEntry } from '../../contract/api/review-items.ts';
import { compareCodePoints } from '../../core/code-point-order.ts';

/** A verdict before it is in the log. */
export type NewVerdict = Omit<Verdict, 'id' | 'at'>;

interface VerdictRow {
  id: number;
  evaluationId: string;
  item: string;
  kind: VerdictKind;
  about: string | null;
  className: string | null;
  score: number | null;
  blind: number;
  author: string;
  at: number;
}

const columns = `v.id, v.evaluation_id AS evaluationId, v.item, v.kind, v.about,
  v.class_name AS className, v.score, v.blind, v.author, v.created_at AS at`;

/** The verdicts on an item that stand, but not an earlier one of the same item. */
const lastOfItem = `v.id = (SELECT max(w.id) FROM verdicts w
  WHERE w.data = v.data AND w.item = v.item AND w.state = 'standing')`;

function verdictOf({ item, blind, ...row }: VerdictRow): Verdict {
  return { ...row, images: JSON.parse(item) as string[], blind: blind === 1 };
}

/** How an item is known: the names of its images, whatever their order. */
export function itemKey(images: readonly string[]): string {
  return JSON.stringify([...images].sort(compareCodePoints));
}

/**
 * Adds a verdict to the log. What was undone before can no longer be brought back.
 *
 * @param data what the verdict is on, see `dataOf`
 */
export function giveVerdict(db: Database, data: string, verdict: NewVerdict): Verdict {
  const at = Date.now();
  const item = itemKey(verdict.images);
  const { evaluationId, kind, about, className, score, blind, author } = verdict;
  const id = db.transaction(() => {
    db.prepare("UPDATE verdicts SET state = 'dropped' WHERE data = ? AND state = 'undone'").run(
      data,
    );
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO verdicts (data, evaluation_id, item, kind, about, class_name, score, blind,
           author, created_at, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'standing')`,
      )
      .run(data, evaluationId, item, kind, about, className, score, blind ? 1 : 0, author, at);
    log(db, data, 'given', Number(lastInsertRowid), author, at);
    return Number(lastInsertRowid);
  })();
  return { ...verdict, images: JSON.parse(item) as string[], id, at };
}

/**
 * Takes the last standing verdict back: the state is the one before it, to the last row.
 *
 * @returns it; null where none stands
 */
export function undoVerdict(db: Database, data: string, author: string): Verdict | null {
  return move(db, data, author, {
    find: "SELECT max(id) AS id FROM verdicts WHERE data = ? AND state = 'standing'",
    state: 'undone',
  });
}

/**
 * Brings back what was undone last.
 *
 * @returns it; null where nothing was undone since the last new verdict
 */
export function redoVerdict(db: Database, data: string, author: string): Verdict | null {
  // Verdicts are undone from the last to the first: the first of those is the one undone last.
  return move(db, data, author, {
    find: "SELECT min(id) AS id FROM verdicts WHERE data = ? AND state = 'undone'",
    state: 'standing',
  });
}

function move(
  db: Database,
  data: string,
  author: string,
  { find, state }: { find: string; state: 'standing' | 'undone' },
): Verdict | null {
  return db.transaction(() => {
    const { id } = db.prepare<[string], { id: number | null }>(find).get(data)!;
    if (id === null) return null;
    db.prepare('UPDATE verdicts SET state = ? WHERE id = ?').run(state, id);
    log(db, data, state === 'undone' ? 'undone' : 'redone', id, author, Date.now());
    const row = db
      .prepare<[number], VerdictRow>(`SELECT ${columns} FROM verdicts v WHERE v.id = ?`)
      .get(id)!;
    return verdictOf(row);
  })();
}

function log(
  db: Database,
  data: string,
  action: VerdictLogEntry['action'],
  verdictId: number,
  author: string,
  at: number,
): void {
  db.prepare(
    'INSERT INTO verdict_log (data, action, verdict_id, author, created_at) VALUES (?, ?, ?, ?, ?)',
  ).run(data, action, verdictId, author, at);
}

type LogRow = VerdictRow & {
  logId: number;
  action: VerdictLogEntry['action'];
  logAuthor: string;
  logAt: number;
};

const logColumns = `l.id AS logId, l.action, l.author AS logAuthor, l.created_at AS logAt, ${columns}`;

function entryOf({ logId, action, logAuthor, logAt, ...row }: LogRow): VerdictLogEntry {
  return { id: logId, action, author: logAuthor, at: logAt, verdict: verdictOf(row) };
}

/** The log, the newest first. @param before only entries before this one; null: from the newest on */
export function verdictHistory(
  db: Database,
  data: string,
  before: number | null,
  limit: number,
): VerdictLogEntry[] {
  return db
    .prepare<[string, number, number], LogRow>(
      `SELECT ${logColumns} FROM verdict_log l JOIN verdicts v ON v.id = l.verdict_id
       WHERE l.data = ? AND l.id < ? ORDER BY l.id DESC LIMIT ?`,
    )
    .all(data, before ?? Number.MAX_SAFE_INTEGER, limit)
    .map(entryOf);
}

/** All of the log on one item, the newest first. */
export function itemHistory(
  db: Database,
  data: string,
  images: readonly string[],
): VerdictLogEntry[] {
  return db
    .prepare<[string, string], LogRow>(
      `SELECT ${logColumns} FROM verdicts v CROSS JOIN verdict_log l ON l.verdict_id = v.id
       WHERE v.data = ? AND v.item = ? ORDER BY l.id DESC`,
    )
    .all(data, itemKey(images))
    .map(entryOf);
}

/** The number of the log's last entry; null of an empty log. */
export function lastLogId(db: Database, data: string): number | null {
  return db
    .prepare<[string], { id: number | null }>(
      'SELECT max(id) AS id FROM verdict_log WHERE data = ?',
    )
    .get(data)!.id;
}

/** The last standing verdict of each of some items, by `itemKey`. */
export function verdictsOn(
  db: Database,
  data: string,
  items: readonly string[],
): Map<string, Verdict> {
  // One by one: each is a look into an index, however many verdicts there are.
  const last = db.prepare<[string, string], VerdictRow>(
    `SELECT ${columns} FROM verdicts v
     WHERE v.data = ? AND v.item = ? AND v.state = 'standing' ORDER BY v.id DESC LIMIT 1`,
  );
  const verdicts = new Map<string, Verdict>();
  for (const item of items) {
    const row = last.get(data, item);
    if (row !== undefined) verdicts.set(item, verdictOf(row));
  }
  return verdicts;
}

/** The last standing verdict of every item, in the order in which they were given. */
export function standingVerdicts(db: Database, data: string): Verdict[] {
  return db
    .prepare<[string], VerdictRow>(
      `SELECT ${columns} FROM verdicts v
       WHERE v.data = ? AND v.state = 'standing' AND ${lastOfItem} ORDER BY v.id`,
    )
    .all(data)
    .map(verdictOf);
}

/** Whether something can be undone, and redone. */
export function undoState(db: Database, data: string): { canUndo: boolean; canRedo: boolean } {
  const has = (state: string): boolean =>
    db
      .prepare<[string, string]>('SELECT 1 FROM verdicts WHERE data = ? AND state = ? LIMIT 1')
      .get(data, state) !== undefined;
  return { canUndo: has('standing'), canRedo: has('undone') };
}

/**
 * What the standing verdicts make of labels: by name, the class that an image is to have, or null where
 * it is to be left out. Of several verdicts on one image the last counts.
 */
export function wantedClasses(db: Database, data: string): Map<string, string | null> {
  const rows = db
    .prepare<[string], { about: string; className: string | null }>(
      `SELECT v.about, v.class_name AS className FROM verdicts v
       WHERE v.data = ? AND v.state = 'standing' AND v.about IS NOT NULL AND ${lastOfItem}
       ORDER BY v.id`,
    )
    .all(data);
  return new Map(rows.map(({ about, className }) => [about, className]));
}

/** The same of some images alone, each looked up in an index. */
export function wantedClassesOf(
  db: Database,
  data: string,
  names: readonly string[],
): Map<string, string | null> {
  const last = db.prepare<[string, string], { className: string | null }>(
    `SELECT v.class_name AS className FROM verdicts v
     WHERE v.data = ? AND v.about = ? AND v.state = 'standing' AND ${lastOfItem}
     ORDER BY v.id DESC LIMIT 1`,
  );
  const wanted = new Map<string, string | null>();
  for (const name of names) {
    const row = last.get(data, name);
    if (row !== undefined) wanted.set(name, row.className);
  }
  return wanted;
}
