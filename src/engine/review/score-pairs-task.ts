import { readNpy } from '../embedding/npy.ts';
import type { ComputeTask } from '../jobs/compute-task.ts';
import { normaliseEmbeddings } from '../scoring/normalise-embeddings.ts';

/** Pairs of images of a matrix. */
export interface ScorePairsInput {
  matrixFile: string;
  /** [I] row of each image. */
  rows: Uint32Array;
  /** [I] what to call an image in an error. */
  imageNames: string[];
  /** [P] images of each pair. */
  first: Uint32Array;
  second: Uint32Array;
}

const pairsPerStep = 100_000;

/**
 * The cosine similarity of each pair: float32 embeddings of length 1, their product summed in float64,
 * rounded to float32 and clamped to [-1, 1].
 */
export const scorePairsTask: ComputeTask<ScorePairsInput, Float32Array> = async (
  { matrixFile, rows, imageNames, first, second },
  context,
) => {
  const { data, columns } = await readNpy(matrixFile);
  const embeddings = normaliseEmbeddings(
    data,
    columns,
    { order: rows },
    (row) => imageNames[rows.indexOf(row)]!,
  );
  const scores = new Float32Array(first.length);
  for (let pair = 0; pair < scores.length; pair++) {
    const a = first[pair]! * columns;
    const b = second[pair]! * columns;
    let product = 0;
    for (let d = 0; d < columns; d++) product += embeddings[a + d]! * embeddings[b + d]!;
    scores[pair] = Math.max(-1, Math.min(1, product));
    if (pair % pairsPerStep === 0) {
      context.throwIfStopped();
      context.progress({ stage: 'Scoring pairs', done: pair, total: scores.length, unit: 'pairs' });
    }
  }
  return scores;
};
