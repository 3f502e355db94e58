import { expect, test } from 'vitest';
import { LatestValue } from './latest-value.ts';

test('yields the first value, each that is waited for, and the end', async () => {
  const watcher = new LatestValue(1, () => {});
  expect(await watcher.next()).toEqual({ value: 1, done: false });
  const second = watcher.next();
  watcher.push(2);
  expect(await second).toEqual({ value: 2, done: false });
  const third = watcher.next();
  watcher.end();
  expect(await third).toEqual({ value: undefined, done: true });
  expect(await watcher.next()).toEqual({ value: undefined, done: true });
});

test('a slow watcher sees the latest value, and the last before the end', async () => {
  const watcher = new LatestValue(1, () => {});
  watcher.push(2);
  watcher.push(3);
  watcher.end();
  watcher.push(4);
  const seen: number[] = [];
  for await (const value of watcher) seen.push(value);
  expect(seen).toEqual([3]);
});

test('leaving ends a wait at once and is told once', async () => {
  let left = 0;
  const watcher = new LatestValue(1, () => left++);
  await watcher.next();
  const waiting = watcher.next();
  await watcher.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  await watcher.return();
  expect(left).toBe(1);

  const ended = new LatestValue(1, () => left++);
  ended.end();
  await ended.return();
  expect(await ended.next()).toEqual({ value: undefined, done: true });
  expect(left).toBe(1);
});
