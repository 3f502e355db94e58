import { expect, test } from 'vitest';
import { parsePolicy } from '../../../contract/policy.ts';
import { atOrAbove32 } from '../../../core/float32.ts';
import { choiceOf, chosenText, policyOptions } from './threshold-choices.ts';

const point = (targetFalseAcceptRate: number, threshold: number | null) => ({
  targetFalseAcceptRate,
  threshold,
});
const view = { operatingPoints: [point(0.01, Math.fround(0.8)), point(0.001, null)] } as Parameters<
  typeof chosenText
>[1];

test('a threshold that a target gave moves with it; any other stays', () => {
  expect(chosenText(null, view, 0.8)).toBe('far=0.01');
  expect(chosenText(null, view, 0.81)).toBe('fixed');
  expect(chosenText('nonsense', view, 0.81)).toBe('fixed');
  expect(chosenText('fixed', view, 0.8)).toBe('fixed');
  expect(chosenText('eer', view, 0.8)).toBe('eer');
});

test('a choice is a policy or the threshold itself', () => {
  expect(choiceOf('far=0.01', 0.8)).toEqual({ policy: { falseAcceptRate: 0.01 } });
  expect(choiceOf('fixed', 0.8)).toEqual({ threshold: 0.8 });
  // A policy that gives a threshold is that threshold, as the float32 at or above it.
  expect(choiceOf('threshold=0.62', 0.8)).toEqual({ threshold: atOrAbove32(0.62) });
});

test('every policy is offered once, with who decided by it', () => {
  const decision = (author: string, text: string) =>
    ({ author, proposal: { policy: parsePolicy(text).policy } }) as Parameters<
      typeof policyOptions
    >[1][number];
  expect(policyOptions(view, [decision('Anna', 'far=0.01'), decision('Bo', 'eer')])).toEqual([
    { text: 'far=0.01', policy: { falseAcceptRate: 0.01 }, author: 'Anna' },
    { text: 'far=0.001', policy: { falseAcceptRate: 0.001 }, author: null },
    { text: 'eer', policy: { objective: { kind: 'equal-error-rate' } }, author: 'Bo' },
  ]);
});
