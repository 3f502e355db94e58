import { expect, test } from 'vitest';
import type { HeadFigures, Verdict } from '../../contract/training.ts';
import { trainingVerdict } from '../../core/training/selection.ts';
import { adviseOn } from './advice.ts';

const figures = (recallAt1: number, opis: number | null): HeadFigures => ({
  recallAt1,
  opis,
  epsilonOpis: null,
  meanUtility: 0.8,
  falseRejectRateAt1e2: null,
  falseRejectRateAt1e3: null,
  spreadOfFalseAcceptRate: null,
  spreadOfFalseRejectRate: null,
});
const before = figures(0.7, 0.01);

test.each<[Verdict, HeadFigures, string, RegExp]>([
  ['improvement', figures(0.8, 0.009), 'use-new', /neither is worse/],
  ['trade-off', figures(0.8, 0.011), 'either', /one gains and the other loses/],
  ['worse', figures(0.6, 0.02), 'keep-old', /Keep the old model/],
  ['unchanged', before, 'keep-old', /Keep the old model/],
  ['undecided', figures(0.8, null), 'keep-old', /3 pairs show nothing/],
])('%s on held-out classes', (verdict, after, advice, words) => {
  expect(trainingVerdict(before, after)).toBe(verdict);
  const given = adviseOn({
    start: before,
    points: [{ name: 'a point', calibration: figures(0.9, 0.005) }],
    chosen: 0,
    verdict,
    heldOut: { start: before, base: null, chosen: after },
    heldOutMissing: after.opis === null ? '3 pairs show nothing' : null,
  });
  expect(given.advice).toBe(advice);
  expect(given.reasons.join(' ')).toMatch(words);
  expect(given.reasons[0]).toContain('a point, with recall@1 0.900, OPIS 0.00500');
});

test('the old model is kept with the figures that speak for it', () => {
  const { advice, reasons } = adviseOn({
    start: before,
    points: [
      { name: 'one', calibration: figures(0.6, 0.02) },
      { name: 'two', calibration: figures(0.5, 0.03) },
    ],
    chosen: null,
    verdict: 'unchanged',
    heldOut: { start: before, base: null, chosen: before },
    heldOutMissing: null,
  });
  expect(advice).toBe('keep-old');
  expect(reasons[0]).toMatch(
    /^Keep the old model: .* none of the 2 trained heads .* recall@1 0\.700/,
  );
  expect(reasons[1]).toContain('one has recall@1 0.600');
});
