/** What the engine says of its results has words in every language of the page. */
import { expect, test } from 'vitest';
import type { HeadFigures, TrainingHistoryEntry, Verdict } from '../src/contract/training.ts';
import { notesOf } from '../src/engine/decisions/data-limits.ts';
import { adviseOn, ruleText } from '../src/engine/training/advice.ts';
import { alarmsOf } from '../src/engine/training/alarms.ts';
import { sentenceIn } from '../src/renderer/app/words/sentences.ts';

const figures = (recallAt1: number, opis: number | null = 0.01): HeadFigures => ({
  recallAt1,
  opis,
  epsilonOpis: null,
  meanUtility: 0.8,
  falseRejectRateAt1e2: null,
  falseRejectRateAt1e3: null,
  spreadOfFalseAcceptRate: null,
  spreadOfFalseRejectRate: null,
});

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
    calibration: figures(recallAt1, more.opis),
  };
}

const verdicts: readonly Verdict[] = [
  'improvement',
  'trade-off',
  'worse',
  'unchanged',
  'undecided',
];
const reasons = [...verdicts, null].flatMap((verdict) =>
  [1, 2].flatMap(
    (points) =>
      adviseOn({
        start: figures(0.7),
        points: Array.from({ length: points }, (_, k) => ({
          name: `point ${String(k)}`,
          calibration: figures(0.8),
        })),
        chosen: verdict === null ? null : 0,
        verdict: verdict ?? 'unchanged',
        heldOut: { start: figures(0.7), base: null, chosen: figures(0.8) },
        heldOutMissing: null,
      }).reasons,
  ),
);

function totals(classes: number): Parameters<typeof notesOf>[1] {
  return {
    impostorPairs: 9,
    genuinePairs: 9,
    classImpostorPairs: new Float64Array(classes).fill(9),
  };
}

// What the engine says is asked of the engine: a sentence that it words anew is missed here.
test.each([
  ...alarmsOf([entry(0, 0.6), entry(50, 0.1)]),
  ...alarmsOf([entry(0, 0.6), entry(50, 0.6, { opis: null })]),
  ...alarmsOf([entry(0, 0.6), entry(50, 0.8), entry(1100, 0.7)]),
  ...alarmsOf([
    entry(0, 0.6, { loss: 3, calibrationLoss: 3 }),
    entry(50, 0.6, { loss: 2, calibrationLoss: 2 }),
    entry(100, 0.6, { loss: 1, calibrationLoss: 2.5 }),
  ]),
  ...reasons,
  ruleText({ recallAt1: 0.01, meanUtility: 0.02 }),
  ...[1, 2].flatMap((classes) =>
    notesOf({ worstClassFalseAcceptRate: 1e-3, falseRejectRate: 1e-3 }, totals(classes), false),
  ),
])('in German: %s', (sentence) => {
  const words = sentenceIn('de', sentence);
  expect(words).not.toBe(sentence);
  expect(words).not.toMatch(/\b(the|of|and|is|after|with)\b|\$\d|undefined/);
  expect(sentenceIn('en', sentence)).toBe(sentence);
});
