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
import { binOf, fineBinCount, lowerEdge, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ScoreNormalisation } from '../../core/scores/tile.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { ClassResamples } from './class-resamples.ts';
import type { PairArrays, ResampledBlock, ScoreShare } from './score-share.ts';
import type { ScoreTeam } from './score-team.ts';
import { dealIntoGroups, groupBlocks } from './survey-groups.ts';
import { rowBlocks, type ScoreSource, tileCount, TileWalk } from './tile-walk.ts';

/** Impostor pairs kept with both images, at most. */
export const tailCapacity = 20_000_000;
/** Genuine scores kept exactly, at most; retrieval of larger data is sampled. */
const genuineCapacity = 16_000_000;
/** With fewer impostor pairs than this, the first pass is short, and a share of them says little. */
const fewestSurveyedPairs = 4_000_000;
/** Neighbours looked at per query when its class is smaller. */
const retrievalDepth = 10;

/** Pooled scores by fine bin. */
export interface PooledHistograms {
  /** [65536] each. */
  readonly impostor: Float64Array;
  readonly genuine: Float64Array;
}

/** What a survey found. Where it looked at a share of the pairs, their counts stand for all of them. */
export interface SurveyedScores extends PooledHistograms {
  /** Share of the impostor pairs, and of the genuine ones, that were looked at; 1: all. */
  readonly impostorShare: number;
  readonly genuineShare: number;
}

/** What the counting pass found, before its counts are cut by the final plan. */
export interface PooledScores extends PooledHistograms {
  /** Every impostor pair from some score on, in descending order. */
  readonly tail: PairList;
}

/** What the counting pass is to gather. */
export interface CountingRequest {
  readonly intervals: IntervalPlan;
  readonly classPairs: ClassPairLevels;
  readonly resamples: ClassResamples | null;
  /** Impostor pairs are kept with both images from this fine bin on. */
  readonly tailFrom: number;
  /** How many pairs lie in listed intervals, as far as is known. */
  readonly listedPairs: number;
  /** How many the tail should hold at least, where they fit. */
  readonly tailPairs: number;
}

/** Counts by the final plan. */
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

/**
 * The bounded passes over all scores of one set of images, shared by the team's threads.
 * Memory grows with N·D + classes × intervals + tail, never with N².
 */
export class ScorePasses {
  readonly layout: ClassLayout;
  readonly bins: ScoreBins;
  readonly impostorPairs: number;
  readonly genuinePairs: number;
  private readonly source: ScoreSource;
  private readonly team: ScoreTeam;
  private readonly context: TaskContext;
  private genuine: ExactGenuineScores | null = null;
  private genuineHistogram: Float64Array | null = null;
  private ranking: GenuineRanking | null = null;
  private resampledAccepts: Float64Array[] = [];

  /**
   * @param embeddings [N × D] over shared memory, L2-normalised, in the layout's order.
   */
  constructor(input: {
    embeddings: Float32Array;
    layout: ClassLayout;
    bins: ScoreBins;
    dimension: number;
    team: ScoreTeam;
    context: TaskContext;
    normalisation: ScoreNormalisation | null;
  }) {
    const { embeddings, dimension, layout, bins, normalisation } = input;
    this.layout = layout;
    this.bins = bins;
    this.source = { embeddings, dimension, layout, bins, normalisation };
    this.team = input.team;
    this.context = input.context;
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

  /** Opens the team for these scores, and keeps all genuine ones where they are not too many. */
  async open(): Promise<void> {
    const { layout, team } = this;
    await team.all('open', { source: this.source });
    if (this.genuinePairs > genuineCapacity) return;
    const genuine = allocateGenuine(layout, this.genuinePairs);
    const parts = await team.all(
      'keepGenuine',
      { walk: new TileWalk().state, genuine },
      this.context.throwIfStopped,
    );
    this.genuine = genuine;
    this.genuineHistogram = new Float64Array(fineBinCount);
    for (const part of parts) addInto(this.genuineHistogram, part);
    this.ranking = createGenuineRanking(layout, () => true, retrievalDepth);
    await team.all('fillRanking', { ranking: this.ranking, genuine });
  }

  /** Whether a quick survey of the scores is worth its while. */
  get canSurveyQuickly(): boolean {
    return this.source.normalisation === null && this.impostorPairs >= fewestSurveyedPairs;
  }

  /**
   * The first pass: pooled histograms.
   *
   * @param quick from the pairs within groups of images: about where the scores lie.
   */
  async survey(quick: boolean): Promise<SurveyedScores> {
    const { layout, source } = this;
    const groups = quick ? dealIntoGroups(source.embeddings, source.dimension, layout) : null;
    const parts = await this.walk(
      'Scoring, first pass',
      'walkHistograms',
      { groups, withGenuine: this.genuine === null },
      tileCount(groups === null ? rowBlocks(0, layout.images) : groupBlocks(groups)),
    );
    const impostor = new Float64Array(fineBinCount);
    const genuine = new Float64Array(fineBinCount);
    for (const part of parts) {
      addInto(impostor, part.impostor);
      addInto(genuine, part.genuine);
    }
    const exactGenuine = this.genuineHistogram;
    if (groups === null) {
      return {
        impostor,
        genuine: exactGenuine ?? genuine,
        impostorShare: 1,
        genuineShare: 1,
      };
    }
    return {
      impostor: scaleCounts(impostor, this.impostorPairs),
      genuine: exactGenuine ?? scaleCounts(genuine, this.genuinePairs),
      impostorShare: groups.impostorPairs / this.impostorPairs,
      genuineShare: exactGenuine === null ? groups.genuinePairs / this.genuinePairs : 1,
    };
  }

  /**
   * The second pass: class counts by interval, accepted impostors by pair of classes under each class
   * resample, the tail, and leave-one-out ranks. `refine` then reads the counts.
   *
   * @returns null where the tail was cut too high to hold the pairs that it should.
   */
  async count(request: CountingRequest): Promise<PooledScores | null> {
    const { layout, bins } = this;
    const { intervals, resamples, tailFrom, tailPairs, listedPairs } = request;
    const levels = resamples === null ? 0 : request.classPairs.levels;
    const noLevels: ClassPairLevels = {
      levelOf: new Uint16Array(intervals.intervals),
      levels: 0,
    };
    const parts = await this.walk(
      'Scoring, second pass',
      'walkCounting',
      {
        plan: {
          layout,
          bins,
          intervals,
          classPairs: levels === 0 ? noLevels : request.classPairs,
          tailFrom,
          expectedListed: Math.ceil((1.25 * listedPairs) / this.team.parts),
          ranking: this.ranking,
        },
        resamples,
      },
      tileCount(rowBlocks(0, layout.images)),
    );
    const impostor = new Float64Array(fineBinCount);
    const genuine = this.genuineHistogram ?? new Float64Array(fineBinCount);
    for (const part of parts) {
      addInto(impostor, part.impostor);
      if (this.genuine === null) addInto(genuine, part.genuine);
    }
    this.resampledAccepts = sumBlocks(
      parts.flatMap((part) => part.blocks),
      levels,
      resamples?.replicates ?? 0,
    );
    const tail = joinPairs(parts.map((part) => part.tail));
    const inTail = new Float64Array(fineBinCount);
    for (let k = 0; k < tail.length; k++) {
      const bin = binOf(bins, tail.scores[k]!);
      inTail[bin] = inTail[bin]! + 1;
    }
    const cut = tailCut(inTail, tailPairs, tailCapacity);
    if (cut.from < tailFrom) return null;
    tail.keepFrom(lowerEdge(bins, cut.from));
    tail.sortDescendingByPair();
    return { impostor, genuine, tail };
  }

  /**
   * The impostor scores of some fine bins, as far as the second pass listed them.
   *
   * @returns by bin, in descending order.
   */
  async listedScores(wanted: readonly number[]): Promise<Map<number, Float32Array>> {
    if (wanted.length === 0) return new Map();
    const parts = await this.team.all('listedScores', { wanted });
    const place = new Map(wanted.map((bin, k) => [bin, k]));
    const lengths = wanted.map(() => 0);
    for (const part of parts) {
      for (const score of part) lengths[place.get(binOf(this.bins, score))!]!++;
    }
    const lists = lengths.map((length) => new Float32Array(length));
    for (const part of parts) {
      for (const score of part) {
        const k = place.get(binOf(this.bins, score))!;
        lists[k]![--lengths[k]!] = score;
      }
    }
    return new Map(wanted.map((bin, k) => [bin, lists[k]!.sort().reverse()]));
  }

  /**
   * Reads the counts of the second pass, cut by a plan that is finer than its own inside its listed
   * intervals, and the same elsewhere.
   */
  async refine(intervals: IntervalPlan): Promise<CountedScores> {
    const { layout, team, ranking } = this;
    this.context.throwIfStopped();
    this.context.progress({ stage: 'Counting at the thresholds', done: 0, total: 1, unit: 'set' });
    const parts = await team.all('refineCounts', { intervals, genuine: this.genuine });
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
      resampledAccepts: this.resampledAccepts,
      queries: ranking === null ? null : this.readRanks(ranking, parts),
    };
  }

  /** Whole-row retrieval of some queries (sorted positions), for data whose genuine scores were not kept. */
  async rankQueries(queries: Uint32Array): Promise<QueryResult[]> {
    const block = 128;
    const results: QueryResult[] = [];
    for (let at = 0; at < queries.length; at += block) {
      this.context.throwIfStopped();
      const some = queries.slice(at, at + block);
      const parts = await this.team.all('rankRows', { queries: some });
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

  private readRanks(
    ranking: GenuineRanking,
    parts: readonly { rankCounts: Uint16Array | null }[],
  ): QueryResult[] {
    const before = new Float64Array(ranking.scores.length);
    for (const part of parts) if (part.rankCounts !== null) addInto(before, part.rankCounts);
    return Array.from({ length: this.layout.images }, (_, q) => queryResult(ranking, before, q));
  }

  /** One pass over all tiles by the team; stops between tiles when asked to. */
  private async walk<M extends 'walkHistograms' | 'walkCounting'>(
    stage: string,
    method: M,
    input: Omit<Parameters<ScoreShare[M]>[0], 'walk' | 'part'>,
    total: number,
  ): Promise<Awaited<ReturnType<ScoreShare[M]>>[]> {
    const { context, team } = this;
    const walk = new TileWalk();
    const say = (): void => {
      context.progress({ stage, done: walk.done, total, unit: 'tiles' });
    };
    const results = await team.all(method, { ...input, walk: walk.state } as never, () => {
      context.throwIfStopped();
      say();
    });
    say();
    return results;
  }
}

/** Adds up the blocks in their order, whoever counted them, so that every run gives the same bits. */
function sumBlocks(
  blocks: readonly ResampledBlock[],
  levels: number,
  replicates: number,
): Float64Array[] {
  const sums = Array.from({ length: levels }, () => new Float64Array(replicates));
  for (const { accepts } of blocks.toSorted((a, b) => a.row - b.row)) {
    accepts.forEach((block, level) => {
      addInto(sums[level]!, block);
    });
  }
  return sums;
}

function allocateGenuine(layout: ClassLayout, pairs: number): ExactGenuineScores {
  const start = new Float64Array(new SharedArrayBuffer(8 * (layout.classes + 1)));
  genuinePairsByClass(layout).forEach((count, c) => {
    start[c + 1] = start[c]! + count;
  });
  return { scores: new Float32Array(new SharedArrayBuffer(4 * pairs)), start };
}

/** Counts by bin in the same proportions, whole numbers that add up to `total`. */
function scaleCounts(counts: Float64Array, total: number): Float64Array {
  const factor = total / counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  let given = 0;
  return counts.map((count) => {
    sum += count;
    const scaled = Math.round(sum * factor) - given;
    given += scaled;
    return scaled;
  });
}

function addInto(sum: Float64Array | Float32Array, part: ArrayLike<number>): void {
  for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! + part[k]!;
}

function joinPairs(parts: readonly PairArrays[]): PairList {
  const joined = new PairList(0);
  for (const part of parts) joined.append(PairList.from(part.scores, part.first, part.second));
  return joined;
}
