import type { Database } from 'better-sqlite3';
import { nextUp32 } from '../../core/float32.ts';

/** A pair of a set with a score. */
export interface ScoredPair {
  pair: number;
  same: 0 | 1;
  score: number;
  first: number | null;
  second: number | null;
}

/** One walk over the pairs of one label, by score. */
export interface ScoreWalk {
  setId: number;
  scoringId: number;
  same: 0 | 1;
  /** Scores in [from, below). */
  from: number;
  below: number;
  direction: 'rising' | 'falling';
  /** The last pair that was seen; null at the start. Ties go by ascending pair when rising. */
  after: { score: number; pair: number } | null;
  limit: number;
  /** Only pairs with an end in this class, or with their ends in these two; empty: all. */
  classNames: readonly string[];
}

/**
 * The next pairs of a walk: found in the index by score, or through the images of a class.
 */
export function walkScores(db: Database, walk: ScoreWalk): ScoredPair[] {
  return walk.classNames.length === 0 ? walkAll(db, walk) : walkClasses(db, walk);
}

const bounds = {
  rising: { compare: '>', order: 'ASC' },
  falling: { compare: '<', order: 'DESC' },
} as const;

function walkAll(db: Database, walk: ScoreWalk): ScoredPair[] {
  const { compare, order } = bounds[walk.direction];
  const { from, below, after } = rangeOf(walk);
  return db
    .prepare<[number, number, number, number, number, number, number, number], ScoredPair>(
      `SELECT o.pair, o.same, o.score, p.first, p.second
       FROM pair_order o CROSS JOIN pairs p ON p.set_id = ? AND p.pair = o.pair
       WHERE o.scoring_id = ? AND o.same = ? AND o.score >= ? AND o.score < ?
         AND (o.score, o.pair) ${compare} (?, ?)
       ORDER BY o.score ${order}, o.pair ${order} LIMIT ?`,
    )
    .all(walk.setId, walk.scoringId, walk.same, from, below, after.score, after.pair, walk.limit);
}

function walkClasses(db: Database, walk: ScoreWalk): ScoredPair[] {
  const { compare, order } = bounds[walk.direction];
  const { from, below, after } = rangeOf(walk);
  const [own, other] = walk.classNames as [string, string | undefined];
  const join =
    other === undefined
      ? ''
      : `JOIN pair_images x ON x.set_id = @setId
           AND x.place = iif(p.first = e.place, p.second, p.first) AND x.class_name = @other`;
  return db
    .prepare<[object], ScoredPair>(
      `SELECT DISTINCT p.pair, p.same, s.score, p.first, p.second
       FROM pair_images i
       CROSS JOIN pair_ends e ON e.set_id = @setId AND e.place = i.place
       CROSS JOIN pairs p ON p.set_id = @setId AND p.pair = e.pair
       CROSS JOIN pair_scores s ON s.scoring_id = @scoringId AND s.pair = e.pair
       ${join}
       WHERE i.set_id = @setId AND i.class_name = @own AND p.same = @same
         AND s.score >= @from AND s.score < @below
         AND (s.score, p.pair) ${compare} (@afterScore, @afterPair)
       ORDER BY s.score ${order}, p.pair ${order} LIMIT @limit`,
    )
    .all({
      setId: walk.setId,
      scoringId: walk.scoringId,
      same: walk.same,
      own,
      ...(other === undefined ? {} : { other }),
      from,
      below,
      afterScore: after.score,
      afterPair: after.pair,
      limit: walk.limit,
    });
}

/** Bounds in which the index is walked: from the last pair on. */
function rangeOf({ from, below, direction, after }: ScoreWalk): {
  from: number;
  below: number;
  after: { score: number; pair: number };
} {
  if (after === null) {
    const start = direction === 'rising' ? -Infinity : Infinity;
    return { from, below, after: { score: start, pair: 0 } };
  }
  return direction === 'rising'
    ? { from: Math.max(from, after.score), below, after }
    : { from, below: Math.min(below, nextUp32(after.score)), after };
}

/**
 * Merges two walks by the distance of their scores from a threshold.
 *
 * @param farthestFirst whether both walks come from the ends towards the threshold
 */
export function mergeByDistance(
  walks: readonly (readonly ScoredPair[])[],
  threshold: number,
  farthestFirst: boolean,
): ScoredPair[] {
  const sign = farthestFirst ? -1 : 1;
  // Stable: of pairs that are equally far the first walk's come first.
  return walks
    .flat()
    .map((pair) => ({ pair, distance: Math.abs(pair.score - threshold) }))
    .sort((a, b) => sign * (a.distance - b.distance))
    .map(({ pair }) => pair);
}
