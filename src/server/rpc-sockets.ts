import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { onError, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { RouterContext } from '../engine/router/base.ts';
import { createRouter } from '../engine/router/router.ts';
import { log } from './log.ts';
import { PacedSocket } from './paced-socket.ts';

/** The longest message that is read: calls carry names and numbers, never images. */
const longestMessageBytes = 16 * 1024 * 1024;
/** Windows and programs at a time. */
const mostSockets = 64;
/** What a closing server waits for the other sides to say goodbye. */
const goodbyeMilliseconds = 1000;

/** The WebSockets over which the engine is called. */
export class RpcSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessageBytes,
    perMessageDeflate: false,
    // The token beside it is for us alone and never echoed.
    handleProtocols: (offered) => (offered.has('isoline') ? 'isoline' : false),
  });
  readonly #handler = new RPCHandler<RouterContext>(createRouter(), {
    clientInterceptors: [
      onError((error, { path, signal }) => {
        const isDefect = !(error instanceof ORPCError) || error.status >= 500;
        // Nobody waits for the answer of a call that was given up.
        if (isDefect && signal?.aborted !== true) log(`The call ${path.join('.')} failed.`, error);
      }),
    ],
  });
  readonly #context: RouterContext;
  /** Those that were heard of since the last ping. */
  readonly #alive = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  /** @param heartbeatMilliseconds a side that says nothing for as long, asked, is gone */
  constructor(context: RouterContext, heartbeatMilliseconds: number) {
    this.#context = context;
    // Timers run before what has arrived is read: after a long piece of work, answers lie waiting.
    this.#heartbeat = setInterval(
      () => setImmediate(() => this.#closeDead()),
      heartbeatMilliseconds,
    ).unref();
  }

  get full(): boolean {
    return this.#server.clients.size >= mostSockets;
  }

  /** Takes over a connection whose caller may come in. */
  accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, connection, head, (socket) => this.#serve(socket));
  }

  /** Says goodbye to all and closes. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    await Promise.all(
      [...this.#server.clients].map(
        (socket) =>
          new Promise<void>((resolve) => {
            const late = setTimeout(() => socket.terminate(), goodbyeMilliseconds);
            socket.once('close', () => {
              clearTimeout(late);
              resolve();
            });
            socket.close(1001, 'The engine ends.');
          }),
      ),
    );
    this.#server.close();
  }

  #serve(socket: WebSocket): void {
    const heard = (): void => void this.#alive.add(socket);
    heard();
    socket.on('pong', heard);
    socket.on('message', heard);
    // A broken frame, or one that is too long: ws closes the socket with the fitting code.
    socket.on('error', ({ message }) => log(`A connection was closed: ${message}.`));
    void this.#handler.upgrade(new PacedSocket(socket, heard), { context: this.#context });
  }

  #closeDead(): void {
    for (const socket of this.#server.clients) {
      if (this.#alive.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }
}
