import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '..');

/** Runs the real `run-tests.ts` over a project that holds the given files only. */
function runTests(files: Record<string, string>, suite: string[] = []) {
  const folder = mkdtempSync(path.join(tmpdir(), 'isoline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  const programs = ['run-tests.ts', 'report-counts.ts', 'chromium.ts'].map((name) => `e2e/${name}`);
  mkdirSync(path.join(folder, 'e2e'));
  for (const name of [...programs, 'package.json', 'vitest.config.ts', 'playwright.config.ts']) {
    copyFileSync(path.join(repository, name), path.join(folder, name));
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, 'e2e/run-tests.ts'), ...suite],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, CI: 'true' } },
  );
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stdout, stderr };
}

const vitest = `import { expect, test } from 'vitest';`;
const playwright = `import { expect, test } from '@playwright/test';`;
const good = `test('good', () => { expect(1).toBe(1); });`;
const bad = `test('bad', () => { expect(1).toBe(2); });`;
const skipped = `test.skip('skipped', () => {});`;

test('adds up both runners', () => {
  const { status, lastLine } = runTests({
    'src/a.test.ts': `${vitest} ${good} ${skipped} test.todo('later');`,
    'e2e/desktop/a.spec.ts': `${playwright} ${good} test('too', () => {}); ${skipped}`,
  });
  expect({ status, lastLine }).toEqual({ status: 0, lastLine: '3 passed, 0 failed, 3 skipped' });
});

test('a failed test of either runner fails the run', () => {
  const unit = runTests({ 'src/a.test.ts': `${vitest} ${good} ${bad}` });
  expect(unit).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
  const endToEnd = runTests({ 'e2e/desktop/a.spec.ts': `${playwright} ${good} ${bad}` }, ['e2e']);
  expect(endToEnd).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
});

test('a file that does not load, an error outside of tests and no test at all are failures', () => {
  const broken = runTests(
    { 'src/a.test.ts': `${vitest} ${good}`, 'src/b.test.ts': `import './missing.ts';` },
    ['unit'],
  );
  expect(broken).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
  const outside = runTests(
    { 'src/a.test.ts': `${vitest} ${good} void Promise.reject(new Error('outside'));` },
    ['unit'],
  );
  expect(outside).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
  const spec = runTests({ 'e2e/desktop/a.spec.ts': `import './missing.ts';` }, ['e2e']);
  expect(spec).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed' });
  expect(runTests({}, ['unit'])).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed' });
});

test('says that there are no end-to-end tests, and passes', () => {
  const { status, lastLine, stdout } = runTests({}, ['e2e']);
  expect({ status, lastLine }).toEqual({ status: 0, lastLine: '0 passed, 0 failed' });
  expect(stdout).toContain('There are no end-to-end tests yet.');
});

test('a suite that there is not is refused', () => {
  const { status, stderr } = runTests({}, ['integration']);
  expect(status).toBe(2);
  expect(stderr).toContain('There is no suite "integration"');
});
