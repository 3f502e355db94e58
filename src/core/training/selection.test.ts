import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chooseCandidate,
  defaultTolerance,
  paretoFront,
  type SelectionFigures,
  stillEligible,
  trainingVerdict,
  validationsWithoutGain,
} from './selection.ts';

const figures = (recallAt1: number, opis: number, meanUtility = 0.8): SelectionFigures => ({
  recallAt1,
  opis,
  meanUtility,
});

/** Figures on a coarse grid, so that ties and edges of the tolerance come up. */
const anyFigures: fc.Arbitrary<SelectionFigures> = fc.record({
  recallAt1: fc.integer({ min: 60, max: 66 }).map((k) => k / 200),
  opis: fc.integer({ min: 1, max: 5 }).map((k) => k / 1000),
  meanUtility: fc.integer({ min: 60, max: 66 }).map((k) => k / 200),
});
/** The sort is stable: equals stay in their order. */
const byMerit = (a: SelectionFigures, b: SelectionFigures): number =>
  (a.opis ?? 0) - (b.opis ?? 0) ||
  (b.recallAt1 ?? 0) - (a.recallAt1 ?? 0) ||
  (b.meanUtility ?? 0) - (a.meanUtility ?? 0);
const incomplete = fc.oneof(
  { weight: 9, arbitrary: anyFigures },
  { weight: 1, arbitrary: anyFigures.map((given) => ({ ...given, opis: null })) },
);

test('of those near the best recall and the best mean utility, the least OPIS is chosen', () => {
  const start = figures(0.66, 0.012, 0.71);
  const half = figures(0.795, 0.008, 0.855);
  const end = figures(0.8, 0.013, 0.86);
  expect(chooseCandidate([start, half, end], defaultTolerance)).toBe(1);
  // Too far from the best recall, or from the best mean utility.
  expect(chooseCandidate([start, figures(0.78, 0.008, 0.86), end], defaultTolerance)).toBe(2);
  expect(chooseCandidate([start, figures(0.8, 0.008, 0.84), end], defaultTolerance)).toBe(2);
});

test('equals: the earliest; a lacking figure passes a candidate over; nothing is the start', () => {
  expect(chooseCandidate([figures(0.8, 0.01), figures(0.8, 0.01)], defaultTolerance)).toBe(0);
  expect(
    chooseCandidate([figures(0.5, 0.01), { ...figures(0.9, 0.001), opis: null }], defaultTolerance),
  ).toBe(0);
  expect(chooseCandidate([{ ...figures(0.9, 0.1), opis: null }], defaultTolerance)).toBe(0);
});

test('where none is near both, the best recall is chosen', () => {
  const sharp = figures(0.9, 0.02, 0.7);
  const useful = figures(0.6, 0.01, 0.9);
  expect(chooseCandidate([useful, sharp], defaultTolerance)).toBe(1);
});

test('property: the choice agrees with the rule read out loud', () => {
  fc.assert(
    fc.property(fc.array(incomplete, { minLength: 1, maxLength: 8 }), (candidates) => {
      const complete = candidates.filter(({ opis }) => opis !== null);
      if (complete.length === 0) return;
      const bestRecall = Math.max(...complete.map(({ recallAt1 }) => recallAt1 ?? 0));
      const bestUtility = Math.max(...complete.map(({ meanUtility }) => meanUtility ?? 0));
      const near = complete.filter(
        ({ recallAt1, meanUtility }) =>
          (recallAt1 ?? 0) > bestRecall - 0.0101 && (meanUtility ?? 0) > bestUtility - 0.0101,
      );
      const pool =
        near.length > 0 ? near : complete.filter(({ recallAt1 }) => recallAt1 === bestRecall);
      const best = near.length === 0 ? pool[0] : pool.toSorted(byMerit)[0];
      const expected = candidates.indexOf(best!);
      expect(chooseCandidate(candidates, defaultTolerance)).toBe(expected);
    }),
  );
});

test('property: what is no longer eligible is never chosen when more candidates come', () => {
  fc.assert(
    fc.property(
      fc.array(incomplete, { minLength: 1, maxLength: 6 }),
      fc.array(incomplete, { maxLength: 6 }),
      (now, later) => {
        const eligible = stillEligible(now, defaultTolerance);
        const choice = chooseCandidate([...now, ...later], defaultTolerance);
        const complete = [...now, ...later].some(({ opis }) => opis !== null);
        if (complete && choice < now.length) expect(eligible).toContain(choice);
      },
    ),
  );
});

test('the Pareto front holds whom nobody beats', () => {
  expect(
    paretoFront([
      figures(0.66, 0.012),
      figures(0.8, 0.013),
      figures(0.79, 0.008),
      figures(0.78, 0.009),
      figures(0.79, 0.008),
    ]),
  ).toEqual([1, 2, 4]);
});

test('property: every candidate off the front is beaten by one on it', () => {
  fc.assert(
    fc.property(fc.array(anyFigures, { minLength: 1, maxLength: 10 }), (candidates) => {
      const front = paretoFront(candidates);
      candidates.forEach((candidate, index) => {
        const beatenBy = front.some((other) => {
          const { recallAt1, opis } = candidates[other] as SelectionFigures;
          return (
            (recallAt1 ?? 0) >= (candidate.recallAt1 ?? 0) &&
            (opis ?? 0) <= (candidate.opis ?? 0) &&
            (recallAt1 !== candidate.recallAt1 || opis !== candidate.opis)
          );
        });
        expect(beatenBy).toBe(!front.includes(index));
      });
    }),
  );
});

test('an improvement is said only where neither OPIS nor recall is worse', () => {
  const before = figures(0.7, 0.01);
  expect(trainingVerdict(before, figures(0.8, 0.008))).toBe('improvement');
  expect(trainingVerdict(before, figures(0.7, 0.008))).toBe('improvement');
  expect(trainingVerdict(before, figures(0.8, 0.011))).toBe('trade-off');
  expect(trainingVerdict(before, figures(0.69, 0.001))).toBe('trade-off');
  expect(trainingVerdict(before, figures(0.69, 0.01))).toBe('worse');
  expect(trainingVerdict(before, figures(0.69, 0.011))).toBe('worse');
  expect(trainingVerdict(before, figures(0.7, 0.01))).toBe('unchanged');
  expect(trainingVerdict(before, { ...figures(0.9, 0), opis: null })).toBe('undecided');
});

test('validations without gain are counted from the last higher recall or other choice', () => {
  const course = [
    figures(0.6, 0.01),
    figures(0.7, 0.01),
    figures(0.69, 0.012),
    figures(0.69, 0.011),
  ];
  expect(validationsWithoutGain(course, defaultTolerance)).toBe(2);
  // Within the tolerance and with less OPIS: another choice.
  expect(validationsWithoutGain([...course, figures(0.695, 0.002)], defaultTolerance)).toBe(0);
});
