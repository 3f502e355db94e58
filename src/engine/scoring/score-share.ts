import { type NoiseFloorInput, redrawOpis } from '../../core/metrics/noise-floor.ts';
import { seededGenerator } from '../../core/random.ts';
import type { ClassLayout } from '../../core/scores/class-layout.ts';
import {
  addCounts,
  type CountingAccumulator,
  type CountingPlan,
  createCountingAccumulator,
} from '../../core/scores/counting-pass.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import {
  addPooled,
  createPooledAccumulator,
  type ExactGenuineScores,
  type PooledAccumulator,
} from '../../core/scores/pooled-pass.ts';
import {
  createRankCounts,
  fillGenuineRanking,
  type GenuineRanking,
  type QueryResult,
  rankWholeRow,
} from '../../core/scores/rank-counts.ts';
import { lowerEdge, type ScoreBins } from '../../core/scores/score-bins.ts';
import {
  clampScore,
  normaliseTile,
  type ScoreNormalisation,
  type Tile,
} from '../../core/scores/tile.ts';

/** A share of work: part `part` of `parts` equal ones. */
export interface Part {
  readonly part: number;
  readonly parts: number;
}

/** The bounds of a part of `length` items. */
export function partBounds(length: number, { part, parts }: Part): [from: number, to: number] {
  return [Math.floor((length * part) / parts), Math.floor((length * (part + 1)) / parts)];
}

/** Arrays of a pair list, as they cross a thread. */
export interface PairArrays {
  scores: Float32Array;
  first: Uint32Array;
  second: Uint32Array;
}

/** A part's counts after the counting pass. */
export interface CountingResult {
  impostor: Uint32Array;
  genuine: Uint32Array;
  listedImpostors: PairArrays;
  listedGenuine: PairArrays;
  rankCounts: Uint16Array | null;
}

/** Methods of a share by name, each taking one argument: what a thread can be asked for. */
export type ShareMethod = Exclude<keyof ScoreShare, 'counting'>;

/**
 * One thread's share of the passes over the scores: it owns its accumulators and reads tiles from
 * shared memory.
 */
export class ScoreShare {
  private layout!: ClassLayout;
  private bins!: ScoreBins;
  private genuine: ExactGenuineScores | null = null;
  private normalisation: ScoreNormalisation | null = null;
  private pooled: PooledAccumulator | null = null;
  private tailCompactedAt = 0;
  private plan: CountingPlan | null = null;
  private counting: CountingAccumulator | null = null;

  /** Starts the pooled pass; `impostor` is this part's fine histogram, readable by the coordinator. */
  startPooled(input: {
    layout: ClassLayout;
    bins: ScoreBins;
    genuine: ExactGenuineScores | null;
    normalisation: ScoreNormalisation | null;
    impostorHistograms: Uint32Array[];
    part: Part;
  }): void {
    this.layout = input.layout;
    this.bins = input.bins;
    this.genuine = input.genuine;
    this.normalisation = input.normalisation;
    this.tailCompactedAt = 0;
    this.pooled = {
      ...createPooledAccumulator(),
      impostor: input.impostorHistograms[input.part.part]!,
    };
  }

  addPooledTile(input: { tile: Tile; tailFrom: number; part: Part }): void {
    const pooled = this.pooled!;
    const [from, to] = partBounds(input.tile.rows, input.part);
    if (this.normalisation !== null) normaliseTile(input.tile, from, to, this.normalisation);
    pooled.tailFrom = input.tailFrom;
    // Dropping what the risen cut excludes, before the list would have to grow.
    if (
      input.tailFrom > this.tailCompactedAt &&
      pooled.tail.length * 2 > pooled.tail.scores.length
    ) {
      pooled.tail.keepFrom(lowerEdge(this.bins, input.tailFrom));
      this.tailCompactedAt = input.tailFrom;
    }
    addPooled(pooled, input.tile, from, to, this.layout, this.bins, this.genuine);
  }

  finishPooled(input: { tailFrom: number; part: Part }): {
    genuine: Uint32Array;
    tail: PairArrays;
  } {
    const { genuine, tail } = this.pooled!;
    if (input.tailFrom > 0) tail.keepFrom(lowerEdge(this.bins, input.tailFrom));
    this.pooled = null;
    return { genuine, tail: pairArrays(tail) };
  }

  /** Sorts the genuine partners of this part's queries. */
  fillRanking(input: { ranking: GenuineRanking; part: Part }): void {
    const [from, to] = partBounds(this.layout.images, input.part);
    fillGenuineRanking(input.ranking, this.genuine!, this.layout, from, to);
  }

  startCounting(input: { plan: CountingPlan; strips: Uint32Array[]; part: Part }): void {
    this.plan = input.plan;
    const { ranking } = input.plan;
    this.counting = createCountingAccumulator(
      input.plan,
      input.strips[input.part.part]!,
      ranking === null ? null : createRankCounts(ranking),
    );
  }

  addCountingTile(input: { tile: Tile; stripClass: number; part: Part }): void {
    const [from, to] = partBounds(input.tile.rows, input.part);
    if (this.normalisation !== null) normaliseTile(input.tile, from, to, this.normalisation);
    addCounts(this.counting!, this.plan!, input.tile, from, to, input.stripClass);
  }

  finishCounting(): CountingResult {
    const counting = this.counting!;
    this.counting = null;
    this.plan = null;
    return {
      impostor: counting.impostor,
      genuine: counting.genuine,
      listedImpostors: pairArrays(counting.listedImpostors),
      listedGenuine: pairArrays(counting.listedGenuine),
      rankCounts: counting.ranks?.before ?? null,
    };
  }

  /** Ranks whole rows: row k of `scores` belongs to sorted position `queries[k]`. */
  rankRows(input: { scores: Float32Array; queries: Uint32Array; part: Part }): QueryResult[] {
    const { images } = this.layout;
    const [from, to] = partBounds(input.queries.length, input.part);
    const results: QueryResult[] = [];
    for (let k = from; k < to; k++) {
      const row = input.scores.subarray(k * images, (k + 1) * images);
      const query = input.queries[k]!;
      if (this.normalisation !== null) normaliseRow(row, query, this.normalisation);
      for (let j = 0; j < images; j++) row[j] = clampScore(this.bins, row[j]!);
      results.push(rankWholeRow(row, query, this.layout));
    }
    return results;
  }

  /** OPIS of this part's redraws; redraw k has its own stream, whoever draws it. */
  redraws(input: { floor: NoiseFloorInput; redraws: number; seed: number; part: Part }): number[] {
    const [from, to] = partBounds(input.redraws, input.part);
    const values: number[] = [];
    for (let k = from; k < to; k++) {
      values.push(redrawOpis(input.floor, seededGenerator(input.seed, k)));
    }
    return values;
  }
}

function normaliseRow(
  row: Float32Array,
  query: number,
  { slope, shift }: ScoreNormalisation,
): void {
  const a = slope[query]!;
  const b = shift[query]!;
  for (let j = 0; j < row.length; j++) row[j] = row[j]! * (a + slope[j]!) + (b + shift[j]!);
}

function pairArrays(list: PairList): PairArrays {
  return {
    scores: list.scores.slice(0, list.length),
    first: list.first.slice(0, list.length),
    second: list.second.slice(0, list.length),
  };
}
