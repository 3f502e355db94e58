import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import { stoppedError } from '../jobs/error-data.ts';
import type { ProviderReport } from '../models/providers.ts';
import { chooseProvider } from '../models/providers.ts';
import type { EmbeddingPlan } from './embedding-plan.ts';
import { newPlan, resumedPlan, runPlan } from './embedding-plan.ts';
import type { LeftOut, MatrixRecord } from './embedding-rows.ts';
import {
  deleteMatrix,
  findVectors,
  insertMatrix,
  listMatrices,
  markComplete,
  writeVectors,
} from './embedding-rows.ts';
import type {
  EmbedDatasetRequest,
  EmbeddingParts,
  EmbeddingWork,
  UsableImage,
} from './embedding-work.ts';
import { prepareWork } from './embedding-work.ts';
import { gatherRows } from './gather-rows.ts';
import type { CollectedRows, IntactMatrix } from './matrix-rows.ts';
import { collectRows, intactMatrices } from './matrix-rows.ts';

/** A dataset's embeddings: row r of the matrix is image `imageIds[r]` of class `classNames[r]`. */
export interface EmbeddedDataset {
  /** Absolute path of a float32 `.npy` [imageIds.length, dimension], not normalised. */
  matrixFile: string;
  dimension: number;
  /** By code point of the class, then of the path. */
  imageIds: number[];
  classNames: string[];
  /** The provider that computed the rows; several, joined by commas, where runs differed. */
  provider: string;
  /** Providers that `auto` passed over in this run, with reasons. */
  providersSkipped: ProviderReport[];
  /** Usable images of the dataset that have no row. */
  skipped: (LeftOut & { imageId: number })[];
  /** Images whose pixels went through the model in this run. */
  decoded: number;
  /** Different images whose embedding was there already. */
  reused: number;
  /** Rows that repeat another row, because the files have the same bytes. */
  duplicates: number;
}

/** Runs under way: two of the same kind would write the same files. */
const running = new Set<string>();

/**
 * Embeds a dataset with a model: every image that has no embedding from this model and recipe yet goes
 * through the model, all others are taken from where they lie. Images with the same bytes are embedded
 * once. What a stopped or killed run finished is kept; run again with the same batch and provider, it
 * goes on to the very same bits.
 *
 * @throws IsolineError (input) `dataset-no-embeddings`, `embedding-running` while the same is under
 *   way, what `prepareWork`, `chooseProvider` and `embedTask` throw; `stopped` (interrupted);
 *   `disk-full`, `embeddings-damaged` (failure)
 */
export async function embedDataset(
  parts: EmbeddingParts,
  request: EmbedDatasetRequest,
): Promise<EmbeddedDataset> {
  const work = prepareWork(parts, request);
  const runKey = path.join(work.embeddingsFolder, work.fileStem);
  if (running.has(runKey)) {
    throw new IsolineError({
      code: 'embedding-running',
      sentence: 'This dataset is being embedded with this model already.',
      next: 'Wait for that job to end.',
    });
  }
  running.add(runKey);
  try {
    const embedded = await embed(work);
    return embedded;
  } catch (error) {
    // Between the steps the signal speaks for itself.
    throw request.signal?.aborted === true && error === request.signal.reason
      ? stoppedError('The embedding')
      : error;
  } finally {
    running.delete(runKey);
  }
}

async function embed(work: EmbeddingWork): Promise<EmbeddedDataset> {
  const { db, unique, request } = work;
  const matrices = await intactMatrices(work);
  const stored = storedMatrix(work, matrices);
  // What could not be read then may be readable now; what could not be decoded stays as it is.
  if (stored?.leftOut.every(({ code }) => code === 'image-undecodable') === true) {
    return describeResult(work, stored, 0, []);
  }

  const places = await findVectors(
    db,
    work.key,
    unique.map(({ sha256 }) => sha256),
  );
  const without = (usable: (matrix: IntactMatrix) => boolean): UsableImage[] =>
    unique.filter(({ sha256 }) => {
      const matrix = matrices.get(places.get(sha256)?.matrixId ?? -1);
      return matrix === undefined || !usable(matrix);
    });
  const pending = without(({ complete }) => complete);
  let plan: EmbeddingPlan | undefined;
  let decoded = 0;
  let providersSkipped: ProviderReport[] = [];
  if (pending.length > 0) {
    const choice = await chooseProvider(request.provider, {
      modelFile: work.model.file,
      model: work.model.description,
      recipe: request.recipe,
      threads: work.compute.threads,
    });
    providersSkipped = choice.skipped;
    // The same run as one that did not end goes on with it; any other uses what that one finished.
    plan =
      resumedPlan(newPlan(work, choice.provider, pending), matrices.values()) ??
      newPlan(
        work,
        choice.provider,
        without(() => true),
      );
    if (plan.rowsDone < plan.images.length) decoded = await runPlan(work, plan);
  }

  const rows = collectRows(work, places, matrices, plan);
  // Nothing came to what was there: no second copy of it.
  const matrix = stored?.rows === rows.sources.length ? stored : await storeMatrix(work, rows);
  await removeLeftovers(work);
  return describeResult(work, matrix, decoded, providersSkipped);
}

/** The matrix of this very snapshot, the newest. */
function storedMatrix(
  { request, fingerprint }: EmbeddingWork,
  matrices: ReadonlyMap<number, IntactMatrix>,
): IntactMatrix | undefined {
  return [...matrices.values()].findLast(
    (matrix) =>
      matrix.complete &&
      matrix.datasetId === request.datasetId &&
      matrix.fingerprint === fingerprint,
  );
}

/** Writes the matrix, then says where each image's vector lies. */
async function storeMatrix(work: EmbeddingWork, rows: CollectedRows): Promise<MatrixRecord> {
  if (rows.sources.length === 0) throw noEmbeddings(work, rows.leftOut);
  const { db, key, request, fingerprint } = work;
  const matrix = {
    ...key,
    datasetId: request.datasetId,
    file: freshName(work),
    dimension: rows.dimension,
    rows: rows.sources.length,
    provider: [...rows.providers].sort().join(', '),
    fingerprint,
    leftOut: rows.leftOut,
  };
  const file = path.join(work.embeddingsFolder, matrix.file);
  await gatherRows(file, rows.dimension, rows.sources, request.signal);
  const id = insertMatrix(db, matrix);
  await writeVectors(db, key, id, rows.firstRows);
  markComplete(db, id);
  return { ...matrix, id, complete: true };
}

/** A name that was not used: an evaluation may still refer to an earlier matrix of the same images. */
function freshName({ db, key, fileStem, fingerprint, embeddingsFolder }: EmbeddingWork): string {
  const used = new Set(listMatrices(db, key).map(({ file }) => file));
  const stem = `${fileStem}${fingerprint.slice(0, 12)}`;
  for (let version = 1; ; version++) {
    const name = version === 1 ? `${stem}.npy` : `${stem}-${version}.npy`;
    if (!used.has(name) && !existsSync(path.join(embeddingsFolder, name))) return name;
  }
}

/**
 * Forgets runs of this dataset, model and recipe that did not end, whose rows lie in the matrix now,
 * matrices that were deleted by hand, and files that no row knows.
 */
async function removeLeftovers(work: EmbeddingWork): Promise<void> {
  const { db, key, request, embeddingsFolder, fileStem } = work;
  const known = new Set<string>();
  for (const { id, datasetId, complete, file } of listMatrices(db, key)) {
    if (datasetId !== request.datasetId) continue;
    if (complete && existsSync(path.join(embeddingsFolder, file))) known.add(file);
    else await deleteMatrix(db, id);
  }
  for (const name of readdirSync(embeddingsFolder)) {
    if (name.startsWith(fileStem) && !known.has(name)) {
      rmSync(path.join(embeddingsFolder, name), { force: true });
    }
  }
}

function describeResult(
  work: EmbeddingWork,
  matrix: MatrixRecord,
  decoded: number,
  providersSkipped: ProviderReport[],
): EmbeddedDataset {
  const leftOut = new Map(matrix.leftOut.map((left) => [left.path, left]));
  const skipped: EmbeddedDataset['skipped'] = [];
  const kept = work.images.filter(({ id, relativePath }) => {
    const left = leftOut.get(relativePath);
    if (left !== undefined) skipped.push({ ...left, imageId: id });
    return left === undefined;
  });
  const different = new Set(kept.map(({ sha256 }) => sha256)).size;
  return {
    matrixFile: path.join(work.embeddingsFolder, matrix.file),
    dimension: matrix.dimension,
    imageIds: kept.map(({ id }) => id),
    classNames: kept.map(({ className }) => className),
    provider: matrix.provider,
    providersSkipped,
    skipped,
    decoded,
    reused: different - decoded,
    duplicates: kept.length - different,
  };
}

function noEmbeddings({ images }: EmbeddingWork, leftOut: readonly LeftOut[]): IsolineError {
  const first = leftOut[0] ?? { path: '', reason: '' };
  return new IsolineError({
    code: 'dataset-no-embeddings',
    sentence: `None of the ${images.length} images could be embedded; the first is ${first.path}: ${first.reason}`,
    next: 'Check that the folder holds images that open elsewhere.',
    subject: first.path,
  });
}
