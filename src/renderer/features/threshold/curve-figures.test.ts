import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pooledAtStep } from './curve-figures.ts';

test('the counts behind the rates of the curve come back exactly, up to billions of pairs', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 2 ** 40 })
        .chain((pairs) =>
          fc.record({ pairs: fc.constant(pairs), count: fc.integer({ min: 0, max: pairs }) }),
        ),
      ({ pairs, count }) => {
        const rate = count / pairs;
        const view = {
          curve: [{ threshold: 0.5, falseAcceptRate: rate, falseRejectRate: rate }],
          impostorPairs: pairs,
          genuinePairs: pairs,
        };
        expect(pooledAtStep(view, 0)).toEqual({
          falseAccepts: count,
          impostorPairs: pairs,
          falseAcceptRate: rate,
          falseRejects: count,
          genuinePairs: pairs,
          falseRejectRate: rate,
        });
      },
    ),
  );
});

test('beyond the curve nothing is accepted, and without pairs there is no rate', () => {
  const curve = [{ threshold: 0.5, falseAcceptRate: 0.1, falseRejectRate: null }];
  expect(pooledAtStep({ curve, impostorPairs: 20, genuinePairs: 6 }, 1)).toMatchObject({
    falseAccepts: 0,
    falseAcceptRate: 0,
    falseRejects: 6,
    falseRejectRate: 1,
  });
  const alone = { curve, impostorPairs: 20, genuinePairs: 0 };
  for (const step of [0, 1]) {
    expect(pooledAtStep(alone, step)).toMatchObject({ falseRejects: 0, falseRejectRate: null });
  }
});
