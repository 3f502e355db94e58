import { WebSocket as ReconnectingSocket } from 'partysocket';
import { useSyncExternalStore } from 'react';

/** How the page stands with its engine. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

let state: ConnectionState = 'connecting';
const listeners = new Set<() => void>();

function change(next: ConnectionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/**
 * Where the engine listens: beside the page in a browser, which the session's cookie opens; in the
 * window where the main process says, asked anew at each attempt, since an engine that was started
 * again has another port and token.
 */
async function addressOf(): Promise<string> {
  const shell = window.isolineShell;
  if (shell !== undefined) return (await shell.engine()).url;
  const address = new URL('/rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

async function protocols(): Promise<string[]> {
  const shell = window.isolineShell;
  return shell === undefined ? ['isoline'] : ['isoline', `token.${(await shell.engine()).token}`];
}

/** The one socket of the page. It connects again by itself, without end. */
export const socket = new ReconnectingSocket(addressOf, protocols, {
  minReconnectionDelay: 300,
  maxReconnectionDelay: 4000,
  connectionTimeout: 8000,
  // Calls of a lost connection fail and are asked again; they are not sent late.
  maxEnqueuedMessages: 0,
});
socket.addEventListener('open', () => change('open'));
socket.addEventListener('close', () => change('lost'));

/** The connection now, and a render at each change. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Where the connection is lost, what resolves with the next one; null where it is not lost. */
export function nextConnection(): Promise<void> | null {
  if (state !== 'lost') return null;
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(), { once: true });
  });
}

/** Calls a function at each new connection. Returns what ends it. */
export function onConnected(listener: () => void): () => void {
  socket.addEventListener('open', listener);
  return () => socket.removeEventListener('open', listener);
}
