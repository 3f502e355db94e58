/** What the engine says of its results has words in every language of the page. */
import { expect, test } from 'vitest';
import type { HeadFigures, TrainingHistoryEntry, Verdict } from '../src/contract/training.ts';
import { notesOf } from '../src/engine/decisions/data-limits.ts';
import { adviseOn, ruleText } from '../src/engine/training/advice.ts';
import { alarmsOf } from '../src/engine/training/alarms.ts';
import { german, sentenceIn } from '../src/renderer/app/words/sentences.ts';
import { stageIn } from '../src/renderer/app/words/stages.ts';
import { textsOfEngine } from './said-by-engine.ts';

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

const texts = textsOfEngine();

/** What gives a sentence to whoever reads the results. */
const sayingProperty = /^(?:sentence|next|reason|\w+Reason)$/;

/** Files whose sentences no screen shows, or which are worded as parts of another. */
const unseen: readonly RegExp[] = [
  // Defects of the program itself.
  /^core\/(?:graph|losses\/batch|scores)/,
  /^core\/training\/(?:heads|training-step)\.ts$/,
  /^engine\/jobs\/compute-worker\.ts$/,
  /^engine\/training\/step-values\.ts$/,
  /^engine\/evaluation\/stored-evaluations\.ts$/,
  // Files that only a command names.
  /^engine\/datasets\/labels\.ts$/,
  /^engine\/evaluation\/(?:compare|evaluation-json|evaluation-source)\.ts$/,
  /^engine\/decisions\/model-passport\.ts$/,
  /^engine\/models\/recipe\.ts$/,
  /^engine\/training\/(?:export|export-check|head-file|tensorflow-backend|training-views)\.ts$/,
  // A report speaks for itself, and the server of a page before there is one.
  /^engine\/reports\/view\.ts$/,
  /^server\//,
  // Put together from parts: see the examples above and beside the words.
  /^engine\/decisions\/gate-limits\.ts$/,
];

const sentences = texts.filter(
  ({ file, property, text }) =>
    property !== null &&
    sayingProperty.test(property) &&
    /\s/.test(text) &&
    !unseen.some((one) => one.test(file)),
);

test('what the engine says is found in its source', () => {
  expect(sentences.length).toBeGreaterThan(400);
});

test.each(sentences)('$file: $text', ({ text }) => {
  const words = sentenceIn('de', text);
  expect(words).not.toBe(text);
  expect(words).not.toMatch(/\$\d|undefined/);
});

test.each(texts.filter(({ property, text }) => property === 'stage' && /[a-z] /.test(text)))(
  'stage of $file: $text',
  ({ text }) => {
    expect(stageIn('de', text)).not.toBe(text);
  },
);

const everything = texts.map(({ text }) => text).join('\n');

test.each(german.filter((pattern) => typeof pattern[0] === 'string'))(
  'the engine can say: %s',
  (english) => {
    for (const part of String(english).split('{}')) expect(everything).toContain(part);
  },
);

test.each(german)('%s has words for all its parts', (english, words) => {
  const parts =
    typeof english === 'string'
      ? english.split('{}').length - 1
      : (new RegExp(`${english.source}|`).exec('')?.length ?? 1) - 1;
  const used = [...words.matchAll(/\$(\d)/g)].map(([, k]) => Number(k));
  expect(Math.max(0, ...used)).toBeLessThanOrEqual(parts);
});
