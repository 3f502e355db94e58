import type { Database } from 'better-sqlite3';
import type { ListedPair } from '../../contract/api/pairs.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { readPairSet, scoringOf } from './pair-sets.ts';
import { type ScoredPair, walkScores } from './scored-pairs.ts';

/** Which pairs of a set to list. */
export interface PairPageRequest {
  id: number;
  /** Whose scores to show; needed for an order by score. */
  scoringId: number | null;
  order: 'place' | 'highest' | 'lowest';
  /** Only genuine, or only impostor pairs; null: both. */
  same: boolean | null;
  cursor: string | null;
  limit: number;
}

/** A page of pairs, and where the next one begins. */
export interface PairPage {
  pairs: ListedPair[];
  next: string | null;
}

type PlacedPair = Omit<ScoredPair, 'score'> & { score: number | null };

/**
 * A page of a set's pairs, by place or by score.
 *
 * @throws IsolineError (input) `pair-set-unknown`, `scoring-unknown`, `cursor-invalid`
 */
export function pageOfPairs(db: Database, request: PairPageRequest): PairPage {
  const set = readPairSet(db, request.id);
  if (request.scoringId !== null) scoringOf(set, request.scoringId);
  const page =
    request.order === 'place' || request.scoringId === null
      ? pageByPlace(db, request)
      : pageByScore(db, { ...request, scoringId: request.scoringId, order: request.order });
  return { pairs: describe(db, set.id, set.datasetId, page.pairs), next: page.next };
}

function pageByPlace(
  db: Database,
  { id, scoringId, same, cursor, limit }: PairPageRequest,
): { pairs: PlacedPair[]; next: string | null } {
  const after = readCursor(cursor, 1)?.[0] ?? -1;
  const pairs = db
    .prepare<[number | null, number, number, number | null, number | null, number], PlacedPair>(
      `SELECT p.pair, p.same, p.first, p.second, s.score
       FROM pairs p LEFT JOIN pair_scores s ON s.scoring_id = ? AND s.pair = p.pair
       WHERE p.set_id = ? AND p.pair > ? AND (? IS NULL OR p.same = ?)
       ORDER BY p.pair LIMIT ?`,
    )
    .all(scoringId, id, after, labelOf(same), labelOf(same), limit);
  const last = pairs.at(-1);
  return {
    pairs,
    next: pairs.length < limit || last === undefined ? null : writeCursor([last.pair]),
  };
}

const labelOf = (same: boolean | null): 0 | 1 | null => (same === null ? null : same ? 1 : 0);

function pageByScore(
  db: Database,
  request: PairPageRequest & { scoringId: number; order: 'highest' | 'lowest' },
): { pairs: PlacedPair[]; next: string | null } {
  const { id, scoringId, same, cursor, limit, order } = request;
  const direction = order === 'highest' ? 'falling' : 'rising';
  const key = readCursor(cursor, 4) ?? [null, null, null, null];
  const labels = same === null ? ([0, 1] as const) : ([same ? 1 : 0] as const);
  // Both kinds are walked apart, and merged.
  const found = labels.flatMap((label) =>
    walkScores(db, {
      setId: id,
      scoringId,
      same: label,
      from: -Infinity,
      below: Infinity,
      direction,
      after: positionIn(key, label),
      limit,
      classNames: [],
    }),
  );
  const sign = direction === 'rising' ? 1 : -1;
  const pairs = found.sort((a, b) => sign * (a.score - b.score || a.pair - b.pair)).slice(0, limit);
  if (pairs.length < limit) return { pairs, next: null };
  for (const { same: label, score, pair } of pairs) key.splice(2 * label, 2, score, pair);
  return { pairs, next: writeCursor(key) };
}

/** Where the walk over one kind of pairs stands in a cursor for both. */
export function positionIn(
  key: readonly (number | null)[],
  label: 0 | 1,
): { score: number; pair: number } | null {
  const [score, pair] = key.slice(2 * label);
  return typeof score !== 'number' || typeof pair !== 'number' ? null : { score, pair };
}

/** Pairs with the names, classes and ids of their images. */
function describe(
  db: Database,
  setId: number,
  datasetId: number | null,
  pairs: readonly PlacedPair[],
): ListedPair[] {
  const image = db.prepare<
    [number | null, number, number],
    { imageId: number | null; name: string; className: string | null }
  >(
    `SELECT i.id AS imageId, e.name, e.class_name AS className
     FROM pair_images e LEFT JOIN images i ON i.dataset_id = ? AND i.path = e.name
     WHERE e.set_id = ? AND e.place = ?`,
  );
  const end = (place: number | null): ListedPair['first'] =>
    place === null ? null : image.get(datasetId, setId, place)!;
  return pairs.map(({ pair, same, score, first, second }) => ({
    pair,
    first: end(first),
    second: end(second),
    same: same === 1,
    score,
  }));
}
