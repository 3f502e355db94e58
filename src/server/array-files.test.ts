import { expect, test } from 'vitest';
import { readEvaluationArray } from '../engine/evaluation/evaluation-rows.ts';
import { ask, bearer, openSession, startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

const id = '6a1b0c6e-58a5-4a53-9f6c-0e7fb40a9e11';
const counts = Uint32Array.of(0, 1, 0xffffffff, 3, 4, 0x01020304);
const edges = Float32Array.of(-0.25, 0.5, -0, 1e-45);

/** Stores an evaluation with an array of each type, and one that is large. */
function storeEvaluation({ engine: { db } }: TestServer): Uint32Array {
  db.prepare(
    `INSERT INTO evaluations
       (id, created_at, name, set_name, group_id, data_fingerprint, figures, summary, images)
     VALUES (?, 0, 'one', 'all', 'group', 'data', '{}', '{}', '{}')`,
  ).run(id);
  const large = Uint32Array.from({ length: 2_000_000 }, (_, k) => k * 2654435761);
  const insert = db.prepare('INSERT INTO evaluation_arrays VALUES (?, ?, ?, ?, ?)');
  insert.run(id, 'histogram.impostor', '[2,3]', 'uint32', bytesOf(counts));
  insert.run(id, 'histogram.edges', '[4]', 'float32', bytesOf(edges));
  insert.run(id, 'large', '[2000,1000]', 'uint32', bytesOf(large));
  return large;
}

function bytesOf({ buffer }: { buffer: ArrayBufferLike }): Buffer {
  return Buffer.from(buffer);
}

test('an array comes as its numbers alone, little-endian, with their type and shape', async () => {
  const server = await startTestServer();
  storeEvaluation(server);
  const headers = { cookie: await openSession(server) };
  const first = await ask(server, `/arrays/${id}/histogram.impostor`, headers);
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '24',
    'isoline-array-type': 'uint32',
    'isoline-array-shape': '2,3',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(Array.from({ length: 6 }, (_, k) => first.body.readUInt32LE(4 * k))).toEqual([...counts]);

  const second = await ask(server, `/arrays/${id}/histogram.edges`, headers);
  expect(second.headers).toMatchObject({
    'isoline-array-type': 'float32',
    'isoline-array-shape': '4',
  });
  expect(Array.from({ length: 4 }, (_, k) => second.body.readFloatLE(4 * k))).toEqual([...edges]);
});

test('an array of megabytes comes whole', async () => {
  const server = await startTestServer();
  const large = storeEvaluation(server);
  const { headers, body } = await ask(server, `/arrays/${id}/large`, bearer(server));
  expect(headers).toMatchObject({
    'content-length': '8000000',
    'isoline-array-shape': '2000,1000',
  });
  expect(body.equals(bytesOf(large))).toBe(true);
  expect(readEvaluationArray(server.engine.db, id, 'large')).toEqual(large);
});

test('an array never changes: whoever holds it is not sent it again', async () => {
  const server = await startTestServer();
  storeEvaluation(server);
  const headers = bearer(server);
  const first = await ask(server, `/arrays/${id}/histogram.impostor`, headers);
  expect(first.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  const held = { ...headers, 'if-none-match': first.headers.etag };
  expect(await ask(server, `/arrays/${id}/histogram.impostor`, held)).toMatchObject({
    status: 304,
    body: Buffer.alloc(0),
  });
  // Another array is another one.
  expect((await ask(server, `/arrays/${id}/histogram.edges`, held)).status).toBe(200);
  const head = await ask(server, `/arrays/${id}/histogram.impostor`, headers, 'HEAD');
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(head.headers['content-length']).toBe('24');
});

test('an array that is not there is refused with a sentence', async () => {
  const server = await startTestServer();
  storeEvaluation(server);
  const other = id.replace('6', '7');
  const cases: [string, string][] = [
    [`/arrays/${id}/histogram.other`, 'array-unknown'],
    [`/arrays/${other}/histogram.impostor`, 'evaluation-unknown'],
    [`/arrays/${id.toUpperCase()}/histogram.impostor`, 'evaluation-unknown'],
    ['/arrays/', 'not-found'],
    [`/arrays/${id}`, 'not-found'],
    [`/arrays/${id}/`, 'not-found'],
    [`/arrays/${id}/histogram.impostor/`, 'not-found'],
    [`/arrays/${id}/histogram%2eimpostor`, 'not-found'],
    [`/arrays/${id}/..%2f..%2fisoline.db`, 'not-found'],
    [`/arrays/${id}/histogram.impostor%00`, 'not-found'],
    [`/arrays/%27%20OR%201=1/histogram.impostor`, 'not-found'],
    [`/arrays/${'a'.repeat(65)}/histogram.impostor`, 'not-found'],
  ];
  for (const [address, code] of cases) {
    const { status, headers, body } = await ask(server, address, bearer(server));
    expect([address, status, headers['cache-control']]).toEqual([address, 404, 'no-store']);
    expect(JSON.parse(body.toString())).toMatchObject({ code });
  }
});

test('an array is for those who may call alone', async () => {
  const server = await startTestServer();
  storeEvaluation(server);
  const cookie = await openSession(server);
  const { host } = server;
  const cases: [Record<string, string>, number][] = [
    [{}, 403],
    [{ cookie: 'isoline=wrong' }, 403],
    [{ authorization: 'Bearer wrong' }, 403],
    [{ cookie, origin: 'https://example.org' }, 403],
    [{ cookie, origin: 'app://isoline' }, 403],
    [{ cookie, 'sec-fetch-site': 'same-site' }, 403],
    [{ cookie, 'sec-fetch-site': 'cross-site' }, 403],
    [{ cookie, host: 'example.org' }, 403],
    [{ cookie, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 200],
  ];
  for (const [headers, expected] of cases) {
    const { status, body } = await ask(server, `/arrays/${id}/histogram.impostor`, headers);
    expect([headers, status]).toEqual([headers, expected]);
    if (status !== 200) expect(JSON.parse(body.toString())).toHaveProperty('sentence');
  }
  expect(
    (await ask(server, `/arrays/${id}/histogram.impostor`, bearer(server), 'POST')).status,
  ).toBe(405);
});
