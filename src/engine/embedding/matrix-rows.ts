import { existsSync } from 'node:fs';
import path from 'node:path';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingPlan } from './embedding-plan.ts';
import type { LeftOut, MatrixRecord, VectorPlace } from './embedding-rows.ts';
import { listMatrices } from './embedding-rows.ts';
import type { EmbeddingWork } from './embedding-work.ts';
import type { RowSource } from './gather-rows.ts';
import { readNpyHeader } from './npy.ts';

/** A file of embeddings that is there, and where its rows begin, in bytes. */
export type IntactMatrix = MatrixRecord & { dataOffset: number };

/** Where every row of a new matrix comes from. */
export interface CollectedRows {
  dimension: number;
  sources: RowSource[];
  /** The first row of each hash. */
  firstRows: { sha256: string; row: number }[];
  /** The providers that computed the rows. */
  providers: Set<string>;
  leftOut: LeftOut[];
}

/**
 * The files from which this work may take embeddings, by id: matrices of any dataset, and what runs of
 * this dataset that did not end have left. (The unfinished files of another dataset may vanish: its
 * run removes them when it ends.)
 */
export async function intactMatrices(work: EmbeddingWork): Promise<Map<number, IntactMatrix>> {
  const intact = new Map<number, IntactMatrix>();
  for (const matrix of listMatrices(work.db, work.key)) {
    if (!matrix.complete && matrix.datasetId !== work.request.datasetId) continue;
    const dataOffset = await dataOffsetOf(work, matrix);
    if (dataOffset !== null) intact.set(matrix.id, { ...matrix, dataOffset });
  }
  return intact;
}

/** Null where the file is gone or not what the database knows: its images are embedded again. */
async function dataOffsetOf(work: EmbeddingWork, matrix: MatrixRecord): Promise<number | null> {
  const file = path.join(work.embeddingsFolder, matrix.file);
  if (matrix.file.endsWith('.rows')) return existsSync(file) ? 0 : null;
  try {
    const { rows, columns, dataOffset } = await readNpyHeader(file);
    return rows === matrix.rows && columns === matrix.dimension ? dataOffset : null;
  } catch (error) {
    if (error instanceof IsolineError && error.code.startsWith('npy-')) return null;
    throw error;
  }
}

/**
 * Finds a source for every row of the matrix, in its order: the plan's file, or the place where the
 * image's vector lies.
 */
export function collectRows(
  work: EmbeddingWork,
  places: ReadonlyMap<string, VectorPlace>,
  matrices: ReadonlyMap<number, IntactMatrix>,
  plan: EmbeddingPlan | undefined,
): CollectedRows {
  const collected: CollectedRows = {
    dimension: plan?.dimension ?? 0,
    sources: [],
    firstRows: [],
    providers: new Set(),
    leftOut: [],
  };
  const inFolder = (name: string): string => path.join(work.embeddingsFolder, name);
  const planRows = new Map(plan?.images.map(({ sha256 }, row) => [sha256, row]));
  const seen = new Set<string>();
  for (const { sha256, relativePath } of work.images) {
    const left = plan?.leftOut.get(sha256);
    if (left !== undefined) {
      const own = left.path === relativePath;
      const reason = own ? left.reason : `It has the same bytes as ${left.path}: ${left.reason}`;
      collected.leftOut.push({ path: relativePath, code: left.code, reason });
      continue;
    }
    const planRow = planRows.get(sha256);
    if (plan !== undefined && planRow !== undefined) {
      collected.sources.push({ file: inFolder(plan.file), dataOffset: 0, row: planRow });
      collected.providers.add(plan.provider);
    } else {
      // What is not in the plan has a place: that is how the plan was made.
      const place = places.get(sha256) as VectorPlace;
      const matrix = matrices.get(place.matrixId) as IntactMatrix;
      const { dataOffset, dimension, provider } = matrix;
      collected.sources.push({ file: inFolder(matrix.file), dataOffset, row: place.row });
      collected.providers.add(provider);
      collected.dimension = dimension;
    }
    if (!seen.has(sha256)) {
      seen.add(sha256);
      collected.firstRows.push({ sha256, row: collected.sources.length - 1 });
    }
  }
  return collected;
}
