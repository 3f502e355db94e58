import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockSchema, productionPackages } from './production-packages.ts';
import type { Lock } from './production-packages.ts';

const linux = { platform: 'linux', arch: 'x64' };

const lock: Lock = {
  packages: {
    '': { dependencies: { a: '1', native: '1' }, optionalDependencies: { gpu: '1' } },
    'node_modules/a': {
      dependencies: { b: '1' },
      peerDependencies: { peer: '1', extra: '1' },
      peerDependenciesMeta: { extra: { optional: true } },
    },
    // `a` has a `b` of its own; everyone else the upper one.
    'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
    'node_modules/b': {},
    'node_modules/c': { dependencies: { a: '1', b: '1' } },
    'node_modules/peer': {},
    'node_modules/extra': {},
    'node_modules/native': {
      optionalDependencies: {
        'native-linux': '1',
        'native-musl': '1',
        'native-win': '1',
        absent: '1',
      },
    },
    'node_modules/native-linux': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/native-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/native-win': { os: ['win32'], cpu: ['x64'] },
    'node_modules/gpu': {},
    'node_modules/tool': {},
  },
};

test('what is needed, once each, over circles, and nothing else', () => {
  expect(productionPackages(lock, linux)).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/b',
    'node_modules/c',
    'node_modules/native',
    'node_modules/native-linux',
    'node_modules/peer',
  ]);
});

test('another platform has other native parts', () => {
  const folders = productionPackages(lock, { platform: 'win32', arch: 'x64' });
  expect(folders.filter((folder) => folder.includes('native-'))).toEqual([
    'node_modules/native-win',
  ]);
});

test('a missing package is said', () => {
  const broken: Lock = { packages: { '': { dependencies: { a: '1' } } } };
  expect(() => productionPackages(broken, linux)).toThrow(
    'a, which the program needs, is not in the lock file.',
  );
});

test('our own lock file gives the engine’s packages, and no development tools', () => {
  const own = lockSchema.parse(
    JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')),
  );
  const folders = productionPackages(own, linux);
  for (const name of ['zod', 'better-sqlite3', 'onnxruntime-common', '@img/sharp-linux-x64']) {
    expect(folders).toContain(`node_modules/${name}`);
  }
  for (const name of [
    'electron',
    'react',
    'typescript',
    '@tensorflow/tfjs-node-gpu',
    '@img/sharp-win32-x64',
  ]) {
    expect(folders).not.toContain(`node_modules/${name}`);
  }
});
