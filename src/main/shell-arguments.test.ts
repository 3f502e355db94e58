import { expect, test } from 'vitest';
import type { ShellMessage } from '../contract/shell-messages.ts';
import { shellArguments } from './shell-arguments.ts';

const takes = (name: ShellMessage, ...given: unknown[]): boolean =>
  shellArguments[name].safeParse(given).success;

test.each<[ShellMessage, ...unknown[]]>([
  ['engine'],
  ['chooseFolder', 'Choose a folder'],
  ['chooseFile', 'Choose a model', ['onnx']],
  ['chooseFile', 'Choose a file', []],
  ['saveFile', 'report.html', new ArrayBuffer(8)],
  ['grantDropped', '/photos'],
  ['setProgress', 0],
  ['setProgress', 1],
  ['setProgress', null],
  ['setTheme', 'dark'],
  ['openWorkspace', null],
  ['openWorkspace', '/work'],
  ['chooseEngine', { kind: 'own' }, null],
  ['chooseEngine', { kind: 'attached', url: 'wss://gpu.example' }, 'token'],
])('%s takes %j', (name, ...given) => {
  expect(takes(name, ...given)).toBe(true);
});

test.each<[ShellMessage, ...unknown[]]>([
  ['engine', 'more'],
  ['copyText'],
  ['copyText', 7],
  ['chooseFile', 'Choose', ['../x']],
  ['chooseFile', 'Choose', 'onnx'],
  ['saveFile', '', new ArrayBuffer(8)],
  ['saveFile', 'report.html', 'text'],
  ['saveFile', 'report.html', new Uint8Array(8)],
  ['grantDropped', ''],
  ['setProgress', 1.5],
  ['setProgress', Number.NaN],
  ['setProgress', undefined],
  ['setTheme', 'blue'],
  ['openWorkspace', undefined],
  ['chooseEngine', { kind: 'own', url: 'wss://gpu.example' }, null],
  ['chooseEngine', { kind: 'attached' }, null],
  ['chooseEngine', { kind: 'own' }],
])('%s does not take %j', (name, ...given) => {
  expect(takes(name, ...given)).toBe(false);
});
