import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RotatingLog } from './rotating-log.ts';
import { temporaryFolder } from './test-engines.ts';

test('a full file is moved aside, and the oldest is written over', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'logs', 'engine.log');
  const log = new RotatingLog(file, 10, 2);
  for (const word of ['one\n', 'two\n', 'three\n', 'four four four\n', 'five\n', 'six\n'])
    log.write(word);
  const read = (name: string): string => readFileSync(path.join(folder, 'logs', name), 'utf8');
  expect(readdirSync(path.join(folder, 'logs')).sort()).toEqual([
    'engine.log',
    'engine.log.1',
    'engine.log.2',
  ]);
  expect(read('engine.log')).toBe('five\nsix\n');
  expect(read('engine.log.1')).toBe('four four four\n');
  expect(read('engine.log.2')).toBe('three\n');
});

test('a log goes on where it ended', () => {
  const file = path.join(temporaryFolder(), 'engine.log');
  new RotatingLog(file, 10).write('one\n');
  new RotatingLog(file, 10).write('two\n');
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  new RotatingLog(file, 10).write('three\n');
  expect(readFileSync(file, 'utf8')).toBe('three\n');
});
