import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { openWorkspace } from '../engine/store/workspace.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { clientOf, writePage } from '../server/test-server.ts';
import { programWith, repository, run, start } from './test-run.ts';
import type { Running } from './test-run.ts';

/** The launcher with `serve` alone, over a page that need not be built. */
function launcherFor(page: string): string {
  const module = JSON.stringify(path.join(repository, 'src/cli/serve.ts'));
  return programWith(`[(await import(${module})).serveCommand(${JSON.stringify(page)})]`);
}

interface Said {
  address: string;
  startAddress: string;
  token: string;
}

/** What a server says with `--json -`, once it listens. */
async function said({ child, said: untilSaid }: Running): Promise<Said> {
  let text = '';
  child.stdout.on('data', (part: string) => (text += part));
  await untilSaid('}\n');
  return JSON.parse(text) as Said;
}

function serving(
  callArguments: readonly string[],
  page = writePage(),
): Running & { workspace: string } {
  const workspace = path.join(temporaryFolder(), 'workspace');
  const running = start(['serve', '--workspace', workspace, ...callArguments], {
    program: launcherFor(page),
  });
  return { ...running, workspace };
}

test('serves the page until it is stopped, and others learn where', async () => {
  const running = serving(['--json', '-']);
  const { address, startAddress } = await said(running);
  const opened = await fetch(startAddress, { redirect: 'manual' });
  expect(opened.status).toBe(303);
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(`${address}/`, { headers: { cookie } });
  expect(await page.text()).toContain('<title>Isoline</title>');
  expect(() => openWorkspace(running.workspace, { program: 'isoline test' })).toThrow(
    `, at ${address}).`,
  );
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({
    code: 130,
    stderr: expect.stringContaining('What was finished is kept.') as string,
  });
  openWorkspace(running.workspace, { program: 'isoline test' }).close();
});

test('a job that runs when it is stopped is interrupted, not lost', async () => {
  const running = serving(['--json', '-']);
  const { address, token } = await said(running);
  const socket = new WebSocket(`${address.replace('http', 'ws')}/rpc`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await once(socket, 'open');
  const client = clientOf(socket);
  const { jobId } = await client.demo.start({ seed: 1 });
  const watcher = await client.jobs.watch({ id: jobId });
  for await (const { progress } of watcher) if (progress !== null) break;
  running.child.kill('SIGINT');
  expect((await once(socket, 'close'))[0]).toBe(1001);
  expect(await running.ended).toMatchObject({ code: 130 });
  const db = new Database(path.join(running.workspace, 'isoline.db'), { readonly: true });
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT status FROM jobs WHERE id = ?').pluck().get(jobId)).toBe('interrupted');
});

test('says in words where to go, with the folders that it was given', async () => {
  const roots = [temporaryFolder(), temporaryFolder()];
  const running = serving(['--root', roots[0]!, '--root', roots[1]!]);
  await running.said('Other windows attach to');
  running.child.kill('SIGTERM');
  const { stdout, stderr } = await running.ended;
  expect(stdout).toMatch(
    /^Isoline runs\. Open http:\/\/127\.0\.0\.1:\d+\/start\?token=[\w-]{43}\n/,
  );
  expect(stderr).not.toContain('Warning');
});

test('warns where it listens beyond this machine', async () => {
  const running = serving(['--host', '0.0.0.0']);
  await running.said('Other windows attach to');
  running.child.kill('SIGTERM');
  expect((await running.ended).stderr).toMatch(/^Warning: .* is not encrypted/);
});

test('what is wrong with a call is said, and nothing is left behind', async () => {
  const workspace = path.join(temporaryFolder(), 'workspace');
  const empty = temporaryFolder();
  const cases: [string, string[], string][] = [
    [empty, [], 'Run npm run build'],
    [writePage(), ['--root', path.join(empty, 'nowhere')], 'cannot be read'],
    [writePage(), ['--port', '70000'], '--port'],
    [writePage(), ['--json', path.join(empty, 'a.json')], '--json -'],
    [writePage(), ['--host', '203.0.113.1'], 'Nothing can listen'],
  ];
  for (const [page, callArguments, sentence] of cases) {
    const ended = await run(['serve', '--workspace', workspace, ...callArguments], {
      program: launcherFor(page),
    });
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(sentence) as string,
    });
  }
});

test.skipIf(process.platform !== 'linux')('--open gives the address to the browser', async () => {
  const folder = temporaryFolder();
  const told = createServer((_, response) => response.end());
  onTestFinished(() => void told.close());
  await once(told.listen(0, '127.0.0.1'), 'listening');
  const browser = path.join(folder, 'xdg-open');
  const { port } = told.address() as AddressInfo;
  writeFileSync(
    browser,
    `#!${process.execPath}\nfetch('http://127.0.0.1:${port}/?' + encodeURIComponent(process.argv[2]));\n`,
  );
  chmodSync(browser, 0o755);
  mkdirSync(path.join(folder, 'workspace'));
  const running = start(
    ['serve', '--open', '--json', '-', '--workspace', path.join(folder, 'workspace')],
    {
      program: launcherFor(writePage()),
      environment: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
    },
  );
  const [[request], { startAddress }] = await Promise.all([
    once(told, 'request') as Promise<[IncomingMessage]>,
    said(running),
  ]);
  expect(decodeURIComponent(request.url ?? '')).toBe(`/?${startAddress}`);
  running.child.kill('SIGTERM');
  await running.ended;
});

// A terminal is made by `script`, of util-linux.
const hasTerminal =
  process.platform === 'linux' && spawnSync('script', ['--version']).error === undefined;
test.skipIf(!hasTerminal)('a line on the terminal gets a new address', async () => {
  const { spawn } = await import('node:child_process');
  const workspace = path.join(temporaryFolder(), 'workspace');
  const call = [process.execPath, launcherFor(writePage()), 'serve', '--workspace', workspace];
  const child = spawn('script', ['--quiet', '--return', '--command', call.join(' '), '/dev/null']);
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const addresses = (): string[] => [...new Set(text.match(/http:\S+token=[\w-]{43}/g))];
  while (!text.includes('Other windows attach to')) await once(child.stdout, 'data');
  expect(addresses()).toHaveLength(1);
  child.stdin.write('\n');
  while (addresses().length < 2) await once(child.stdout, 'data');
  for (const address of addresses()) {
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(403);
  }
  // Ctrl-C, as a terminal sends it.
  child.stdin.write('\x03');
  expect((await once(child, 'close'))[0]).toBe(130);
});
