import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { AttachedEngine } from './attached-engine.ts';
import { EngineSelection } from './engine-selection.ts';
import { parseLaunchOptions } from './launch-options.ts';
import { SettingsFile } from './settings.ts';
import { ShellError } from './shell-error.ts';
import { temporaryFolder } from './test-engines.ts';
import { WindowEngine } from './window-engine.ts';

const token = 'q8eJ9rOz4eryeGZppcWnpLlxwdpeZa9mZHe1rbJ2GKs';
const remote = 'wss://gpu.example/rpc';

function selectionWith({ confirms = true, ownEngineIsThere = true } = {}) {
  const folder = temporaryFolder();
  const settings = new SettingsFile(path.join(folder, 'settings.json'));
  const engine = new WindowEngine();
  const kept = new Map<string, string>();
  const workspaces: string[] = [];
  const asked: string[] = [];
  const selection = new EngineSelection({
    engine,
    settings,
    tokens: {
      find: (url) => Promise.resolve(kept.get(url) ?? null),
      keep: (url, given) => Promise.resolve(void kept.set(url, given)),
    },
    usualWorkspace: '/usual',
    ownEngine: (workspace) => {
      if (!ownEngineIsThere) throw new ShellError('A part of Isoline is missing.');
      workspaces.push(workspace);
      return new AttachedEngine('ws://127.0.0.1:1/rpc', () => Promise.resolve('own'));
    },
    confirm: (host) => {
      asked.push(host);
      return Promise.resolve(confirms);
    },
  });
  const start = (commandLine: string[] = [], input = ''): Promise<void> =>
    selection.start(parseLaunchOptions(commandLine, {}, folder), Readable.from([input]));
  return { selection, settings, engine, kept, workspaces, asked, folder, start };
}

test('a first start opens the usual workspace, a later one the last', async () => {
  const { selection, settings, start, workspaces } = selectionWith();
  await start();
  expect(selection.choice).toEqual({ kind: 'own' });
  await selection.openWorkspace('/shoes');
  await start();
  expect(workspaces).toEqual(['/usual', '/shoes', '/shoes']);
  expect(settings.values.recentWorkspaces).toEqual(['/shoes', '/usual']);
});

test('a missing part, a wrong address, a refused machine: said, not thrown', async () => {
  const without = selectionWith({ ownEngineIsThere: false });
  await without.start();
  expect(without.engine.state).toEqual({
    state: 'stopped',
    sentence: 'A part of Isoline is missing.',
  });
  const { engine, start } = selectionWith({ confirms: false });
  await start(['--engine-url', 'ws://gpu.example']);
  expect(JSON.stringify(engine.state)).toMatch(/"stopped".*without encryption/);
  await start(['--engine-url', remote]);
  expect(engine.state).toEqual({
    state: 'stopped',
    sentence: 'The engine at gpu.example was not connected to.',
  });
});

test('a token comes from a file or from standard input, over restarts', async () => {
  const { engine, folder, start } = selectionWith();
  writeFileSync(path.join(folder, 'token'), token);
  await start(['--engine-url', remote, '--engine-token-file', 'token']);
  expect(engine.running()).toEqual({ url: remote, token, where: 'remote' });
  await start(['--engine-url', remote, '--engine-token-stdin'], `${token}2`);
  await engine.restart();
  expect(engine.running()?.token).toBe(`${token}2`);
});

test('a new machine is confirmed once; this machine not at all', async () => {
  const { selection, settings, kept, asked, start } = selectionWith();
  await selection.choose({ kind: 'attached', url: 'wss://gpu.example' }, token);
  await selection.choose({ kind: 'attached', url: remote }, null);
  await start();
  expect(selection.choice).toEqual({ kind: 'attached', url: remote });
  await selection.choose({ kind: 'attached', url: 'ws://127.0.0.1:9000' }, token);
  expect(asked).toEqual(['gpu.example']);
  expect(kept).toEqual(
    new Map([
      [remote, token],
      ['ws://127.0.0.1:9000/rpc', token],
    ]),
  );
  await selection.choose({ kind: 'own' }, null);
  expect(settings.values.engine).toEqual({ kind: 'own' });
});

test('where a person says no, or the token is none, nothing changes', async () => {
  const { selection, settings, engine, kept, start } = selectionWith({ confirms: false });
  await start();
  await selection.choose({ kind: 'attached', url: remote }, token);
  await expect(selection.choose({ kind: 'attached', url: remote }, 'x y')).rejects.toThrow(
    /holds no token/,
  );
  await expect(
    selection.choose({ kind: 'attached', url: 'http://gpu.example' }, token),
  ).rejects.toThrow(/no address of an engine/);
  expect(kept.size).toBe(0);
  expect(settings.values.engine).toEqual({ kind: 'own' });
  expect(engine.running()?.token).toBe('own');
});
