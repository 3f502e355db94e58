import type { Evaluation } from '../../contract/evaluation.ts';
import { meanOf } from '../../core/metrics/statistics.ts';
import type { ClassLayout } from '../../core/scores/class-layout.ts';
import type { QueryResult } from '../../core/scores/rank-counts.ts';

/** Depths at which recall is reported. */
const depths = [1, 5, 10];

/** Queries with their ranks. */
export interface RankedQueries {
  /** Sorted position of each query. */
  readonly positions: readonly number[];
  readonly results: readonly QueryResult[];
  /** Whether they are a seeded sample. */
  readonly sampled: boolean;
}

/** Leave-one-out retrieval figures from the queries' ranks. */
export function summariseRetrieval(
  layout: ClassLayout,
  ranked: RankedQueries,
): Pick<Evaluation, 'recallAt1' | 'recallAt' | 'meanAveragePrecisionAtR' | 'retrieval'> {
  const { results, sampled } = ranked;
  const recall = (k: number): number | null =>
    meanOf(results.map(({ firstRank }) => (firstRank <= k ? 1 : 0)));
  return {
    recallAt1: recall(1),
    recallAt: depths.map((k) => ({ k, recall: recall(k) })),
    meanAveragePrecisionAtR: meanOf(results.map(({ averagePrecision }) => averagePrecision)),
    retrieval: {
      queries: results.length,
      sampled,
      ...(sampled
        ? {
            reason: `Recall and MAP@R come from ${String(results.length)} seeded queries of ${String(layout.images)} images: the classes are too large to rank every query.`,
          }
        : results.length === 0
          ? { reason: 'No class has two images, so there is no query.' }
          : {}),
    },
  };
}
