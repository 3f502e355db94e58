import type { IncomingMessage } from 'node:http';
import os from 'node:os';
import type { Access } from './access.ts';
import type { Sentence } from './responses.ts';

/** The page's origin in the desktop window. */
export const windowOrigin = 'app://isoline';
/** Beside the token in the WebSocket's subprotocols, which browsers can set where headers they cannot. */
const tokenProtocol = 'token.';

/** Decides who gets through the door. */
export class Admission {
  readonly #access: Access;
  readonly #hosts: ReadonlySet<string>;
  readonly #cookie: string;

  /**
   * @param host as the server was told to listen on
   * @param port that it listens on
   */
  constructor(access: Access, host: string, port: number) {
    this.#access = access;
    this.#hosts = new Set(
      ['127.0.0.1', 'localhost', '::1', ...namesOf(host)].flatMap((name) => {
        const written = hostInAddress(name).toLowerCase();
        return port === 80 ? [written, `${written}:80`] : [`${written}:${port}`];
      }),
    );
    // Cookies do not tell ports apart: a second server on this machine needs a name of its own.
    this.#cookie = `isoline-${port}`;
  }

  /**
   * Refuses what other sites can make a browser send: a name that is not the server's (DNS rebinding)
   * and a foreign origin. Null where neither is the case.
   */
  refuseForeign({ headers }: IncomingMessage): Sentence | null {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.has(host)) {
      return {
        code: 'host-unknown',
        sentence: 'This address is not one of this server.',
        next: 'Open the address that isoline serve printed, with its port.',
      };
    }
    const { origin } = headers;
    if (origin !== undefined && origin !== `http://${host}` && origin !== windowOrigin) {
      return {
        code: 'origin-foreign',
        sentence: 'Pages of other origins may not speak to this server.',
        next: 'Open the address that isoline serve printed.',
      };
    }
    return null;
  }

  /**
   * Refuses whoever brings neither the access token nor a session. A session is for pages of this
   * server alone: a WebSocket must name its origin then, and no other site may have made the request,
   * links apart.
   *
   * @param upgrade whether a WebSocket is asked for
   */
  refuseStranger({ headers }: IncomingMessage, upgrade: boolean): Sentence | null {
    const token = tokenIn(headers);
    if (token !== null) {
      return this.#access.isToken(token)
        ? null
        : { code: 'token-wrong', sentence: 'The access token is wrong.', next: newAddress };
    }
    const fromOwnPage = headers.origin === undefined ? !upgrade : headers.origin !== windowOrigin;
    // Another port of this machine is the same site, to which a strict cookie still goes.
    const site = headers['sec-fetch-site'];
    const fromThisServer =
      site === undefined ||
      site === 'same-origin' ||
      site === 'none' ||
      // A link that a person followed, which shows the page to that person alone.
      headers['sec-fetch-dest'] === 'document';
    const session = cookieIn(headers.cookie, this.#cookie);
    if (fromOwnPage && fromThisServer && session !== null && this.#access.hasSession(session)) {
      return null;
    }
    return { code: 'session-missing', sentence: 'This browser has no session.', next: newAddress };
  }

  /** The header that gives a browser its session: kept until it ends, out of reach of scripts. */
  sessionCookie(session: string): string {
    return `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

const newAddress =
  'Open the address that isoline serve printed; it works once. Press Enter in its terminal for a new one.';

/** A host as it stands in an address: IPv6 in brackets. */
export function hostInAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** What a server on `host` is called: where it listens on every address, by each of them. */
function namesOf(host: string): string[] {
  if (!isEveryAddress(host)) return [host];
  const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  return [os.hostname(), ...addresses.map(({ address }) => address)];
}

function tokenIn(headers: IncomingMessage['headers']): string | null {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const carrier = protocols.find((one) => one.startsWith(tokenProtocol));
  return carrier === undefined ? null : carrier.slice(tokenProtocol.length);
}

function cookieIn(header: string | undefined, name: string): string | null {
  for (const cookie of (header ?? '').split(';')) {
    const [key, value] = cookie.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
