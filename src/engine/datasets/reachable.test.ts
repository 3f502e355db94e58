import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { isReachable } from './reachable.ts';

test('tells whether a folder is there, each time anew', async () => {
  const folder = temporaryFolder();
  expect(await Promise.all([isReachable(folder), isReachable(folder)])).toEqual([true, true]);
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  expect(await isReachable(file)).toBe(false);
  rmSync(folder, { recursive: true });
  expect(await isReachable(folder)).toBe(false);
});
