/** For tests: a server over a real engine, and callers of it with real sockets. */
import { once } from 'node:events';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import {
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Api } from '../contract/api/api.ts';
import { GrantedFolders } from '../engine/datasets/granted-folders.ts';
import { openEngine, type Engine } from '../engine/engine.ts';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { startServer, type RunningServer, type ServerOptions } from './start-server.ts';

export type Client = ContractRouterClient<Api>;

export interface TestServer {
  engine: Engine;
  folders: GrantedFolders;
  server: RunningServer;
  /** A granted folder. */
  root: string;
  /** `127.0.0.1:PORT` */
  host: string;
}

/** A built page of three files. */
export function writePage(): string {
  const page = temporaryFolder();
  mkdirSync(path.join(page, 'assets'));
  writeFileSync(path.join(page, 'index.html'), '<!doctype html><title>Isoline</title>');
  writeFileSync(path.join(page, 'assets', 'index-B1xQ2z_9.js'), 'globalThis.started = true;');
  writeFileSync(path.join(page, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return page;
}

/** Starts a server that ends with the test. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const base = realpathSync.native(temporaryFolder());
  const root = path.join(base, 'granted');
  mkdirSync(root);
  const folders = new GrantedFolders([root]);
  const engine = openEngine({ workspace: path.join(base, 'workspace'), program: 'isoline test' });
  onTestFinished(() => engine.close());
  const server = await startServer({ engine, folders, page: writePage(), ...options });
  onTestFinished(() => server.close());
  return { engine, folders, server, root, host: `127.0.0.1:${server.port}` };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends a request as it stands: nothing in the path is resolved, any header goes. */
export async function ask(
  { server }: Pick<TestServer, 'server'>,
  address: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<Answer> {
  const call = request({
    host: '127.0.0.1',
    port: server.port,
    path: address,
    method,
    headers,
    agent: false,
  });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(parts),
  };
}

/** Opens a start address as a browser does, and gives the session's cookie. */
export async function openSession(test: TestServer): Promise<string> {
  const start = new URL(test.server.newStartAddress());
  const { headers } = await ask(test, `${start.pathname}${start.search}`);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** What opens the server for a program. */
export function bearer({ server }: TestServer): OutgoingHttpHeaders {
  return { authorization: `Bearer ${server.token}` };
}

/** Opens a WebSocket at `/rpc` that ends with the test. */
export function connect(
  { server }: TestServer,
  headers: Record<string, string>,
  protocols: string[] = ['isoline'],
): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, protocols, { headers });
  onTestFinished(() => {
    // One that was refused says so again when it is ended.
    socket.on('error', () => undefined).terminate();
  });
  return socket;
}

/** The status with which a connection was refused, or 101. */
export function statusOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
}

/** Calls the engine through an open socket. */
export function clientOf(socket: WebSocket): Client {
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

/** An open socket of a program, and calls through it. */
export async function attach(test: TestServer): Promise<{ socket: WebSocket; client: Client }> {
  const socket = connect(test, { authorization: `Bearer ${test.server.token}` });
  await once(socket, 'open');
  return { socket, client: clientOf(socket) };
}
