import { ShellError } from './shell-error.ts';

/** An engine to attach to, by an address that was checked. */
export interface AttachedUrl {
  /** `wss://HOST/rpc`, in its normal form: the same engine always has the same text. */
  readonly url: string;
  /** Whether it listens on this machine, where a tunnel may lead elsewhere. */
  readonly loopback: boolean;
}

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Checks the address of an engine elsewhere: `wss:` anywhere, `ws:` on this machine alone, since
 * without encryption everyone on the way could read the token.
 *
 * @param text `wss://HOST[:PORT][/rpc]` or `ws://127.0.0.1:PORT[/rpc]`
 * @throws ShellError for anything else
 */
export function parseEngineUrl(text: string): AttachedUrl {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || (address.protocol !== 'ws:' && address.protocol !== 'wss:')) {
    throw new ShellError(
      `"${text}" is no address of an engine. It looks like wss://HOST:PORT, or ws://127.0.0.1:PORT on this machine.`,
    );
  }
  const loopback = loopbackHosts.has(address.hostname);
  if (address.protocol === 'ws:' && !loopback) {
    throw new ShellError(
      `The engine at ${address.host} cannot be reached without encryption. Use wss://, or an SSH tunnel to ws://127.0.0.1:PORT.`,
    );
  }
  if (address.username !== '' || address.password !== '') {
    throw new ShellError(
      `The address of the engine at ${address.host} holds a name or a password. Leave them out; the token is asked for apart.`,
    );
  }
  if (!['', '/', '/rpc'].includes(address.pathname) || address.search + address.hash !== '') {
    throw new ShellError(
      `The address of the engine at ${address.host} says more than host and port. Leave out what follows them.`,
    );
  }
  return { url: `${address.protocol}//${address.host}/rpc`, loopback };
}

/** `ws://HOST:PORT` of an engine's address: what the page may connect to. */
export function socketOrigin(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** `http://HOST:PORT` of an engine's address: where its images are. */
export function httpOrigin(url: string): string {
  return socketOrigin(url).replace(/^ws/, 'http');
}
