import { expect, test } from 'vitest';
import { LatestValues } from './latest-values.ts';

test('yields what waits, each value that is waited for, and the end', async () => {
  const watcher = new LatestValues<string, number>(() => {});
  watcher.push('a', 1);
  expect(await watcher.next()).toEqual({ value: 1, done: false });
  const second = watcher.next();
  watcher.push('a', 2);
  expect(await second).toEqual({ value: 2, done: false });
  const third = watcher.next();
  watcher.end();
  expect(await third).toEqual({ value: undefined, done: true });
  expect(await watcher.next()).toEqual({ value: undefined, done: true });
});

test('a slow watcher sees the latest value of each key, and the last before the end', async () => {
  const watcher = new LatestValues<string, number>(() => {});
  watcher.push('a', 1);
  watcher.push('b', 10);
  watcher.push('a', 2);
  watcher.push('a', 3);
  watcher.end();
  watcher.push('b', 20);
  const seen: number[] = [];
  for await (const value of watcher) seen.push(value);
  expect(seen).toEqual([3, 10]);
});

test('a key that changes often does not keep the others waiting', async () => {
  const watcher = new LatestValues<string, string>(() => {});
  watcher.push('busy', 'busy 0');
  watcher.push('calm', 'calm 0');
  const seen: unknown[] = [];
  for (let turn = 1; turn <= 3; turn++) {
    seen.push((await watcher.next()).value);
    watcher.push('busy', `busy ${turn}`);
  }
  expect(seen).toEqual(['busy 0', 'calm 0', 'busy 2']);
});

test('leaving ends a wait at once and is told once', async () => {
  let left = 0;
  const watcher = new LatestValues<string, number>(() => left++);
  const waiting = watcher.next();
  await watcher.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  await watcher.return();
  expect(left).toBe(1);

  const ended = new LatestValues<string, number>(() => left++);
  ended.push('a', 1);
  ended.end();
  await ended.return();
  expect(await ended.next()).toEqual({ value: undefined, done: true });
  expect(left).toBe(1);
});
