import path from 'node:path';
import { arrayPath } from '../contract/array.ts';

/** The origin of the window's page. */
export const pageOrigin = 'app://isoline';

/** The address of the window's page. */
export const pageAddress = `${pageOrigin}/index.html`;

/**
 * The Content Security Policy of the page: its own origin, and one engine.
 *
 * @param engine `ws://HOST:PORT` or `wss://HOST[:PORT]`; null where there is none to connect to
 */
export function contentSecurityPolicy(engine: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob: data:",
    `connect-src 'self'${engine === null ? '' : ` ${engine}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** What the page asks its own origin for. */
export type PageRequest =
  | { readonly kind: 'file'; readonly file: string }
  /** `address` is below the engine's origin. */
  | { readonly kind: 'image'; readonly address: string }
  | { readonly kind: 'array'; readonly address: string };

const imagePath = /^\/images\/(0|[1-9]\d{0,15})$/;
const widthValue = /^[1-9]\d{0,3}$/;

/**
 * Reads a request for `app://isoline/…`.
 *
 * @param folder absolute path of the built page
 * @returns null for what is not there: another host, a path that leaves the folder, an image whose
 *   number is no whole number, an array without a name, a parameter that is not known
 */
export function readPageRequest(method: string, url: string, folder: string): PageRequest | null {
  const address = new URL(url);
  if (method !== 'GET' || `${address.protocol}//${address.host}` !== pageOrigin) return null;
  if (address.pathname.startsWith('/images/')) return readImageRequest(address);
  if (address.search !== '') return null;
  if (address.pathname.startsWith('/arrays/')) {
    return arrayPath.test(address.pathname) ? { kind: 'array', address: address.pathname } : null;
  }
  const asked = decode(address.pathname);
  if (asked === null) return null;
  const file = path.join(folder, asked === '/' ? 'index.html' : asked);
  const below = path.relative(folder, file);
  if (below === '' || below.startsWith('..') || path.isAbsolute(below)) return null;
  return { kind: 'file', file };
}

function readImageRequest(address: URL): PageRequest | null {
  const id = imagePath.exec(address.pathname)?.[1];
  const parameters = [...address.searchParams];
  const [first] = parameters;
  if (id === undefined || parameters.length > 1) return null;
  if (first === undefined) return { kind: 'image', address: `/images/${id}` };
  const [name, value] = first;
  if (name !== 'width' || !widthValue.test(value)) return null;
  return { kind: 'image', address: `/images/${id}?width=${value}` };
}

/** Null where the encoding is broken, or hides what a path may not hold. */
function decode(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname);
    return /[\\\0]/.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The content type of a file of the page, by the end of its name. */
export function contentType(file: string): string {
  return contentTypes[path.extname(file)] ?? 'application/octet-stream';
}

/**
 * Whether anything in the window may ask for an address: its own page, what it made itself, and its
 * one engine. Everything else stays where it is: all processing is local.
 *
 * @param engines origins of the engine, `ws://HOST:PORT` and `http://HOST:PORT`
 */
export function isAllowedRequest(url: string, engines: readonly string[]): boolean {
  const { protocol, host } = new URL(url);
  if (protocol === 'blob:' || protocol === 'data:' || protocol === 'devtools:') return true;
  const origin = `${protocol}//${host}`;
  return origin === pageOrigin || engines.includes(origin);
}
