import fc from 'fast-check';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  contentSecurityPolicy,
  contentType,
  isAllowedRequest,
  readPageRequest,
} from './page-policy.ts';

const folder = path.resolve('/built/page');
const read = (url: string, method = 'GET') => readPageRequest(method, url, folder);

test.each([
  ['app://isoline/', 'index.html'],
  ['app://isoline/index.html', 'index.html'],
  ['app://isoline/assets/index-1.js', 'assets/index-1.js'],
  ['app://isoline/a%20b.css', 'a b.css'],
  // The address's own `..` are gone before anyone sees them.
  ['app://isoline/../../index.html', 'index.html'],
])('%s is a file of the page', (url, file) => {
  expect(read(url)).toEqual({ kind: 'file', file: path.join(folder, file) });
});

test.each([
  'app://other/index.html',
  'app://isoline.example/index.html',
  'https://isoline/index.html',
  'app://isoline/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  'app://isoline/..%2f..%2fetc%2fpasswd',
  'app://isoline/..%5c..%5cwindows',
  'app://isoline/index.html%00.png',
  'app://isoline/%ff',
  'app://isoline/index.html?query=1',
  'app://isoline/assets%2f..',
])('%s is nothing', (url) => {
  expect(read(url)).toBeNull();
});

test('no path leads out of the folder', () => {
  const piece = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', 'a', '%00', '//');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const found = read(`app://isoline/${pieces.join('')}`);
      if (found?.kind === 'file') expect(found.file.startsWith(folder + path.sep)).toBe(true);
    }),
  );
});

test.each([
  ['app://isoline/images/7', '/images/7'],
  ['app://isoline/images/7?width=160', '/images/7?width=160'],
  ['app://isoline/images/900719925474099?width=1280', '/images/900719925474099?width=1280'],
])('%s is an image', (url, address) => {
  expect(read(url)).toEqual({ kind: 'image', address });
});

test.each([
  'app://isoline/images/',
  'app://isoline/images/07',
  'app://isoline/images/-1',
  'app://isoline/images/1.5',
  'app://isoline/images/1e3',
  'app://isoline/images/7/8',
  'app://isoline/images/%37',
  'app://isoline/images/..%2frpc',
  'app://isoline/images/12345678901234567890',
  'app://isoline/images/7?width=0',
  'app://isoline/images/7?width=16000',
  'app://isoline/images/7?width=160&width=320',
  'app://isoline/images/7?width=160&path=/etc/passwd',
  'app://isoline/images/7?path=/etc/passwd',
])('%s is no image', (url) => {
  expect(read(url)).toBeNull();
});

test('an array is asked for by its evaluation and its name', () => {
  const address = '/arrays/6a1b0c6e-58a5-4a53-9f6c-0e7fb40a9e11/histogram.impostor';
  expect(read(`app://isoline${address}`)).toEqual({ kind: 'array', address });
});

test.each([
  'app://isoline/arrays/',
  'app://isoline/arrays/7',
  'app://isoline/arrays/7/',
  'app://isoline/arrays/7/rows/8',
  'app://isoline/arrays/7/..%2f..%2frpc',
  'app://isoline/arrays/7/%72ows',
  'app://isoline/arrays/7/.rows',
  'app://isoline/arrays/7/rows?path=/etc/passwd',
  'app://isoline/arrays/7.8/rows',
  `app://isoline/arrays/${'7'.repeat(65)}/rows`,
])('%s is no array', (url) => {
  expect(read(url)).toBeNull();
});

test('nothing is written', () => {
  expect(read('app://isoline/index.html', 'POST')).toBeNull();
  expect(read('app://isoline/images/7', 'DELETE')).toBeNull();
  expect(read('app://isoline/arrays/7/rows', 'PUT')).toBeNull();
});

test('the policy lets the page connect to one engine alone', () => {
  const policy = contentSecurityPolicy('ws://127.0.0.1:4000').split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:4000");
  expect(policy.join()).not.toMatch(/unsafe|\*/);
  expect(contentSecurityPolicy(null)).toMatch(/connect-src 'self';/);
});

test('requests go to the page and to its engine', () => {
  const engines = ['ws://127.0.0.1:4000', 'http://127.0.0.1:4000'];
  for (const url of [
    'app://isoline/index.html',
    'ws://127.0.0.1:4000/rpc',
    'http://127.0.0.1:4000/images/1',
    'blob:app://isoline/1',
    'data:image/png;base64,',
  ]) {
    expect(isAllowedRequest(url, engines), url).toBe(true);
  }
  for (const url of [
    'https://example.com/',
    'ws://127.0.0.1:4001/rpc',
    'wss://127.0.0.1:4000/rpc',
    'http://127.0.0.1:4000@example.com/',
    'app://other/index.html',
    'file:///etc/passwd',
  ]) {
    expect(isAllowedRequest(url, engines), url).toBe(false);
  }
});

test('content types', () => {
  expect(contentType('/a/index.html')).toBe('text/html; charset=utf-8');
  expect(contentType('/a/unknown.xyz')).toBe('application/octet-stream');
});
