import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { StampedModelResult } from '../../contract/decision.ts';
import type { Passport } from '../../contract/passport.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import { IsolineError } from '../../core/errors.ts';
import type { EmbeddingParts } from '../embedding/embedding-work.ts';
import type { JobHooks } from '../evaluation/evaluation-source.ts';
import { chooseRecipe, getModel, importModel } from '../models/model.ts';
import { readDecision } from './decision-rows.ts';
import { writePassportIntoModel } from './model-passport.ts';
import { makePassport } from './passport.ts';
import { readPrivateKey, signPassport } from './signature.ts';

/** Which decision, and who signs it: the input of `passport` and `stamp-model` jobs. */
export interface PassportRequest {
  decisionId: string;
  /** Absolute path of an Ed25519 key in PEM; null: not signed. */
  privateKey: string | null;
}

/**
 * The passport of a decision of the workspace, signed where a key is given.
 *
 * @throws IsolineError (input) `decision-unknown`, what `readPrivateKey` and `makePassport` throw
 */
export async function passportOfDecision(
  parts: Pick<EmbeddingParts, 'db' | 'compute'>,
  { decisionId, privateKey }: PassportRequest,
  hooks: JobHooks,
): Promise<Passport> {
  const decision = readDecision(parts.db, decisionId);
  // Before the work, not after it.
  const key = privateKey === null ? null : await readPrivateKey(privateKey);
  const passport = await makePassport(parts, decision, hooks);
  return key === null ? passport : signPassport(passport, key);
}

/**
 * Adds a copy of the evaluated model to the workspace that carries the decision's passport, with the
 * recipe that the passport names.
 *
 * @throws IsolineError what `passportOfDecision`, `writePassportIntoModel` and `importModel` throw;
 *   (input) `passport-without-model`, `model-unknown`
 */
export async function stampModel(
  parts: EmbeddingParts,
  request: PassportRequest,
  hooks: JobHooks,
): Promise<StampedModelResult> {
  const { db, folder } = parts;
  const passport = await passportOfDecision(parts, request, hooks);
  if (passport.model.sha256 === null) {
    throw new IsolineError({
      code: 'passport-without-model',
      sentence: 'There is no model to write the passport into: the evaluation is of a matrix.',
      next: 'Keep the passport as a file.',
    });
  }
  const model = getModel(db, folder, passport.model.sha256);
  const progress = (done: number): void => {
    hooks.onProgress({ stage: 'Writing the model', done, total: 1, unit: 'models' });
  };
  progress(0);
  // The file's name becomes the model's.
  const place = path.join(folder, 'models', `stamp-${randomUUID()}`);
  const name = model.name.replace(/( \+ passport)?\.onnx$/i, '');
  try {
    await mkdir(place, { recursive: true });
    const file = path.join(place, `${name} + passport.onnx`);
    await writePassportIntoModel(passport, model, file);
    const { sha256 } = await importModel(db, folder, file, hooks.signal);
    // What the threshold was chosen on was prepared by this recipe, and by no guess.
    chooseRecipe(db, folder, sha256, recipeSchema.parse(passport.model.recipe));
    progress(1);
    return { sha256 };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
