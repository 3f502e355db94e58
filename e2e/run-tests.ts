/**
 * Runs the unit tests (Vitest) and the end-to-end tests (Playwright) and ends with one line,
 * `N passed, N failed`, that adds up the counts of their own machine-readable reports.
 *
 *     node e2e/run-tests.ts                both
 *     node e2e/run-tests.ts unit [ARG …]   Vitest, with its arguments
 *     node e2e/run-tests.ts e2e [ARG …]    Playwright, with its arguments
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.ts';
import { addCounts, formatCounts, playwrightCounts, vitestCounts } from './report-counts.ts';
import type { TestCounts } from './report-counts.ts';

const repository = join(import.meta.dirname, '..');
const [suite, ...suiteArguments] = process.argv.slice(2);

if (suite !== undefined && suite !== 'unit' && suite !== 'e2e') {
  console.error(`There is no suite "${suite}". Say unit, e2e, or nothing for both.`);
  process.exit(2);
}
const reports = mkdtempSync(join(tmpdir(), 'isoline-tests-'));
try {
  const counts: TestCounts[] = [];
  if (suite !== 'e2e') counts.push(runUnitTests());
  if (suite !== 'unit') counts.push(runEndToEndTests());
  const total = counts.reduce(addCounts);
  console.log(formatCounts(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

function runUnitTests(): TestCounts {
  const report = join(reports, 'vitest.json');
  const status = runOnNode(
    'node_modules/vitest/vitest.mjs',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {},
  );
  return countsOf('Vitest', status, report, vitestCounts);
}

function runEndToEndTests(): TestCounts {
  const specs = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.spec.ts'),
  );
  if (specs.length === 0) {
    console.log('There are no end-to-end tests yet.');
    return { passed: 0, failed: 0, skipped: 0 };
  }
  if (specs.some((file) => !file.startsWith('desktop'))) ensureChromium();
  if (existsSync(join(repository, 'electron.vite.config.ts'))) {
    const built = spawnSync(
      process.execPath,
      [join(repository, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
      { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (built.status !== 0) {
      console.error('The application was not built: its tests cannot run.');
      return { passed: 0, failed: 1, skipped: 0 };
    }
  }
  const report = join(reports, 'playwright.json');
  const status = runOnNode(
    'node_modules/@playwright/test/cli.js',
    ['test', '--reporter=list,json'],
    {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  return countsOf('Playwright', status, report, playwrightCounts);
}

/** Exit status of a program of node_modules; 1 where a signal ended it. */
function runOnNode(program: string, programArguments: string[], environment: NodeJS.ProcessEnv) {
  const run = spawnSync(
    process.execPath,
    [join(repository, program), ...programArguments, ...suiteArguments],
    { cwd: repository, stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  if (run.error) throw run.error;
  return run.status ?? 1;
}

/** A runner that fails without a failed test (a crash, an unhandled error) counts as one failed. */
function countsOf(
  runner: string,
  status: number,
  report: string,
  read: (report: unknown) => TestCounts,
): TestCounts {
  if (!existsSync(report)) {
    console.error(`${runner} ended with exit code ${status} and wrote no report.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const counts = read(JSON.parse(readFileSync(report, 'utf8')));
  if (status !== 0 && counts.failed === 0) {
    console.error(`${runner} ended with exit code ${status} although no test failed.`);
    return { ...counts, failed: 1 };
  }
  return counts;
}
