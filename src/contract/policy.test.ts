import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPolicy, parsePolicy, type Policy, policySchema } from './policy.ts';

const rate = fc.double({ min: 1e-12, max: 1, noNaN: true }).filter((x) => x > 0 && x < 1);
const cost = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const objective = fc.oneof(
  fc.constant({ kind: 'equal-error-rate' as const }),
  fc.constant({ kind: 'utility' as const }),
  fc.record({
    kind: fc.constant('cost' as const),
    falseAcceptCost: cost,
    falseRejectCost: cost,
    prevalence: rate,
  }),
);
const given = fc
  .double({ min: -1e9, max: 1e9, noNaN: true })
  // The text has no -0.
  .map((threshold) => ({ threshold: threshold + 0 }));
const asking = fc
  .record(
    {
      falseAcceptRate: rate,
      falseRejectRate: rate,
      worstClassFalseAcceptRate: rate,
      worstClassFalseAcceptRate95: rate,
      objective,
    },
    { requiredKeys: [] },
  )
  .filter((policy) => Object.keys(policy).length > 0);
const policies = fc.oneof({ weight: 4, arbitrary: asking }, given);

describe('parsePolicy', () => {
  it('reads constraints and an objective', () => {
    expect(parsePolicy('far=1e-3, worst-class-far=1e-2')).toEqual({
      policy: { falseAcceptRate: 1e-3, worstClassFalseAcceptRate: 1e-2 },
      fault: null,
    });
    expect(parsePolicy('frr=.05,worst-class-far-p95=0.02,cost=10:1:0.01').policy).toEqual({
      falseRejectRate: 0.05,
      worstClassFalseAcceptRate95: 0.02,
      objective: { kind: 'cost', falseAcceptCost: 10, falseRejectCost: 1, prevalence: 0.01 },
    });
    expect(parsePolicy('eer').policy).toEqual({ objective: { kind: 'equal-error-rate' } });
    expect(parsePolicy('utility,far=0.1').policy).toEqual({
      falseAcceptRate: 0.1,
      objective: { kind: 'utility' },
    });
    expect(parsePolicy(' threshold=0.62').policy).toEqual({ threshold: 0.62 });
    expect(parsePolicy('threshold=-.25').policy).toEqual({ threshold: -0.25 });
  });

  it('reads back what formatPolicy writes', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(policySchema.safeParse(policy).success).toBe(true);
        expect(parsePolicy(formatPolicy(policy as Policy))).toEqual({ policy, fault: null });
      }),
    );
  });

  it.each([
    ['', 'empty entry'],
    ['far=1e-3,', 'empty entry'],
    ['far', 'far is not a rate above 0 and below 1'],
    ['far=0', 'far=0 is not a rate'],
    ['far=1', 'far=1 is not a rate'],
    ['far=0x1', 'far=0x1 is not a rate'],
    ['far=1e-3=2', 'is not a rate'],
    ['far=1e-3,far=1e-2', 'names far twice'],
    ['eer=0.1', 'eer takes no value'],
    ['eer,utility', 'two objectives, eer and utility'],
    ['cost', 'cost wants two costs'],
    ['cost=1:2', 'cost wants two costs'],
    ['cost=1:2:0.5:4', 'cost wants two costs'],
    ['cost=1:-2:0.5', 'cost wants two costs'],
    ['cost=1:2:1', 'cost wants two costs'],
    ['threshold', 'threshold is not a number'],
    ['threshold=0,62', '"62"'],
    ['threshold=NaN', 'threshold=NaN is not a number'],
    ['threshold=1e999', 'threshold=1e999 is not a number'],
    ['threshold=0.6,threshold=0.7', 'names threshold twice'],
    ['threshold=0.62,far=1e-3', 'threshold stands alone'],
    ['far=1e-3,threshold=0.62', 'threshold stands alone'],
    ['eer,threshold=0.62', 'threshold stands alone'],
    ['speed=3', 'has "speed"'],
    ['toString=0.1', 'has "toString"'],
  ])('refuses "%s" with a sentence', (text, words) => {
    const { policy, fault } = parsePolicy(text);
    expect(policy).toBeNull();
    expect(fault).toContain(words);
    expect(fault).toMatch(/\.$/);
  });
});

describe('policySchema', () => {
  it('refuses a policy that asks for nothing, and fields that it does not know', () => {
    expect(policySchema.safeParse({}).success).toBe(false);
    expect(policySchema.safeParse({ falseAcceptRate: undefined }).success).toBe(false);
    expect(policySchema.safeParse({ falseAcceptRate: 0.1, speed: 1 }).success).toBe(false);
  });

  it('refuses a given threshold beside anything else', () => {
    expect(policySchema.safeParse({ threshold: 0.62, falseAcceptRate: undefined }).success).toBe(
      true,
    );
    fc.assert(
      fc.property(asking, (policy) => {
        expect(policySchema.safeParse({ ...policy, threshold: 0.62 }).success).toBe(false);
      }),
    );
    for (const threshold of [Number.NaN, Infinity, null, '0.62']) {
      expect(policySchema.safeParse({ threshold }).success).toBe(false);
    }
  });
});
