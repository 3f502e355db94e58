import { expect, it } from 'vitest';
import { nextUp32 } from '../float32.ts';
import { closedCurve } from './closed-curve.ts';

const curve = [
  { threshold: 0.25, falseAcceptRate: 0.5, falseRejectRate: 0.1 },
  { threshold: 0.75, falseAcceptRate: 0.01, falseRejectRate: 0.6 },
];

it('ends where nothing is accepted, above every score', () => {
  const range = { histogram: { edges: [0.25, 0.75, 1] }, impostorPairs: 8, genuinePairs: 4 };
  const closed = closedCurve(curve, range);
  expect(closed.slice(0, 2)).toEqual(curve);
  expect(closed[2]).toEqual({
    threshold: nextUp32(1),
    falseAcceptRate: 0,
    falseRejectRate: 1,
    classFalseAcceptRate05: 0,
    classFalseAcceptRate95: 0,
    classFalseRejectRate05: 1,
    classFalseRejectRate95: 1,
  });
  // Scores of any scale: no pair reaches the end of the last bin.
  const wide = { ...range, histogram: { edges: [-2, 4.3] } };
  expect(closedCurve(curve, wide).at(-1)!.threshold).toBeGreaterThan(4.3);
});

it('has no rate where there are no pairs, and no end without points', () => {
  const range = { histogram: { edges: [0, 1] }, impostorPairs: 0, genuinePairs: 3 };
  expect(closedCurve(curve, range).at(-1)).toMatchObject({
    falseAcceptRate: null,
    classFalseAcceptRate95: null,
    falseRejectRate: 1,
  });
  expect(closedCurve([], range)).toEqual([]);
});
