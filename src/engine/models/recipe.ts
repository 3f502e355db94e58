import { createHash } from 'node:crypto';
import { IsolineError } from '../../core/errors.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import type { ImageInput, ModelDescription } from './describe.ts';
import { selectImageInput, selectOutput } from './describe.ts';
import { checkOutput } from './embedding-output.ts';

/** Preprocessing recipes by name. */
export const presetNames = [
  'imagenet',
  'clip',
  'minus-one-to-one',
  'zero-to-one',
  'raw-bgr',
  'face-112',
] as const;
export type PresetName = (typeof presetNames)[number];

/** A recipe and why it was chosen. */
export interface SuggestedRecipe {
  recipe: Recipe;
  /** `model`: the file carries it. `guess`: to be checked by whoever knows the model. */
  source: 'model' | 'guess';
  /** One sentence. */
  reason: string;
}

/** What a preset fixes; size, layout and names come from the model. */
type Preset = Pick<Recipe, 'fit' | 'interpolation' | 'colour' | 'scale' | 'mean' | 'std'> & {
  size: [number, number];
  /** Shorter side before the crop, as a multiple of the size. */
  shorterSide?: number;
};

const presets: Readonly<Record<PresetName, Preset>> = {
  // torchvision's evaluation transform: Resize(256), CenterCrop(224), ImageNet's mean and deviation.
  imagenet: {
    size: [224, 224],
    fit: 'crop',
    shorterSide: 256 / 224,
    interpolation: 'bilinear',
    colour: 'RGB',
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  // openai/CLIP, clip.py: Resize(224, BICUBIC), CenterCrop(224).
  clip: {
    size: [224, 224],
    fit: 'crop',
    interpolation: 'bicubic',
    colour: 'RGB',
    scale: 1 / 255,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
  // Keras applications, mode "tf" (MobileNet, Inception): x / 127.5 - 1.
  'minus-one-to-one': {
    size: [224, 224],
    fit: 'stretch',
    interpolation: 'bilinear',
    colour: 'RGB',
    scale: 1 / 127.5,
    mean: [1, 1, 1],
    std: [1, 1, 1],
  },
  'zero-to-one': {
    size: [224, 224],
    fit: 'stretch',
    interpolation: 'bilinear',
    colour: 'RGB',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  // Models that came from Caffe without a mean: blue first, 0 to 255.
  'raw-bgr': {
    size: [224, 224],
    fit: 'stretch',
    interpolation: 'bicubic',
    colour: 'BGR',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  // InsightFace's ArcFaceONNX: (x - 127.5) / 127.5, RGB, faces aligned to 112 x 112 beforehand.
  // Some face models divide by 128 instead: those need a recipe of their own.
  'face-112': {
    size: [112, 112],
    fit: 'stretch',
    interpolation: 'bilinear',
    colour: 'RGB',
    scale: 1,
    mean: [127.5, 127.5, 127.5],
    std: [127.5, 127.5, 127.5],
  },
};

/**
 * A preset, fitted to a model: its size where that is fixed, its layout, and its one channel where it
 * takes grey images (channels of the preset that differ then count with their mean).
 *
 * @throws IsolineError (input) `preset-unknown`; `model-several-inputs`
 */
export function presetRecipe(name: string, model: ModelDescription): Recipe {
  if (!isPresetName(name)) {
    throw new IsolineError({
      code: 'preset-unknown',
      sentence: `There is no preset "${name}"; there are ${presetNames.join(', ')}.`,
      next: 'Choose one of them, or give a recipe file.',
      subject: name,
    });
  }
  return fitPreset(presets[name], selectImageInput(model, undefined));
}

/**
 * Every preset, fitted to a model, for a person to start from. Where the model has several image inputs
 * or outputs, the recipes name the first image input, and the first output that looks like an
 * embedding.
 */
export function presetRecipes(model: ModelDescription): { name: PresetName; recipe: Recipe }[] {
  const [input] = model.imageInputs as [ImageInput];
  const output = model.outputs.find(({ shape }) => shape?.length === 2) ?? model.outputs[0];
  const names = {
    ...(model.imageInputs.length > 1 ? { input: input.name } : {}),
    ...(model.outputs.length > 1 && output !== undefined ? { output: output.name } : {}),
  };
  return presetNames.map((name) => ({
    name,
    recipe: { ...fitPreset(presets[name], input), ...names },
  }));
}

/**
 * The recipe that a model most likely wants: its own where the file carries one (metadata entry
 * `isoline.recipe`), else a guess from the shape and type of its input.
 *
 * @throws IsolineError (input) `recipe-invalid` when the file's own recipe is not one;
 *   `model-several-inputs`
 */
export function suggestRecipe(model: ModelDescription): SuggestedRecipe {
  if (model.recipeText !== null) {
    const recipe = parseRecipe(model.recipeText, 'the model file');
    return { recipe, source: 'model', reason: 'The model file carries this recipe.' };
  }
  const input = selectImageInput(model, undefined);
  const guess = (preset: Preset, reason: string): SuggestedRecipe => ({
    recipe: fitPreset(preset, input),
    source: 'guess',
    reason,
  });
  if (input.type === 'uint8') {
    const raw: Preset = { ...presets['raw-bgr'], colour: 'RGB', interpolation: 'bilinear' };
    return guess(raw, 'The model takes bytes, so pixels go in as they are.');
  }
  if (input.channels === 1) {
    return guess(presets['zero-to-one'], 'The model takes grey images; 0 to 1 is the usual range.');
  }
  if (input.height === 112 && input.width === 112) {
    return guess(presets['face-112'], 'An input of 112 x 112 is usual for face models.');
  }
  if (input.layout === 'NHWC') {
    return guess(
      presets['minus-one-to-one'],
      'Channels last are usual for TensorFlow, -1 to 1 its usual range.',
    );
  }
  return guess(presets.imagenet, 'Most image models were trained with ImageNet preprocessing.');
}

/**
 * Reads a recipe from JSON text or a parsed value.
 *
 * @param source where it comes from, for the sentence: a path, "the model file"; null: from the caller
 * @throws IsolineError (input) `recipe-invalid` with the fields that are wrong
 */
export function parseRecipe(json: unknown, source: string | null): Recipe {
  let value = json;
  if (typeof json === 'string') {
    try {
      value = JSON.parse(json);
    } catch (error) {
      throw recipeError(source, `it is not JSON (${(error as Error).message})`);
    }
  }
  const parsed = recipeSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
    );
    throw recipeError(source, faults.join('; '));
  }
  const recipe = parsed.data;
  const channels = recipeChannels(recipe);
  for (const field of ['mean', 'std'] as const) {
    if (recipe[field].length !== channels) {
      throw recipeError(
        source,
        `${field}: ${recipe.colour} wants ${channels} numbers, not ${recipe[field].length}`,
      );
    }
  }
  const { resizeShorterSide } = recipe;
  if (resizeShorterSide !== undefined) {
    if (recipe.fit !== 'crop') {
      throw recipeError(source, 'resizeShorterSide: it goes with "fit": "crop" only');
    }
    if (resizeShorterSide < Math.max(...recipe.size)) {
      throw recipeError(
        source,
        `resizeShorterSide: ${resizeShorterSide} is less than the size that is cropped`,
      );
    }
  }
  return recipe;
}

/**
 * Checks that a recipe makes what a model takes.
 *
 * @throws IsolineError (input) `recipe-model-mismatch`; `model-several-inputs`, `model-input-unknown`,
 *   `model-several-outputs`, `model-output-unknown`; what `checkOutput` throws
 */
export function checkRecipe(recipe: Recipe, model: ModelDescription): void {
  const input = selectImageInput(model, recipe.input);
  checkOutput(selectOutput(model, recipe.output), recipe.pooling);
  const [height, width] = recipe.size;
  const mismatch = (field: string, own: string, wanted: string): IsolineError =>
    new IsolineError({
      code: 'recipe-model-mismatch',
      sentence: `The recipe's ${field} is ${own}, but the model's input ${input.name} takes ${wanted}.`,
      next: `Change "${field}" in the recipe.`,
      subject: field,
    });
  if ((input.height ?? height) !== height || (input.width ?? width) !== width) {
    throw mismatch(
      'size',
      `[${height}, ${width}]`,
      `[${input.height ?? 'any'}, ${input.width ?? 'any'}]`,
    );
  }
  if (recipe.layout !== input.layout) throw mismatch('layout', recipe.layout, input.layout);
  if (recipeChannels(recipe) !== input.channels) {
    throw mismatch(
      'colour',
      recipe.colour,
      `${input.channels} channel${input.channels === 1 ? '' : 's'}`,
    );
  }
}

/** 1 for GRAY, else 3. */
export function recipeChannels(recipe: Recipe): 1 | 3 {
  return recipe.colour === 'GRAY' ? 1 : 3;
}

/**
 * The recipe with the names that it may leave out, those of a model's only image input and only output:
 * recipes that mean the same for this model become equal.
 */
export function namedRecipe(
  recipe: Recipe,
  { imageInputs, outputs }: Pick<ModelDescription, 'imageInputs' | 'outputs'>,
): Recipe {
  const [input, secondInput] = imageInputs;
  const [output, secondOutput] = outputs;
  return {
    ...(input !== undefined && secondInput === undefined ? { input: input.name } : {}),
    ...(output !== undefined && secondOutput === undefined ? { output: output.name } : {}),
    ...recipe,
  };
}

/** SHA-256 of the recipe's JSON with sorted keys and no spaces: equal recipes, equal hashes. */
export function recipeSha256(recipe: Recipe): string {
  const entries = Object.entries(recipe).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(entries)))
    .digest('hex');
}

function isPresetName(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}

function fitPreset(preset: Preset, input: ImageInput): Recipe {
  const size: [number, number] = [input.height ?? preset.size[0], input.width ?? preset.size[1]];
  const grey = input.channels === 1;
  const channels = (values: number[]): number[] =>
    grey ? [values.reduce((sum, value) => sum + value, 0) / values.length] : [...values];
  return {
    size,
    fit: preset.fit,
    ...(preset.shorterSide === undefined
      ? {}
      : { resizeShorterSide: Math.round(Math.max(...size) * preset.shorterSide) }),
    interpolation: preset.interpolation,
    colour: grey ? 'GRAY' : preset.colour,
    layout: input.layout,
    scale: preset.scale,
    mean: channels(preset.mean),
    std: channels(preset.std),
  };
}

function recipeError(source: string | null, fault: string): IsolineError {
  return new IsolineError({
    code: 'recipe-invalid',
    sentence: `The recipe ${source === null ? '' : `in ${source} `}is wrong: ${fault}.`,
    next: 'Mend the recipe, or start from a preset.',
    subject: source ?? 'recipe',
  });
}
