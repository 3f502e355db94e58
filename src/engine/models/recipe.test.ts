import { expect, test } from 'vitest';
import type { Recipe } from '../../contract/recipe.ts';
import { DataType, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { temporaryFolder } from '../store/test-process.ts';
import type { ModelDescription } from './describe.ts';
import { describeModel } from './describe.ts';
import {
  checkRecipe,
  parseRecipe,
  presetNames,
  presetRecipe,
  presetRecipes,
  recipeSha256,
  suggestRecipe,
} from './recipe.ts';
import { mapsAndTokensModel, plainRecipe, testModel, writeModel } from './test-models.ts';

async function modelWith(
  dims: readonly (number | string)[],
  type: number = DataType.FLOAT,
  recipeText?: string,
): Promise<ModelDescription> {
  const model = testModel(
    [valueInfo('image', dims, type)],
    [onnxNode('Flatten', ['image'], ['embedding'])],
    [valueInfo('embedding', ['N', 'D'])],
  );
  const metadataProps =
    recipeText === undefined ? [] : [{ key: 'isoline.recipe', value: recipeText }];
  return describeModel(writeModel(temporaryFolder(), { ...model, metadataProps }));
}

/** What a preset makes of the darkest and the brightest pixel, per channel. */
function range({ scale, mean, std }: { scale: number; mean: number[]; std: number[] }): number[][] {
  return mean.map((m, c) => [0, 255].map((pixel) => (pixel * scale - m) / (std[c] ?? NaN)));
}

test('presets are the values of their sources', async () => {
  const model = await modelWith(['N', 3, 'H', 'W']);
  const preset = (name: string): ReturnType<typeof presetRecipe> => presetRecipe(name, model);
  expect(preset('imagenet')).toMatchObject({
    size: [224, 224],
    fit: 'crop',
    resizeShorterSide: 256,
    interpolation: 'bilinear',
    colour: 'RGB',
  });
  // torchvision.transforms.Normalize on 0 and 1.
  expect(range(preset('imagenet'))[0]?.[0]).toBeCloseTo(-2.1179, 4);
  expect(range(preset('imagenet'))[2]?.[1]).toBeCloseTo(2.64, 4);
  expect(preset('clip')).toMatchObject({ size: [224, 224], fit: 'crop', interpolation: 'bicubic' });
  expect(range(preset('clip'))[0]?.[0]).toBeCloseTo(-1.7923, 4);
  expect(range(preset('minus-one-to-one'))).toEqual(Array(3).fill([-1, 1]));
  expect(range(preset('zero-to-one'))).toEqual(Array(3).fill([0, 1]));
  expect(range(preset('raw-bgr'))).toEqual(Array(3).fill([0, 255]));
  expect(preset('raw-bgr').colour).toBe('BGR');
  expect(preset('face-112').size).toEqual([112, 112]);
  expect(range(preset('face-112'))).toEqual(Array(3).fill([-1, 1]));
  expect(() => preset('imagnet')).toThrow('There is no preset "imagnet"; there are imagenet, clip');
});

test('every preset fits the model that it is made for, and parses', async () => {
  for (const dims of [
    ['N', 3, 160, 128],
    [1, 96, 96, 3],
    ['N', 1, 28, 28],
    ['N', 3, 'H', 'W'],
  ]) {
    const model = await modelWith(dims);
    for (const name of presetNames) {
      const recipe = presetRecipe(name, model);
      checkRecipe(recipe, model);
      expect(parseRecipe(JSON.stringify(recipe), 'a test')).toEqual(recipe);
    }
    checkRecipe(suggestRecipe(model).recipe, model);
  }
});

test('presets to start from name what the model leaves open', async () => {
  const model = await modelWith(['N', 3, 8, 8]);
  expect(presetRecipes(model)).toEqual(
    presetNames.map((name) => ({ name, recipe: presetRecipe(name, model) })),
  );
  const twice: ModelDescription = {
    ...model,
    imageInputs: [model.imageInputs[0]!, { ...model.imageInputs[0]!, name: 'second' }],
    outputs: [{ name: 'maps', type: 'float32', shape: ['N', 8, 2, 2] }, model.outputs[0]!],
  };
  for (const { recipe } of presetRecipes(twice)) {
    expect(recipe).toMatchObject({ input: 'image', output: 'embedding', size: [8, 8] });
    checkRecipe(recipe, twice);
  }
});

test('a recipe must lead to one row an image', async () => {
  const model = await describeModel(writeModel(temporaryFolder(), mapsAndTokensModel()));
  const check = (changes: Partial<Recipe>): void => {
    checkRecipe({ ...plainRecipe(4, 4), ...changes }, model);
  };
  expect(() => {
    check({});
  }).toThrow(expect.objectContaining({ code: 'model-several-outputs' }) as Error);
  expect(() => {
    check({ output: 'maps' });
  }).toThrow('The output maps has the shape [N, 3, 4, 4]; an embedding is [N, D].');
  expect(() => {
    check({ output: 'maps', pooling: 'first-token' });
  }).toThrow('to which the pooling "first-token" does not apply.');
  check({ output: 'maps', pooling: 'average' });
  check({ output: 'maps', pooling: 'flatten' });
  check({ output: 'tokens', pooling: 'first-token' });
  check({ output: 'tokens', pooling: 'average' });
  const integers = { name: 'maps', type: 'int64', shape: ['N', 8] };
  expect(() => {
    checkRecipe(plainRecipe(4, 4), { ...model, outputs: [integers] });
  }).toThrow(expect.objectContaining({ code: 'model-output-type' }) as Error);
});

test('the recipe in the model file wins over every guess', async () => {
  const own = plainRecipe(112, 112, { colour: 'BGR' });
  const model = await modelWith(['N', 3, 112, 112], DataType.FLOAT, JSON.stringify(own));
  expect(suggestRecipe(model)).toMatchObject({ recipe: own, source: 'model' });
  const broken = await modelWith(['N', 3, 112, 112], DataType.FLOAT, '{"size":[112]}');
  expect(() => suggestRecipe(broken)).toThrow('The recipe in the model file is wrong: size');
});

test('guesses from the input', async () => {
  const guess = async (dims: (number | string)[], type?: number): Promise<unknown> =>
    suggestRecipe(await modelWith(dims, type));
  expect(await guess(['N', 3, 112, 112])).toMatchObject({
    source: 'guess',
    recipe: { mean: [127.5, 127.5, 127.5], size: [112, 112] },
  });
  expect(await guess(['N', 3, 384, 384])).toMatchObject({
    recipe: { size: [384, 384], resizeShorterSide: 439, mean: [0.485, 0.456, 0.406] },
  });
  expect(await guess(['N', 224, 224, 3])).toMatchObject({
    recipe: { layout: 'NHWC', mean: [1, 1, 1], scale: 1 / 127.5 },
  });
  expect(await guess(['N', 1, 28, 28])).toMatchObject({ recipe: { colour: 'GRAY', mean: [0] } });
  expect(await guess(['N', 3, 64, 64], DataType.UINT8)).toMatchObject({
    recipe: { scale: 1, mean: [0, 0, 0], colour: 'RGB' },
  });
});

test.each([
  ['not json', 'it is not JSON'],
  [{ ...plainRecipe(4, 4), colour: 'RBG' }, 'colour: '],
  [{ ...plainRecipe(4, 4), size: [4] }, 'size'],
  [{ ...plainRecipe(4, 4), size: [4, 0] }, 'size.1: '],
  [{ ...plainRecipe(4, 4), std: [1, 0, 1] }, 'std.1: std must not be 0'],
  [{ ...plainRecipe(4, 4), colour: 'GRAY' }, 'mean: GRAY wants 1 numbers, not 3'],
  [{ ...plainRecipe(4, 4), std: [1] }, 'std: RGB wants 3 numbers, not 1'],
  [{ ...plainRecipe(4, 4), typo: 1 }, 'Unrecognized key: "typo"'],
  [{ ...plainRecipe(4, 4), scale: undefined }, 'scale: '],
  [{ ...plainRecipe(4, 4), resizeShorterSide: 8 }, 'resizeShorterSide: it goes with "fit": "crop"'],
  [
    { ...plainRecipe(4, 8), fit: 'crop', resizeShorterSide: 6 },
    'resizeShorterSide: 6 is less than the size',
  ],
])('refuses %j', (json, sentence) => {
  expect(() => parseRecipe(json, 'recipe.json')).toThrow(
    `The recipe in recipe.json is wrong: ${sentence}`,
  );
  expect(() => parseRecipe(json, 'recipe.json')).toThrow(
    expect.objectContaining({ code: 'recipe-invalid', kind: 'input' }) as Error,
  );
});

test('a recipe must make what the model takes', async () => {
  const model = await modelWith(['N', 3, 32, 24]);
  checkRecipe(plainRecipe(32, 24), model);
  const mismatch = (changes: object): string => {
    try {
      checkRecipe({ ...plainRecipe(32, 24), ...changes }, model);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  expect(mismatch({ size: [24, 32] })).toContain("size is [24, 32], but the model's input image");
  expect(mismatch({ layout: 'NHWC' })).toContain('takes NCHW');
  expect(mismatch({ colour: 'GRAY', mean: [0], std: [1] })).toContain('takes 3 channels');
  expect(mismatch({ output: 'maps' })).toContain('no output "maps"');
});

test('the hash is of the meaning, not of the order of the fields', () => {
  const recipe = plainRecipe(4, 4, { input: 'image' });
  const reversed = Object.fromEntries(Object.entries(recipe).reverse()) as typeof recipe;
  expect(recipeSha256(reversed)).toBe(recipeSha256(recipe));
  expect(recipeSha256(parseRecipe(JSON.stringify(recipe), 'a test'))).toBe(recipeSha256(recipe));
  expect(recipeSha256({ ...recipe, scale: 2 })).not.toBe(recipeSha256(recipe));
  expect(recipeSha256({ ...recipe, pooling: 'average' })).not.toBe(recipeSha256(recipe));
});
