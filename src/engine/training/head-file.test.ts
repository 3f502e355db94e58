import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HeadOrigin } from '../../contract/training.ts';
import { IsolineError } from '../../core/errors.ts';
import { seededGenerator } from '../../core/random.ts';
import { outputDimension, startOfHead } from '../../core/training/heads.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { encodeHead, headModel, readHead, type SavedHead, writeHead } from './head-file.ts';
import { HeadRunner } from './head-runner.ts';
import { heads } from './training-step.fixture.ts';

const figures = {
  recallAt1: 0.7,
  opis: 0.01,
  epsilonOpis: null,
  meanUtility: 0.8,
  falseRejectRateAt1e2: 0.3,
  falseRejectRateAt1e3: null,
  spreadOfFalseAcceptRate: 0.01,
  spreadOfFalseRejectRate: 0.1,
};
const origin: HeadOrigin = {
  runId: 'b9c1',
  programVersion: '0.0.0',
  time: '2024-01-01T00:00:00.000Z',
  backboneSha256: 'ab'.repeat(32),
  recipe: { size: [8, 8], input: 'image' },
  dataFingerprint: 'cd'.repeat(32),
  seed: 7,
  views: 1,
  engine: 'onnxruntime',
  device: 'cpu',
  baseLoss: { kind: 'arcface', margin: 0.5, scale: 64 },
  tcm: { weight: 4, positiveMargin: 0.9, negativeMargin: 0.5, adaptive: true },
  step: 150,
  alpha: 0.75,
  verdict: 'trade-off',
  heldOut: { before: figures, after: figures },
};

/** Every parameter away from 0, so that each one shows in the output. */
function savedOf(head: SavedHead['head']): SavedHead {
  const generator = seededGenerator(2);
  const start = startOfHead(head, generator);
  const parameters = Object.fromEntries(
    Object.entries(start).map(([name, values]) => [
      name,
      values.map((value) => value + 0.3 * generator.normal()),
    ]),
  );
  return { head, parameters, origin };
}

test.each(heads)('a $kind head comes back from its file, values bit for bit', async (head) => {
  const file = path.join(temporaryFolder(), 'head.onnx');
  const saved = savedOf(head);
  await writeHead(file, saved);
  expect(await readHead(file)).toEqual(saved);
});

test.each(heads)(
  'the file of a $kind head is a model that does what the head does',
  async (head) => {
    const saved = savedOf(head);
    const rows = 3;
    const generator = seededGenerator(9);
    const embeddings = Float32Array.from({ length: rows * head.inputDimension }, () =>
      generator.normal(),
    );
    const session = await InferenceSession.create(encodeHead(saved), { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(['embeddings']);
    const fed = new Tensor('float32', embeddings, [rows, head.inputDimension]);
    const { output } = await session.run({ embeddings: fed });
    await session.release();

    // The head sees embeddings of length 1, and what it gives is brought to length 1.
    const runner = await HeadRunner.create(head, 1);
    const applied = await runner.apply(unitRows(embeddings, head.inputDimension), saved.parameters);
    await runner.release();
    const expected = unitRows(applied, outputDimension(head));
    expect(output?.dims).toEqual([rows, outputDimension(head)]);
    expected.forEach((value, k) => {
      expect((output!.data as Float32Array)[k]).toBeCloseTo(value, 5);
    });
  },
);

test('a file that is no head is refused by name, and so is none', async () => {
  const folder = temporaryFolder();
  const model = path.join(folder, 'model.onnx');
  writeFileSync(model, 'no model at all');
  const code = async (file: string): Promise<string> => {
    const error = await readHead(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IsolineError);
    expect((error as IsolineError).sentence).toContain(file);
    return (error as IsolineError).code;
  };
  expect(await code(model)).toBe('head-not-readable');
  expect(await code(path.join(folder, 'none.onnx'))).toBe('head-not-found');
});

test('a head without all its values is refused', () => {
  const saved = savedOf(heads[0]!);
  const { up, ...rest } = saved.parameters;
  expect(() => headModel({ head: saved.head, parameters: rest }, true)).toThrow('up');
  expect(() =>
    headModel({ head: saved.head, parameters: { ...rest, up: up!.subarray(1) } }, true),
  ).toThrow('up');
});

function unitRows(values: Float32Array, dimension: number): Float32Array {
  return values.map((value, k) => {
    const first = k - (k % dimension);
    return value / Math.hypot(...values.subarray(first, first + dimension));
  });
}
