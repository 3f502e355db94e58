import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.ts';

const executablePath = findChromium();

export default defineConfig({
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // A retry would hide a test that fails now and then.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  projects: [
    {
      // Pages in a browser: the reports, the application served by the engine.
      name: 'browser',
      testDir: 'e2e/browser',
      use: { launchOptions: executablePath === undefined ? {} : { executablePath } },
    },
    {
      // The Electron application.
      name: 'desktop',
      testDir: 'e2e/desktop',
    },
  ],
});
