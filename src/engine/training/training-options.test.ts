import { expect, test } from 'vitest';
import {
  defaultTrainingOptions,
  pointName,
  sweepPoints,
  trainingConfig,
  type TrainingOptions,
} from './training-options.ts';

const configOf = (
  options: Partial<TrainingOptions> = {},
  inputDimension = 512,
  classes = 81,
): ReturnType<typeof trainingConfig> =>
  trainingConfig({ ...defaultTrainingOptions, ...options }, inputDimension, classes, 1);

test('batches take as many classes as there are, up to 32; a number that is asked for stays', () => {
  expect(configOf().classesPerBatch).toBe(32);
  expect(configOf({}, 512, 7).classesPerBatch).toBe(7);
  expect(configOf({ classesPerBatch: 64 }, 512, 7).classesPerBatch).toBe(64);
});

test('the head follows kind, rank and dimension, and never exceeds the embeddings', () => {
  expect(configOf().head).toMatchObject({ kind: 'residual', inputDimension: 512, rank: 128 });
  expect(configOf({}, 24).head).toMatchObject({ rank: 24 });
  expect(configOf({ head: 'linear', dimension: 64 }).head).toMatchObject({ outputDimension: 64 });
  expect(configOf({ head: 'mlp', rank: 9 }).head).toMatchObject({
    hiddenDimension: 9,
    outputDimension: 512,
  });
  expect(() => configOf({ dimension: 64 })).toThrow('A residual head keeps the 512 dimensions');
  expect(() => configOf({ rank: 30 }, 24)).toThrow('rank 30');
});

test("TCM's weight follows the base loss where none is asked for", () => {
  expect(configOf().tcm).toMatchObject({ weight: 4, adaptive: true });
  expect(configOf({ baseLoss: 'arcface' }).tcm).toMatchObject({ weight: 40 });
  expect(configOf({ tcm: { weight: 2, margins: [0.8, 0.3] } }).tcm).toEqual({
    weight: 2,
    positiveMargin: 0.8,
    negativeMargin: 0.3,
    adaptive: false,
  });
});

test('a sweep tries what was asked for beside the usual points, each once', () => {
  const names = (options: Partial<TrainingOptions>): string[] =>
    sweepPoints(configOf(options)).map(({ name }) => name);
  expect(names({})).toHaveLength(7);
  const asked = names({ tcm: { weight: 2, margins: [0.8, 0.3] } });
  expect(asked).toHaveLength(1 + 4 * 3);
  expect(asked).toContain('multi-similarity + TCM × 2, margins 0.8, 0.3');
  expect(new Set(asked).size).toBe(asked.length);
  expect(names({ baseLoss: 'arcface' })).toContain('arcface + TCM × 160, adaptive margins');
  expect(names({ tcm: null })).toHaveLength(7);
  expect(() => names({ baseLoss: null })).toThrow('no base loss');
});

test('every point has a name of its own', () => {
  expect(pointName(configOf({ tcm: null }))).toBe('multi-similarity');
  expect(pointName(configOf({ baseLoss: null }))).toBe('TCM alone, adaptive margins');
});
