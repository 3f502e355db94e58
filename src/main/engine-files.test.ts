import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findEngine } from './engine-files.ts';
import { temporaryFolder } from './test-engines.ts';

function folderWith(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  return folder;
}

test('in a checkout: the node package and the source', () => {
  const root = folderWith('node_modules/node/bin/node', 'src/server/entry.ts');
  expect(findEngine(undefined, root, {}, 'linux')).toEqual({
    node: path.join(root, 'node_modules/node/bin/node'),
    entry: path.join(root, 'src/server/entry.ts'),
  });
});

test('packaged: both among the resources', () => {
  const resources = folderWith('node.exe', 'engine/src/server/entry.ts');
  expect(findEngine(resources, '/elsewhere', { ISOLINE_NODE: '' }, 'win32')).toEqual({
    node: path.join(resources, 'node.exe'),
    entry: path.join(resources, 'engine/src/server/entry.ts'),
  });
});

test('ISOLINE_NODE goes before them', () => {
  const root = folderWith('src/server/entry.ts');
  expect(findEngine(undefined, root, { ISOLINE_NODE: process.execPath }, 'linux').node).toBe(
    process.execPath,
  );
});

test('what is missing is named, with what to do', () => {
  const root = folderWith('src/server/entry.ts');
  expect(() => findEngine(undefined, root, {}, 'darwin')).toThrow(
    `A part of Isoline is missing: ${path.join(root, 'node_modules/node/bin/node')}. Run npm ci.`,
  );
  expect(() => findEngine(root, '/elsewhere', {}, 'linux')).toThrow(/Install Isoline again\.$/);
});
