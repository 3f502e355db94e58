import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { seededGenerator } from '../core/random.ts';
import type { HeadSpecification } from '../core/training/heads.ts';
import { startOfHead } from '../core/training/heads.ts';
import { describeModel } from '../engine/models/describe.ts';
import { convolutionModel, plainRecipe, writeModel } from '../engine/models/test-models.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { writeHead } from '../engine/training/head-file.ts';
import { run } from './test-run.ts';

/** A model, a head for it, and the call that joins them. */
async function prepare(): Promise<{ folder: string; out: string; call: string[] }> {
  const folder = temporaryFolder();
  const model = writeModel(folder, convolutionModel());
  const head: HeadSpecification = { kind: 'residual', inputDimension: 8, rank: 2, dropout: 0 };
  const headFile = path.join(folder, 'head.onnx');
  await writeHead(headFile, {
    head,
    parameters: startOfHead(head, seededGenerator(1)),
    origin: {
      runId: 'run 1',
      programVersion: '0.1.0',
      time: '2026-01-01T00:00:00.000Z',
      backboneSha256: (await describeModel(model)).sha256,
      recipe: plainRecipe(16, 16),
      dataFingerprint: 'data',
      seed: 1,
      views: 1,
      engine: 'onnxruntime',
      device: 'cpu',
      baseLoss: null,
      tcm: null,
      step: 0,
      alpha: 0,
      verdict: 'unchanged',
      heldOut: null,
    },
  });
  const out = path.join(folder, 'fused.onnx');
  return { folder, out, call: ['export', '--model', model, '--head', headFile, '--out', out] };
}

test('writes the fused model and says how it was checked', async () => {
  const { out, call } = await prepare();
  const { code, stdout, stderr } = await run([...call, '--normalise']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`${out} (4 kB)\n`);
  expect(stdout).toContain('input image, output embedding: embeddings of 8 numbers, of length 1\n');
  expect(stdout).toMatch(/on 4 images of random pixels: largest difference \d\.\de-\d+\n$/);
  expect(existsSync(out)).toBe(true);
});

test('the result as JSON', async () => {
  const { out, call } = await prepare();
  const { code, stdout } = await run([...call, '--json', '-']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'isoline-export-1',
    file: out,
    bytes: readFileSync(out).length,
    input: 'image',
    output: 'embedding',
    dimension: 8,
    normalised: false,
    recipe: { size: [16, 16], output: 'embedding' },
    check: { inputs: 'random pixels', count: 4 },
  });
});

test('wrong calls and wrong files end with 2 and a sentence', async () => {
  const { folder, out, call } = await prepare();
  for (const [callArguments, sentence] of [
    [call.slice(0, 5), "required option '--out <file>' not specified"],
    [[...call, '--recipe', 'r.json', '--preset', 'clip'], 'Give --recipe or --preset, not both.'],
    [[...call, '--recipe', path.join(folder, 'none.json')], 'The recipe'],
    [[...call, folder], 'has no image'],
    [[...call, '--out', path.join(folder, 'model.onnx')], '--model and --out name the same file'],
    [
      [...call, '--head', path.join(folder, 'model.onnx')],
      'is not a head that Isoline has trained',
    ],
  ] as const) {
    const { code, stdout, stderr } = await run(callArguments);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
  expect(existsSync(out)).toBe(false);
});
