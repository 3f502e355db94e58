import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPolicy } from '../../../contract/policy.ts';
import { atOrAbove32 } from '../../../core/float32.ts';
import { firstDraft, givenPolicy, policyOf } from './policy-draft.ts';

test('what is filled in becomes the policy, and nothing else', () => {
  expect(policyOf(firstDraft)).toEqual({ falseAcceptRate: 0.001 });
  const constraints = { ...firstDraft.constraints, worstClassFalseAcceptRate: '0,01' };
  expect(policyOf({ ...firstDraft, constraints, objective: 'utility' })).toEqual({
    falseAcceptRate: 0.001,
    worstClassFalseAcceptRate: 0.01,
    objective: { kind: 'utility' },
  });
  expect(policyOf({ ...firstDraft, objective: 'cost' })?.objective).toEqual({
    kind: 'cost',
    falseAcceptCost: 10,
    falseRejectCost: 1,
    prevalence: 0.01,
  });
});

test('a number that is none, or a policy that asks for nothing, is no policy', () => {
  const constraints = { ...firstDraft.constraints, falseAcceptRate: '' };
  expect(policyOf({ ...firstDraft, constraints })).toBeNull();
  for (const falseAcceptRate of ['x', '0', '1', '-1']) {
    expect(
      policyOf({ ...firstDraft, constraints: { ...constraints, falseAcceptRate } }),
    ).toBeNull();
  }
  expect(policyOf({ ...firstDraft, objective: 'cost', prevalence: '' })).toBeNull();
});

test('a given threshold is the very same float32 again, written in few digits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (threshold) => {
      expect(atOrAbove32(givenPolicy(threshold).threshold!) + 0).toBe(threshold + 0);
    }),
  );
  expect(formatPolicy(givenPolicy(atOrAbove32(0.62)))).toBe('threshold=0.62');
});
