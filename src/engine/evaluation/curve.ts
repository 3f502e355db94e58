import type { CurvePoint, Evaluation } from '../../contract/evaluation.ts';
import { quantile } from '../../core/metrics/statistics.ts';
import type { ClassCounts } from '../../core/scores/class-counts.ts';
import { genuinePairsByClass, impostorPairsByClass } from '../../core/scores/class-layout.ts';
import { fineBinCount, lowerEdge } from '../../core/scores/score-bins.ts';
import type { ScorePasses } from '../scoring/score-passes.ts';
import type { MeasuredArray } from './measurement.ts';

/**
 * The curves over all thresholds, exact at the display's edges: pooled rates, the 5–95 % band over
 * classes, the pooled histogram, and every class's histogram as arrays.
 *
 * @param edges fine bins, ascending; the last one may lie beyond the last bin.
 */
export function describeCurve(
  edges: readonly number[],
  passes: ScorePasses,
  counts: { impostors: ClassCounts; genuines: ClassCounts },
): {
  curve: CurvePoint[];
  histogram: Evaluation['histogram'];
  classHistograms: MeasuredArray[];
} {
  const { layout, bins, impostorPairs, genuinePairs } = passes;
  const { classes } = layout;
  const impostorsOf = impostorPairsByClass(layout);
  const genuinesOf = genuinePairsByClass(layout);
  const width = edges.length - 1;
  const classImpostor = new Uint32Array(classes * width);
  const classGenuine = new Uint32Array(classes * width);
  const impostor: number[] = [];
  const genuine: number[] = [];
  const curve: CurvePoint[] = [];
  const lastBin = edges[width]!;
  const none = new Float64Array(classes);
  const acceptedAt = (kind: ClassCounts, bin: number): Float64Array =>
    bin >= fineBinCount ? none : kind.acceptedAt(lowerEdge(bins, bin));
  let impostorsNext = acceptedAt(counts.impostors, lastBin);
  let genuinesNext = acceptedAt(counts.genuines, lastBin);
  for (let k = width - 1; k >= 0; k--) {
    const threshold = lowerEdge(bins, edges[k]!);
    const impostorsHere = counts.impostors.acceptedAt(threshold);
    const genuinesHere = counts.genuines.acceptedAt(threshold);
    let impostorSum = 0;
    let genuineSum = 0;
    let impostorsInside = 0;
    let genuinesInside = 0;
    for (let c = 0; c < classes; c++) {
      const impostors = impostorsHere[c]! - impostorsNext[c]!;
      const genuines = genuinesHere[c]! - genuinesNext[c]!;
      classImpostor[c * width + k] = impostors;
      classGenuine[c * width + k] = genuines;
      impostorsInside += impostors / 2;
      genuinesInside += genuines;
      impostorSum += impostorsHere[c]! / 2;
      genuineSum += genuinesHere[c]!;
    }
    impostor.unshift(impostorsInside);
    genuine.unshift(genuinesInside);
    const falseAccepts = bandOf(impostorsHere, impostorsOf, (count, pairs) => count / pairs);
    const falseRejects = bandOf(genuinesHere, genuinesOf, (count, pairs) => 1 - count / pairs);
    curve.unshift({
      threshold,
      falseAcceptRate: impostorPairs === 0 ? null : impostorSum / impostorPairs,
      falseRejectRate: genuinePairs === 0 ? null : (genuinePairs - genuineSum) / genuinePairs,
      classFalseAcceptRate05: falseAccepts?.[0] ?? null,
      classFalseAcceptRate95: falseAccepts?.[1] ?? null,
      classFalseRejectRate05: falseRejects?.[0] ?? null,
      classFalseRejectRate95: falseRejects?.[1] ?? null,
    });
    impostorsNext = impostorsHere;
    genuinesNext = genuinesHere;
  }
  const edgeScores = edges.map((bin) =>
    Math.min(bins.greatest, Math.max(bins.least, bin / bins.scale - bins.offset)),
  );
  return {
    curve,
    histogram: { edges: edgeScores, genuine, impostor },
    classHistograms: [
      { name: 'histogram.edges', shape: [width + 1], values: Float32Array.from(edgeScores) },
      { name: 'histogram.impostor', shape: [classes, width], values: classImpostor },
      { name: 'histogram.genuine', shape: [classes, width], values: classGenuine },
    ],
  };
}

/** 5 % and 95 % quantiles over the classes that have pairs; null when none has. */
function bandOf(
  counts: Float64Array,
  pairs: Float64Array,
  rateOf: (count: number, pairs: number) => number,
): [number, number] | null {
  const rates: number[] = [];
  counts.forEach((count, c) => {
    if (pairs[c]! > 0) rates.push(rateOf(count, pairs[c]!));
  });
  if (rates.length === 0) return null;
  const sorted = Float64Array.from(rates).sort();
  return [quantile(sorted, 0.05), quantile(sorted, 0.95)];
}
