import { expect, test } from 'vitest';
import { actionOf } from './review-keys.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('verdicts, ways and views have one key each', () => {
  const meanings = Object.fromEntries(
    ['1', '2', '3', 's', 'S', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'u', 'b', '+', '-', '0'].map(
      (key) => [key, actionOf({ ...plain, key }, true)],
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
  expect(actionOf({ ...plain, key: 'z', ctrlKey: true }, true)).toBe('undo');
  expect(actionOf({ ...plain, key: 'z', metaKey: true }, true)).toBe('undo');
  expect(actionOf({ ...plain, key: 'Z', ctrlKey: true, shiftKey: true }, true)).toBe('redo');
  expect(actionOf({ ...plain, key: 'y', ctrlKey: true }, true)).toBe('redo');
  expect(actionOf({ ...plain, key: 'U', shiftKey: true }, true)).toBe('redo');
});

test('other combinations belong to the browser', () => {
  for (const key of ['1', 's', 'u', '+', '0', 'ArrowDown']) {
    expect(actionOf({ ...plain, key, ctrlKey: true }, true)).toBeNull();
    expect(actionOf({ ...plain, key, altKey: true }, true)).toBeNull();
  }
  expect(actionOf({ ...plain, key: 'Tab' }, true)).toBeNull();
  expect(actionOf({ ...plain, key: 'Enter' }, true)).toBeNull();
});

test('switched off, only arrows and combinations are left', () => {
  for (const key of ['1', '2', '3', 's', 'S', 'u', 'U', 'b', 'h', '+', '=', '-', '0']) {
    expect(actionOf({ ...plain, key }, true)).not.toBeNull();
    expect(actionOf({ ...plain, key }, false)).toBeNull();
    expect(actionOf({ ...plain, key, shiftKey: true }, false)).toBeNull();
  }
  expect(actionOf({ ...plain, key: 'ArrowDown' }, false)).toBe('next');
  expect(actionOf({ ...plain, key: 'ArrowLeft', shiftKey: true }, false)).toBe('pan-left');
  expect(actionOf({ ...plain, key: 'z', ctrlKey: true }, false)).toBe('undo');
  expect(actionOf({ ...plain, key: 'y', metaKey: true }, false)).toBe('redo');
});
