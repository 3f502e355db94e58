import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { JobContext } from '../engine/jobs/jobs.ts';
import {
  attach,
  bearer,
  clientOf,
  connect,
  openSession,
  startTestServer,
  statusOf,
} from './test-server.ts';
import type { Client, TestServer } from './test-server.ts';

/** Registers a kind of job that the test drives from outside. */
function manual({ engine }: TestServer): Promise<{ job: JobContext; finish: () => void }> {
  return new Promise((resolve) => {
    engine.jobs.register('manual', (_, job) => {
      return new Promise((finish) => resolve({ job, finish: () => finish('done') }));
    });
  });
}

async function isoline(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ORPCError)) return error;
  return error.code === 'ISOLINE' ? (error.data as { code: string }).code : error.code;
}

async function stillAnswers(client: Client): Promise<void> {
  expect((await client.workspace.status()).name).toBe('workspace');
}

test('status, roots and jobs travel as the contract has them', async () => {
  const server = await startTestServer();
  const { client } = await attach(server);
  const status = await client.workspace.status();
  expect(status).toMatchObject({
    folder: server.engine.workspace.folder,
    threads: server.engine.compute.threads,
    nodeVersion: process.versions.node,
    counts: { datasets: 0, models: 0, evaluations: 0, trainingRuns: 0, decisions: 0 },
  });
  expect(status.since).toBeLessThanOrEqual(Date.now());
  expect(await client.files.roots()).toEqual([{ path: server.root, name: 'granted' }]);
  const driver = manual(server);
  const { id } = server.engine.jobs.start('manual', { size: 3 });
  expect(await client.jobs.get({ id })).toMatchObject({ id, kind: 'manual', input: { size: 3 } });
  expect(await client.jobs.list({})).toMatchObject([{ id }]);
  expect(await isoline(client.jobs.resume({ id }))).toBe('job-not-resumable');
  await client.jobs.cancel({ id });
  const { job, finish } = await driver;
  expect(job.signal.aborted).toBe(true);
  finish();
});

test('an error that a person can understand travels as data, a defect says so', async () => {
  const server = await startTestServer();
  const { client } = await attach(server);
  await expect(client.jobs.get({ id: 7 })).rejects.toMatchObject({
    code: 'ISOLINE',
    defined: true,
    status: 422,
    data: {
      code: 'job-not-found',
      kind: 'input',
      sentence: 'The workspace has no job 7.',
      next: 'Choose one from the list of jobs.',
      subject: '7',
    },
  });
  expect(await isoline(client.jobs.list({ limit: 0 }))).toBe('BAD_REQUEST');
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => log.mockRestore());
  server.engine.db.exec('ALTER TABLE datasets RENAME TO lost');
  await expect(client.workspace.status()).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Isoline failed: no such table: datasets',
  });
  expect(log).toHaveBeenCalledWith(
    expect.stringMatching(/^The call workspace\.status failed\.\n[^]*SqliteError/),
  );
  server.engine.db.exec('ALTER TABLE lost RENAME TO datasets');
  await stillAnswers(client);
});

test('names outside the granted folders are refused, and names are data, never a page', async () => {
  const server = await startTestServer();
  const { client } = await attach(server);
  const { root } = server;
  const name = '<img src=x onerror=alert(1)>.png';
  writeFileSync(path.join(root, name), '');
  writeFileSync(path.join(root, '..', 'secret.txt'), 'secret');
  symlinkSync(path.join(root, '..'), path.join(root, 'out'));
  mkdirSync(path.join(root, 'shoes'));
  expect((await client.files.list({ path: root })).entries.map((entry) => entry.name)).toEqual([
    'shoes',
    name,
  ]);
  for (const place of [
    path.dirname(root),
    `${root}/..`,
    `${root}/shoes/../..`,
    `${root}/out`,
    `${root}/%2e%2e/`,
    `${root}%2f..`,
    `${root}\0`,
    '//server/share',
    '\\\\server\\share',
    '/etc',
    'shoes',
  ]) {
    const code = await isoline(client.files.list({ path: place }));
    expect([place, code]).toEqual([
      place,
      place.includes('/%2e') ? 'folder-unreadable' : 'path-not-granted',
    ]);
  }
  expect(await isoline(client.files.list({ path: '' }))).toBe('BAD_REQUEST');
});

test('malformed and oversized messages end nothing but their own connection', async () => {
  const server = await startTestServer();
  // What is told of each of them would fill the screen.
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const errors = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => {
    log.mockRestore();
    errors.mockRestore();
  });
  const good = await attach(server);
  const bad = await attach(server);
  const messages: (string | Buffer)[] = [
    '',
    'no JSON',
    '{',
    'null',
    '[]',
    '{"i":1}',
    '{"i":1,"p":null}',
    '{"i":"1","p":{"u":5}}',
    '{"i":"2","p":{"u":"http://["}}',
    '{"i":"3","p":{"u":"/nothing"}}',
    '{"i":"4","p":{"u":"/__proto__/constructor"}}',
    '{"i":"5","p":{"u":"/jobs/get","b":{"json":{"id":"x"}}}}',
    '{"i":"6","p":{"u":"/jobs/get","b":{"json":{},"meta":[[9,["__proto__","polluted"]]]}}}',
    '{"i":"7","t":3,"p":{"e":"message"}}',
    '{"i":"8","t":4}',
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.alloc(1000, 0xff),
  ];
  for (const message of messages) bad.socket.send(message);
  // Messages are taken in order: this answer comes after all of them.
  await stillAnswers(bad.client);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();

  const tooLong = await attach(server);
  tooLong.socket.send('x'.repeat(16 * 1024 * 1024 + 1));
  expect((await once(tooLong.socket, 'close'))[0]).toBe(1009);
  const broken = await attach(server);
  const { _socket } = broken.socket as unknown as { _socket: Socket };
  _socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  expect((await once(broken.socket, 'close'))[0]).toBe(1002);
  expect(log).toHaveBeenCalledWith('A connection was closed: Max payload size exceeded.\n');
  await stillAnswers(good.client);
});

test('a slow watcher holds one state of each job back and sees the last', async () => {
  const server = await startTestServer();
  const { jobs } = server.engine;
  jobs.register('quick', () => Promise.resolve('done'));
  const { socket, client } = await attach(server);
  const watcher = await client.jobs.watchAll();
  socket.pause();
  const count = 400;
  const input = 'x'.repeat(128 * 1024);
  for (let k = 0; k < count; k++) {
    // Two states: it runs, it is done.
    await jobs.start('quick', input).finished;
    // The sending side may do all it wants to.
    await setImmediate();
  }
  socket.resume();
  let seen = 0;
  const done = new Set<number>();
  for await (const { id, status } of watcher) {
    seen++;
    if (status === 'done') done.add(id);
    if (done.size === count) break;
  }
  expect(seen).toBeLessThan(1.5 * count);
});

test('a stream that is given up, or whose connection is lost, leaves no watcher', async () => {
  const server = await startTestServer();
  const { jobs } = server.engine;
  const driver = manual(server);
  const { id } = jobs.start('manual', null);
  const { job, finish } = await driver;
  let left = 0;
  const watchAll = jobs.watchAll.bind(jobs);
  const watched = vi.spyOn(jobs, 'watchAll').mockImplementation(() => {
    const watcher = watchAll();
    const leave = watcher.return?.bind(watcher);
    watcher.return = async () => {
      left++;
      return (await leave?.()) ?? { value: undefined, done: true };
    };
    return watcher;
  });
  const { socket, client } = await attach(server);
  const controller = new AbortController();
  const aborted = await client.jobs.watchAll(undefined, { signal: controller.signal });
  await aborted.next();
  controller.abort();
  await stillAnswers(client);
  expect(left).toBeGreaterThan(0);

  left = 0;
  const lost = await client.jobs.watchAll();
  await lost.next();
  socket.terminate();
  await expect(lost.next()).rejects.toThrow();
  const second = await attach(server);
  await stillAnswers(second.client);
  expect(left).toBeGreaterThan(0);
  expect(watched).toHaveBeenCalledTimes(2);

  // The job has noticed nothing, and who comes back sees it.
  expect(job.signal.aborted).toBe(false);
  const again = await second.client.jobs.watch({ id });
  expect((await again.next()).value).toMatchObject({ id, status: 'running' });
  finish();
  expect((await again.next()).value).toMatchObject({ id, status: 'done' });
});

test('a browser connects again with the session that it has', async () => {
  const server = await startTestServer();
  const headers = { cookie: await openSession(server), origin: `http://${server.host}` };
  for (let connection = 0; connection < 3; connection++) {
    const socket = connect(server, headers);
    await once(socket, 'open');
    await stillAnswers(clientOf(socket));
    socket.terminate();
    await once(socket, 'close');
  }
});

test('a side that answers no ping is taken for gone', async () => {
  const server = await startTestServer({ heartbeatMilliseconds: 50 });
  const living = await attach(server);
  const dead = connectTcp(server.server.port, '127.0.0.1');
  dead.write(
    `GET /rpc HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      `Authorization: ${String(bearer(server).authorization)}\r\n\r\n`,
  );
  dead.resume();
  await once(dead, 'close');
  await stillAnswers(living.client);
});

test('the connections are counted', async () => {
  const server = await startTestServer();
  const opened = [];
  for (let count = 0; count < 64; count++) opened.push(await attach(server));
  const socket = connect(server, { authorization: `Bearer ${server.server.token}` });
  expect(await statusOf(socket)).toBe(503);
  opened[0]?.socket.close();
  await once(opened[0]!.socket, 'close');
  await stillAnswers((await attach(server)).client);
});

test('a closing server says goodbye; the engine runs on', async () => {
  const server = await startTestServer();
  const { socket } = await attach(server);
  const closed = once(socket, 'close');
  await server.server.close();
  expect((await closed)[0]).toBe(1001);
  expect(server.engine.jobs.list()).toEqual([]);
});
