import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { PairFileFormat, PairSet, PairScoring } from '../../contract/api/pairs.ts';
import { descendingOrder } from '../../core/scores/descending-order.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';

/** Labelled pairs in memory, column by column. */
export interface LabelledPairs {
  /** Different names; a pair names them by their place here. Empty where only scores are known. */
  images: readonly { name: string; className: string | null }[];
  /** [P] places of both images; null where only scores are known. */
  first: Uint32Array | null;
  second: Uint32Array | null;
  /** [P] 1: same class. */
  same: Uint8Array;
  /** [P] similarities; null without. */
  scores: Float32Array | null;
}

/** Where labelled pairs come from. */
export interface PairSetOrigin {
  name: string;
  source: PairSet['source'];
  format: PairFileFormat | null;
  file: string | null;
  datasetId: number | null;
  evaluationId: string | null;
  /** Whether it holds hard pairs alone. */
  selected: boolean;
  /** Of the scores, where there are any. */
  scoring: Pick<PairScoring, 'name' | 'modelSha256' | 'score'>;
  /** Whether the pairs of an image are looked up. */
  withEnds: boolean;
}

/** A set of pairs as the workspace keeps it. */
export interface WrittenPairSet {
  pairSetId: number;
  /** Null without scores. */
  scoringId: number | null;
}

/** Rows in one transaction: cancelling and progress get through between two. */
const rowsPerTransaction = 1000;

/** What this process is writing: all else that is not complete was left behind. */
const beingWritten = new Set<number>();
const scoringsBeingWritten = new Set<number>();

/**
 * Keeps labelled pairs. Every table is written in the order of its key, so that a million pairs take
 * seconds. The set stands in the lists once all of it is there.
 *
 * @throws the signal's reason when it is aborted; what was written is taken away again
 */
export async function writePairSet(
  db: Database,
  origin: PairSetOrigin,
  pairs: LabelledPairs,
  hooks: JobHooks,
): Promise<WrittenPairSet> {
  await removeUnfinished(db);
  const setId = insertSet(db, origin, pairs);
  beingWritten.add(setId);
  try {
    const count = pairs.same.length;
    const total =
      pairs.images.length +
      count * (1 + (origin.withEnds ? 2 : 0) + (pairs.scores === null ? 0 : 2));
    const write = rowWriter(db, hooks, total);
    const insertImage = db.prepare('INSERT INTO pair_images VALUES (?, ?, ?, ?)');
    await write(pairs.images.length, (place) => {
      const { name, className } = pairs.images[place]!;
      insertImage.run(setId, place, name, className);
    });
    const { first, second, same } = pairs;
    const insertPair = db.prepare('INSERT INTO pairs VALUES (?, ?, ?, ?, ?)');
    await write(count, (pair) => {
      insertPair.run(setId, pair, first?.[pair] ?? null, second?.[pair] ?? null, same[pair]);
    });
    if (origin.withEnds && first !== null && second !== null) {
      const insertEnd = db.prepare('INSERT INTO pair_ends VALUES (?, ?, ?)');
      const ends = endsByPlace(first, second, pairs.images.length);
      await write(ends.length, (k) => {
        const pair = ends[k]! >>> 1;
        insertEnd.run(setId, (ends[k]! & 1) === 0 ? first[pair] : second[pair], pair);
      });
    }
    const scoringId =
      pairs.scores === null
        ? null
        : await writeScores(db, setId, origin.scoring, pairs.scores, same, write);
    db.prepare('UPDATE pair_sets SET fingerprint = ? WHERE id = ?').run(
      fingerprintOf(pairs),
      setId,
    );
    return { pairSetId: setId, scoringId };
  } catch (error) {
    await deletePairSet(db, setId);
    throw error;
  } finally {
    beingWritten.delete(setId);
  }
}

/** Calls `insert` for rows 0 ... rows - 1, in transactions. */
export type RowWriter = (rows: number, insert: (row: number) => void) => Promise<void>;

/** Keeps a model's scores of a set's pairs, by pair and by score. */
export async function writeScores(
  db: Database,
  setId: number,
  { name, modelSha256, score }: PairSetOrigin['scoring'],
  scores: Float32Array,
  same: Uint8Array,
  write: RowWriter,
): Promise<number> {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO pair_scorings (set_id, name, model_sha256, score, complete, created_at)
       VALUES (?, ?, ?, ?, 0, ?)`,
    )
    .run(setId, name, modelSha256, score, Date.now());
  const scoringId = Number(lastInsertRowid);
  scoringsBeingWritten.add(scoringId);
  try {
    const insertScore = db.prepare('INSERT INTO pair_scores VALUES (?, ?, ?)');
    await write(scores.length, (pair) => insertScore.run(scoringId, pair, scores[pair]));
    const order = byLabelAndScore(scores, same);
    const insertPlace = db.prepare('INSERT INTO pair_order VALUES (?, ?, ?, ?)');
    await write(scores.length, (k) => {
      const pair = order[k]!;
      insertPlace.run(scoringId, same[pair], scores[pair], pair);
    });
    db.prepare('UPDATE pair_scorings SET complete = 1 WHERE id = ?').run(scoringId);
    return scoringId;
  } catch (error) {
    await deleteScoring(db, scoringId);
    throw error;
  } finally {
    scoringsBeingWritten.delete(scoringId);
  }
}

/** A row writer that says how many of `total` rows are written. */
export function rowWriter(
  db: Database,
  { onProgress, signal }: JobHooks,
  total: number,
): RowWriter {
  let written = 0;
  return async (rows, insert) => {
    for (let from = 0; from < rows; from += rowsPerTransaction) {
      signal.throwIfAborted();
      const to = Math.min(rows, from + rowsPerTransaction);
      db.transaction(() => {
        for (let row = from; row < to; row++) insert(row);
      })();
      written += to - from;
      onProgress({ stage: 'Writing pairs', done: written, total, unit: 'rows' });
      await setImmediate();
    }
  };
}

function insertSet(db: Database, origin: PairSetOrigin, pairs: LabelledPairs): number {
  const genuine = pairs.same.reduce((sum, same) => sum + same, 0);
  const known = pairs.images.filter(({ className }) => className !== null);
  const classes = new Set(known.map(({ className }) => className)).size;
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO pair_sets (name, source, format, file, dataset_id, evaluation_id, genuine_pairs,
         impostor_pairs, images, classes, selected, fingerprint, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)`,
    )
    .run(
      origin.name,
      origin.source,
      origin.format,
      origin.file,
      origin.datasetId,
      origin.evaluationId,
      genuine,
      pairs.same.length - genuine,
      pairs.images.length,
      known.length > 0 && known.length === pairs.images.length ? classes : null,
      origin.selected ? 1 : 0,
      Date.now(),
    );
  return Number(lastInsertRowid);
}

/** Ends of pairs (2 × pair, + 1 for the second) by the place of their image, then by pair. */
function endsByPlace(first: Uint32Array, second: Uint32Array, images: number): Uint32Array {
  const start = new Uint32Array(images + 1);
  for (const places of [first, second]) for (const place of places) start[place + 1]!++;
  for (let place = 0; place < images; place++) start[place + 1]! += start[place]!;
  const ends = new Uint32Array(2 * first.length);
  for (let pair = 0; pair < first.length; pair++) {
    ends[start[first[pair]!]!++] = 2 * pair;
    ends[start[second[pair]!]!++] = 2 * pair + 1;
  }
  return ends;
}

/** Pairs by label, then ascending by score, then by number: the order of `pair_order`. */
function byLabelAndScore(scores: Float32Array, same: Uint8Array): Uint32Array {
  // Negated, a descending order is an ascending one whose ties keep their order.
  const ascending = descendingOrder(scores.map((score) => -score));
  const order = new Uint32Array(scores.length);
  let at = 0;
  for (const label of [0, 1]) {
    for (const pair of ascending) if (same[pair] === label) order[at++] = pair;
  }
  return order;
}

function fingerprintOf({ images, first, second, same, scores }: LabelledPairs): string {
  const hash = createHash('sha256');
  for (const image of images) hash.update(JSON.stringify([image.name, image.className]));
  for (const column of [first, second, same, scores]) {
    if (column !== null) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  return hash.digest('hex');
}

/** Takes away what a program that was killed had written. */
export async function removeUnfinished(db: Database): Promise<void> {
  const left = db
    .prepare<[], { id: number }>("SELECT id FROM pair_sets WHERE fingerprint = ''")
    .all()
    .filter(({ id }) => !beingWritten.has(id));
  for (const { id } of left) await deletePairSet(db, id);
  const leftScorings = db
    .prepare<[], { id: number }>('SELECT id FROM pair_scorings WHERE complete = 0')
    .all()
    .filter(({ id }) => !scoringsBeingWritten.has(id));
  for (const { id } of leftScorings) await deleteScoring(db, id);
}

/** Deletes a set with all its rows, a thousand at a time. */
export async function deletePairSet(db: Database, setId: number): Promise<void> {
  const scorings = db
    .prepare<[number], { id: number }>('SELECT id FROM pair_scorings WHERE set_id = ?')
    .all(setId);
  for (const { id } of scorings) await deleteScoring(db, id);
  await deleteRows(db, 'review_findings', 'pair_set_id, queue, rank', setId);
  await deleteRows(db, 'pair_ends', 'set_id, place, pair', setId);
  await deleteRows(db, 'pairs', 'set_id, pair', setId);
  await deleteRows(db, 'pair_images', 'set_id, place', setId);
  db.prepare('DELETE FROM pair_sets WHERE id = ?').run(setId);
}

/** Deletes a set's scores of one model. */
async function deleteScoring(db: Database, scoringId: number): Promise<void> {
  await deleteRows(db, 'pair_order', 'scoring_id, same, score, pair', scoringId);
  await deleteRows(db, 'pair_scores', 'scoring_id, pair', scoringId);
  db.prepare('DELETE FROM pair_scorings WHERE id = ?').run(scoringId);
}

/** @param key the columns of the primary key; the first one is compared with `owner` */
async function deleteRows(db: Database, table: string, key: string, owner: number): Promise<void> {
  const statement = db.prepare(
    `DELETE FROM ${table} WHERE (${key}) IN
       (SELECT ${key} FROM ${table} WHERE ${key.split(',')[0]!} = ? LIMIT ${String(rowsPerTransaction)})`,
  );
  while (statement.run(owner).changes > 0) await setImmediate();
}
