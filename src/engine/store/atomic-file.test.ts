import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openAtomicFile, removeUnfinishedFiles, writeFileAtomically } from './atomic-file.ts';
import { temporaryFolder } from './test-process.ts';

test('writes text, bytes and streams under the name, and nothing beside it', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'result');
  await writeFileAtomically(file, 'Größe');
  expect(readFileSync(file, 'utf8')).toBe('Größe');
  await writeFileAtomically(file, new Uint8Array([1, 2, 3]));
  expect([...readFileSync(file)]).toEqual([1, 2, 3]);
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([4]);
    await Promise.resolve();
    yield new Uint8Array([5, 6]);
  }
  await writeFileAtomically(file, parts(), 3);
  expect([...readFileSync(file)]).toEqual([4, 5, 6]);
  expect(readdirSync(folder)).toEqual(['result']);
});

test('a writer that fails leaves the older file and no other', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'result');
  writeFileSync(file, 'older');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(100_000);
    await Promise.resolve();
    throw new Error('the source failed');
  }
  await expect(writeFileAtomically(file, failing())).rejects.toThrow('the source failed');
  expect(readFileSync(file, 'utf8')).toBe('older');
  expect(readdirSync(folder)).toEqual(['result']);
});

test('the file appears with the commit and not before; a discarded one never', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'matrix');
  const kept = await openAtomicFile(file, 8);
  await kept.handle.write(new Uint8Array([9, 9]), 0, 2, 4);
  await kept.handle.write(new Uint8Array([1, 1, 1, 1]), 0, 4, 0);
  expect(readdirSync(folder)).not.toContain('matrix');
  await kept.commit();
  await kept.discard();
  expect([...readFileSync(file)]).toEqual([1, 1, 1, 1, 9, 9]);

  const dropped = await openAtomicFile(file, 8);
  await dropped.handle.writeFile('other');
  await dropped.discard();
  expect([...readFileSync(file)]).toEqual([1, 1, 1, 1, 9, 9]);
  expect(readdirSync(folder)).toEqual(['matrix']);
});

test('more bytes than the disk has room for are refused before anything is written', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'huge');
  await expect(openAtomicFile(file, 2 ** 62)).rejects.toMatchObject({
    code: 'disk-full',
    kind: 'failure',
    subject: file,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a missing folder and a folder in the way are named', async () => {
  const folder = temporaryFolder();
  const below = path.join(folder, 'missing', 'file');
  await expect(writeFileAtomically(below, 'x')).rejects.toMatchObject({
    code: 'file-not-writable',
    kind: 'input',
    subject: below,
  });
  mkdirSync(path.join(folder, 'taken'));
  await expect(writeFileAtomically(path.join(folder, 'taken'), 'x')).rejects.toMatchObject({
    code: 'file-not-writable',
  });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('removes unfinished files only', async () => {
  const folder = temporaryFolder();
  const unfinished = await openAtomicFile(path.join(folder, 'a'), 0);
  writeFileSync(path.join(folder, 'mine.partial'), '');
  expect(readdirSync(folder)).toHaveLength(2);
  removeUnfinishedFiles(folder);
  expect(readdirSync(folder)).toEqual(['mine.partial']);
  await unfinished.discard();
});
