import { layOutByClass } from '../../core/scores/class-layout.ts';
import { binsBetween } from '../../core/scores/score-bins.ts';
import { type Matrix, readNpy, readNpyHeader } from '../embedding/npy.ts';
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
export const measureTask: ComputeTask<MeasureInput, Measurement> = async (input, context) => {
  const { columns } = await readNpyHeader(input.matrixFile);
  return measureRead(columns, () => readNpy(input.matrixFile), input, context);
};

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
  return measureRead(matrix.columns, () => Promise.resolve(matrix), input, context);
}

async function measureRead(
  columns: number,
  read: () => Promise<Pick<Matrix, 'data'>>,
  input: MeasureRequest,
  context: TaskContext,
): Promise<Measurement> {
  // The threads start, and ONNX Runtime loads, while the embeddings are read and normalised.
  const team = new ScoreTeam(context.threads);
  const opening = Gemm.create(columns);
  try {
    const [{ data }, gemm] = await Promise.all([read(), opening]);
    return await measureWith(team, gemm, data, input, context);
  } finally {
    await team.end();
    await opening.then(
      (gemm) => gemm.release(),
      () => undefined,
    );
  }
}

async function measureWith(
  team: ScoreTeam,
  gemm: Gemm,
  values: Float32Array,
  input: MeasureRequest,
  context: TaskContext,
): Promise<Measurement> {
  const { dimension } = gemm;
  const layout = layOutByClass(input.labels, input.classNames.length);
  const rowOrder = layout.order.map((image) => input.rows[image]!);
  const embeddings = normaliseEmbeddings(
    values,
    dimension,
    { order: rowOrder },
    (row) => input.imageNames[input.rows.indexOf(row)]!,
  );
  await gemm.check(embeddings, layout.images, 'cpu');
  let normalisation: CohortNormalisation | null = null;
  if (input.cohort !== null) {
    const cohort = normaliseEmbeddings(
      values,
      dimension,
      { order: input.cohort },
      (row) => `cohort row ${String(row)}`,
    );
    normalisation = await cohortNormalisation(embeddings, layout.images, cohort, gemm, context);
  }
  const range = await sampleScoreRange(embeddings, layout.images, gemm, normalisation);
  const least = normalisation?.low ?? -1;
  const greatest = normalisation?.high ?? 1;
  const passes = new ScorePasses({
    embeddings,
    layout,
    bins: binsBetween(range.low, range.high, least, greatest),
    dimension,
    team,
    context,
    normalisation,
  });
  return measure(input, passes, team, context);
}
