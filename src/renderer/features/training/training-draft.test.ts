import { expect, test } from 'vitest';
import { trainInputSchema, type TrainingOptionsInput } from '../../../contract/api/training.ts';
import {
  firstDraft,
  inputOf,
  problemOf,
  setSizesOf,
  type TrainingDraft,
} from './training-draft.ts';

const defaults: TrainingOptionsInput = {
  head: 'residual',
  rank: null,
  dimension: null,
  dropout: 0,
  weightDecay: 1e-4,
  views: 1,
  flip: false,
  baseLoss: 'multi-similarity',
  tcm: { weight: null, margins: null },
  steps: 600,
  classesPerBatch: null,
  imagesPerClass: 4,
  learningRate: 1e-3,
};
const dataset = { classes: 242, sets: null };
const chosen = { datasetId: 3, modelSha256: 'a'.repeat(64) };
const draft = firstDraft(defaults, chosen);
const withOptions = (options: Partial<TrainingDraft['options']>): TrainingDraft => ({
  ...draft,
  options: { ...draft.options, ...options },
});

test('the first draft of a dataset and a model can be started as it is', () => {
  expect(problemOf(draft, dataset)).toBeNull();
  const input = inputOf(draft, dataset);
  expect(trainInputSchema.parse(input)).toEqual(input);
  expect(input?.options).toEqual(defaults);
});

test('a dataset without a split is dealt out by the seed, one with a split keeps it', () => {
  expect(inputOf({ ...draft, seed: 7 }, dataset)?.split).toEqual({ seed: 7 });
  expect(setSizesOf(draft, dataset)).toEqual({ training: 81, calibration: 40, heldOut: 121 });
  const kept = {
    classes: 242,
    sets: { training: { classes: 5 }, calibration: { classes: 6 }, heldOut: { classes: 7 } },
  };
  expect(inputOf(draft, kept)?.split).toBe('kept');
  expect(setSizesOf(draft, kept)).toEqual({ training: 5, calibration: 6, heldOut: 7 });
  expect(inputOf({ ...draft, splitBy: 'seed' }, kept)?.split).toEqual({ seed: 1 });
  expect(setSizesOf({ splitBy: 'seed' }, kept).heldOut).toBe(121);
});

test.each<[string, TrainingDraft, string]>([
  ['no dataset', { ...draft, datasetId: null }, 'dataset'],
  ['no model', { ...draft, modelSha256: null }, 'model'],
  ['no loss at all', withOptions({ baseLoss: null, tcm: null }), 'loss'],
  ['a sweep of TCM alone', { ...withOptions({ baseLoss: null }), sweep: true }, 'sweep'],
  ['one margin of two', withOptions({ tcm: { weight: null, margins: [0.9, null] } }), 'margins'],
  ['no steps', withOptions({ steps: null }), 'number'],
  ['no seed', { ...draft, seed: null }, 'number'],
])('%s cannot be started', (_, broken, problem) => {
  expect(problemOf(broken, dataset)).toBe(problem);
});

test('sets of a single class are refused before the engine does', () => {
  // 7 classes: 2, 1 and 4.
  expect(problemOf(draft, { classes: 7, sets: null })).toBe('classes');
  expect(problemOf(draft, { classes: 9, sets: null })).toBeNull();
});

test('what another head had is not sent', () => {
  const options = { rank: 64, dimension: 128 };
  expect(inputOf(withOptions({ ...options, head: 'residual' }), dataset)?.options).toMatchObject({
    rank: 64,
    dimension: null,
  });
  expect(inputOf(withOptions({ ...options, head: 'linear' }), dataset)?.options).toMatchObject({
    rank: null,
    dimension: 128,
  });
});
