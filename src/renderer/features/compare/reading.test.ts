import { expect, test } from 'vitest';
import type {
  ComparedFigure,
  ComparedPointView,
  ComparedSetView,
  ComparedTargetView,
  ComparisonWord,
} from '../../../contract/comparison.ts';
import { mainTarget, type MatchedTarget, matchedTargets, readSet } from './reading.ts';

const figure = (word: ComparisonWord | null): ComparedFigure => ({
  before: 0.1,
  after: 0.2,
  difference: 0.1,
  interval: null,
  word,
});

function setOf(
  words: {
    opis: ComparisonWord | null;
    utility: ComparisonWord | null;
    recall: ComparisonWord | null;
  },
  targets: ComparedTargetView[] = [],
): ComparedSetView {
  return {
    figures: {
      opis: figure(words.opis),
      meanUtility: figure(words.utility),
      recallAt1: figure(words.recall),
    },
    targets,
  } as unknown as ComparedSetView;
}

function target(far: number, word: ComparisonWord | null): MatchedTarget {
  const point = { falseRejectRate: figure(word) } as unknown as ComparedPointView;
  return {
    targetFalseAcceptRate: far,
    sameThreshold: null,
    matchedFalseAcceptRate: point,
  };
}

const unmatched: ComparedTargetView = {
  targetFalseAcceptRate: 1e-4,
  sameThreshold: null,
  matchedFalseAcceptRate: null,
};

test.each<[ComparisonWord | null, ComparisonWord, ComparisonWord, ComparisonWord, string]>([
  ['better', 'better', 'not-distinguishable', 'not-distinguishable', 'improvement'],
  ['worse', 'better', 'not-distinguishable', 'not-distinguishable', 'trade-off'],
  ['worse', 'not-distinguishable', 'not-distinguishable', 'no-interval', 'worse'],
  ['no-interval', 'not-distinguishable', 'no-interval', 'no-interval', 'not-distinguishable'],
  [null, 'no-interval', 'no-interval', 'no-interval', 'no-interval'],
  // OPIS falls too where every class is equally bad: mean utility tells.
  ['not-distinguishable', 'better', 'worse', 'not-distinguishable', 'trade-off'],
])('FRR %s, OPIS %s, utility %s, recall %s: %s', (reject, opis, utility, recall, verdict) => {
  expect(readSet(setOf({ opis, utility, recall }), target(1e-3, reject)).verdict).toBe(verdict);
});

test('each judged figure is told once', () => {
  const reading = readSet(
    setOf({ opis: 'better', utility: 'worse', recall: null }),
    target(1e-3, 'not-distinguishable'),
  );
  expect(reading).toMatchObject({
    better: ['opis'],
    worse: ['meanUtility'],
    same: ['falseRejectRate'],
    unknown: ['recallAt1'],
  });
});

test('without a target the other figures are judged', () => {
  const reading = readSet(setOf({ opis: 'better', utility: 'better', recall: 'better' }), null);
  expect(reading.better).toEqual(['opis', 'meanUtility', 'recallAt1']);
  expect(reading.unknown).toEqual([]);
});

test('the page begins with FAR 1e-3, else with the strictest that both have', () => {
  const words = { opis: null, utility: null, recall: null };
  const loose = target(1e-1, null);
  const middle = target(1e-2, null);
  const usual = target(1e-3, null);
  expect(mainTarget(setOf(words, [loose, usual, middle, unmatched]))).toBe(usual);
  expect(mainTarget(setOf(words, [loose, middle, unmatched]))).toBe(middle);
  expect(mainTarget(setOf(words, [unmatched]))).toBeNull();
  expect(matchedTargets(setOf(words, [loose, unmatched]))).toEqual([loose]);
});
