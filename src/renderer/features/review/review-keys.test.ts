import { expect, test } from 'vitest';
import { actionOf } from './review-keys.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('verdicts, ways and views have one key each', () => {
  const meanings = Object.fromEntries(
    ['1', '2', '3', 's', 'S', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'u', 'b', '+', '-', '0'].map(
      (key) => [key, actionOf({ ...plain, key })],
    ),
  );
  expect(meanings).toEqual({
    1: 'label-wrong',
    2: 'true-confusion',
    3: 'bad-image',
    s: 'skip',
    S: 'skip',
    ArrowDown: 'next',
    ArrowUp: 'previous',
    ArrowLeft: 'previous',
    u: 'undo',
    b: 'blind',
    '+': 'enlarge',
    '-': 'shrink',
    0: 'whole',
  });
});

test('undo and redo are where every program has them', () => {
  expect(actionOf({ ...plain, key: 'z', ctrlKey: true })).toBe('undo');
  expect(actionOf({ ...plain, key: 'z', metaKey: true })).toBe('undo');
  expect(actionOf({ ...plain, key: 'Z', ctrlKey: true, shiftKey: true })).toBe('redo');
  expect(actionOf({ ...plain, key: 'y', ctrlKey: true })).toBe('redo');
  expect(actionOf({ ...plain, key: 'U', shiftKey: true })).toBe('redo');
});

test('other combinations belong to the browser', () => {
  for (const key of ['1', 's', 'u', '+', '0', 'ArrowDown']) {
    expect(actionOf({ ...plain, key, ctrlKey: true })).toBeNull();
    expect(actionOf({ ...plain, key, altKey: true })).toBeNull();
  }
  expect(actionOf({ ...plain, key: 'Tab' })).toBeNull();
  expect(actionOf({ ...plain, key: 'Enter' })).toBeNull();
});
