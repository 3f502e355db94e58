import { expect, it } from 'vitest';
import { parsePolicy } from '../../contract/policy.ts';
import { policyWords } from './decision-section.ts';

it.each([
  ['far=1e-3', 'the smallest threshold with pooled FAR at most 0.001'],
  ['frr=0.05', 'the largest threshold with pooled FRR at most 0.05'],
  [
    'far=1e-3,frr=0.05',
    'the smallest threshold with pooled FAR at most 0.001 and pooled FRR at most 0.05',
  ],
  [
    'worst-class-far=1e-2,worst-class-far-p95=1e-4',
    'the smallest threshold with the FAR of every class at most 0.01 and the FAR of 95 % of the classes at most 1e-4',
  ],
  ['threshold=0.62', 'a threshold that was given, not chosen by a policy'],
  ['eer', 'the threshold at which FAR and FRR differ least'],
  [
    'far=1e-3,utility',
    'the threshold with the greatest pooled utility with pooled FAR at most 0.001',
  ],
  [
    'cost=10:1:0.01',
    'the threshold with the least expected cost (false accept 10, false reject 1, 1\u00a0% of the comparisons genuine)',
  ],
])('says the policy %s in words', (text, words) => {
  expect(policyWords(parsePolicy(text).policy!)).toBe(words);
});
