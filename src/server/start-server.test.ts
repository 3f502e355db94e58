import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  ask,
  attach,
  bearer,
  connect,
  openSession,
  startTestServer,
  statusOf,
  writePage,
} from './test-server.ts';

test('a start address opens one browser, once', async () => {
  const server = await startTestServer();
  const start = new URL(server.server.newStartAddress());
  expect(start.host).toBe(server.host);
  const address = `${start.pathname}${start.search}`;
  // A preview leaves the token whole.
  expect((await ask(server, address, {}, 'HEAD')).status).toBe(403);
  const first = await ask(server, address);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  const [cookie = ''] = first.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^isoline-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(start.searchParams.get('token'));

  const second = await ask(server, address);
  expect(second.status).toBe(403);
  expect(second.headers['set-cookie']).toBeUndefined();
  expect(second.body.toString()).toContain('Press Enter in the terminal of isoline serve');
  for (const wrong of ['/start', '/start?token=', '/start?token=wrong']) {
    expect((await ask(server, wrong)).status).toBe(403);
  }
  const page = await ask(server, '/', { cookie: cookie.split(';')[0] });
  expect(page.status).toBe(200);
  expect(page.body.toString()).toContain('<title>Isoline</title>');
});

test('nothing opens without a session or the token', async () => {
  const server = await startTestServer();
  const { port, token } = server.server;
  for (const headers of [
    {},
    { cookie: `isoline-${port}=wrong` },
    // The token of programs is no session, nor the other way round.
    { cookie: `isoline-${port}=${token}` },
    { authorization: 'Bearer wrong' },
    { authorization: `Basic ${token}` },
    { authorization: `Bearer ${(await openSession(server)).split('=')[1] ?? ''}` },
  ]) {
    for (const address of [
      '/',
      '/icon.svg',
      '/images/1?width=80',
      '/arrays/one/rows',
      '/nothing',
    ]) {
      expect((await ask(server, address, headers)).status).toBe(403);
    }
  }
  const page = await ask(server, '/');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.body.toString()).toContain('Open the address that isoline serve printed');
  expect((await ask(server, '/icon.svg', bearer(server))).status).toBe(200);
});

test('a page of another site gets nothing, whatever its browser sends along', async () => {
  const server = await startTestServer();
  const cookie = await openSession(server);
  const { host } = server;
  const cases: [Record<string, string>, number][] = [
    [{ cookie }, 200],
    [{ cookie, origin: `http://${host}` }, 200],
    [{ cookie, 'sec-fetch-site': 'same-origin' }, 200],
    [{ cookie, 'sec-fetch-site': 'none' }, 200],
    [{ cookie, origin: 'https://example.org' }, 403],
    [{ cookie, origin: 'null' }, 403],
    [{ cookie, origin: `https://${host}` }, 403],
    [{ cookie, origin: 'http://127.0.0.1:1' }, 403],
    // Another port of this machine is the same site: its requests carry the cookie.
    [{ cookie, 'sec-fetch-site': 'same-site' }, 403],
    [{ cookie, 'sec-fetch-site': 'cross-site' }, 403],
    [{ cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' }, 403],
    // A link, as in a terminal that is a page itself.
    [{ cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' }, 200],
    // The window's page never has a session.
    [{ cookie, origin: 'app://isoline' }, 403],
    // DNS rebinding: the name is the other site's, the address ours.
    [{ cookie, host: `example.org:${server.server.port}` }, 403],
    [{ cookie, host: '127.0.0.1' }, 403],
    [{ cookie, host: '127.0.0.1:1' }, 403],
    [{ cookie, host: `localhost:${server.server.port}` }, 200],
    [{ cookie, host: `[::1]:${server.server.port}` }, 200],
  ];
  for (const [headers, status] of cases) {
    expect([headers, (await ask(server, '/icon.svg', headers)).status]).toEqual([headers, status]);
  }
  // Not even the right token helps a foreign name or origin.
  const program = bearer(server);
  expect((await ask(server, '/', { ...program, host: 'example.org' })).status).toBe(403);
  expect((await ask(server, '/', { ...program, origin: 'https://example.org' })).status).toBe(403);
  // Nor does a start address.
  const start = new URL(server.server.newStartAddress());
  const foreign = { host: `example.org:${start.port}` };
  expect((await ask(server, `${start.pathname}${start.search}`, foreign)).status).toBe(403);
});

test('a WebSocket opens for the token, or for a session and the own origin', async () => {
  const server = await startTestServer();
  const cookie = await openSession(server);
  const { host } = server;
  const { token } = server.server;
  const own = `http://${host}`;
  const cases: [Record<string, string>, string[], number][] = [
    [{ authorization: `Bearer ${token}` }, ['isoline'], 101],
    [{ origin: 'app://isoline' }, ['isoline', `token.${token}`], 101],
    [{ cookie, origin: own }, ['isoline'], 101],
    // Without an origin only a token tells that no page asks.
    [{ cookie }, ['isoline'], 403],
    [{}, ['isoline'], 403],
    [{ origin: own }, ['isoline'], 403],
    [{ origin: 'app://isoline' }, ['isoline'], 403],
    [{ origin: 'app://isoline', cookie }, ['isoline'], 403],
    [{ origin: 'app://isoline' }, ['isoline', 'token.wrong'], 403],
    [{ cookie, origin: 'https://example.org' }, ['isoline'], 403],
    [{ origin: 'https://example.org' }, ['isoline', `token.${token}`], 403],
    [{ cookie, origin: own, 'sec-fetch-site': 'cross-site' }, ['isoline'], 403],
    [{ authorization: `Bearer ${token}`, host: 'example.org' }, ['isoline'], 403],
  ];
  for (const [headers, protocols, status] of cases) {
    const socket = connect(server, headers, protocols);
    expect([headers, protocols, await statusOf(socket)]).toEqual([headers, protocols, status]);
    // The token is not echoed.
    if (status === 101) expect(socket.protocol).toBe('isoline');
  }
});

test('only /rpc is a WebSocket', async () => {
  const server = await startTestServer();
  const upgrade = { ...bearer(server), connection: 'Upgrade', upgrade: 'websocket' };
  for (const address of ['/', '/rpc/', '/RPC', '/images/1', '/arrays/one/rows', '//rpc']) {
    expect((await ask(server, address, upgrade)).status).toBe(404);
  }
  // A handshake that is none.
  expect((await ask(server, '/rpc', upgrade)).status).toBe(400);
});

test('the page: types, caching, and headers that leave nothing to others', async () => {
  const server = await startTestServer();
  const headers = bearer(server);
  const index = await ask(server, '/', headers);
  expect(index.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(index.headers['content-security-policy']);
  expect(policy).not.toContain('unsafe');
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ]),
  );
  const script = await ask(server, '/assets/index-B1xQ2z_9.js', headers);
  expect(script.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-length': String(script.body.length),
  });
  const icon = await ask(server, '/icon.svg', headers);
  expect(icon.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'private, no-cache',
  });
  const held = { ...headers, 'if-none-match': `"other", W/${icon.headers.etag ?? ''}` };
  expect(await ask(server, '/icon.svg', held)).toMatchObject({
    status: 304,
    body: Buffer.alloc(0),
  });
  const head = await ask(server, '/icon.svg', headers, 'HEAD');
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(head.headers['content-length']).toBe(icon.headers['content-length']);
});

test('no address leads out of the page', async () => {
  const page = writePage();
  const server = await startTestServer({ page });
  const outside = path.relative(page, import.meta.filename);
  for (const address of [
    `/${outside}`,
    `/assets/../${outside}`,
    `/${outside.replaceAll('..', '%2e%2e')}`,
    `/${outside.replaceAll('/', '%2f')}`,
    `/${outside.replaceAll('/', '\\')}`,
    '/assets',
    '/assets/',
    '/index.html%00.svg',
    '/icon.svg/',
    '/.%2findex.html',
    '//icon.svg',
    '/etc/passwd',
    import.meta.filename,
  ]) {
    const { status, headers } = await ask(server, address, bearer(server));
    expect([address, status, headers['content-type']]).toEqual([
      address,
      404,
      'application/json; charset=utf-8',
    ]);
  }
});

test('only GET and HEAD are answered; what is no address is told so', async () => {
  const server = await startTestServer();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    const answer = await ask(server, '/', bearer(server), method);
    expect([method, answer.status]).toEqual([method, 405]);
    expect(answer.headers.allow).toBe('GET, HEAD');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect((await ask(server, 'http://example.org/', bearer(server))).status).toBe(400);
});

test('broken, oversized and hanging requests end their connection and nothing else', async () => {
  const server = await startTestServer();
  const raw = async (bytes: string): Promise<string> => {
    const socket = connectTcp(server.server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return text(socket);
  };
  expect(await raw('no HTTP at all\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  const long = 'x'.repeat(20_000);
  expect(await raw(`GET / HTTP/1.1\r\nHost: ${server.host}\r\nCookie: ${long}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  const body = `POST / HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 1000000000\r\n\r\n`;
  expect(await raw(body + long)).toMatch(/^HTTP\/1\.1 405 /);
  // Gone in the middle of its handshake.
  const leaving = connectTcp(server.server.port, '127.0.0.1');
  leaving.write(`GET /rpc HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\n`);
  leaving.destroy();
  await once(leaving, 'close');
  const { client } = await attach(server);
  expect((await client.workspace.status()).name).toBe('workspace');
});

test('what cannot be served is refused with a sentence', async () => {
  const page = writePage();
  rmSync(path.join(page, 'index.html'));
  await expect(startTestServer({ page })).rejects.toMatchObject({
    code: 'page-not-built',
    next: 'Run npm run build, then try again.',
  });
  await expect(startTestServer({ page: path.join(page, 'nowhere') })).rejects.toMatchObject({
    code: 'page-not-built',
  });
  const { server } = await startTestServer();
  await expect(startTestServer({ port: server.port })).rejects.toMatchObject({
    code: 'port-in-use',
  });
  await expect(startTestServer({ host: '203.0.113.1' })).rejects.toMatchObject({
    code: 'address-unusable',
  });
});

test('without a page there are calls, images and arrays alone', async () => {
  const server = await startTestServer({ page: null });
  expect((await ask(server, '/', bearer(server))).status).toBe(404);
  const start = new URL(server.server.newStartAddress());
  expect((await ask(server, `${start.pathname}${start.search}`)).status).toBe(403);
  expect((await attach(server)).client).toBeDefined();
});
