import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // A retry would hide a test that fails now and then.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // A person's machine does one thing at a time, and two cores have enough to do with it.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 45_000 },
  projects: [
    {
      // The stories, in a browser against `isoline serve`.
      name: 'browser',
      testDir: 'e2e',
      testMatch: ['stories/*.spec.ts', 'browser/*.spec.ts'],
      use: {
        launchOptions: {
          ...(executablePath === undefined ? {} : { executablePath }),
          // Chromium's sandbox refuses to run as root.
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      },
    },
    {
      // The same stories in the desktop window, and what only it does.
      name: 'desktop',
      testDir: 'e2e',
      testMatch: ['stories/*.spec.ts', 'desktop/*.spec.ts'],
    },
  ],
});
