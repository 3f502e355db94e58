import type { Passport } from '../../contract/passport.ts';
import { readGivenFile } from '../datasets/given-file.ts';
import { effectiveRecipe } from '../models/effective-recipe.ts';
import type { ModelRecord } from '../models/model.ts';
import { modelHashes } from './model-passport.ts';
import { type PassportMismatch, passportMismatches, readPassport } from './passport.ts';

/**
 * Reads a passport from a file and checks that it is whole.
 *
 * @throws IsolineError (input) `passport-not-found`, what `readPassport` throws
 */
export async function readPassportFile(file: string): Promise<Passport> {
  const text = (await readGivenFile(file, 'The passport', 'passport-not-found')).toString('utf8');
  return readPassport(text, file);
}

/**
 * In what a passport does not belong to a model of the workspace, as the workspace uses it; empty where
 * it fits. A model says nothing of the score, which is taken to be the passport's.
 *
 * @throws IsolineError (input) why there is no recipe that works: what `effectiveRecipe` throws
 */
export async function mismatchesWithModel(
  passport: Passport,
  model: ModelRecord,
): Promise<PassportMismatch[]> {
  const hashes = await modelHashes(model.file, model.sha256);
  const known = hashes.find((hash) => hash === passport.model.sha256);
  return passportMismatches(passport, {
    score: passport.score,
    modelSha256: known ?? model.sha256,
    recipe: effectiveRecipe(model).recipe,
    model: model.description,
  });
}
