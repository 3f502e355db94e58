import { expect, test } from 'vitest';
import { readNumbers, readRates } from './typed-list.ts';

test('target rates are read as a list, the greatest first', () => {
  expect(readRates('1e-2, 1e-1,0.001')).toEqual([0.1, 0.01, 0.001]);
  expect(readRates('0,1; 0,01')).toEqual([0.1, 0.01]);
  expect(readRates('0.01 0.01')).toEqual([0.01]);
  for (const text of ['', '0', '1', '0.1, x', '2']) expect(readRates(text)).toBeNull();
});

test('numbers are read as a list, and nothing listed is no number', () => {
  expect(readNumbers('0.84, -0.9')).toEqual([0.84, -0.9]);
  expect(readNumbers('0,84; 0,9')).toEqual([0.84, 0.9]);
  expect(readNumbers('0,84')).toEqual([0.84]);
  expect(readNumbers(' ')).toEqual([]);
  expect(readNumbers('0.84, x')).toBeNull();
});
