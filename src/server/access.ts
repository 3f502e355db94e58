import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** So many addresses and so many sessions count at a time; older ones are forgotten. */
const mostStartTokens = 16;
const mostSessions = 256;

/**
 * Who may speak to the server. A browser exchanges a single-use start token for a session, which its
 * cookie carries; other programs carry the one access token. All are 256 random bits, compared in a
 * time that tells nothing about them, and forgotten when the server ends.
 */
export class Access {
  /** For the window and for other programs. */
  readonly token = newSecret();
  readonly #tokenDigest = digestOf(this.token);
  #startTokens: Buffer[] = [];
  #sessions: Buffer[] = [];

  /** A token that opens one session. */
  newStartToken(): string {
    const token = newSecret();
    this.#startTokens = [...this.#startTokens, digestOf(token)].slice(-mostStartTokens);
    return token;
  }

  /** Takes a start token for a new session; null for one that is wrong or was used before. */
  openSession(startToken: string): string | null {
    const used = matchIn(this.#startTokens, startToken);
    if (used === undefined) return null;
    this.#startTokens = this.#startTokens.filter((known) => known !== used);
    const session = newSecret();
    this.#sessions = [...this.#sessions, digestOf(session)].slice(-mostSessions);
    return session;
  }

  hasSession(session: string): boolean {
    return matchIn(this.#sessions, session) !== undefined;
  }

  isToken(candidate: string): boolean {
    return timingSafeEqual(this.#tokenDigest, digestOf(candidate));
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests are of one length, which `timingSafeEqual` asks for. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function matchIn(known: readonly Buffer[], candidate: string): Buffer | undefined {
  const digest = digestOf(candidate);
  return known.find((one) => timingSafeEqual(one, digest));
}
