import { type NoiseFloorInput, redrawOpis } from '../../core/metrics/noise-floor.ts';
import { seededGenerator } from '../../core/random.ts';
import {
  addCounts,
  type CountingAccumulator,
  type CountingPlan,
  createCountingAccumulator,
} from '../../core/scores/counting-pass.ts';
import type { IntervalPlan } from '../../core/scores/interval-plan.ts';
import type { PairList } from '../../core/scores/pair-list.ts';
import {
  addHistograms,
  createHistograms,
  type ExactGenuineScores,
  type Histograms,
  keepGenuine,
} from '../../core/scores/pooled-pass.ts';
import {
  createRankCounts,
  fillGenuineRanking,
  type GenuineRanking,
  type QueryResult,
  rankWholeRow,
} from '../../core/scores/rank-counts.ts';
import {
  addKnownBins,
  countKeptGenuine,
  type IntervalCounts,
  refineCounts,
} from '../../core/scores/refine-counts.ts';
import { binOf, fineBinCount } from '../../core/scores/score-bins.ts';
import { clampScore, normaliseTile } from '../../core/scores/tile.ts';
import { addResampled, type ClassResamples } from './class-resamples.ts';
import { gatherRows } from './gather-rows.ts';
import { Gemm } from './gemm.ts';
import { groupBlocks, type SurveyGroups } from './survey-groups.ts';
import {
  columnsPerTile,
  genuineBlocks,
  mostClassesInABlock,
  rowBlocks,
  rowsPerBlock,
  type ScoreSource,
  TileWalk,
  type TileWalker,
} from './tile-walk.ts';

/** A share of work: part `part` of `parts` equal ones. */
export interface Part {
  readonly part: number;
  readonly parts: number;
}

/** The bounds of a part of `length` items. */
function partBounds(length: number, { part, parts }: Part): [from: number, to: number] {
  return [Math.floor((length * part) / parts), Math.floor((length * (part + 1)) / parts)];
}

/** Arrays of a pair list, as they cross a thread. */
export interface PairArrays {
  scores: Float32Array;
  first: Uint32Array;
  second: Uint32Array;
}

/** What a part knows right after the counting pass. */
export interface CountedTiles {
  /** [65536] scores by fine bin, as far as the plan tells (`addKnownBins`). */
  impostor: Float64Array;
  genuine: Float64Array;
  tail: PairArrays;
  blocks: ResampledBlock[];
}

/** A part's counts by the final plan. */
export interface CountingResult {
  impostor: Uint32Array;
  genuine: Uint32Array;
  listedImpostors: PairArrays;
  listedGenuine: PairArrays;
  rankCounts: Uint16Array | null;
}

/** [levels][replicates] Σ w_c w_c' accepted(c, c') of the block of rows that starts at `row`. */
export interface ResampledBlock {
  readonly row: number;
  readonly accepts: Float64Array[];
}

/** Methods of a share by name, each taking one argument: what a thread can be asked for. */
export type ShareMethod = Exclude<keyof ScoreShare, 'afterTile' | 'close'>;

type WalkState = Int32Array<SharedArrayBuffer>;

/**
 * One thread's share of the passes over the scores: it multiplies its own tiles, in sessions of one
 * thread, and owns its accumulators.
 */
export class ScoreShare {
  /** Called after each tile or redraw of this share; throws to stop. */
  afterTile: () => void = () => undefined;
  private source!: ScoreSource;
  private gemm: Gemm | null = null;
  private scratch!: Float32Array;
  private plan: CountingPlan | null = null;
  private counting: CountingAccumulator | null = null;

  /** Makes ready for passes over the scores of `source`. */
  async open({ source }: { source: ScoreSource; part: Part }): Promise<void> {
    await this.close();
    this.source = source;
    this.gemm = await Gemm.create(source.dimension);
    const { images } = source.layout;
    this.scratch = new Float32Array(
      Math.min(rowsPerBlock, images) * Math.min(columnsPerTile, images),
    );
  }

  async close(): Promise<void> {
    await this.gemm?.release();
    this.gemm = null;
  }

  /** Keeps all genuine scores; returns their histogram over this share's tiles. */
  async keepGenuine(input: {
    walk: WalkState;
    genuine: ExactGenuineScores;
    part: Part;
  }): Promise<Uint32Array> {
    const { layout, bins } = this.source;
    const histogram = new Uint32Array(fineBinCount);
    await this.walkScores(input.walk, {
      blocks: genuineBlocks(layout),
      visit: (tile) => {
        keepGenuine(input.genuine, histogram, tile, layout, bins);
      },
    });
    return histogram;
  }

  /** Histograms of this share's tiles: of the pairs within groups where there are any. */
  async walkHistograms(input: {
    walk: WalkState;
    groups: SurveyGroups | null;
    withGenuine: boolean;
    part: Part;
  }): Promise<Histograms> {
    const { groups, withGenuine } = input;
    const { bins } = this.source;
    const { layout, embeddings } = groups ?? this.source;
    const columnEnd = groups?.groupEnd ?? null;
    const histograms = createHistograms();
    await this.walkScores(
      input.walk,
      {
        blocks: groups === null ? rowBlocks(0, layout.images) : groupBlocks(groups),
        visit: (tile) => {
          addHistograms(histograms, tile, layout, bins, columnEnd, withGenuine);
        },
      },
      embeddings,
    );
    return histograms;
  }

  /** Sorts the genuine partners of this part's queries. */
  fillRanking(input: { ranking: GenuineRanking; genuine: ExactGenuineScores; part: Part }): void {
    const { layout } = this.source;
    const [from, to] = partBounds(layout.images, input.part);
    fillGenuineRanking(input.ranking, input.genuine, layout, from, to);
  }

  /** The counting pass over this share's tiles. */
  async walkCounting(input: {
    walk: WalkState;
    plan: CountingPlan;
    resamples: ClassResamples | null;
    part: Part;
  }): Promise<CountedTiles> {
    const { plan, resamples } = input;
    const { layout, bins, intervals, ranking } = plan;
    const { levels } = plan.classPairs;
    const plane = levels === 0 ? 0 : mostClassesInABlock(layout) * layout.classes;
    const counting = createCountingAccumulator(
      plan,
      new Uint32Array(levels * plane),
      ranking === null ? null : createRankCounts(ranking),
    );
    this.plan = plan;
    this.counting = counting;
    const blocks: ResampledBlock[] = [];
    const weightGemm =
      resamples === null || levels === 0 ? null : await Gemm.create(layout.classes);
    try {
      await this.walkScores(input.walk, {
        blocks: rowBlocks(0, layout.images),
        visit: (tile) => {
          addCounts(counting, plan, tile);
        },
        afterBlock: async (row, rows) => {
          if (weightGemm === null || resamples === null) return;
          const first = layout.classOf[row]!;
          const cells = (layout.classOf[row + rows - 1]! - first + 1) * layout.classes;
          const accepts: Float64Array[] = [];
          for (let level = 0; level < levels; level++) {
            const sums = new Float64Array(resamples.replicates);
            const strip = Float32Array.from(
              counting.strip.subarray(level * plane, level * plane + cells),
            );
            await addResampled(sums, strip, first, resamples, weightGemm);
            accepts.push(sums);
          }
          blocks.push({ row, accepts });
          counting.strip.fill(0);
        },
      });
    } finally {
      await weightGemm?.release();
    }
    const impostor = new Float64Array(fineBinCount);
    const genuine = new Float64Array(fineBinCount);
    addKnownBins(impostor, impostorCounts(counting), intervals, bins, 2);
    addKnownBins(genuine, genuineCounts(counting), intervals, bins, 1);
    return { impostor, genuine, tail: pairArrays(counting.tail), blocks };
  }

  /** The listed impostor scores of this share's tiles that lie in some fine bins. */
  listedScores(input: { wanted: readonly number[]; part: Part }): Float32Array {
    const { bins } = this.plan!;
    const { scores, length } = this.counting!.listedImpostors;
    const isWanted = new Uint8Array(fineBinCount);
    for (const bin of input.wanted) isWanted[bin] = 1;
    let found = 0;
    for (let k = 0; k < length; k++) found += isWanted[binOf(bins, scores[k]!)]!;
    const listed = new Float32Array(found);
    for (let k = 0, at = 0; at < found; k++) {
      const score = scores[k]!;
      if (isWanted[binOf(bins, score)] === 1) listed[at++] = score;
    }
    return listed;
  }

  /** The counts of this share's tiles, cut by the final plan; those of kept genuine scores too. */
  refineCounts(input: {
    intervals: IntervalPlan;
    genuine: ExactGenuineScores | null;
    part: Part;
  }): CountingResult {
    const counting = this.counting!;
    const { bins, layout, intervals: coarse } = this.plan!;
    const { intervals } = input;
    this.counting = null;
    this.plan = null;
    const impostors = refineCounts(impostorCounts(counting), coarse, intervals, bins, layout, 2);
    const genuines =
      input.genuine === null
        ? refineCounts(genuineCounts(counting), coarse, intervals, bins, layout, 1)
        : countKeptGenuine(
            input.genuine,
            intervals,
            bins,
            layout,
            ...partBounds(layout.classes, input.part),
          );
    return {
      impostor: impostors.counts,
      genuine: genuines.counts,
      listedImpostors: pairArrays(impostors.listed),
      listedGenuine: pairArrays(genuines.listed),
      rankCounts: counting.ranks?.before ?? null,
    };
  }

  /** Ranks the whole rows of this part's queries (sorted positions). */
  async rankRows(input: { queries: Uint32Array; part: Part }): Promise<QueryResult[]> {
    const { layout, bins, normalisation, embeddings, dimension } = this.source;
    const { images } = layout;
    const queries = input.queries.subarray(...partBounds(input.queries.length, input.part));
    if (queries.length === 0) return [];
    const rows = gatherRows(embeddings, dimension, queries);
    const scores = new Float32Array(queries.length * images);
    await this.gemm!.multiply(rows, queries.length, embeddings, images, scores);
    return Array.from(queries, (query, k) => {
      const row = scores.subarray(k * images, (k + 1) * images);
      if (normalisation !== null) {
        const line = { row: query, rows: 1, column: 0, columns: images, scores: row };
        normaliseTile(line, 0, 1, normalisation);
      }
      for (let j = 0; j < images; j++) row[j] = clampScore(bins, row[j]!);
      return rankWholeRow(row, query, layout);
    });
  }

  /**
   * OPIS of the redraws that no other share has taken; redraw k has its own stream, whoever draws it.
   *
   * @param input.next [1] the next redraw to take.
   * @param input.values [redraws] is filled.
   */
  redrawNoiseFloor(input: {
    floor: NoiseFloorInput;
    seed: number;
    next: Int32Array<SharedArrayBuffer>;
    values: Float64Array<SharedArrayBuffer>;
    part: Part;
  }): void {
    const { floor, seed, next, values } = input;
    for (;;) {
      const k = Atomics.add(next, 0, 1);
      if (k >= values.length) return;
      values[k] = redrawOpis(floor, seededGenerator(seed, k));
      this.afterTile();
    }
  }

  /**
   * Walks tiles of scores.
   *
   * @param embeddings [N × D] those of the source, or the same in another order where scores are not
   *   normalised.
   */
  private async walkScores(
    walk: WalkState,
    walker: Pick<TileWalker, 'blocks' | 'visit' | 'afterBlock'>,
    embeddings = this.source.embeddings,
  ): Promise<void> {
    const { dimension, normalisation } = this.source;
    const slice = (from: number, count: number): Float32Array =>
      embeddings.subarray(from * dimension, (from + count) * dimension);
    await new TileWalk(walk).run(
      {
        ...walker,
        multiply: async (tile) => {
          const { row, rows, column, columns, scores } = tile;
          await this.gemm!.multiply(
            slice(row, rows),
            rows,
            slice(column, columns),
            columns,
            scores,
          );
          if (normalisation !== null) normaliseTile(tile, 0, rows, normalisation);
        },
        afterTile: this.afterTile,
      },
      this.scratch,
    );
  }
}

function impostorCounts({ impostor, listedImpostors }: CountingAccumulator): IntervalCounts {
  return { counts: impostor, listed: listedImpostors };
}

function genuineCounts({ genuine, listedGenuine }: CountingAccumulator): IntervalCounts {
  return { counts: genuine, listed: listedGenuine };
}

function pairArrays(list: PairList): PairArrays {
  return {
    scores: list.scores.slice(0, list.length),
    first: list.first.slice(0, list.length),
    second: list.second.slice(0, list.length),
  };
}
