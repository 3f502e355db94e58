import { expect, test } from 'vitest';
import type { HeadFigures, TrainingPoint, TrainingResult } from '../../../contract/training.ts';
import { frontLine, frontMarks, placedMarks } from './front.ts';

function figures(recallAt1: number | null, opis: number | null): HeadFigures {
  return {
    recallAt1,
    opis,
    epsilonOpis: null,
    meanUtility: 0.8,
    falseRejectRateAt1e2: null,
    falseRejectRateAt1e3: null,
    spreadOfFalseAcceptRate: null,
    spreadOfFalseRejectRate: null,
  };
}

function point(name: string, calibration: HeadFigures): TrainingPoint {
  return {
    name,
    config: {},
    history: [],
    endedBecause: null,
    interpolation: [
      { step: 0, alpha: 0, calibration },
      { step: 40, alpha: 0.5, calibration },
    ],
    chosen: 1,
    calibration,
    alarms: [],
    head: '/head.onnx',
    headSha256: '',
    onParetoFront: false,
  };
}

type Drawn = Pick<TrainingResult, 'start' | 'points' | 'chosen'>;
const marksOf = (drawn: Drawn) => frontMarks(drawn as TrainingResult);

test('the old model stands first, and what no other beats on both lies on the front', () => {
  const marks = marksOf({
    start: figures(0.7, 0.03),
    points: [
      point('high recall', figures(0.9, 0.02)),
      point('low OPIS', figures(0.8, 0.01)),
      point('beaten', figures(0.75, 0.025)),
    ],
    chosen: 1,
  });
  expect(
    marks.map(({ name, onFront, isChosen, step, alpha }) => [name, onFront, isChosen, step, alpha]),
  ).toEqual([
    [null, false, false, null, null],
    ['high recall', true, false, 40, 0.5],
    ['low OPIS', true, true, 40, 0.5],
    ['beaten', false, false, 40, 0.5],
  ]);
  expect(frontLine(placedMarks(marks)).map(({ name }) => name)).toEqual([
    'low OPIS',
    'high recall',
  ]);
});

test('the old model is marked where it was kept, and a head without OPIS is not drawn', () => {
  const marks = marksOf({
    start: figures(0.9, 0.01),
    points: [point('collapsed', figures(0.1, null))],
    chosen: null,
  });
  expect(marks.map(({ isChosen, onFront }) => [isChosen, onFront])).toEqual([
    [true, true],
    [false, false],
  ]);
  expect(placedMarks(marks)).toHaveLength(1);
});
