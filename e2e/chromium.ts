import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The Chromium that end-to-end tests use: `ISOLINE_CHROMIUM`, else Playwright's own, else one in
 * the usual places, else none.
 */
export function findChromium(): string | undefined {
  const named = process.env['ISOLINE_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  return [chromium.executablePath(), ...usualPlaces].find((path) => existsSync(path));
}

/** Installs a Chromium where there is none: from Debian as root, else Playwright's. */
export function ensureChromium(): void {
  if (findChromium() !== undefined) return;
  console.log('Installing a Chromium for the end-to-end tests.');
  const asRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const steps: [string, ...string[]][] = asRoot
    ? [
        ['apt-get', 'update', '-qq'],
        ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      ]
    : [
        [
          process.execPath,
          join(import.meta.dirname, '../node_modules/@playwright/test/cli.js'),
          'install',
          'chromium',
        ],
      ];
  for (const [program, ...programArguments] of steps) {
    const { status } = spawnSync(program, programArguments, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) {
      throw new Error(
        `${program} ${programArguments.join(' ')} failed. Install Chromium or Chrome and name it in ISOLINE_CHROMIUM.`,
      );
    }
  }
  if (findChromium() === undefined) {
    throw new Error('No Chromium was found after its installation. Name one in ISOLINE_CHROMIUM.');
  }
}
