import type { Database } from 'better-sqlite3';
import type { PairSet } from '../../contract/api/pairs.ts';
import { IsolineError } from '../../core/errors.ts';
import { listImages } from '../datasets/dataset.ts';
import { pagedRows } from '../datasets/in-order.ts';
import { storedDataset } from '../datasets/stored-dataset.ts';
import { embedDataset } from '../embedding/embed.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { effectiveRecipe } from '../models/effective-recipe.ts';
import { listedModel } from '../models/model.ts';
import { readPairSet } from './pair-sets.ts';
import type { ScorePairsInput } from './score-pairs-task.ts';
import { removeUnfinished, rowWriter, writeScores } from './write-pair-set.ts';

/** What a `score-pairs` job works on. */
export interface ScorePairsRequest {
  id: number;
  modelSha256: string;
  /** `auto`, or one of `providerNames`. */
  provider: string;
}

const pageRows = 1000;

/**
 * A set whose images can be embedded, and its dataset.
 *
 * @throws IsolineError (input) `pair-set-unknown`, `pair-set-without-images`, `dataset-unknown`,
 *   `dataset-removed`, `model-unknown`, `model-removed`
 */
export function checkScoring(
  { db, folder }: Pick<EmbeddingParts, 'db' | 'folder'>,
  { id, modelSha256 }: Pick<ScorePairsRequest, 'id' | 'modelSha256'>,
): { set: PairSet; datasetId: number } {
  const set = readPairSet(db, id);
  listedModel(db, folder, modelSha256);
  if (set.datasetId !== null && set.images > 0) {
    storedDataset(db, set.datasetId);
    return { set, datasetId: set.datasetId };
  }
  throw new IsolineError({
    code: 'pair-set-without-images',
    sentence: `The workspace does not have the images of the pairs "${set.name}".`,
    next: 'Import the folder with the images, then the pairs as those of that dataset.',
    subject: set.name,
  });
}

/**
 * Embeds the images that a set of pairs names, and keeps the similarity of every pair.
 *
 * @throws IsolineError what `checkScoring` and `embedDataset` throw; `pairs-image-not-embedded`
 */
export async function scorePairs(
  parts: EmbeddingParts,
  request: ScorePairsRequest,
  hooks: JobHooks,
): Promise<{ scoringId: number }> {
  const { db, folder, compute } = parts;
  const { set, datasetId } = checkScoring(parts, request);
  const model = listedModel(db, folder, request.modelSha256);
  await removeUnfinished(db);
  const names = await imageNames(db, set.id);
  const embedded = await embedDataset(parts, {
    datasetId,
    modelSha256: request.modelSha256,
    recipe: effectiveRecipe(model).recipe,
    paths: new Set(names),
    provider: request.provider,
    onProgress: hooks.onProgress,
    signal: hooks.signal,
  });
  const idOf = new Map(listImages(db, datasetId).map(({ relativePath, id }) => [relativePath, id]));
  const rowOf = new Map(embedded.imageIds.map((id, row) => [id, row]));
  const rows = Uint32Array.from(names, (name) => {
    const row = rowOf.get(idOf.get(name) ?? -1);
    if (row !== undefined) return row;
    throw new IsolineError({
      code: 'pairs-image-not-embedded',
      sentence: `The image ${name} of the pairs "${set.name}" could not be embedded.`,
      next: 'Mend the image, import its folder again, and score the pairs again.',
      subject: name,
    });
  });
  const { first, second, same } = await readPairs(db, set, hooks.signal);
  const input: ScorePairsInput = {
    matrixFile: embedded.matrixFile,
    rows,
    imageNames: names,
    first,
    second,
  };
  const scores = await compute.run<Float32Array>('review.score-pairs', input, hooks);
  const write = rowWriter(db, hooks, 2 * set.pairs);
  const scoring = { name: model.name, modelSha256: model.sha256, score: 'cosine' } as const;
  return { scoringId: await writeScores(db, set.id, scoring, scores, same, write) };
}

/** Names of a set's images by their place. */
async function imageNames(db: Database, setId: number): Promise<string[]> {
  const page = db.prepare<[number, number, number], { place: number; name: string }>(
    `SELECT place, name FROM pair_images WHERE set_id = ? AND place > ? ORDER BY place LIMIT ?`,
  );
  const names: string[] = [];
  for await (const { name } of pagedRows<{ place: number; name: string }>((last) =>
    page.all(setId, last?.place ?? -1, pageRows),
  )) {
    names.push(name);
  }
  return names;
}

async function readPairs(
  db: Database,
  set: PairSet,
  signal: AbortSignal,
): Promise<{ first: Uint32Array; second: Uint32Array; same: Uint8Array }> {
  type Row = { pair: number; first: number; second: number; same: number };
  const page = db.prepare<[number, number, number], Row>(
    `SELECT pair, first, second, same FROM pairs WHERE set_id = ? AND pair > ?
     ORDER BY pair LIMIT ?`,
  );
  const first = new Uint32Array(set.pairs);
  const second = new Uint32Array(set.pairs);
  const same = new Uint8Array(set.pairs);
  for await (const row of pagedRows<Row>((last) => page.all(set.id, last?.pair ?? -1, pageRows))) {
    if (row.pair % pageRows === 0) signal.throwIfAborted();
    first[row.pair] = row.first;
    second[row.pair] = row.second;
    same[row.pair] = row.same;
  }
  return { first, second, same };
}
