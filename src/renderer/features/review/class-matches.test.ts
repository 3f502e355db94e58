import { expect, test } from 'vitest';
import { matchClasses } from './class-matches.ts';

const names = ['apple', 'pineapple', 'crab apple', 'Apple', 'apple pie', 'pear'];
const options = { suggested: [], own: 'pear', limit: 10 };

test('the very name comes first, then beginnings, then words, then anything that holds it', () => {
  expect(matchClasses('apple', names, options)).toEqual({
    names: ['apple', 'Apple', 'apple pie', 'crab apple', 'pineapple'],
    newName: null,
  });
  expect(matchClasses('apple', names, { ...options, limit: 2 }).names).toEqual(['apple', 'Apple']);
});

test('a name that no class has makes a new one', () => {
  expect(matchClasses(' quince ', names, options)).toEqual({ names: [], newName: 'quince' });
  expect(matchClasses('app', names, options).newName).toBe('app');
});

test('the class that is wrong is never offered', () => {
  expect(matchClasses('pear', names, options)).toEqual({ names: [], newName: null });
  expect(matchClasses('', names, { ...options, suggested: ['pear', 'apple', 'apple'] })).toEqual({
    names: ['apple'],
    newName: null,
  });
});
