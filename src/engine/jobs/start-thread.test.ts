import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { startThread } from './start-thread.ts';

const module = new URL('./test-thread.ts', import.meta.url);
/** Node's own way of taking types off. */
const typeStripper = /amaro/;

test('a thread runs TypeScript without WebAssembly, and its errors name lines of the TypeScript', async () => {
  const thread = startThread(module);
  const failed = once(thread, 'error') as Promise<[Error]>;
  const [{ loaded }] = (await once(thread, 'message')) as [{ loaded: string[] }];
  const [error] = await failed;
  expect(loaded.filter((name) => typeStripper.test(name))).toEqual([]);
  expect(error.stack).toMatch(/test-thread\.ts:13:/);
});

test('a thread that is started otherwise takes types off by WebAssembly', async () => {
  const thread = new Worker(module, { execArgv: [] });
  const failed = once(thread, 'error');
  const [{ loaded }] = (await once(thread, 'message')) as [{ loaded: string[] }];
  await failed;
  expect(loaded.filter((name) => typeStripper.test(name))).not.toEqual([]);
});
