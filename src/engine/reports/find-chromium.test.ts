import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../store/test-process.ts';
import { findChromium } from './find-chromium.ts';

function program(name: string, mode = 0o755): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  return file;
}

test('the browser that is named comes first, and one on the PATH after it', () => {
  const named = program('my browser');
  const onPath = program('google-chrome');
  const found = { PATH: path.dirname(onPath), ISOLINE_CHROMIUM: named };
  expect(findChromium(found)).toBe(named);
  expect(findChromium({ ...found, ISOLINE_CHROMIUM: '' })).toBe(onPath);
});

test('what is named and is no program is refused, even where another could be found', () => {
  const folder = path.join(temporaryFolder(), 'chromium');
  mkdirSync(folder);
  for (const ISOLINE_CHROMIUM of [path.join(folder, 'no'), folder]) {
    const environment = { PATH: path.dirname(program('chromium')), ISOLINE_CHROMIUM };
    expect(() => findChromium(environment)).toThrow(/names .*, which is no program\. Install one/);
  }
});

test('without any it says what to install', () => {
  // Windows has no usual places without its variables: only the PATH is looked at.
  expect(() => findChromium({ PATH: temporaryFolder() }, 'win32')).toThrow(
    /none was found\. Install one, or name its program with ISOLINE_CHROMIUM/,
  );
});
