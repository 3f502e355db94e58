import { expect, test } from 'vitest';
import type { ComparedClasses } from '../../../contract/comparison.ts';
import { changeScale } from './change-scale.ts';
import { changeOf, classRows, rowsWith } from './class-rows.ts';

const classNames = ['a', 'b', 'c'];
const classes: ComparedClasses = {
  classImages: { before: [4, 4, 1], after: [4, 5, 1] },
  classContribution: { before: [0.1, 0.2, null], after: [0.05, 0.3, null] },
  classFalseAcceptRate: { before: [0.01, 0, 0.02], after: [0, 0.01, 0.02] },
  classFalseRejectRate: { before: [0.5, 0.1, null], after: [0.1, 0.6, null] },
  changedClasses: [
    {
      class: 1,
      rate: 'falseRejectRate',
      change: 'newly-broken',
      before: 0.1,
      after: 0.6,
      pairs: 6,
    },
    { class: 0, rate: 'falseRejectRate', change: 'fixed', before: 0.5, after: 0.1, pairs: 6 },
    { class: 0, rate: 'falseAcceptRate', change: 'fixed', before: 0.01, after: 0, pairs: 60 },
  ],
};

test('each class has its rates, its images after, and all its changes', () => {
  const [a, b, c] = classRows(classNames, classes);
  expect(a?.changes.map(({ rate }) => rate)).toEqual(['falseRejectRate', 'falseAcceptRate']);
  expect(b).toMatchObject({ name: 'b', images: 5, contribution: { before: 0.2, after: 0.3 } });
  expect(changeOf(b!.falseRejectRate)).toBeCloseTo(0.5, 12);
  expect(changeOf(c!.falseRejectRate)).toBeNull();
  expect(c?.changes).toEqual([]);
});

test('a filter keeps the classes with such a change once', () => {
  const rows = classRows(classNames, classes);
  expect(rowsWith(rows, 'fixed').map(({ name }) => name)).toEqual(['a']);
  expect(rowsWith(rows, 'newly-broken').map(({ name }) => name)).toEqual(['b']);
  expect(rowsWith(rows, 'all')).toBe(rows);
});

test('the axis of FAR keeps a place for 0 below every rate, and holds all of them', () => {
  const scale = changeScale(
    [
      { before: 0, after: 2.5e-5 },
      { before: 0.03, after: null },
      { before: 0.003, after: 0.004 },
    ],
    true,
  );
  const places = [0, 2.5e-5, 0.003, 0.004].map(scale.at);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
  expect(scale.ticks.slice(0, 3)).toEqual([0, 1e-5, 1e-4]);
  for (const value of [0, 2.5e-5, 0.004])
    expect(scale.from(scale.at(value))).toBeCloseTo(value, 12);
});

test('the axes have room where there is nothing, or only 0', () => {
  expect(changeScale([], true).ticks[0]).toBe(0);
  expect(changeScale([{ before: 0, after: 0 }], true).at(0)).toBeGreaterThan(0);
  expect(changeScale([{ before: 0, after: 0 }], false).at(0.05)).toBe(1);
  expect(changeScale([{ before: 1, after: 0.2 }], false).at(1)).toBe(1);
});
