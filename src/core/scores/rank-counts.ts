import { type ClassLayout, classSize, genuineIndex } from './class-layout.ts';
import { descendingOrder } from './descending-order.ts';
import type { ExactGenuineScores } from './pooled-pass.ts';

/**
 * Leave-one-out ranks of genuine partners, counted while the score matrix passes by in tiles.
 *
 * A query's genuine partners are sorted once. Each impostor then only adds 1 to the place where it
 * falls among them, and only while it can still matter: once a partner's rank is beyond the query's
 * depth, nothing below it counts. Memory is one number a genuine pair, never N².
 *
 * Order of a ranking: descending score, ties by lower image index (as given).
 */
export interface GenuineRanking {
  /** [N + 1] where the partners of a query (sorted position) start; empty for queries not ranked. */
  readonly start: Float64Array;
  /** Partners' scores, descending within a query. */
  readonly scores: Float32Array;
  /** Partners' image indices (as given), in the same order. */
  readonly index: Uint32Array;
  /** Ranks up to max(R, depth) are exact. */
  readonly depth: number;
}

/** Reserves the ranking of every query whose class is ranked, over shared memory. */
export function createGenuineRanking(
  layout: ClassLayout,
  rankedClass: (c: number) => boolean,
  depth: number,
): GenuineRanking {
  const start = new Float64Array(new SharedArrayBuffer(8 * (layout.images + 1)));
  for (let q = 0; q < layout.images; q++) {
    const c = layout.classOf[q] as number;
    const partners = rankedClass(c) ? classSize(layout, c) - 1 : 0;
    start[q + 1] = (start[q] as number) + partners;
  }
  const pairs = start[layout.images] as number;
  return {
    start,
    scores: new Float32Array(new SharedArrayBuffer(4 * pairs)),
    index: new Uint32Array(new SharedArrayBuffer(4 * pairs)),
    depth,
  };
}

const keyFloat = new Float32Array(1);
const keyBits = new Int32Array(keyFloat.buffer);
const indexRange = 0x200000;

/** Sorts the partners of queries [from, to) (sorted positions) from the exact genuine scores. */
export function fillGenuineRanking(
  ranking: GenuineRanking,
  genuine: ExactGenuineScores,
  layout: ClassLayout,
  from: number,
  to: number,
): void {
  for (let q = from; q < to; q++) {
    const at = ranking.start[q] as number;
    const partners = (ranking.start[q + 1] as number) - at;
    if (partners === 0) continue;
    const c = layout.classOf[q] as number;
    const first = layout.classStart[c] as number;
    const genuineStart = genuine.start[c] as number;
    // One float64 key a partner: descending score, then ascending image index (below 2^21).
    const keys = new Float64Array(partners);
    for (let k = 0; k < partners; k++) {
      const other = k < q - first ? k : k + 1;
      const low = Math.min(other, q - first);
      const high = Math.max(other, q - first);
      const score = genuine.scores[genuineStart + genuineIndex(partners + 1, low, high)] as number;
      keyFloat[0] = score === 0 ? 0 : score;
      const bits = keyBits[0] as number;
      const ascending = bits < 0 ? ~bits & 0x7fffffff : bits + 0x80000000;
      keys[k] = (0xffffffff - ascending) * indexRange + (layout.order[first + other] as number);
    }
    keys.sort();
    for (let k = 0; k < partners; k++) {
      const key = keys[k] as number;
      const descending = Math.floor(key / indexRange);
      const ascending = 0xffffffff - descending;
      keyBits[0] = ascending >= 0x80000000 ? ascending - 0x80000000 : ~ascending | -0x80000000;
      ranking.scores[at + k] = keyFloat[0] as number;
      ranking.index[at + k] = key - descending * indexRange;
    }
  }
}

/** One thread's counts; counts of several threads add up. */
export interface RankCounts {
  /** For each genuine partner: impostors that rank right before it (after the partner above it). */
  readonly before: Uint16Array;
  /** [N] how many of a query's partners can still rank within its depth. */
  readonly relevant: Uint32Array;
  /** [N] impostors counted before the last relevant partner. */
  readonly total: Uint32Array;
  /** [N] only impostors that score at least this much matter; Infinity: none. */
  readonly bar: Float32Array;
}

export function createRankCounts(ranking: GenuineRanking): RankCounts {
  const images = ranking.start.length - 1;
  const relevant = new Uint32Array(images);
  const bar = new Float32Array(images).fill(Infinity);
  for (let q = 0; q < images; q++) {
    const end = ranking.start[q + 1] as number;
    const partners = end - (ranking.start[q] as number);
    relevant[q] = partners;
    if (partners > 0) bar[q] = ranking.scores[end - 1] as number;
  }
  return {
    before: new Uint16Array(ranking.scores.length),
    relevant,
    total: new Uint32Array(images),
    bar,
  };
}

/** Counts an impostor (its score and its image index as given) against a query. */
export function countImpostor(
  counts: RankCounts,
  ranking: GenuineRanking,
  query: number,
  score: number,
  index: number,
): void {
  const at = ranking.start[query] as number;
  let low = 0;
  let high = counts.relevant[query] as number;
  const relevant = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = ranking.scores[at + middle] as number;
    if (other > score || (other === score && (ranking.index[at + middle] as number) < index)) {
      low = middle + 1;
    } else high = middle;
  }
  if (low >= relevant) return;
  counts.before[at + low] = (counts.before[at + low] as number) + 1;
  let total = (counts.total[query] as number) + 1;
  let left = relevant;
  const partners = (ranking.start[query + 1] as number) - at;
  const depth = Math.max(partners, ranking.depth);
  while (left > 0 && left + total > depth) {
    left--;
    total -= counts.before[at + left] as number;
  }
  counts.total[query] = total;
  if (left !== relevant) {
    counts.relevant[query] = left;
    counts.bar[query] = left === 0 ? Infinity : (ranking.scores[at + left - 1] as number);
  }
}

/** What one query contributes to the retrieval figures. */
export interface QueryResult {
  /** Rank of the nearest genuine partner, 1 = nearest image of all; Infinity beyond the depth. */
  firstRank: number;
  /** Average precision at R: Σ over hits within the top R of precision at the hit, divided by R. */
  averagePrecision: number;
}

/**
 * Reads a query's result.
 *
 * @param before the threads' summed counts.
 */
export function queryResult(
  ranking: GenuineRanking,
  before: ArrayLike<number>,
  query: number,
): QueryResult {
  const at = ranking.start[query] as number;
  const partners = (ranking.start[query + 1] as number) - at;
  let impostors = 0;
  let sum = 0;
  let firstRank = Infinity;
  for (let k = 0; k < partners; k++) {
    impostors += before[at + k] as number;
    const rank = k + 1 + impostors;
    if (k === 0 && rank <= Math.max(partners, ranking.depth)) firstRank = rank;
    if (rank > partners) break;
    sum += (k + 1) / rank;
  }
  return { firstRank, averagePrecision: sum / partners };
}

/**
 * The same result for one query from its whole row of scores: for classes too large to keep their
 * genuine scores.
 *
 * @param row [N] scores against every sorted position; the query's own entry is not looked at.
 */
export function rankWholeRow(row: Float32Array, query: number, layout: ClassLayout): QueryResult {
  const c = layout.classOf[query] as number;
  const classStart = layout.classStart[c] as number;
  const classEnd = layout.classStart[c + 1] as number;
  const partners = classEnd - classStart - 1;
  // In the order of image indices, so that the stable sort breaks ties by the lower index.
  const byIndex = new Float32Array(layout.images);
  const isPartner = new Uint8Array(layout.images);
  for (let j = 0; j < layout.images; j++) byIndex[layout.order[j] as number] = row[j] as number;
  for (let j = classStart; j < classEnd; j++) isPartner[layout.order[j] as number] = 1;
  byIndex[layout.order[query] as number] = -Infinity;
  const ranked = descendingOrder(byIndex);
  let hits = 0;
  let sum = 0;
  let firstRank = Infinity;
  for (let rank = 1; rank < ranked.length; rank++) {
    if (isPartner[ranked[rank - 1] as number] === 0) continue;
    hits++;
    if (firstRank === Infinity) firstRank = rank;
    if (rank > partners) break;
    sum += hits / rank;
  }
  return { firstRank, averagePrecision: sum / partners };
}
