import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { TrainingPoint, TrainingResult } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { getModel, importModel, type ModelRecord } from '../models/model.ts';
import type { ExportRequest, ExportResult } from './export.ts';
import { readTrainingResult } from './training-rows.ts';

/** Which head to fuse with its backbone: the input of an `export` job. */
export interface TrainedModelRequest {
  runId: string;
  /** Index of the point; null: the chosen one. */
  point: number | null;
  /** Whether the fused embeddings have length 1. */
  normalise: boolean;
}

/** What an `export` job gives back: the new model, and how it was checked. */
export interface TrainedModel {
  sha256: string;
  check: ExportResult['check'];
}

/** Folders of exports that run: two of the same would get in each other's way. */
const running = new Set<string>();

/** The head that is meant, and the model that it was trained on. */
export interface ChosenHead {
  result: TrainingResult;
  point: TrainingPoint;
  model: ModelRecord;
}

/**
 * Finds what an export is made of.
 *
 * @throws IsolineError (input) `training-unknown`, `training-keeps-old-model`,
 *   `training-point-unknown`, `training-without-model`, `model-unknown`
 */
export function chosenHead(
  { db, folder }: Pick<EmbeddingParts, 'db' | 'folder'>,
  request: Pick<TrainedModelRequest, 'runId' | 'point'>,
): ChosenHead {
  const result = readTrainingResult(db, request.runId);
  const index = request.point ?? result.chosen;
  if (index === null) {
    throw new IsolineError({
      code: 'training-keeps-old-model',
      sentence: `The training of "${result.source}" chose no head: the old model is the better choice.`,
      next: 'Name the point whose head is wanted all the same, or train with other options.',
      subject: request.runId,
    });
  }
  const point = result.points[index];
  if (point === undefined) {
    throw new IsolineError({
      code: 'training-point-unknown',
      sentence: `The training of "${result.source}" has ${result.points.length} points, and ${index} is none of them.`,
      next: `Give an index from 0 to ${result.points.length - 1}.`,
      subject: String(index),
    });
  }
  if (result.backboneSha256 === null) {
    throw new IsolineError({
      code: 'training-without-model',
      sentence: `The training of "${result.source}" ran on a matrix of embeddings, so no model is known.`,
      next: 'Fuse the head with its model by isoline export.',
      subject: request.runId,
    });
  }
  return { result, point, model: getModel(db, folder, result.backboneSha256) };
}

/**
 * Fuses a trained head with its backbone into a model of the workspace. The check runs on images of the
 * dataset where they are at hand.
 *
 * @throws IsolineError what `chosenHead`, `exportFusedModel` and `importModel` throw; (input)
 *   `export-running`; (interrupted) `stopped`
 */
export async function exportToWorkspace(
  parts: EmbeddingParts,
  request: TrainedModelRequest,
  { onProgress, signal }: JobHooks,
): Promise<TrainedModel> {
  const { db, folder, compute } = parts;
  const { result, point, model } = chosenHead(parts, request);
  const place = path.join(folder, 'models', `export-${point.headSha256.slice(0, 16)}`);
  if (running.has(place)) {
    throw new IsolineError({
      code: 'export-running',
      sentence: `This head of "${result.source}" is being exported already.`,
      next: 'Wait for that job to end.',
    });
  }
  running.add(place);
  try {
    // A program that was killed may have left something.
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    const fusedFile = path.join(place, `${fusedName(model, point)}.onnx`);
    const input: Omit<ExportRequest, 'threads'> = {
      modelFile: model.file,
      headFile: point.head,
      outFile: fusedFile,
      recipe: null,
      normalise: request.normalise,
      imagesFolder: imagesFolder(db, request.runId),
      seed: result.seed,
    };
    onProgress({ stage: 'Fusing and checking', done: 0, total: 1, unit: 'models' });
    const { check } = await compute.run<ExportResult>('training.export', input, { signal });
    const { sha256 } = await importModel(db, folder, fusedFile, signal);
    onProgress({ stage: 'Fusing and checking', done: 1, total: 1, unit: 'models' });
    return { sha256, check };
  } finally {
    await rm(place, { recursive: true, force: true });
    running.delete(place);
  }
}

/** The name of the model, and what was added: `descriptor + TCM`. */
function fusedName({ name }: ModelRecord, point: TrainingPoint): string {
  const added = point.config['tcm'] === null ? point.name : 'TCM';
  return `${name.replace(/\.onnx$/i, '')} + ${added}`;
}

/** The folder of the dataset that was trained on; null where it is no folder, or is not there now. */
function imagesFolder(db: Database, runId: string): string | null {
  const dataset = db
    .prepare<[string], { root: string }>(
      `SELECT d.root FROM training_runs t JOIN datasets d ON d.id = t.dataset_id
       WHERE t.id = ? AND d.kind = 'folder'`,
    )
    .get(runId);
  return dataset !== undefined && existsSync(dataset.root) ? dataset.root : null;
}
