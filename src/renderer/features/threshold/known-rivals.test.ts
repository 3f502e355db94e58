import { expect, test } from 'vitest';
import { knownRivals } from './known-rivals.ts';

test('the class with which most pairs are accepted is the rival, at its operating point alone', () => {
  const point = {
    targetFalseAcceptRate: 0.1,
    threshold: 0.5,
    collisions: [
      { first: 1, second: 4, falseAccepts: 9, pairs: 10 },
      { first: 0, second: 1, falseAccepts: 5, pairs: 10 },
    ],
  };
  const view = { operatingPoints: [point] };
  expect([...knownRivals(view, 0.5)]).toEqual([
    [1, 4],
    [4, 1],
    [0, 1],
  ]);
  expect(knownRivals(view, 0.6).size).toBe(0);
});
