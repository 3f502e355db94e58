import type { ClassLayout } from '../../core/scores/class-layout.ts';
import type { MeasuredArray, MeasureRequest } from './measurement.ts';
import type { RankedQueries } from './retrieval.ts';

/**
 * What an evaluation keeps so that another one can be compared with it later:
 *
 * - `rows` [N], `labels` [N]: where the images lie in the matrix, and their classes;
 * - `cohort` [K]: rows of the AS-norm cohort, where there was one;
 * - `opis.utility` [T, G]: U_c at the points of the OPIS grid, where there is an OPIS;
 * - `retrieval.classes` [T, 3]: queries, queries whose nearest image is of their class, and the sum of
 *   their average precisions.
 */
export function comparisonArrays(measured: {
  request: MeasureRequest;
  layout: ClassLayout;
  ranked: RankedQueries;
  utilities: Float32Array | null;
}): MeasuredArray[] {
  const { request, layout, ranked, utilities } = measured;
  const { classes, images } = layout;
  const retrieval = new Float32Array(3 * classes);
  ranked.positions.forEach((position, k) => {
    const cell = 3 * layout.classOf[position]!;
    const { firstRank, averagePrecision } = ranked.results[k]!;
    retrieval[cell] = retrieval[cell]! + 1;
    if (firstRank === 1) retrieval[cell + 1] = retrieval[cell + 1]! + 1;
    retrieval[cell + 2] = retrieval[cell + 2]! + averagePrecision;
  });
  return [
    { name: 'rows', shape: [images], values: request.rows },
    { name: 'labels', shape: [images], values: Uint32Array.from(request.labels) },
    ...(request.cohort === null
      ? []
      : [{ name: 'cohort', shape: [request.cohort.length], values: request.cohort }]),
    ...(utilities === null
      ? []
      : [
          {
            name: 'opis.utility',
            shape: [classes, utilities.length / classes],
            values: utilities,
          },
        ]),
    { name: 'retrieval.classes', shape: [classes, 3], values: retrieval },
  ];
}
