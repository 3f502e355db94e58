import { layOutByClass } from '../../core/scores/class-layout.ts';
import { binsBetween } from '../../core/scores/score-bins.ts';
import { type Matrix, readNpy } from '../embedding/npy.ts';
import type { ComputeTask, TaskContext } from '../jobs/compute-task.ts';
import { Gemm } from '../scoring/gemm.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';
import { type CohortNormalisation, cohortNormalisation } from '../scoring/score-normalisation.ts';
import { ScorePasses } from '../scoring/score-passes.ts';
import { sampleScoreRange } from '../scoring/score-range.ts';
import { ScoreTeam } from '../scoring/score-team.ts';
import { measure } from './measure.ts';
import type { MeasureInput, Measurement, MeasureRequest } from './measurement.ts';

/** Measures one set of a matrix file. */
export const measureTask: ComputeTask<MeasureInput, Measurement> = async (input, context) =>
  measureEmbeddings(await readNpy(input.matrixFile), input, context);

/**
 * Measures one set of embedded images: scores in two bounded passes, then every figure of an
 * evaluation.
 *
 * @param matrix [rows × columns] embeddings, any norm.
 */
export async function measureEmbeddings(
  matrix: Pick<Matrix, 'data' | 'columns'>,
  input: MeasureRequest,
  context: TaskContext,
): Promise<Measurement> {
  // Its threads start while the embeddings are normalised.
  const team = new ScoreTeam(context.threads);
  try {
    return await measureWith(team, matrix, input, context);
  } finally {
    await team.end();
  }
}

async function measureWith(
  team: ScoreTeam,
  { data: values, columns }: Pick<Matrix, 'data' | 'columns'>,
  input: MeasureRequest,
  context: TaskContext,
): Promise<Measurement> {
  const layout = layOutByClass(input.labels, input.classNames.length);
  const rowOrder = layout.order.map((image) => input.rows[image]!);
  const embeddings = normaliseEmbeddings(
    values,
    columns,
    { order: rowOrder },
    (row) => input.imageNames[input.rows.indexOf(row)]!,
  );
  const gemm = await Gemm.create(columns);
  try {
    await gemm.check(embeddings, layout.images, 'cpu');
    let normalisation: CohortNormalisation | null = null;
    if (input.cohort !== null) {
      const cohort = normaliseEmbeddings(
        values,
        columns,
        { order: input.cohort },
        (row) => `cohort row ${String(row)}`,
      );
      normalisation = await cohortNormalisation(embeddings, layout.images, cohort, gemm, context);
    }
    const range = await sampleScoreRange(embeddings, layout.images, gemm, normalisation);
    const least = normalisation?.low ?? -1;
    const greatest = normalisation?.high ?? 1;
    const bins = binsBetween(range.low, range.high, least, greatest);
    const passes = new ScorePasses({
      embeddings,
      layout,
      bins,
      dimension: columns,
      team,
      context,
      normalisation,
    });
    return await measure(input, passes, team);
  } finally {
    await gemm.release();
  }
}
