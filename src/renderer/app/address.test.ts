import { expect, test } from 'vitest';
import { partsOf } from './address.ts';

test.each([
  ['', '/', ''],
  ['#/', '/', ''],
  ['#/data', '/data', ''],
  ['#data/3', '/data/3', ''],
  ['#/threshold/new?dataset=1&model=ab', '/threshold/new', 'dataset=1&model=ab'],
  ['#/data/import?path=%2Fa%3Fb', '/data/import', 'path=%2Fa%3Fb'],
])('%s is the path %s with the search "%s"', (hash, path, search) => {
  expect(partsOf(hash)).toEqual([path, search]);
});
