import fc from 'fast-check';
import { expect, it } from 'vitest';
import { upperLimit } from './binomial.ts';
import { classGuarantee } from './new-class-guarantee.ts';

it('needs 59 classes without a failure for 5 % at 95 %', () => {
  expect(classGuarantee(0, 59, 0.05)).toMatchObject({ guaranteed: true, moreClasses: 0 });
  expect(classGuarantee(0, 58, 0.05)).toMatchObject({ guaranteed: false, moreClasses: 1 });
  expect(classGuarantee(0, 12, 0.05)).toMatchObject({ guaranteed: false, moreClasses: 47 });
  // Tables of acceptance sampling: one failure takes 93.
  expect(classGuarantee(1, 40, 0.05).moreClasses).toBe(53);
});

it('says the least number of further classes that suffices', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.nat(),
      fc.constantFrom(0.02, 0.05, 0.2),
      (probeClasses, drawn, wanted) => {
        const exceeding = drawn % (probeClasses + 1);
        const { upperShare, guaranteed, moreClasses } = classGuarantee(
          exceeding,
          probeClasses,
          wanted,
        );
        expect(upperShare).toBe(upperLimit(exceeding, probeClasses));
        expect(guaranteed).toBe(upperShare <= wanted);
        expect(guaranteed).toBe(moreClasses === 0);
        const total = probeClasses + moreClasses;
        expect(upperLimit(exceeding, total)).toBeLessThanOrEqual(wanted);
        if (moreClasses > 0) expect(upperLimit(exceeding, total - 1)).toBeGreaterThan(wanted);
      },
    ),
  );
});
