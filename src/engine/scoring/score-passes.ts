import { IsolineError } from '../../core/errors.ts';
import {
  type ClassLayout,
  genuinePairsByClass,
  impostorPairsByClass,
} from '../../core/scores/class-layout.ts';
import type { ClassPairLevels } from '../../core/scores/counting-pass.ts';
import type { IntervalPlan } from '../../core/scores/interval-plan.ts';
import { PairList } from '../../core/scores/pair-list.ts';
import { type ExactGenuineScores, tailCut } from '../../core/scores/pooled-pass.ts';
import {
  createGenuineRanking,
  type GenuineRanking,
  type QueryResult,
  queryResult,
} from '../../core/scores/rank-counts.ts';
import { fineBinCount, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ScoreNormalisation, Tile } from '../../core/scores/tile.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from './gemm.ts';
import type { PairArrays } from './score-share.ts';
import type { ScoreTeam } from './score-team.ts';

/** Rows of a tile. */
export const rowsPerBlock = 512;
/** Columns of a tile. */
export const columnsPerTile = 4096;
/** Impostor pairs kept with both images, at most. */
const tailCapacity = 20_000_000;
/** Genuine scores kept exactly, at most; retrieval of larger data is sampled. */
const genuineCapacity = 16_000_000;
/** Neighbours looked at per query when its class is smaller. */
const retrievalDepth = 10;

/** What the pooled pass found. */
export interface PooledScores {
  /** [65536] scores by fine bin. */
  readonly impostor: Float64Array;
  readonly genuine: Float64Array;
  /** Every impostor pair from some score on, in descending order. */
  readonly tail: PairList;
  /** All genuine scores, class by class; null where there are more than 16 million. */
  readonly exactGenuine: ExactGenuineScores | null;
}

/** What the counting pass found. */
export interface CountedScores {
  /** [T × intervals] scores by interval number. */
  readonly impostor: Float64Array;
  readonly genuine: Float64Array;
  /** Scores inside listed intervals, in descending order. */
  readonly listedImpostors: PairList;
  readonly listedGenuine: PairList;
  /** [levels][replicates] Σ w_c w_c' accepted(c, c'); empty without class weights. */
  readonly resampledAccepts: Float64Array[];
  /** Retrieval by query (sorted position); null where genuine scores were not kept. */
  readonly queries: QueryResult[] | null;
}

/** Class weights of the bootstrap: [replicates × T]. */
export interface ClassResamples {
  readonly weights: Float32Array;
  readonly replicates: number;
}

/**
 * The bounded passes over all scores of one set of images: tiles from Gemm, binned by the team.
 * Memory grows with N·D + classes × intervals + tail, never with N².
 */
export class ScorePasses {
  readonly layout: ClassLayout;
  readonly bins: ScoreBins;
  readonly impostorPairs: number;
  readonly genuinePairs: number;
  private readonly embeddings: Float32Array;
  private readonly dimension: number;
  private readonly gemm: Gemm;
  private readonly team: ScoreTeam;
  private readonly context: TaskContext;
  private readonly normalisation: ScoreNormalisation | null;
  private readonly scratch = new Float32Array(
    new SharedArrayBuffer(4 * rowsPerBlock * columnsPerTile),
  );
  private exactGenuine: ExactGenuineScores | null = null;

  /**
   * @param embeddings [N × D] over shared memory, L2-normalised, in the layout's order.
   */
  constructor(input: {
    embeddings: Float32Array;
    layout: ClassLayout;
    bins: ScoreBins;
    gemm: Gemm;
    team: ScoreTeam;
    context: TaskContext;
    normalisation: ScoreNormalisation | null;
  }) {
    this.embeddings = input.embeddings;
    this.layout = input.layout;
    this.bins = input.bins;
    this.gemm = input.gemm;
    this.dimension = input.gemm.dimension;
    this.team = input.team;
    this.context = input.context;
    this.normalisation = input.normalisation;
    const byClass = impostorPairsByClass(this.layout);
    this.impostorPairs = byClass.reduce((sum, pairs) => sum + pairs, 0) / 2;
    this.genuinePairs = genuinePairsByClass(this.layout).reduce((sum, pairs) => sum + pairs, 0);
    if (byClass.some((pairs) => pairs >= 2 ** 32) || this.genuinePairs >= 2 ** 32) {
      throw new IsolineError({
        code: 'dataset-too-large',
        sentence: `A class of this data has more than 4,294,967,295 pairs (${String(this.layout.images)} images in ${String(this.layout.classes)} classes).`,
        next: 'Evaluate a sample of the images of the largest classes.',
      });
    }
  }

  /**
   * The first pass: pooled histograms, the impostor tail and the exact genuine scores.
   *
   * @param tailPairs how many impostor pairs the tail should hold at least, where it fits.
   */
  async pooled(tailPairs: number): Promise<PooledScores> {
    const { layout, bins, team } = this;
    const exactGenuine =
      this.genuinePairs <= genuineCapacity ? allocateGenuine(layout, this.genuinePairs) : null;
    this.exactGenuine = exactGenuine;
    const impostorHistograms = Array.from(
      { length: team.parts },
      () => new Uint32Array(new SharedArrayBuffer(4 * fineBinCount)),
    );
    await team.all('startPooled', {
      layout,
      bins,
      genuine: exactGenuine,
      normalisation: this.normalisation,
      impostorHistograms,
    });
    const impostor = new Float64Array(fineBinCount);
    let tailFrom = 0;
    let tiles = 0;
    await this.forTiles('Scoring, first pass', async (tile) => {
      await team.all('addPooledTile', { tile, tailFrom });
      tiles++;
      // Often at first, while the cut rises fast.
      if (tiles < 8 || tiles % 8 === 0) {
        impostor.fill(0);
        for (const part of impostorHistograms) addInto(impostor, part);
        tailFrom = tailCut(impostor, tailPairs, tailCapacity).from;
      }
    });
    impostor.fill(0);
    for (const part of impostorHistograms) addInto(impostor, part);
    tailFrom = tailCut(impostor, tailPairs, tailCapacity).from;
    const parts = await team.all('finishPooled', { tailFrom });
    const genuine = new Float64Array(fineBinCount);
    for (const part of parts) addInto(genuine, part.genuine);
    const tail = joinPairs(parts.map((part) => part.tail));
    tail.sortDescendingByPair();
    return { impostor, genuine, tail, exactGenuine };
  }

  /**
   * The second pass: exact class counts at every threshold of the plan, accepted impostors by pair of
   * classes under each class resample, and leave-one-out ranks.
   */
  async counting(
    intervals: IntervalPlan,
    classPairs: ClassPairLevels,
    resamples: ClassResamples | null,
  ): Promise<CountedScores> {
    const { layout, bins, team } = this;
    const ranking = await this.rankGenuine();
    const levels = resamples === null ? 0 : classPairs.levels;
    const stripRows = this.mostClassesInABlock();
    const plane = stripRows * layout.classes;
    const strips = Array.from(
      { length: team.parts },
      () => new Uint32Array(new SharedArrayBuffer(4 * levels * plane)),
    );
    const noLevels: ClassPairLevels = {
      levelOf: new Uint16Array(intervals.intervals),
      levels: 0,
    };
    await team.all('startCounting', {
      plan: {
        layout,
        bins,
        intervals,
        classPairs: levels === 0 ? noLevels : classPairs,
        ranking,
      },
      strips,
    });
    const resampledAccepts = Array.from(
      { length: levels },
      () => new Float64Array(resamples?.replicates ?? 0),
    );
    const weightGemm =
      resamples === null || levels === 0
        ? null
        : await Gemm.create(layout.classes, this.context.threads);
    try {
      await this.forTiles(
        'Scoring, second pass',
        async (tile) => {
          const stripClass = layout.classOf[tile.row]!;
          await team.all('addCountingTile', { tile, stripClass });
        },
        async (row, rows) => {
          if (weightGemm === null || resamples === null) return;
          const first = layout.classOf[row]!;
          const classes = layout.classOf[row + rows - 1]! - first + 1;
          for (let level = 0; level < levels; level++) {
            const from = level * plane;
            const strip = new Float32Array(classes * layout.classes);
            for (const part of strips) addInto(strip, part.subarray(from, from + strip.length));
            await addResampled(resampledAccepts[level]!, strip, first, resamples, weightGemm);
          }
          for (const part of strips) part.fill(0);
        },
      );
    } finally {
      await weightGemm?.release();
    }
    const parts = await team.all('finishCounting', {});
    const cells = layout.classes * intervals.intervals;
    const impostor = new Float64Array(cells);
    const genuine = new Float64Array(cells);
    for (const part of parts) {
      addInto(impostor, part.impostor);
      addInto(genuine, part.genuine);
    }
    const listedImpostors = joinPairs(parts.map((part) => part.listedImpostors));
    const listedGenuine = joinPairs(parts.map((part) => part.listedGenuine));
    listedImpostors.sortDescending();
    listedGenuine.sortDescending();
    return {
      impostor,
      genuine,
      listedImpostors,
      listedGenuine,
      resampledAccepts,
      queries: ranking === null ? null : this.readRanks(ranking, parts),
    };
  }

  /** Whole-row retrieval of some queries (sorted positions), for data whose genuine scores were not kept. */
  async rankQueries(queries: Uint32Array): Promise<QueryResult[]> {
    const { images } = this.layout;
    const { dimension } = this;
    const block = 64;
    const results: QueryResult[] = [];
    const scores = new Float32Array(new SharedArrayBuffer(4 * block * images));
    for (let at = 0; at < queries.length; at += block) {
      this.context.throwIfStopped();
      const some = queries.slice(at, at + block);
      const rows = new Float32Array(some.length * dimension);
      some.forEach((query, k) => {
        rows.set(this.row(query, 1), k * dimension);
      });
      const filled = scores.subarray(0, some.length * images);
      await this.gemm.multiply(rows, some.length, this.embeddings, images, filled);
      const parts = await this.team.all('rankRows', { scores: filled, queries: some });
      results.push(...parts.flat());
      this.context.progress({
        stage: 'Ranking sampled queries',
        done: at + some.length,
        total: queries.length,
        unit: 'queries',
      });
    }
    return results;
  }

  private async rankGenuine(): Promise<GenuineRanking | null> {
    if (this.exactGenuine === null) return null;
    const ranking = createGenuineRanking(this.layout, () => true, retrievalDepth);
    await this.team.all('fillRanking', { ranking });
    return ranking;
  }

  private readRanks(
    ranking: GenuineRanking,
    parts: readonly { rankCounts: Uint16Array | null }[],
  ): QueryResult[] {
    const before = new Float64Array(ranking.scores.length);
    for (const part of parts) if (part.rankCounts !== null) addInto(before, part.rankCounts);
    return Array.from({ length: this.layout.images }, (_, q) => queryResult(ranking, before, q));
  }

  /** Walks the strict upper triangle in tiles; stops between tiles when asked to. */
  private async forTiles(
    stage: string,
    visit: (tile: Tile) => Promise<void>,
    afterBlock?: (row: number, rows: number) => Promise<void>,
  ): Promise<void> {
    const { images } = this.layout;
    const total = tileCount(images);
    let done = 0;
    for (let row = 0; row < images; row += rowsPerBlock) {
      const rows = Math.min(rowsPerBlock, images - row);
      for (let column = row; column < images; column += columnsPerTile) {
        this.context.throwIfStopped();
        const columns = Math.min(columnsPerTile, images - column);
        const scores = this.scratch.subarray(0, rows * columns);
        await this.gemm.multiply(
          this.row(row, rows),
          rows,
          this.row(column, columns),
          columns,
          scores,
        );
        await visit({ row, rows, column, columns, scores });
        done++;
        this.context.progress({ stage, done, total, unit: 'tiles' });
      }
      await afterBlock?.(row, rows);
    }
  }

  private row(from: number, rows: number): Float32Array {
    return this.embeddings.subarray(from * this.dimension, (from + rows) * this.dimension);
  }

  private mostClassesInABlock(): number {
    const { classOf, images } = this.layout;
    let most = 0;
    for (let row = 0; row < images; row += rowsPerBlock) {
      const last = Math.min(images, row + rowsPerBlock) - 1;
      most = Math.max(most, classOf[last]! - classOf[row]! + 1);
    }
    return most;
  }
}

/** Number of tiles of one pass over N images. */
export function tileCount(images: number): number {
  let tiles = 0;
  for (let row = 0; row < images; row += rowsPerBlock) {
    tiles += Math.ceil((images - row) / columnsPerTile);
  }
  return tiles;
}

function allocateGenuine(layout: ClassLayout, pairs: number): ExactGenuineScores {
  const start = new Float64Array(new SharedArrayBuffer(8 * (layout.classes + 1)));
  genuinePairsByClass(layout).forEach((count, c) => {
    start[c + 1] = start[c]! + count;
  });
  return { scores: new Float32Array(new SharedArrayBuffer(4 * pairs)), start };
}

/** sums[b] += Σ over strip rows c of w_bc × Σ_c' strip[c, c'] w_bc'. */
export async function addResampled(
  sums: Float64Array,
  strip: Float32Array,
  firstClass: number,
  { weights, replicates }: ClassResamples,
  gemm: Gemm,
): Promise<void> {
  const classes = gemm.dimension;
  const rows = strip.length / classes;
  const product = new Float32Array(rows * replicates);
  await gemm.multiply(strip, rows, weights, replicates, product);
  for (let r = 0; r < rows; r++) {
    for (let b = 0; b < replicates; b++) {
      sums[b] = sums[b]! + weights[b * classes + firstClass + r]! * product[r * replicates + b]!;
    }
  }
}

function addInto(sum: Float64Array | Float32Array, part: ArrayLike<number>): void {
  for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! + part[k]!;
}

function joinPairs(parts: readonly PairArrays[]): PairList {
  const joined = new PairList(0);
  for (const part of parts) joined.append(PairList.from(part.scores, part.first, part.second));
  return joined;
}
