import { expect, test } from 'vitest';
import { type Recipe, recipeSchema } from '../../../contract/recipe.ts';
import { draftOf, recipeOf } from './recipe-draft.ts';

const recipe: Recipe = {
  size: [224, 112],
  fit: 'crop',
  resizeShorterSide: 256,
  interpolation: 'bicubic',
  colour: 'BGR',
  layout: 'NHWC',
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  input: 'image',
  output: 'features',
  pooling: 'average',
};

test('a recipe comes back from its draft bit for bit', () => {
  const back = recipeOf(draftOf(recipe));
  expect(back).toEqual(recipe);
  expect(recipeSchema.parse(back)).toEqual(recipe);
});

test('a scale is written and read as a fraction', () => {
  expect(draftOf(recipe).scale).toBe('1/255');
  expect(draftOf({ ...recipe, scale: 0.25 }).scale).toBe('0.25');
  expect(recipeOf({ ...draftOf(recipe), scale: ' 2 / 255 ' })?.scale).toBe(2 / 255);
});

test('a draft without its optional parts leaves them out', () => {
  const { resizeShorterSide, input, output, pooling, ...plain } = recipe;
  expect([resizeShorterSide, input, output, pooling]).not.toContain(undefined);
  expect(recipeOf(draftOf(plain))).toEqual(plain);
});

test.each([
  ['a width of nothing', { width: '' }],
  ['a height that is no whole number', { height: 1.5 }],
  ['a height of 0', { height: 0 }],
  ['a scale of nothing', { scale: ' ' }],
  ['a scale that is a word', { scale: 'one' }],
  ['a scale over nothing', { scale: '1/' }],
  ['a scale over 0', { scale: '1/0' }],
  ['a scale of two fractions', { scale: '1/2/3' }],
  ['a mean that ends in a comma', { mean: '1, ' }],
  ['four means', { mean: '1,2,3,4' }],
  ['a standard deviation of 0', { std: '1, 0, 1' }],
  ['a shorter side of 0', { resizeShorterSide: 0 }],
])('%s is no recipe yet', (_, change) => {
  expect(recipeOf({ ...draftOf(recipe), ...change })).toBeNull();
});
