import { expect, test } from 'vitest';
import type { JobState } from '../../../contract/job.ts';
import { jobSubject, type KnownNames } from './job-subject.ts';
import { resultAddress } from './result-address.ts';

const sha256 = 'ab'.repeat(32);
const known: KnownNames = {
  datasets: new Map([
    ['3', 'Shoes'],
    ['/data/shoes', 'Shoes'],
  ]),
  models: new Map([[sha256, 'net.onnx']]),
  evaluations: new Map([
    ['e1', 'Shoes · net'],
    ['e1-held-out', 'Shoes · net'],
  ]),
  trainings: new Map([['r1', 'Shoes with TCM']]),
  pairSets: new Map([['2', 'LFW']]),
  decisions: new Map([['d1', 'Shoes · net']]),
};

function job(kind: string, input: unknown, result: unknown = null): JobState {
  return {
    id: 9,
    kind,
    input,
    status: result === null ? 'running' : 'done',
    progress: null,
    result,
    error: null,
    resumes: null,
    startedAt: 0,
    updatedAt: 0,
    endedAt: result === null ? null : 1,
  };
}

const source = { kind: 'dataset', path: '/data/shoes', model: `/ws/models/${sha256}.onnx` };

test.each([
  [
    'a folder, while it is read',
    job('import', { path: '/data/boots/', name: null }),
    'boots',
    null,
  ],
  [
    'the dataset that came of it',
    job('import', { path: '/x' }, { datasetId: 3 }),
    'Shoes',
    '/data/3',
  ],
  ['a file of another system', job('import-model', { path: 'C:\\nets\\a.onnx' }), 'a.onnx', null],
  ['dataset and model', job('evaluate', { source }), 'Shoes · net.onnx', null],
  [
    'a removed dataset by its folder',
    job('train', { source: { ...source, path: '/data/gone' } }),
    'gone · net.onnx',
    null,
  ],
  [
    'a matrix',
    job('evaluate', { source: { kind: 'matrix', embeddings: '/m/v.npy', labels: '/m/l.csv' } }),
    'v.npy',
    null,
  ],
  [
    'the evaluation',
    job('evaluate', { source }, { evaluationId: 'e1', heldOutId: 'e1-held-out' }),
    'Shoes · net',
    '/threshold/e1',
  ],
  [
    'of held-out classes',
    job('count', { evaluationId: 'e1-held-out', thresholds: [0.5] }, { counts: [] }),
    'Shoes · net',
    '/threshold/e1-held-out',
  ],
  ['the training', job('train', { source }, { runId: 'r1' }), 'Shoes with TCM', '/training/r1'],
  [
    'both that are compared',
    job('compare', { evaluations: [{ name: 'old' }, { name: 'new' }] }, { comparisonId: 'c' }),
    'old → new',
    '/compare/c',
  ],
  [
    'what a passport is of',
    job('passport', { decisionId: 'd1' }, {}),
    'Shoes · net',
    '/reports/d1',
  ],
  [
    'a parity test',
    job('parity', { modelSha256: sha256 }, {}),
    'net.onnx',
    `/models/${sha256}/parity/9`,
  ],
  [
    'a report',
    job('report', { evaluation: { name: 'Shoes', stored: { evaluationId: 'e1' } } }, {}),
    'Shoes',
    '/threshold/e1',
  ],
  [
    'a gate',
    job('gate', { passport: '/p/my passport.json', source }, {}),
    'my passport.json · Shoes · net.onnx',
    '/passport?file=%2Fp%2Fmy+passport.json&gate=9',
  ],
  ['pairs', job('evaluate-pairs', { id: 2 }, {}), 'LFW', '/review/pairs/2?evaluation=9'],
  [
    'a preview',
    job('preview-review', { evaluationId: 'e1' }, {}),
    'Shoes · net',
    '/review/e1/change?preview=9',
  ],
  ['nothing that is known', job('demo', { seed: 1 }), null, null],
])('%s', (_, state, subject, address) => {
  expect(jobSubject(state, known)).toBe(subject);
  expect(resultAddress(state)).toBe(address);
});
