import { net, protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { contentSecurityPolicy, contentType, readPageRequest } from './page-policy.ts';
import { httpOrigin } from './engine-url.ts';

/** What the protocol needs to know of the engine. */
export interface PageEngine {
  /** What a page that is loaded now may connect to; null for nothing. Called for each page. */
  connectOrigin(): string | null;
  /** The engine that runs now, if one does. */
  running(): { readonly url: string; readonly token: string } | undefined;
}

/** Makes `app://` a secure scheme with an origin; must run before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, stream: true } },
  ]);
}

/** Serves the built page, and the engine's images, under `app://isoline/`, and nothing else. */
export function servePage(folder: string, engine: PageEngine): void {
  protocol.handle('app', async (request) => {
    const asked = readPageRequest(request.method, request.url, folder);
    if (asked === null) return answer(404);
    if (asked.kind === 'image') return serveImage(asked.address, request, engine);
    const content = await readFile(asked.file).catch(() => null);
    if (content === null) return answer(404);
    return new Response(content, {
      headers: {
        ...commonHeaders,
        'Content-Type': contentType(asked.file),
        'Content-Security-Policy': contentSecurityPolicy(
          asked.file.endsWith('.html') ? engine.connectOrigin() : null,
        ),
        'Cache-Control': 'no-cache',
      },
    });
  });
}

/** Streams an image from the engine; the page never sees the token. */
async function serveImage(
  address: string,
  request: Request,
  engine: PageEngine,
): Promise<Response> {
  const running = engine.running();
  if (running === undefined) return answer(503);
  const image = await net
    .fetch(`${httpOrigin(running.url)}${address}`, {
      headers: { Authorization: `Bearer ${running.token}` },
      credentials: 'omit',
      redirect: 'error',
      signal: request.signal,
    })
    // The engine went away, or the page no longer wants the image.
    .catch(() => null);
  if (image === null) return answer(503);
  const type = image.headers.get('Content-Type') ?? '';
  if (!image.ok || !type.startsWith('image/')) {
    void image.body?.cancel();
    return answer(image.ok ? 502 : image.status);
  }
  return new Response(image.body, { headers: { ...commonHeaders, 'Content-Type': type } });
}

const commonHeaders = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };

function answer(status: number): Response {
  return new Response(null, { status, headers: commonHeaders });
}
