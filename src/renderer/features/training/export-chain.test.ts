import { expect, test } from 'vitest';
import { evaluateInputSchema } from '../../../contract/api/evaluations.ts';
import {
  type Chain,
  chainSteps,
  currentStep,
  evaluationInput,
  isAlike,
  newChain,
  readChain,
  stepStatus,
  triedAgain,
  withResult,
} from './export-chain.ts';

const request = {
  runId: 'run',
  point: 2,
  normalise: false,
  datasetId: 1,
  backboneSha256: 'a'.repeat(64),
  seed: 5,
  split: 'kept',
} as const;

const results = {
  export: { sha256: 'b'.repeat(64), check: {} },
  after: { evaluationId: 'new', heldOutId: 'held' },
  before: { evaluationId: 'old', heldOutId: null },
  compare: { comparisonId: 'both' },
} as const;

/** The chain after so many steps. */
function after(steps: number): Chain {
  return chainSteps
    .slice(0, steps)
    .reduce<Chain>(
      (chain, step) => withResult(chain, step, results[step]),
      newChain(request, 'compare'),
    );
}

test('the steps follow each other, and the last one ends it', () => {
  expect([0, 1, 2, 3, 4].map((steps) => currentStep(after(steps)))).toEqual([...chainSteps, null]);
  expect(after(4)).toMatchObject({ afterId: 'new', beforeId: 'old', comparisonId: 'both' });
});

test('an export alone ends with the export', () => {
  const chain = newChain(request, 'export');
  expect(currentStep(chain)).toBe('export');
  expect(currentStep(withResult(chain, 'export', results.export))).toBeNull();
});

test('what is done is not done again after a failure, and what failed gets a new job', () => {
  const failed: Chain = {
    ...after(1),
    jobs: { export: 7, after: 8 },
    failure: { code: 'stopped', sentence: 'Stopped.', next: null },
  };
  expect(chainSteps.map((step) => stepStatus(failed, step))).toEqual([
    'done',
    'failed',
    'waiting',
    'waiting',
  ]);
  const again = triedAgain(failed);
  expect(again.jobs).toEqual({ export: 7 });
  expect(stepStatus(again, 'after')).toBe('running');
});

test('a chain survives as text; what is no chain does not', () => {
  const chain: Chain = { ...after(2), jobs: { export: 7, after: 8, before: 9 } };
  expect(readChain(JSON.stringify(chain))).toEqual(chain);
  expect(readChain(null)).toBeNull();
  expect(readChain('{"request":')).toBeNull();
  expect(readChain('{"goal":"compare"}')).toBeNull();
});

test('a result of another shape is refused', () => {
  expect(() => withResult(after(0), 'export', { evaluationId: 'x' })).toThrow();
});

test('both models are evaluated in the same way', () => {
  const input = evaluationInput(request, results.export.sha256);
  expect(evaluateInputSchema.parse(input)).toEqual(input);
  expect({ ...evaluationInput(request, request.backboneSha256), source: null }).toEqual({
    ...input,
    source: null,
  });
});

test('evaluations are alike by images, classes, targets and OPIS range alone', () => {
  type Compared = Parameters<typeof isAlike>[0];
  const one = {
    set: 'calibration',
    score: 'cosine',
    classNames: ['a', 'b'],
    operatingPoints: [{ targetFalseAcceptRate: 0.1, threshold: 0.5 }],
    opis: { value: 0.01, falseAcceptRateRange: [0.01, 0.1] },
    provenance: { dataFingerprint: 'f' },
  } as unknown as Compared;
  const other = {
    ...one,
    operatingPoints: [{ targetFalseAcceptRate: 0.1, threshold: 0.7 }],
    opis: { ...one.opis, value: 0.02 },
  };
  expect(isAlike(one, other)).toBe(true);
  for (const different of [
    { ...other, classNames: ['a', 'c'] },
    { ...other, set: 'all' as const },
    { ...other, score: 'as-norm' as const },
    { ...other, operatingPoints: [] },
    { ...other, opis: { ...one.opis, falseAcceptRateRange: [0.001, 0.1] as [number, number] } },
    { ...other, provenance: { dataFingerprint: 'g' } },
  ]) {
    expect(isAlike(one, different)).toBe(false);
  }
});
