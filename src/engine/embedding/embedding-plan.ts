import { createHash } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { selectImageInput } from '../models/describe.ts';
import type { ProviderName } from '../models/session.ts';
import type { EmbedTaskInput, EmbedTaskOutput, PlannedImage, RowsWritten } from './embed-task.ts';
import type { LeftOut, MatrixRecord } from './embedding-rows.ts';
import { insertMatrix, updateProgress, writeVectors } from './embedding-rows.ts';
import type { EmbeddingWork, UsableImage } from './embedding-work.ts';

/** Images to embed, in the order of their rows in one file. */
export interface EmbeddingPlan {
  images: UsableImage[];
  batch: number;
  provider: ProviderName;
  rowsDone: number;
  /** 0 until the first row is done. */
  dimension: number;
  /** Null until the first checkpoint. */
  matrixId: number | null;
  /** SHA-256 over provider, batch and images: equal plans give equal bits. */
  fingerprint: string;
  /** Name below `embeddings/`. */
  file: string;
  /** By SHA-256. */
  leftOut: Map<string, LeftOut>;
}

const defaultBatch = 32;
const imagesPerPage = 1000;

/** A plan of which nothing is done. */
export function newPlan(
  work: EmbeddingWork,
  provider: ProviderName,
  images: UsableImage[],
): EmbeddingPlan {
  const { batch: wanted = defaultBatch, recipe } = work.request;
  const fixed = selectImageInput(work.model.description, recipe.input).batch;
  // Whole calls of a model with a fixed batch: padding only at the end.
  const batch = fixed === null ? wanted : Math.max(1, Math.floor(wanted / fixed)) * fixed;
  const hash = createHash('sha256').update(JSON.stringify([provider, batch]));
  for (const { sha256 } of images) hash.update(sha256);
  const fingerprint = hash.digest('hex');
  return {
    images,
    batch,
    provider,
    rowsDone: 0,
    dimension: 0,
    matrixId: null,
    fingerprint,
    file: `${work.fileStem}${fingerprint.slice(0, 12)}.rows`,
    leftOut: new Map(),
  };
}

/** The same plan as far as a run that did not end has brought it; undefined where there is none. */
export function resumedPlan(
  plan: EmbeddingPlan,
  matrices: Iterable<MatrixRecord>,
): EmbeddingPlan | undefined {
  for (const matrix of matrices) {
    if (matrix.complete || matrix.fingerprint !== plan.fingerprint) continue;
    const byPath = new Map(matrix.leftOut.map((left) => [left.path, left]));
    const leftOut = new Map<string, LeftOut>();
    for (const { sha256, relativePath } of plan.images) {
      const left = byPath.get(relativePath);
      if (left !== undefined) leftOut.set(sha256, left);
    }
    const { id, rows, dimension, file } = matrix;
    return { ...plan, rowsDone: rows, dimension, matrixId: id, file, leftOut };
  }
  return undefined;
}

/**
 * Sends what is left of a plan through the compute thread and records its rows as they reach the disk.
 *
 * @returns how many images were embedded now
 */
export async function runPlan(work: EmbeddingWork, plan: EmbeddingPlan): Promise<number> {
  const { compute, request, unique } = work;
  const { onProgress, signal } = request;
  const before = unique.length - plan.images.length;
  const input: EmbedTaskInput = {
    modelFile: work.model.file,
    model: work.model.description,
    recipe: request.recipe,
    view: request.view ?? null,
    provider: plan.provider,
    batch: plan.batch,
    images: await plannedImages(work, plan.images),
    rowsDone: plan.rowsDone,
    rowsFile: path.join(work.embeddingsFolder, plan.file),
  };
  // One event after the other, in short transactions, while the run goes on.
  let recorded: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;
  const onEvent = (event: unknown): void => {
    // What cannot be recorded need not be computed: this ends the run.
    if (failure !== undefined) throw failure.error;
    recorded = recorded.then(() => recordRows(work, plan, event as RowsWritten));
    recorded.catch((error: unknown) => (failure = { error }));
  };
  try {
    const { embedded } = await compute.run<EmbedTaskOutput>('embedding.embed', input, {
      onEvent,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) =>
        onProgress?.({ ...progress, done: before + progress.done, total: unique.length }),
    });
    return embedded;
  } finally {
    await recorded;
  }
}

async function plannedImages(
  work: EmbeddingWork,
  images: readonly UsableImage[],
): Promise<PlannedImage[]> {
  const find = work.db.prepare<[number], { bytes: number; modifiedAt: number }>(
    'SELECT bytes, modified_at AS modifiedAt FROM images WHERE id = ?',
  );
  const planned: PlannedImage[] = [];
  for (const { id, path: file, sha256 } of images) {
    // Gone from the dataset meanwhile: the size 0 makes it a changed image.
    const { bytes, modifiedAt } = find.get(id) ?? { bytes: 0, modifiedAt: 0 };
    planned.push({ id, path: file, sha256, bytes, modifiedAt });
    if (planned.length % imagesPerPage === 0) await setImmediate();
  }
  return planned;
}

async function recordRows(
  work: EmbeddingWork,
  plan: EmbeddingPlan,
  event: RowsWritten,
): Promise<void> {
  const { db, key, request } = work;
  const written = plan.images.slice(plan.rowsDone, event.rowsDone);
  const byId = new Map(written.map((image) => [image.id, image]));
  for (const { id, code, reason } of event.skipped) {
    const image = byId.get(id);
    if (image === undefined) continue;
    plan.leftOut.set(image.sha256, { path: image.relativePath, code, reason });
  }
  if (event.dimension > 0) plan.dimension = event.dimension;
  plan.matrixId ??= insertMatrix(db, {
    ...key,
    datasetId: request.datasetId,
    file: plan.file,
    dimension: plan.dimension,
    rows: 0,
    provider: plan.provider,
    fingerprint: plan.fingerprint,
    leftOut: [],
  });
  const vectors = written
    .map(({ sha256 }, k) => ({ sha256, row: plan.rowsDone + k }))
    .filter(({ sha256 }) => !plan.leftOut.has(sha256));
  await writeVectors(db, key, plan.matrixId, vectors);
  plan.rowsDone = event.rowsDone;
  updateProgress(db, plan.matrixId, {
    rows: plan.rowsDone,
    dimension: plan.dimension,
    leftOut: [...plan.leftOut.values()],
  });
}
