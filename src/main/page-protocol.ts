import { net, protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { arrayShapeHeader, arrayTypeHeader } from '../contract/array.ts';
import { httpOrigin } from './engine-url.ts';
import { contentSecurityPolicy, contentType, readPageRequest } from './page-policy.ts';

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
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, stream: true, supportFetchAPI: true },
    },
  ]);
}

/** Serves the built page, and the engine's images and arrays, under `app://isoline/`, and nothing else. */
export function servePage(folder: string, engine: PageEngine): void {
  protocol.handle('app', async (request) => {
    const asked = readPageRequest(request.method, request.url, folder);
    if (asked === null) return answer(404);
    if (asked.kind === 'image') return serveImage(asked.address, request, engine);
    if (asked.kind === 'array') return serveArray(asked.address, request, engine);
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

/** Asks the engine; the page never sees the token. Null where the engine, or the page, went away. */
async function askEngine(
  address: string,
  { signal }: Request,
  engine: PageEngine,
): Promise<Response | null> {
  const running = engine.running();
  if (running === undefined) return null;
  return net
    .fetch(`${httpOrigin(running.url)}${address}`, {
      headers: { Authorization: `Bearer ${running.token}` },
      credentials: 'omit',
      redirect: 'error',
      signal,
    })
    .catch(() => null);
}

/** Streams an image from the engine. */
async function serveImage(
  address: string,
  request: Request,
  engine: PageEngine,
): Promise<Response> {
  const image = await askEngine(address, request, engine);
  if (image === null) return answer(503);
  const type = image.headers.get('Content-Type') ?? '';
  if (!image.ok || !type.startsWith('image/')) {
    void image.body?.cancel();
    return answer(image.ok ? 502 : image.status);
  }
  return new Response(image.body, { headers: { ...commonHeaders, 'Content-Type': type } });
}

/** Streams an array from the engine, or the sentence why there is none. */
async function serveArray(
  address: string,
  request: Request,
  engine: PageEngine,
): Promise<Response> {
  const array = await askEngine(address, request, engine);
  if (array === null) return answer(503);
  const headers = new Headers(commonHeaders);
  for (const name of ['Content-Type', 'Content-Length', arrayTypeHeader, arrayShapeHeader]) {
    const value = array.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(array.body, { status: array.status, headers });
}

const commonHeaders = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' };

function answer(status: number): Response {
  return new Response(null, { status, headers: commonHeaders });
}
