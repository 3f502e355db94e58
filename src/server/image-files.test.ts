import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { importDataset } from '../engine/datasets/dataset.ts';
import { ask, bearer, openSession, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

/** Imports one image of 400 x 200 in a class with a page's name, and one that is broken. */
async function imported(server: TestServer): Promise<{ good: number; broken: number }> {
  const folder = path.join(server.root, '<img src=x onerror=alert(1)>');
  mkdirSync(folder, { recursive: true });
  const image = sharp({ create: { width: 400, height: 200, channels: 3, background: 'teal' } });
  writeFileSync(path.join(folder, 'a.png'), await image.png().toBuffer());
  writeFileSync(path.join(folder, 'b.png'), '<html><script>alert(1)</script>');
  await importDataset(server.engine.db, server.root);
  const [good, broken] = server.engine.db
    .prepare('SELECT id FROM images ORDER BY path')
    .pluck()
    .all() as [number, number];
  return { good, broken };
}

test('an image comes small, and again only where the caller does not hold it', async () => {
  const server = await startTestServer();
  const { good } = await imported(server);
  const headers = { cookie: await openSession(server) };
  const first = await ask(server, `/images/${good}?width=160`, headers);
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    etag: expect.stringMatching(/^"[0-9a-f]{64}-160"$/) as string,
  });
  expect(await sharp(first.body).metadata()).toMatchObject({ width: 160, height: 80 });
  const held = { ...headers, 'if-none-match': first.headers.etag };
  expect(await ask(server, `/images/${good}?width=160`, held)).toMatchObject({
    status: 304,
    body: Buffer.alloc(0),
  });
  expect((await ask(server, `/images/${good}?width=80`, held)).status).toBe(200);
  const head = await ask(server, `/images/${good}?width=160`, headers, 'HEAD');
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(head.headers['content-length']).toBe(String(first.body.length));
});

test('what cannot be shown says why, as data and never as a page', async () => {
  const server = await startTestServer();
  const { good, broken } = await imported(server);
  const cases: [string, number, string][] = [
    [`/images/${broken}?width=160`, 404, 'image-unreadable'],
    ['/images/999999?width=160', 404, 'image-unknown'],
    [`/images/${good}`, 400, 'width-unknown'],
    [`/images/${good}?width=161`, 400, 'width-unknown'],
    [`/images/${good}?width=160.0`, 400, 'width-unknown'],
    [`/images/${good}?width=1e9`, 400, 'width-unknown'],
  ];
  for (const [address, status, code] of cases) {
    const answer = await ask(server, address, bearer(server));
    expect([address, answer.status]).toEqual([address, status]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code });
  }
});

test('no address but a whole number is an image', async () => {
  const server = await startTestServer();
  const { good } = await imported(server);
  for (const id of [
    '0',
    '-1',
    `0${good}`,
    `${good}.0`,
    `${good}.png`,
    `+${good}`,
    `%3${good}`,
    `${good}/`,
    `${good}%00`,
    '1e1',
    'a',
    '99999999999999999999',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    `${encodeURIComponent(server.root)}/a.png`,
  ]) {
    const address = `/images/${id}?width=160`;
    const { status, headers } = await ask(server, address, bearer(server));
    expect([address, status, headers['content-type']]).toEqual([
      address,
      404,
      'application/json; charset=utf-8',
    ]);
  }
});

test('an image of a dataset that was taken out of the lists is still shown', async () => {
  const server = await startTestServer();
  const { good } = await imported(server);
  server.engine.db.prepare('UPDATE datasets SET removed_at = 1').run();
  expect((await ask(server, `/images/${good}?width=80`, bearer(server))).status).toBe(200);
});
