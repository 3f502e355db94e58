import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { PacedSocket } from './paced-socket.ts';

/** Both ends of a real connection. */
async function pair(): Promise<{ near: WebSocket; far: WebSocket }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => far.terminate());
  const [near] = (await once(server, 'connection')) as [WebSocket];
  if (far.readyState !== WebSocket.OPEN) await once(far, 'open');
  return { near, far };
}

test('messages arrive whole and in order, long ones in fragments', async () => {
  const { near, far } = await pair();
  const arrived: (string | Buffer)[] = [];
  far.on('message', (data, binary) => {
    arrived.push(binary ? (data as Buffer) : (data as Buffer).toString());
  });
  let fragments = 0;
  const paced = new PacedSocket(near, () => fragments++);
  // Its characters of three bytes lie across the ends of fragments.
  const longText = '→'.repeat(1_000_000);
  const longBytes = Buffer.from(Uint8Array.from({ length: 3_500_000 }, (_, k) => k % 251));
  const messages = ['first', longText, longBytes, '', Buffer.alloc(0), 'last'];
  await Promise.all(messages.map((message) => paced.send(message)));
  near.close();
  await once(far, 'close');
  expect(arrived).toHaveLength(messages.length);
  for (const [k, message] of messages.entries()) {
    expect(Buffer.from(arrived[k]!).equals(Buffer.from(message))).toBe(true);
  }
  expect(fragments).toBe(1 + 3 + 4 + 1 + 1 + 1);
});

test('who does not read its answers is not listened to, until it does', async () => {
  const { near, far } = await pair();
  const paced = new PacedSocket(near, () => {});
  far.pause();
  const answer = Buffer.alloc(1 << 20);
  const sent = Array.from({ length: 100 }, () => paced.send(answer));
  expect(near.isPaused).toBe(true);
  far.resume();
  await Promise.all(sent);
  expect(near.isPaused).toBe(false);
});

test('a message to someone who has gone is no failure', async () => {
  const { near, far } = await pair();
  const paced = new PacedSocket(near, () => {});
  far.pause();
  const waiting = Array.from({ length: 10 }, () => paced.send(Buffer.alloc(8 << 20)));
  far.terminate();
  await Promise.all(waiting);
  await paced.send('nobody hears this');
});
