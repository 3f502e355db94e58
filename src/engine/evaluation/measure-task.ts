import { layOutByClass } from '../../core/scores/class-layout.ts';
import { binsBetween, cosineBins, type ScoreBins } from '../../core/scores/score-bins.ts';
import type { ScoreNormalisation } from '../../core/scores/tile.ts';
import { readNpy } from '../embedding/npy.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { cohortNormalisation } from '../scoring/score-normalisation.ts';
import { ScorePasses } from '../scoring/score-passes.ts';
import { ScoreTeam } from '../scoring/score-team.ts';
import { measure } from './measure.ts';
import type { MeasureInput, Measurement } from './measurement.ts';

/** Measures one set of embedded images: scores in two bounded passes, then every figure of an evaluation. */
export const measureTask: ComputeTask<MeasureInput, Measurement> = async (input, context) => {
  const { data: values, columns } = await readNpy(input.matrixFile);
  const layout = layOutByClass(input.labels, input.classNames.length);
  const rowOrder = layout.order.map((image) => input.rows[image]!);
  const nameOfRow = new Map(Array.from(input.rows, (row, image) => [row, input.imageNames[image]!]));
  const embeddings = normaliseEmbeddings(
    values,
    columns,
    { order: rowOrder },
    (row) => nameOfRow.get(row) ?? `row ${String(row)}`,
  );
  const gemm = await Gemm.create(columns, context.threads);
  const team = new ScoreTeam(context.threads);
  try {
    await gemm.check(embeddings, layout.images, 'cpu');
    let normalisation: ScoreNormalisation | null = null;
    let bins: ScoreBins = cosineBins;
    if (input.cohort !== null) {
      const cohort = normaliseEmbeddings(
        values,
        columns,
        { order: input.cohort },
        (row) => `cohort row ${String(row)}`,
      );
      const found = await cohortNormalisation(embeddings, layout.images, cohort, gemm, context);
      normalisation = found;
      bins = binsBetween(found.low, found.high);
    }
    const passes = new ScorePasses({
      embeddings,
      layout,
      bins,
      gemm,
      team,
      context,
      normalisation,
    });
    return await measure(input, passes, team, context);
  } finally {
    await team.end();
    await gemm.release();
  }
};
