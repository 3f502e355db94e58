import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import { IsolineError } from '../core/errors.ts';
import type { RouterContext } from '../engine/router/base.ts';
import { Access } from './access.ts';
import { Admission, hostInAddress, isEveryAddress } from './admission.ts';
import { answerArray } from './array-files.ts';
import { answerImage } from './image-files.ts';
import { log } from './log.ts';
import { PageFiles } from './page-files.ts';
import { send, sendSentence, sendSentencePage, type Sentence } from './responses.ts';
import { RpcSockets } from './rpc-sockets.ts';

export interface ServerOptions extends RouterContext {
  /** Name or address to listen on; default: this machine alone. */
  host?: string;
  /** Default 0: a free one. */
  port?: number;
  /** Folder of the built page; null where the caller brings a page of its own, as the window does. */
  page: string | null;
  /** How often the other sides are asked whether they live; default: every 30 s. */
  heartbeatMilliseconds?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  readonly port: number;
  /** Opens `/rpc`, `/images` and `/arrays` for the window and for other programs. */
  readonly token: string;
  /** An address that opens the page in one browser, once. */
  newStartAddress(): string;
  /** Ends all connections. The engine runs on. */
  close(): Promise<void>;
}

/** HTTP connections and WebSockets at a time. */
const mostConnections = 256;
const mostHeaderBytes = 16 * 1024;

/**
 * Puts an engine on the network: its calls at `/rpc`, images at `/images/ID`, arrays at
 * `/arrays/EVALUATION/NAME`, the page at `/`.
 *
 * @throws IsolineError (input) `page-not-built`, `port-in-use`, `address-unusable`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, folders, host = '127.0.0.1', port = 0, page } = options;
  const files = page === null ? null : await PageFiles.read(page);
  const access = new Access();
  const server = createServer({
    maxHeaderSize: mostHeaderBytes,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
  });
  server.maxConnections = mostConnections;
  const listening = await listen(server, host, port);
  const admission = new Admission(access, host, listening);
  const sockets = new RpcSockets({ engine, folders }, options.heartbeatMilliseconds ?? 30_000);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = addressOf(request);
    const foreign = admission.refuseForeign(request);
    if (url === null || foreign !== null) {
      sendSentence(response, foreign === null ? 400 : 403, foreign ?? malformed);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendSentence(response, 405, wrongMethod, { Allow: 'GET, HEAD', Connection: 'close' });
    } else if (url.pathname === '/start' && files !== null) {
      answerStart(access, admission, request, response, url);
    } else {
      const stranger = admission.refuseStranger(request, false);
      if (stranger !== null) {
        (url.pathname === '/' ? sendSentencePage : sendSentence)(response, 403, stranger);
      } else if (
        files?.answer(request, response, url.pathname) !== true &&
        !answerArray(engine.db, request, response, url) &&
        !(await answerImage(engine.db, request, response, url))
      ) {
        sendSentence(response, 404, notFound);
      }
    }
  };
  server.on('request', (request, response) => {
    // Nothing is read from a caller: what it sends beyond the headers ends with the connection.
    if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding']) {
      response.setHeader('Connection', 'close');
    }
    answer(request, response).catch((error: unknown) => {
      log(`The request ${request.url ?? ''} failed.`, error);
      if (response.headersSent) response.destroy();
      else sendSentence(response, 500, failed(error));
    });
  });
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    // A caller that goes in the middle of its handshake is gone, nothing more.
    connection.on('error', () => connection.destroy());
    const refusal =
      admission.refuseForeign(request) ??
      (addressOf(request)?.pathname === '/rpc' ? null : notFound) ??
      admission.refuseStranger(request, true) ??
      (sockets.full ? tooMany : null);
    if (refusal === null) sockets.accept(request, connection, head);
    else refuseUpgrade(connection, refusal);
  });
  const address = `http://${hostInAddress(isEveryAddress(host) ? os.hostname() : host)}:${listening}`;
  return {
    address,
    port: listening,
    token: access.token,
    newStartAddress: () => `${address}/start?token=${access.newStartToken()}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Takes the start token for a cookie. Only GET does: a preview that asks with HEAD leaves it whole. */
function answerStart(
  access: Access,
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
  { searchParams }: URL,
): void {
  const session =
    request.method === 'GET' ? access.openSession(searchParams.get('token') ?? '') : null;
  if (session === null) {
    sendSentencePage(response, 403, usedUp);
    return;
  }
  const headers = {
    Location: '/',
    'Set-Cookie': admission.sessionCookie(session),
    'Cache-Control': 'no-store',
  };
  send(response, 303, headers, Buffer.alloc(0));
}

/** The address that was asked for; null where it is none, as in `GET http://[`. */
function addressOf({ url = '' }: IncomingMessage): URL | null {
  return url.startsWith('/') ? URL.parse(`http://isoline${url}`) : null;
}

function refuseUpgrade(connection: Duplex, refusal: Sentence): void {
  const status =
    refusal === notFound ? '404 Not Found' : refusal === tooMany ? '503 Busy' : '403 Forbidden';
  const body = JSON.stringify(refusal);
  connection.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): IsolineError {
  if (error.code === 'EADDRINUSE') {
    return new IsolineError({
      code: 'port-in-use',
      sentence: `Another program listens on port ${port} of ${host}.`,
      next: 'Choose another with --port, or 0 for a free one.',
      subject: String(port),
      cause: error,
    });
  }
  return new IsolineError({
    code: 'address-unusable',
    sentence: `Nothing can listen on port ${port} of ${host}: ${error.message}.`,
    next: 'Choose others with --host and --port.',
    subject: `${host}:${port}`,
    cause: error,
  });
}

const malformed: Sentence = { code: 'address-malformed', sentence: 'This is no address.' };
const notFound: Sentence = { code: 'not-found', sentence: 'There is nothing at this address.' };
const wrongMethod: Sentence = { code: 'method-wrong', sentence: 'Only GET and HEAD are answered.' };
const tooMany: Sentence = {
  code: 'too-many-connections',
  sentence: 'Too many windows are connected.',
  next: 'Close some of them.',
};
const usedUp: Sentence = {
  code: 'start-token-used',
  sentence: 'This address has been used, or was never right.',
  next: 'Each opens one browser, once. Press Enter in the terminal of isoline serve for a new one.',
};

function failed(error: unknown): Sentence {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', sentence: `Isoline failed: ${message}` };
}
