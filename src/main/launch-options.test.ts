import path from 'node:path';
import { expect, test } from 'vitest';
import { parseLaunchOptions } from './launch-options.ts';

const folder = path.resolve('/home/someone');
const parse = (commandLine: string[], environment: NodeJS.ProcessEnv = {}) =>
  parseLaunchOptions(commandLine, environment, folder);

test('a plain start asks for nothing; switches of Chromium are passed over', () => {
  expect(
    parse(['out/main/index.js', '--no-sandbox', '--user-data-dir=/tmp/x', '-psn_0_1']),
  ).toEqual({
    engineUrl: undefined,
    token: null,
    passports: [],
  });
});

test('an engine elsewhere, with its token in a file', () => {
  const asked = {
    engineUrl: 'wss://gpu.example',
    token: { from: 'file', file: path.join(folder, 'token') },
    passports: [],
  };
  expect(parse(['--engine-url', 'wss://gpu.example', '--engine-token-file', 'token'])).toEqual(
    asked,
  );
  expect(parse(['--engine-url=wss://gpu.example', '--engine-token-file=token'])).toEqual(asked);
  const environment = {
    ISOLINE_ENGINE_URL: 'wss://gpu.example',
    ISOLINE_ENGINE_TOKEN_FILE: 'token',
  };
  expect(parse([], environment)).toEqual(asked);
});

test('an argument goes before the environment, an empty variable is none', () => {
  const environment = { ISOLINE_ENGINE_URL: 'wss://other.example', ISOLINE_ENGINE_TOKEN_FILE: '' };
  expect(parse(['--engine-url=wss://gpu.example', '--engine-token-stdin'], environment)).toEqual({
    engineUrl: 'wss://gpu.example',
    token: { from: 'stdin' },
    passports: [],
  });
});

test('passports among the arguments', () => {
  const there = path.resolve('/data/shoes.isoline.json');
  expect(parse(['a.isoline.json', there, 'b.json', '--x.isoline.json']).passports).toEqual([
    path.join(folder, 'a.isoline.json'),
    there,
  ]);
});

test.each([[['--engine-url']], [['--engine-token-file', '']]])(
  '%j lacks its value',
  (commandLine) => {
    expect(() => parse(commandLine)).toThrow(/needs a value after it\.$/);
  },
);
