import { expect, test } from 'vitest';
import type { TrainingHistoryEntry } from '../../contract/training.ts';
import { alarmsOf } from './alarms.ts';

function entry(
  step: number,
  recallAt1: number,
  more: { opis?: number | null; loss?: number; calibrationLoss?: number } = {},
): TrainingHistoryEntry {
  return {
    step,
    learningRate: 1e-3,
    loss: more.loss ?? null,
    baseLoss: null,
    tcmLoss: null,
    gradientNorm: null,
    positiveMargin: null,
    negativeMargin: null,
    calibrationLoss: more.calibrationLoss ?? null,
    calibration: {
      recallAt1,
      opis: more.opis === undefined ? 0.01 : more.opis,
      epsilonOpis: null,
      meanUtility: 0.8,
      falseRejectRateAt1e2: null,
      falseRejectRateAt1e3: null,
      spreadOfFalseAcceptRate: null,
      spreadOfFalseRejectRate: null,
    },
  };
}

test('a training that gains raises no alarm', () => {
  expect(alarmsOf([entry(0, 0.6), entry(50, 0.7), entry(100, 0.69)])).toEqual([]);
});

test('recall far below the start, and scores that no longer differ, are a collapse', () => {
  expect(alarmsOf([entry(0, 0.6), entry(50, 0.1)])[0]).toMatch(
    /^Collapse: after 50 steps recall@1/,
  );
  expect(alarmsOf([entry(0, 0.6), entry(50, 0.6, { opis: null })])[0]).toMatch(
    /^Collapse: after 50 steps the scores/,
  );
});

test('recall that falls from its best is overfitting', () => {
  const alarms = alarmsOf([entry(0, 0.6), entry(50, 0.75), entry(100, 0.7)]);
  expect(alarms).toHaveLength(1);
  expect(alarms[0]).toMatch(/^Overfitting: .* highest after 50 steps \(0\.750\)/);
});

test('a calibration loss that rises while the training loss falls and recall gains nothing is overfitting', () => {
  const start = entry(0, 0.6, { calibrationLoss: 1 });
  const middle = entry(50, 0.7, { loss: 0.8, calibrationLoss: 0.9 });
  const losing = entry(100, 0.7, { loss: 0.5, calibrationLoss: 1.1 });
  expect(alarmsOf([start, middle, losing])[0]).toMatch(/^Overfitting: the loss/);
  const gaining = entry(100, 0.72, { loss: 0.5, calibrationLoss: 1.1 });
  expect(alarmsOf([start, middle, gaining])).toEqual([]);
});
