import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/store/test-process.ts';
import { noProgress } from './progress-line.ts';
import { Results, toJson } from './results.ts';

test('a JSON file is written whole, or the old one stays', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'result.json');
  writeFileSync(file, 'old');
  const results = new Results(file, noProgress);
  await expect(results.writeJson({ rates: [0.1, Number.NaN] })).rejects.toThrow(
    'The number "1" is NaN',
  );
  expect(readFileSync(file, 'utf8')).toBe('old');
  await results.writeJson({ rates: [0.1, null] });
  expect(readFileSync(file, 'utf8')).toBe('{\n  "rates": [\n    0.1,\n    null\n  ]\n}\n');
  expect(readdirSync(folder)).toEqual(['result.json']);
});

test('JSON refuses what it would change in silence', () => {
  expect(() => toJson({ threshold: Infinity })).toThrow('The number "threshold" is Infinity');
  expect(() => toJson({ scores: new Float32Array(2) })).toThrow('"scores" is a typed array');
  expect(toJson({ threshold: null })).toBe('{\n  "threshold": null\n}');
});
