import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a person is told: what is so, and what to do next. */
export interface Sentence {
  code: string;
  sentence: string;
  next?: string | undefined;
}

/** The page's own files and its own server, nothing else. */
function contentSecurityPolicy(styles: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** On every answer. */
const everywhere: OutgoingHttpHeaders = {
  'Content-Security-Policy': contentSecurityPolicy("'self'"),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Answers a request; of HEAD, Node leaves the body out. */
export function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  const length = status === 304 ? {} : { 'Content-Length': body.length };
  response.writeHead(status, { ...everywhere, ...length, ...headers }).end(body);
}

/** Answers with a sentence as JSON, for programs and for the page. */
export function sendSentence(
  response: ServerResponse,
  status: number,
  { code, sentence, next }: Sentence,
  headers: OutgoingHttpHeaders = {},
): void {
  send(
    response,
    status,
    { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
    Buffer.from(JSON.stringify({ code, sentence, next })),
  );
}

const sentenceStyle =
  'body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem }';
const sentenceStyleHash = createHash('sha256').update(sentenceStyle).digest('base64');

/** Answers with a sentence as a page, for a person whose browser has no session. */
export function sendSentencePage(
  response: ServerResponse,
  status: number,
  { sentence, next = '' }: Sentence,
): void {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Isoline</title>
<style>${sentenceStyle}</style>
<h1>Isoline</h1>
<p>${asText(sentence)} ${asText(next)}</p>
</html>
`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy(`'sha256-${sentenceStyleHash}'`),
    'Cache-Control': 'no-store',
  };
  send(response, status, headers, Buffer.from(page));
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Whether the caller holds what an ETag names. */
export function isHeld(etag: string, ifNoneMatch: string | undefined): boolean {
  const held = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return held.includes(etag) || held.includes('*');
}
