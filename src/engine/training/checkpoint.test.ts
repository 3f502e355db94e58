import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { IsolineError } from '../../core/errors.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';

const content = {
  data: { step: 3, mean: 0.1 + 0.2, name: 'é', nothing: null },
  arrays: {
    weights: Float32Array.of(1 / 3, -0, 1e-45, 3.4e38, NaN),
    none: new Float32Array(0),
    more: Float32Array.of(7),
  },
};

test('numbers come back bit for bit', async () => {
  const file = path.join(temporaryFolder(), 'a.checkpoint');
  await writeCheckpoint(file, content);
  const read = await readCheckpoint<typeof content.data>(file);
  expect(read?.data).toEqual(content.data);
  expect(Object.keys(read?.arrays ?? {})).toEqual(['weights', 'none', 'more']);
  for (const [name, values] of Object.entries(content.arrays)) {
    expect(new Uint32Array(read!.arrays[name]!.buffer)).toEqual(new Uint32Array(values.buffer));
  }
});

test('no file, or one of another version, is no checkpoint; a damaged one is named', async () => {
  const file = path.join(temporaryFolder(), 'a.checkpoint');
  expect(await readCheckpoint(file)).toBeNull();
  writeFileSync(file, 'ISOLINE-CHECKPOINT-0\n12\n');
  expect(await readCheckpoint(file)).toBeNull();
  await writeCheckpoint(file, content);
  writeFileSync(file, readFileSync(file).subarray(0, -3));
  const error = await readCheckpoint(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(IsolineError);
  expect((error as IsolineError).code).toBe('checkpoint-damaged');
  expect((error as IsolineError).sentence).toContain(file);
});

test('a checkpoint that cannot be written is refused in a sentence', async () => {
  const file = path.join(temporaryFolder(), 'a.checkpoint');
  mkdirSync(file);
  const error = await writeCheckpoint(file, content).catch((thrown: unknown) => thrown);
  expect((error as IsolineError).code).toBe('file-not-writable');
});
