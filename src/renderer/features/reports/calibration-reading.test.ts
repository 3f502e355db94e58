import { expect, test } from 'vitest';
import { readCalibration, scoresOfHistogram } from './calibration-reading.ts';

const histogram = { edges: [0, 0.2, 0.4, 0.6], genuine: [1, 4, 15], impostor: [60, 30, 10] };

test('a bin stands for its middle, with all of its pairs', () => {
  const { genuine, impostor } = scoresOfHistogram(histogram);
  expect(genuine.scores).toEqual([0.1, expect.closeTo(0.3, 12), 0.5]);
  expect(genuine.weights).toEqual([1, 4, 15]);
  expect(impostor.weights).toEqual([60, 30, 10]);
});

test('a calibration costs at least what any rising function would', () => {
  const scores = scoresOfHistogram(histogram);
  for (const kind of ['platt', 'isotonic'] as const) {
    const reading = readCalibration(kind, scores, scores, 0.2);
    expect(reading?.calibration.kind).toBe(kind);
    expect(reading!.cost).toBeGreaterThanOrEqual(reading!.leastCost);
    expect(reading!.cost).toBeLessThan(1);
    expect(reading!.points.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  }
});

test('there is none without pairs of both kinds', () => {
  const empty = scoresOfHistogram({ ...histogram, genuine: [0, 0, 0] });
  expect(readCalibration('platt', empty, empty, 0.2)).toBeNull();
  expect(readCalibration('platt', scoresOfHistogram(histogram), empty, 0.2)).toBeNull();
});
