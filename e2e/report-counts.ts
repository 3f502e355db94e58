import { z } from 'zod';

/** How many tests of a run passed, failed and were skipped. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** `N passed, N failed`, and `, N skipped` where some are. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/**
 * Counts of Vitest's JSON report. A file that failed outside its tests (it did not load, a hook
 * threw) has no failed test in the report: it counts as one.
 */
export function vitestCounts(report: unknown): TestCounts {
  const parsed = vitestReport.parse(report);
  const filesFailedOutsideTests = parsed.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + filesFailedOutsideTests,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  };
}

const playwrightReport = z.object({
  stats: z.object({
    expected: z.int(),
    unexpected: z.int(),
    flaky: z.int(),
    skipped: z.int(),
  }),
  errors: z.array(z.unknown()),
});

/**
 * Counts of Playwright's JSON report. A flaky test failed once: it counts as failed. Errors outside of
 * tests (a file that did not load) count as one.
 */
export function playwrightCounts(report: unknown): TestCounts {
  const { stats, errors } = playwrightReport.parse(report);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + Math.min(errors.length, 1),
    skipped: stats.skipped,
  };
}
