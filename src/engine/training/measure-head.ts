import type { HeadFigures } from '../../contract/training.ts';
import type { Measurement } from '../evaluation/measurement.ts';
import { measureEmbeddings } from '../evaluation/measure-task.ts';
import type { TaskContext } from '../jobs/compute-task.ts';
import type { EmbeddedSet } from './training-data.ts';

/** Figures of a set, and the scores behind them as histograms. */
export interface MeasuredHead {
  readonly figures: HeadFigures;
  /** Pooled counts between `edges`, which has one entry more. */
  readonly histogram: Measurement['figures']['histogram'];
  /** Why there is no OPIS or no recall, in words; null where both are there. */
  readonly missing: string | null;
}

/**
 * Measures a set by the definitions of an evaluation (exact counts, OPIS between pooled FAR 1e-2 and
 * 1e-1).
 *
 * @param embeddings [N × dimension] what a head makes of the set, of any length
 * @throws IsolineError `embedding-zero`, `embedding-not-finite` where the head has come apart
 */
export async function measureHead(
  { labels, classNames, imageNames }: Pick<EmbeddedSet, 'labels' | 'classNames' | 'imageNames'>,
  embeddings: Float32Array,
  dimension: number,
  context: TaskContext,
): Promise<MeasuredHead> {
  const { figures } = await measureEmbeddings(
    { data: embeddings, columns: dimension },
    {
      rows: Uint32Array.from(labels.keys()),
      labels,
      classNames,
      imageNames,
      targets: [1e-2, 1e-3],
      fixedThresholds: [],
      opisRange: [1e-2, 1e-1],
      beta: 1,
      epsilon: 0.1,
      seed: 1,
      cohort: null,
      brief: true,
    },
    // The stages of an evaluation would hide how far training is.
    { ...context, progress: () => undefined },
  );
  const falseRejectRateAt = (target: number): number | null =>
    figures.operatingPoints.find((point) => point.targetFalseAcceptRate === target)
      ?.falseRejectRate ?? null;
  return {
    histogram: figures.histogram,
    missing:
      figures.opis.value === null
        ? (figures.opis.reason ?? 'OPIS cannot be measured')
        : figures.recallAt1 === null
          ? (figures.retrieval.reason ?? 'recall@1 cannot be measured')
          : null,
    figures: {
      recallAt1: figures.recallAt1,
      opis: figures.opis.value,
      epsilonOpis: figures.opis.epsilonOpis,
      meanUtility: figures.meanUtility,
      falseRejectRateAt1e2: falseRejectRateAt(1e-2),
      falseRejectRateAt1e3: falseRejectRateAt(1e-3),
      spreadOfFalseAcceptRate: figures.spread?.falseAcceptRate ?? null,
      spreadOfFalseRejectRate: figures.spread?.falseRejectRate ?? null,
    },
  };
}

/**
 * The score below which a share of the pairs lies, between the edges of a histogram by linear
 * interpolation; `null` without pairs.
 *
 * @param edges one entry more than `counts`
 * @param share in [0, 1]
 */
export function histogramQuantile(
  edges: readonly number[],
  counts: readonly number[],
  share: number,
): number | null {
  const pairs = counts.reduce((sum, count) => sum + count, 0);
  if (pairs === 0) return null;
  let below = 0;
  for (const [bin, count] of counts.entries()) {
    if (count > 0 && below + count >= share * pairs) {
      const low = edges[bin]!;
      return low + ((edges[bin + 1]! - low) * (share * pairs - below)) / count;
    }
    below += count;
  }
  return edges[counts.length]!;
}
