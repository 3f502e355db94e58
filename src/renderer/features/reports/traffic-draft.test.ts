import { expect, test } from 'vitest';
import { trafficOf } from './traffic-draft.ts';

const draft = {
  comparisonsPerDay: '250000',
  prevalence: '0,02',
  falseAcceptCost: '10',
  falseRejectCost: '0',
};

test('a draft is read with decimal points and commas', () => {
  expect(trafficOf(draft)).toEqual({
    comparisonsPerDay: 250_000,
    prevalence: 0.02,
    falseAcceptCost: 10,
    falseRejectCost: 0,
  });
});

test.each([
  { comparisonsPerDay: '0' },
  { comparisonsPerDay: '' },
  { prevalence: '1.5' },
  { falseAcceptCost: '-1' },
  { falseRejectCost: 'much' },
])('%o is no traffic', (change) => {
  expect(trafficOf({ ...draft, ...change })).toBeNull();
});
