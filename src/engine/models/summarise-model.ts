import type { ModelSummary } from '../../contract/api/models.ts';
import { IsolineError } from '../../core/errors.ts';
import { builtInModelSha256 } from './built-in-model.ts';
import { effectiveRecipe } from './effective-recipe.ts';
import type { ModelRecord } from './model.ts';

/** A model of the workspace as callers see it. */
export async function summariseModel(model: ModelRecord): Promise<ModelSummary> {
  const { sha256, name, bytes, createdAt, description } = model;
  const { opset, inputs, outputs, imageInputs, trained } = description;
  const preprocessing = recipeOf(model);
  const wanted = preprocessing.recipe?.input;
  const builtIn = sha256 === (await builtInModelSha256());
  return {
    sha256,
    name,
    origin: builtIn ? 'built-in' : trained ? 'trained' : 'imported',
    bytes,
    createdAt,
    opset,
    inputs,
    outputs,
    imageInput: imageInputs.find((input) => input.name === wanted) ?? imageInputs[0]!,
    ...preprocessing,
  };
}

function recipeOf(
  model: ModelRecord,
): Pick<ModelSummary, 'recipe' | 'recipeSource' | 'recipeNote'> {
  try {
    const { recipe, source, note } = effectiveRecipe(model);
    return { recipe, recipeSource: source, recipeNote: note };
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    return { recipe: null, recipeSource: null, recipeNote: error.message };
  }
}
