import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../contract/evaluation.ts';
import { evenly, mergedBins } from './charts.ts';
import { linearAxis, logAxis, probitAxis } from './axes.ts';
import { sampleEvaluation } from './sample-evaluation.fixture.ts';
import {
  classesToList,
  collisionPoint,
  mainPoint,
  quantile,
  type ShownPoint,
  worstClass,
  worstClasses,
} from './view.ts';

const evaluation = sampleEvaluation({ classes: 12, imagesOf: (index) => 1 + index });

describe('the worst class', () => {
  it('has the highest rate, then the most pairs, then the first place', () => {
    const pairs = [5, 9, 9, 100];
    expect(worstClass([0.5, 0.5, 0.5, 0.1], (index) => pairs[index] as number)).toEqual({
      index: 1,
      rate: 0.5,
      sharedBy: 3,
    });
    expect(worstClass([null, 0.2, null], () => 1)).toEqual({ index: 1, rate: 0.2, sharedBy: 1 });
    expect(worstClass([null, null], () => 1)).toBeNull();
    expect(worstClass(undefined, () => 1)).toBeNull();
  });
});

describe('the worst classes', () => {
  const at = (accepts: (number | null)[], rejects: (number | null)[]): number[] =>
    worstClasses(
      { ...evaluation, classImages: [3, 4, 5, 6], images: 18 },
      {
        targetFalseAcceptRate: 1e-3,
        threshold: 0.5,
        classFalseAcceptRate: accepts,
        classFalseRejectRate: rejects,
      },
      3,
    );

  it('are the highest of both rates in turn, none without an error', () => {
    expect(at([0.1, 0.3, 0, 0.2], [0, 0, 0.9, 0.5])).toEqual([1, 2, 3]);
    expect(at([0, 0, 0, 0], [null, 0, 0, 0])).toEqual([]);
  });

  it('of equal ones have the most pairs first', () => {
    expect(at([0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5])).toEqual([3, 2, 1]);
  });
});

describe('the point whose collisions are shown', () => {
  const point = (
    threshold: number,
    collisions: ShownPoint['collisions'],
  ): ShownPoint & { collisions: ShownPoint['collisions'] } => ({
    targetFalseAcceptRate: 1 - threshold,
    threshold,
    collisions,
  });
  const some = [{ first: 0, second: 1, falseAccepts: 2, pairs: 9 }];
  const operatingPoints = [point(0.2, null), point(0.6, some), point(0.4, some)];

  it('is the main one, or the loosest at which they were counted', () => {
    const main = point(0.3, []);
    expect(collisionPoint({ ...evaluation, operatingPoints }, main)).toBe(main);
    expect(collisionPoint({ ...evaluation, operatingPoints }, point(0.3, null))).toBe(
      operatingPoints[2],
    );
    const none = { ...evaluation, operatingPoints: operatingPoints.slice(0, 1) };
    expect(collisionPoint(none, point(0.3, null))).toBeNull();
  });
});

describe('classes to list', () => {
  it('are all classes by contribution where they fit', () => {
    const listed = classesToList(evaluation, null, 12);
    expect([...listed].sort((a, b) => a - b)).toEqual(evaluation.classNames.map((_, k) => k));
    const contributions = listed.map((index) => evaluation.opis.classContribution[index] ?? -1);
    expect(contributions).toEqual([...contributions].sort((a, b) => b - a));
  });

  it('hold the top of each of the three lists where they do not', () => {
    const rising = evaluation.classNames.map((_, index) => index / 100);
    const made: Evaluation = {
      ...evaluation,
      opis: { ...evaluation.opis, classContribution: rising },
    };
    const point = {
      targetFalseAcceptRate: 0.01,
      threshold: 0.5,
      classFalseAcceptRate: rising.map((value) => 0.5 - value),
      classFalseRejectRate: rising.map((_, index) => (index === 5 ? 1 : null)),
    };
    expect(classesToList(made, point, 3)).toEqual([11, 5, 0]);
  });
});

it('takes the strictest target where 1e-3 was not asked for', () => {
  const points = evaluation.operatingPoints.slice(0, 2);
  const main = mainPoint({ ...evaluation, operatingPoints: points });
  expect(main.point).toBe(points[1]);
  expect(main.sentence).toContain('FAR 0.01 (target FAR 0.001 was not asked for)');
  expect(mainPoint({ ...evaluation, operatingPoints: [] }).sentence).toBe(
    'There is no operating point: none was asked for.',
  );
});

it('interpolates quantiles between neighbours', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile([4], 0.9)).toBe(4);
  expect(quantile([0, 1, 2, 10], 0.5)).toBe(1.5);
  expect(quantile([0, 1, 2, 10], 1)).toBe(10);
});

describe('merged bins', () => {
  it('lose no pair and keep to the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 2, max: 120 }),
        (counts, most) => {
          const bins = mergedBins(
            {
              edges: Array.from({ length: counts.length + 1 }, (_, k) => k / 100),
              genuine: counts.map(([genuine]) => genuine),
              impostor: counts.map(([, impostor]) => impostor),
            },
            most,
          );
          const total = (pick: (pair: readonly [number, number]) => number): number =>
            counts.reduce((sum, pair) => sum + pick(pair), 0);
          expect(bins.length).toBeLessThanOrEqual(most);
          expect(bins.reduce((sum, bin) => sum + bin.genuine, 0)).toBe(total(([one]) => one));
          expect(bins.reduce((sum, bin) => sum + bin.impostor, 0)).toBe(
            total(([, other]) => other),
          );
          for (let k = 1; k < bins.length; k++) expect(bins[k]?.from).toBe(bins[k - 1]?.to);
        },
      ),
    );
  });
});

it('thins a list evenly and keeps its ends', () => {
  const items = Array.from({ length: 1001 }, (_, k) => k);
  expect(evenly(items, 5)).toEqual([0, 250, 500, 750, 1000]);
  expect(evenly([1, 2], 5)).toEqual([1, 2]);
});

describe('axes', () => {
  it('mark round values and hold outsiders at the ends', () => {
    const axis = linearAxis([0, 1], [100, 200], 5);
    expect(axis.ticks.map(({ label }) => label)).toEqual([
      '0.0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
      '1.0',
    ]);
    expect(axis.position(0.25)).toBeCloseTo(125, 10);
    expect(axis.position(7)).toBe(200);
    expect(linearAxis([3, 3], [0, 10], 5).position(3)).toBe(5);
  });

  it('mark powers of ten', () => {
    const axis = logAxis([-4, 0], [0, 400]);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['1e-4', '0.001', '0.01', '0.1', '1']);
    expect(axis.position(0.01)).toBeCloseTo(200, 10);
    expect(axis.position(0)).toBe(0);
  });

  it('draw a normal distribution function as a straight line', () => {
    const axis = probitAxis([0.02275013194817921, 0.9772498680518208], [0, 400]);
    expect(axis.position(0.15865525393145707)).toBeCloseTo(100, 5);
    expect(axis.ticks.map(({ value }) => value)).toEqual([
      0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95,
    ]);
  });
});
