import type { WebSocket } from 'ws';

/** Pings get through between two fragments, and each that leaves shows that the other side lives. */
const fragmentBytes = 1 << 20;
/** A caller that has so many answers waiting is not listened to until some have left. */
const mostWaiting = 64;

/**
 * A WebSocket that sends at the pace of its reader: one message after another, long ones in
 * fragments, each when the one before has left. A stream that waits for its message thus waits for
 * its watcher, and memory holds few messages for a slow one.
 */
export class PacedSocket {
  readonly addEventListener: WebSocket['addEventListener'];
  readonly #socket: WebSocket;
  readonly #onSent: () => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** @param onSent called whenever a fragment has left */
  constructor(socket: WebSocket, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
    this.addEventListener = socket.addEventListener.bind(socket);
  }

  /**
   * Resolves when the message has left this process, or cannot any more: the closing of the socket,
   * which ends all calls, is told by its own event.
   */
  async send(data: string | Uint8Array): Promise<void> {
    this.#waiting++;
    if (this.#waiting > mostWaiting) this.#socket.pause();
    const sent = this.#last.then(() => this.#sendWhole(data));
    this.#last = sent;
    await sent;
    this.#waiting--;
    if (this.#waiting <= mostWaiting) this.#socket.resume();
  }

  async #sendWhole(data: string | Uint8Array): Promise<void> {
    const binary = typeof data !== 'string';
    const bytes = binary ? data : Buffer.from(data);
    for (let start = 0; ; start += fragmentBytes) {
      const fin = start + fragmentBytes >= bytes.length;
      const left = await this.#sendFragment(bytes.subarray(start, start + fragmentBytes), {
        binary,
        fin,
      });
      if (!left) return;
      this.#onSent();
      if (fin) return;
    }
  }

  #sendFragment(bytes: Uint8Array, options: { binary: boolean; fin: boolean }): Promise<boolean> {
    return new Promise((resolve) => {
      this.#socket.send(bytes, options, (error) => resolve(!error));
    });
  }
}
