import { expect, test } from 'vitest';
import { httpOrigin, parseEngineUrl, socketOrigin } from './engine-url.ts';

test.each([
  ['wss://gpu.example', 'wss://gpu.example/rpc', false],
  ['wss://GPU.example:8443/', 'wss://gpu.example:8443/rpc', false],
  ['wss://gpu.example:443/rpc', 'wss://gpu.example/rpc', false],
  ['ws://127.0.0.1:9000/rpc', 'ws://127.0.0.1:9000/rpc', true],
  ['ws://localhost:9000', 'ws://localhost:9000/rpc', true],
  ['ws://[::1]:9000', 'ws://[::1]:9000/rpc', true],
  // Another way to write 127.0.0.1.
  ['ws://2130706433:9000', 'ws://127.0.0.1:9000/rpc', true],
  ['wss://127.0.0.1:9000', 'wss://127.0.0.1:9000/rpc', true],
])('%s is the engine %s', (text, url, loopback) => {
  expect(parseEngineUrl(text)).toEqual({ url, loopback });
});

test.each([
  ['ws://gpu.example:9000', /without encryption/],
  ['ws://127.0.0.1.example:9000', /without encryption/],
  ['ws://localhost.example', /without encryption/],
  ['ws://0.0.0.0:9000', /without encryption/],
  ['ws://192.168.0.7:9000', /without encryption/],
  ['ws://127.0.0.1@gpu.example', /without encryption/],
  ['https://gpu.example', /no address of an engine/],
  ['file:///etc/passwd', /no address of an engine/],
  ['javascript:alert(1)', /no address of an engine/],
  ['gpu.example', /no address of an engine/],
  ['', /no address of an engine/],
  ['wss://me:secret@gpu.example', /name or a password/],
  ['wss://gpu.example/other', /more than host and port/],
  ['wss://gpu.example/rpc?token=1', /more than host and port/],
  ['wss://gpu.example/#part', /more than host and port/],
])('%s is refused', (text, sentence) => {
  expect(() => parseEngineUrl(text)).toThrow(sentence);
});

test('a refusal does not repeat a password', () => {
  expect(() => parseEngineUrl('wss://me:secret@gpu.example')).not.toThrow(/secret/);
});

test('origins of an address', () => {
  expect(socketOrigin('wss://gpu.example:8443/rpc')).toBe('wss://gpu.example:8443');
  expect(httpOrigin('wss://gpu.example:8443/rpc')).toBe('https://gpu.example:8443');
  expect(httpOrigin('ws://127.0.0.1:9000/rpc')).toBe('http://127.0.0.1:9000');
});
