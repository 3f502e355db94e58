import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { trainingResultSchema } from '../contract/training.ts';
import { pixelModel, writeModel } from '../engine/models/test-models.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { readHead } from '../engine/training/head-file.ts';
import {
  classesShownIn,
  learnable,
  writeSynthetic,
} from '../engine/training/synthetic-embeddings.fixture.ts';
import { writeImages } from './labelled-images.fixture.ts';
import { run, start } from './test-run.ts';

const short = [
  '--steps',
  '40',
  '--classes-per-batch',
  '8',
  '--learning-rate',
  '1e-2',
  '--rank',
  '24',
];

async function call(
  classes = learnable,
): Promise<{ folder: string; of: (...more: string[]) => string[] }> {
  const folder = temporaryFolder();
  const files = await writeSynthetic(folder, classes);
  const of = (...more: string[]): string[] => [
    'train',
    ...['--embeddings', files.embeddings, '--labels', files.labels, '--split', files.split],
    ...['--workspace', path.join(folder, 'workspace'), '--out', path.join(folder, 'head.onnx')],
    ...['--provider', 'cpu', ...more],
  ];
  return { folder, of };
}

test('trains, prints before and after with the verdict, writes the head and the JSON', async () => {
  const { folder, of } = await call();
  const json = path.join(folder, 'result.json');
  const { code, stdout, stderr } = await run(of(...short, '--json', json));
  expect(stderr).not.toContain('rror');
  expect(code).toBe(0);
  expect(stdout).toMatch(/held-out classes, 96 images +before +after/);
  expect(stdout).toContain('Verdict: improvement.');
  expect(stdout).toContain('trained by onnxruntime on cpu');
  const result = trainingResultSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
  expect(result.verdict).toBe('improvement');
  expect((await readHead(path.join(folder, 'head.onnx'))).origin.runId).toBe(result.runId);
});

test('views, dropout and weight decay reach the training, and the result says so', async () => {
  const folder = temporaryFolder();
  const classNames = Array.from({ length: 40 }, (_, c) => `class-${c}`);
  const images = await writeImages(path.join(folder, 'images'), classNames, 4);
  const [json, out] = ['result.json', 'head.onnx'].map((name) => path.join(folder, name));
  const { code, stdout, stderr } = await run([
    ...['train', images, '--model', writeModel(folder, pixelModel())],
    ...['--views', '3', '--flip', '--dropout', '0.2', '--weight-decay', '0.01', '--steps', '3'],
    ...['--provider', 'cpu', '--quiet', '--workspace', path.join(folder, 'workspace')],
    ...['--out', out!, '--json', json!],
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('in 3 views of each training image');
  const result = trainingResultSchema.parse(JSON.parse(readFileSync(json!, 'utf8')));
  expect(result.views).toBe(3);
  expect(result.points[0]!.config).toMatchObject({
    views: 3,
    flip: true,
    weightDecay: 0.01,
    head: { dropout: 0.2 },
  });
  expect((await readHead(out!)).origin.views).toBe(3);
});

test('training that hurts: keep the old model, exit code 0', async () => {
  const { of } = await call(
    classesShownIn({ training: 'first', calibration: 'second', 'held-out': 'second' }),
  );
  const { code, stdout } = await run(of(...short, '--no-tcm', '--quiet'));
  expect(code).toBe(0);
  expect(stdout).toContain('Verdict: unchanged.');
  expect(stdout).toContain('Keep the old model');
  expect(stdout).not.toContain('improvement');
});

test('Ctrl-C keeps the best head so far, and the same call ends as if nothing had happened', async () => {
  const { folder, of } = await call();
  const long = ['--steps', '1200', '--classes-per-batch', '8', '--learning-rate', '1e-2'];
  const json = (name: string): string[] => ['--json', path.join(folder, name)];
  const interrupted = start(of(...long, ...json('a.json')));
  const database = path.join(folder, 'workspace', 'isoline.db');
  await waitForValidation(database);
  process.kill(interrupted.child.pid!, 'SIGINT');
  const { code, stderr } = await interrupted.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('the same call goes on where this one stopped');
  expect(existsSync(path.join(folder, 'a.json'))).toBe(false);

  expect((await run(of(...long, ...json('b.json')))).code).toBe(0);
  expect(
    (await run(of(...long, ...json('c.json'), '--workspace', path.join(folder, 'other')))).code,
  ).toBe(0);
  const [resumed, whole] = ['b.json', 'c.json'].map((name) =>
    trainingResultSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
  );
  expect(resumed!.points[0]!.history).toEqual(whole!.points[0]!.history);
  expect(resumed!.heldOut).toEqual(whole!.heldOut);
});

test.each([
  [['--margins', '0.5,0.9'], '--margins'],
  [['--margins', '0.9,0.5', '--adaptive-margins'], 'adaptive-margins'],
  [['--tcm', '-1'], '--tcm'],
  [['--classes-per-batch', '1'], '--classes-per-batch'],
  [['--classes-per-batch', '40'], '40 classes'],
  [['--base-loss', 'none', '--no-tcm'], 'base loss'],
  [['--views', '17'], '--views'],
  [['--views', '2'], 'X.npy has one embedding an image'],
  [['--flip'], '--views 2 or more'],
  [['--dropout', '1'], '--dropout'],
  [['--weight-decay', '-1'], '--weight-decay'],
  [['--provider', 'gpu'], '"gpu"'],
  [['--engine', 'tensorflow', '--provider', 'webgpu'], '"webgpu"'],
])('%j: exit code 2 and a sentence', async (more, words) => {
  const { folder, of } = await call();
  const { code, stderr } = await run(of('--quiet', ...more));
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(words);
  expect(existsSync(path.join(folder, 'head.onnx'))).toBe(false);
});

test('a head is never written over what it is trained on', async () => {
  const { folder, of } = await call();
  const matrix = path.join(folder, 'X.npy');
  const before = readFileSync(matrix);
  const { code, stderr } = await run(of('--out', matrix));
  expect(code).toBe(2);
  expect(stderr).toContain('--embeddings and --out name the same file');
  expect(readFileSync(matrix).equals(before)).toBe(true);
});

/** Waits until a training in another process has noted its first validation after the start. */
async function waitForValidation(database: string): Promise<void> {
  const { default: Database } = await import('better-sqlite3');
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!existsSync(database)) continue;
    const db = new Database(database, { readonly: true });
    try {
      const history = db.prepare('SELECT history FROM training_runs').pluck().get() as
        string | undefined;
      if (history !== undefined && history.includes('"step":100')) return;
    } catch {
      // The tables are not there yet.
    } finally {
      db.close();
    }
  }
}
