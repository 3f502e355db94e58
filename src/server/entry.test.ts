import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { openWorkspace } from '../engine/store/workspace.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { clientOf, type Client } from './test-server.ts';

const entry = path.join(import.meta.dirname, 'entry.ts');

interface Process {
  child: ChildProcessWithoutNullStreams;
  /** The next line of its output; undefined when it has ended. */
  line: () => Promise<string | undefined>;
  tell: (line: unknown) => void;
  ended: Promise<{ code: number | null; stderr: string }>;
}

function start(): Process {
  const child = spawn(process.execPath, [entry]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    line: async () => (await lines.next()).value,
    tell: (line) =>
      child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stderr })),
  };
}

function optionsFor(workspace: string): Record<string, unknown> {
  return { workspace, origin: 'app://isoline', roots: [], port: 0 };
}

async function attach(line: string | undefined): Promise<Client> {
  const { port, token } = JSON.parse(line ?? '') as { port: number; token: string };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['isoline', `token.${token}`], {
    origin: 'app://isoline',
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return clientOf(socket);
}

/** Throws where another program holds it. */
function takeAndFree(workspace: string): void {
  openWorkspace(workspace, { program: 'isoline test' }).close();
}

test('serves the window, takes grants, and the end of its input ends it', async () => {
  const base = realpathSync.native(temporaryFolder());
  const workspace = path.join(base, 'workspace');
  const [early, late] = [path.join(base, 'early'), path.join(base, 'late')];
  mkdirSync(early);
  mkdirSync(late);
  const { tell, line, child, ended } = start();
  tell({ ...optionsFor(workspace), roots: [early, path.join(base, 'vanished')] });
  // At once, before anything listens.
  tell({ grant: late });
  tell('no JSON');
  expect(await line()).toBe(JSON.stringify({ granted: late }));
  const client = await attach(await line());
  expect((await client.files.roots()).map((root) => root.path).sort()).toEqual([early, late]);
  // Each is answered when it counts, also where there is nothing.
  const [nowhere, later] = [path.join(base, 'nowhere'), path.join(base, 'later')];
  mkdirSync(later);
  tell({ grant: nowhere });
  tell({ grant: later });
  expect(await line()).toBe(JSON.stringify({ granted: nowhere }));
  expect(await line()).toBe(JSON.stringify({ granted: later }));
  expect((await client.files.roots()).map((root) => root.path)).toContain(later);
  expect(() => takeAndFree(workspace)).toThrow(/in use by the Isoline window/);
  child.stdin.end();
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).toContain('vanished');
  expect(stderr).toContain('was not understood');
  takeAndFree(workspace);
});

test.skipIf(process.platform === 'win32')('SIGTERM ends it as well', async () => {
  const workspace = path.join(temporaryFolder(), 'workspace');
  const { tell, line, child, ended } = start();
  tell(optionsFor(workspace));
  await line();
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, stderr: '' });
  takeAndFree(workspace);
});

test('a parent that is killed takes it along, and leaves the workspace free', async () => {
  const workspace = path.join(temporaryFolder(), 'workspace');
  const parent = spawn(process.execPath, [
    '--eval',
    `import { spawn } from 'node:child_process';
     const child = spawn(process.execPath, [${JSON.stringify(entry)}], {
       stdio: ['pipe', 'inherit', 'inherit'],
     });
     child.stdin.write(${JSON.stringify(`${JSON.stringify(optionsFor(workspace))}\n`)});`,
  ]);
  onTestFinished(() => void parent.kill('SIGKILL'));
  const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
  const client = await attach((await lines.next()).value);
  expect((await client.workspace.status()).folder).toBe(workspace);
  parent.kill('SIGKILL');
  // The engine holds the other end of it: it closes with the engine.
  expect((await lines.next()).done).toBe(true);
  takeAndFree(workspace);
});

test('a start that cannot be tells why in its last line and its exit code', async () => {
  const workspace = path.join(temporaryFolder(), 'workspace');
  const held = openWorkspace(workspace, { program: 'isoline train' });
  onTestFinished(() => held.close());
  const cases: [unknown, RegExp][] = [
    [optionsFor(workspace), /^The workspace .* is in use by isoline train/],
    [{ ...optionsFor(workspace), origin: 'https://example.org' }, /^The engine was started with/],
    ['no JSON', /^The engine was started with wrong options/],
  ];
  for (const [options, sentence] of cases) {
    const { tell, ended, line } = start();
    tell(options);
    expect(await line()).toBeUndefined();
    const { code, stderr } = await ended;
    expect(code).toBe(2);
    expect(stderr.trim().split('\n').at(-1)).toMatch(sentence);
  }
});

test('an input that ends before the options ends it at once', async () => {
  const { child, ended } = start();
  child.stdin.end();
  expect(await ended).toEqual({ code: 0, stderr: '' });
});
