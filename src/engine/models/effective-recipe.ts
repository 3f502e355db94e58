import type { Recipe } from '../../contract/recipe.ts';
import type { ModelRecord } from './model.ts';
import { checkRecipe, suggestRecipe } from './recipe.ts';

/** The preprocessing that a model of the workspace is used with. */
export interface EffectiveRecipe {
  recipe: Recipe;
  /** `chosen` by a person, from the model `file`, or a `guess` from the shape of its input. */
  source: 'chosen' | 'file' | 'guess';
  /** A sentence on a guess; null otherwise. */
  note: string | null;
}

/**
 * The recipe that a person chose for the model; else the one in its file; else a guess.
 *
 * @throws IsolineError (input) why there is none that works: what `suggestRecipe` and `checkRecipe`
 *   throw
 */
export function effectiveRecipe({
  chosenRecipe,
  description,
}: Pick<ModelRecord, 'chosenRecipe' | 'description'>): EffectiveRecipe {
  if (chosenRecipe !== null) return { recipe: chosenRecipe, source: 'chosen', note: null };
  const { recipe, source, reason } = suggestRecipe(description);
  checkRecipe(recipe, description);
  return source === 'model'
    ? { recipe, source: 'file', note: null }
    : {
        recipe,
        source: 'guess',
        note: `The preprocessing was guessed: ${reason} Choose a recipe for the model to be sure.`,
      };
}
