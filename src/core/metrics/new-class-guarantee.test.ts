import fc from 'fast-check';
import { expect, it } from 'vitest';
import { upperLimit } from './binomial.ts';
import { classGuarantee, fewestProbeClasses } from './new-class-guarantee.ts';

it('needs 59 classes without a failure for 5 % at 95 %', () => {
  expect(classGuarantee(0, 59, 0.05).guaranteed).toBe(true);
  expect(classGuarantee(0, 58, 0.05).guaranteed).toBe(false);
  expect(fewestProbeClasses(0.05)).toBe(59);
  // Tables of acceptance sampling: one failure takes 93.
  expect(classGuarantee(1, 93, 0.05).guaranteed).toBe(true);
  expect(classGuarantee(1, 92, 0.05).guaranteed).toBe(false);
});

it('gives the one-sided limit, and the least number of classes that suffices without a failure', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.nat(),
      fc.constantFrom(0.02, 0.05, 0.2),
      (probeClasses, drawn, wanted) => {
        const exceeding = drawn % (probeClasses + 1);
        const { upperShare, guaranteed } = classGuarantee(exceeding, probeClasses, wanted);
        expect(upperShare).toBe(upperLimit(exceeding, probeClasses));
        expect(guaranteed).toBe(upperShare <= wanted);
        const fewest = fewestProbeClasses(wanted);
        expect(upperLimit(0, fewest)).toBeLessThanOrEqual(wanted);
        expect(upperLimit(0, fewest - 1)).toBeGreaterThan(wanted);
      },
    ),
  );
});
