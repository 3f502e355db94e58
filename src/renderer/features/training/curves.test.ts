import { expect, test } from 'vitest';
import type { TrainingHistoryEntry } from '../../../contract/training.ts';
import { curveOf, curvesWithValues } from './curves.ts';

function entry(step: number, values: Partial<TrainingHistoryEntry>): TrainingHistoryEntry {
  return {
    step,
    learningRate: 1e-3,
    loss: null,
    baseLoss: null,
    tcmLoss: null,
    gradientNorm: null,
    positiveMargin: null,
    negativeMargin: null,
    calibrationLoss: null,
    calibration: {
      recallAt1: 0.5 + step / 1000,
      opis: null,
      epsilonOpis: null,
      meanUtility: 0.8,
      falseRejectRateAt1e2: null,
      falseRejectRateAt1e3: null,
      spreadOfFalseAcceptRate: null,
      spreadOfFalseRejectRate: null,
    },
    ...values,
  };
}

const history = [entry(0, {}), entry(50, { baseLoss: 2 }), entry(100, { baseLoss: 1 })];

test('a loss begins with the first validation that has one, a figure with the start', () => {
  expect(curveOf(history, 'baseLoss')).toEqual([
    [50, 2],
    [100, 1],
  ]);
  expect(curveOf(history, 'recallAt1')).toEqual([
    [0, 0.5],
    [50, 0.55],
    [100, 0.6],
  ]);
});

test('curves that no point has a value of are left out', () => {
  const points = [{ name: 'base loss alone', steps: 100, history, chosenStep: null }];
  expect(curvesWithValues(points)).toEqual(['baseLoss', 'recallAt1', 'meanUtility']);
  const withTcm = {
    name: 'with TCM',
    steps: 100,
    history: [entry(50, { tcmLoss: 1 })],
    chosenStep: null,
  };
  expect(curvesWithValues([...points, withTcm])).toContain('tcmLoss');
  expect(curvesWithValues([])).toEqual([]);
});
