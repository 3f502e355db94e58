import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { IsolineError } from '../../core/errors.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import type { ModelDescription } from './describe.ts';
import { describeModel } from './describe.ts';
import { checkRecipe, parseRecipe } from './recipe.ts';

/** A model of the workspace. */
export interface ModelRecord {
  id: number;
  sha256: string;
  /** Its file name when it was imported. */
  name: string;
  bytes: number;
  description: ModelDescription;
  /** The recipe that a person chose for it. */
  chosenRecipe: Recipe | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** When it was taken out of the lists; null while it stands in them. */
  removedAt: number | null;
  /** Absolute path of the workspace's own copy. */
  file: string;
}

interface ModelRow {
  id: number;
  sha256: string;
  name: string;
  bytes: number;
  description: string;
  chosen_recipe: string | null;
  created_at: number;
  removed_at: number | null;
}

/**
 * Copies a model into the workspace: `models/SHA256.onnx`, or, where weights lie in other files, the
 * folder `models/SHA256/` with all of them. A model that is there already stays as it is; one that was
 * removed comes back into the lists.
 *
 * @throws IsolineError what `describeModel` throws; `disk-full`, `file-not-writable`; `model-changed`
 *   (failure) when the file changes while it is copied; the signal's reason or an `AbortError` when it
 *   is aborted
 */
export async function importModel(
  db: Database.Database,
  workspaceFolder: string,
  file: string,
  signal?: AbortSignal,
): Promise<ModelRecord> {
  const description = await describeModel(file);
  signal?.throwIfAborted();
  const copy = modelFile(workspaceFolder, description);
  if (!(await exists(copy))) {
    await mkdir(path.join(workspaceFolder, 'models'), { recursive: true });
    if (description.externalFiles.length === 0)
      await copySingleFile(file, copy, description, signal);
    else await copyWithExternalFiles(file, copy, description, signal);
  }
  db.prepare(
    `INSERT INTO models (sha256, name, bytes, description, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET removed_at = NULL`,
  ).run(
    description.sha256,
    path.basename(file),
    description.bytes,
    JSON.stringify(description),
    Date.now(),
  );
  return getModel(db, workspaceFolder, description.sha256);
}

/** A model, removed or not. @throws IsolineError (input) `model-unknown` */
export function getModel(
  db: Database.Database,
  workspaceFolder: string,
  sha256: string,
): ModelRecord {
  const row = db.prepare<[string], ModelRow>('SELECT * FROM models WHERE sha256 = ?').get(sha256);
  if (row !== undefined) return record(row, workspaceFolder);
  throw unknownModelError(sha256);
}

/** A model of the lists. @throws IsolineError (input) `model-unknown`, `model-removed` */
export function listedModel(
  db: Database.Database,
  workspaceFolder: string,
  sha256: string,
): ModelRecord {
  const model = getModel(db, workspaceFolder, sha256);
  if (model.removedAt === null) return model;
  throw new IsolineError({
    code: 'model-removed',
    sentence: `The model "${model.name}" was removed.`,
    next: 'Restore it, or import its file again.',
    subject: model.name,
  });
}

/** The models of the lists, the newest first. */
export function listModels(db: Database.Database, workspaceFolder: string): ModelRecord[] {
  const rows = db
    .prepare<[], ModelRow>(
      'SELECT * FROM models WHERE removed_at IS NULL ORDER BY created_at DESC, id DESC',
    )
    .all();
  return rows.map((row) => record(row, workspaceFolder));
}

/**
 * Keeps the recipe that a person chose for a model.
 *
 * @throws IsolineError (input) `model-unknown`, `model-removed`; what is wrong with the recipe for this
 *   model: what `parseRecipe` and `checkRecipe` throw
 */
export function chooseRecipe(
  db: Database.Database,
  workspaceFolder: string,
  sha256: string,
  recipe: Recipe,
): void {
  const { description } = listedModel(db, workspaceFolder, sha256);
  checkRecipe(parseRecipe(recipe, null), description);
  db.prepare('UPDATE models SET chosen_recipe = ? WHERE sha256 = ?').run(
    JSON.stringify(recipe),
    sha256,
  );
}

/**
 * Takes a model out of the lists. Its file, its embeddings and the evaluations that refer to it stay:
 * `restoreModel`, or importing the file again, brings it back. Without effect on one that was removed
 * before.
 *
 * @throws IsolineError (input) `model-unknown`
 */
export function removeModel(db: Database.Database, sha256: string): void {
  const { changes } = db
    .prepare('UPDATE models SET removed_at = coalesce(removed_at, ?) WHERE sha256 = ?')
    .run(Date.now(), sha256);
  if (changes === 0) throw unknownModelError(sha256);
}

/** Brings a removed model back into the lists. @throws IsolineError (input) `model-unknown` */
export function restoreModel(db: Database.Database, sha256: string): void {
  const { changes } = db
    .prepare('UPDATE models SET removed_at = NULL WHERE sha256 = ?')
    .run(sha256);
  if (changes === 0) throw unknownModelError(sha256);
}

function unknownModelError(sha256: string): IsolineError {
  return new IsolineError({
    code: 'model-unknown',
    sentence: `The workspace has no model with the SHA-256 ${sha256}.`,
    next: 'Import the model first.',
    subject: sha256,
  });
}

function record(row: ModelRow, workspaceFolder: string): ModelRecord {
  const description = JSON.parse(row.description) as ModelDescription;
  return {
    id: row.id,
    sha256: row.sha256,
    name: row.name,
    bytes: row.bytes,
    description,
    chosenRecipe: row.chosen_recipe === null ? null : (JSON.parse(row.chosen_recipe) as Recipe),
    createdAt: row.created_at,
    removedAt: row.removed_at,
    file: modelFile(workspaceFolder, description),
  };
}

function modelFile(workspaceFolder: string, { sha256, externalFiles }: ModelDescription): string {
  const models = path.resolve(workspaceFolder, 'models');
  return externalFiles.length === 0
    ? path.join(models, `${sha256}.onnx`)
    : path.join(models, sha256, 'model.onnx');
}

async function copySingleFile(
  file: string,
  copy: string,
  { bytes, sha256 }: ModelDescription,
  signal: AbortSignal | undefined,
): Promise<void> {
  const unfinished = `${copy}.${randomUUID()}`;
  try {
    await writeFileAtomically(unfinished, createReadStream(file, { signal }), bytes);
    await checkCopy(unfinished, file, sha256);
    await rename(unfinished, copy);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The folder has its name once all files are in it and on the disk. */
async function copyWithExternalFiles(
  file: string,
  copy: string,
  { externalFiles, bytes, sha256 }: ModelDescription,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folder = path.dirname(copy);
  const unfinished = `${folder}.${randomUUID()}`;
  try {
    for (const name of externalFiles) {
      const target = path.join(unfinished, name);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFileAtomically(
        target,
        createReadStream(path.join(path.dirname(file), name), { signal }),
        bytes,
      );
    }
    const model = path.join(unfinished, path.basename(copy));
    await writeFileAtomically(model, createReadStream(file, { signal }));
    await checkCopy(model, file, sha256);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The copy is named by its hash, so it must be what was hashed. */
async function checkCopy(copy: string, file: string, sha256: string): Promise<void> {
  if ((await describeModel(copy)).sha256 === sha256) return;
  throw new IsolineError({
    code: 'model-changed',
    kind: 'failure',
    sentence: `The model ${file} changed while it was copied.`,
    next: 'Import it again once it is complete.',
    subject: file,
  });
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
