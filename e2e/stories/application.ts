/**
 * The application as a person meets it, in a browser (`isoline serve`) and in the desktop window: one
 * set of stories for both. A console error or a failed request that a story did not announce fails it.
 */
import { expect, test as base } from '@playwright/test';
import type { BrowserType, ElectronApplication, LaunchOptions, Page } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  closeDisplay,
  openDisplay,
  openWindow,
  PersonsFolder,
  whatIsMissing,
} from '../desktop/desktop-window.ts';

const repository = path.join(import.meta.dirname, '../..');

/** What a story does with the application, wherever it runs. */
export interface Application {
  readonly page: Page;
  readonly kind: 'browser' | 'desktop';
  /** A folder that the person keeps images in; in a browser it is granted at the start. */
  readonly folder: string;
  readonly workspace: string;
  /** Opens a screen by its address: `/data/import`. */
  go(address: string): Promise<void>;
  /** Fills in a path: typed where it is granted already, by the system's dialog in the window. */
  choosePath(label: string, file: string): Promise<void>;
  /** Does what saves a file, and puts that file where the person wants it. */
  saveAs(file: string, save: () => Promise<void>): Promise<void>;
  /** Ends the engine without warning. */
  killEngine(): void;
  /** Brings an engine back: the window does by itself, in a browser a person starts it again. */
  waitForEngine(): Promise<void>;
  /** Announces console errors and failed requests that belong to the story. */
  expectProblems(...what: RegExp[]): void;
}

const missingDesktop = whatIsMissing();

export const test = base.extend<{ application: Application }>({
  application: async ({ playwright }, use, { project }) => {
    const isDesktop = project.name === 'desktop';
    if (isDesktop && missingDesktop !== null) {
      console.log(`Skipped in the desktop window. ${missingDesktop}`);
      test.skip(true, missingDesktop);
      return;
    }
    const problems = new Problems();
    const opened = isDesktop
      ? await openDesktop(problems)
      : await openBrowser(playwright.chromium, project.use.launchOptions ?? {}, problems);
    try {
      await use(opened.application);
      problems.expectNone();
    } finally {
      await opened.close();
    }
  },
});
export { expect };

/** What went wrong in the page beside what a story expects. */
class Problems {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#seen.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#seen.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => {
      // A picture that scrolls out of view, or a page that is left, takes its requests back.
      const reason = request.failure()?.errorText ?? '';
      if (reason !== 'net::ERR_ABORTED') this.#seen.push(`request: ${request.url()} ${reason}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) {
        this.#seen.push(`response: ${String(response.status())} ${response.url()}`);
      }
    });
  }

  expect(what: readonly RegExp[]): void {
    this.#expected.push(...what);
  }

  expectNone(): void {
    const unexpected = this.#seen.filter((text) => !this.#expected.some((one) => one.test(text)));
    expect(unexpected).toEqual([]);
  }
}

interface Opened {
  application: Application;
  close(): Promise<void>;
}

/** `isoline serve` as a process, with the page that it serves. */
async function openBrowser(
  chromium: BrowserType,
  options: LaunchOptions,
  problems: Problems,
): Promise<Opened> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'isoline-story-'));
  const workspace = path.join(home, 'workspace');
  const folder = path.join(home, 'images');
  mkdirSync(folder);
  const port = await freePort();
  let server = await startServer(workspace, folder, port);
  const browser = await chromium.launch(options);
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  problems.watch(page);
  await page.goto(server.address);
  await page.waitForSelector('h1');
  const application: Application = {
    page,
    kind: 'browser',
    folder,
    workspace,
    go: (address) => go(page, address),
    choosePath: (label, file) => page.getByLabel(label, { exact: true }).fill(file),
    saveAs: async (file, save) => {
      const download = page.waitForEvent('download');
      await save();
      await (await download).saveAs(file);
    },
    killEngine: () => server.process.kill('SIGKILL'),
    waitForEngine: async () => {
      server = await startServer(workspace, folder, port);
      await page.goto(server.address);
      await page.waitForSelector('h1');
    },
    expectProblems: (...what) => problems.expect(what),
  };
  return {
    application,
    close: async () => {
      await browser.close();
      if (server.process.exitCode === null && server.process.signalCode === null) {
        server.process.kill('SIGTERM');
        await once(server.process, 'exit');
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startServer(
  workspace: string,
  folder: string,
  port: number,
): Promise<{ process: ChildProcess; address: string }> {
  const started = spawn(
    path.join(repository, 'node_modules/node/bin/node'),
    [
      path.join(repository, 'src/cli/isoline.js'),
      ...['serve', '--workspace', workspace, '--root', folder, '--port', String(port)],
    ],
    { cwd: repository, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const line of createInterface(started.stdout)) {
    const address = /http:\S+\/start\?token=\S+/.exec(line)?.[0];
    if (address !== undefined) return { process: started, address };
  }
  throw new Error('isoline serve ended before it said where it listens.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The desktop window, which starts its own engine. */
async function openDesktop(problems: Problems): Promise<Opened> {
  await openDisplay();
  const person = new PersonsFolder();
  const folder = person.below('images');
  mkdirSync(folder, { recursive: true });
  const { application: electron, page } = await openWindow(person, ['--lang=en-GB']);
  problems.watch(page);
  await page.waitForSelector('h1');
  const application: Application = {
    page,
    kind: 'desktop',
    folder,
    workspace: person.workspace,
    go: (address) => go(page, address),
    choosePath: async (label, file) => {
      await answerDialog(electron, file);
      await page.getByRole('button', { name: `Browse … ${label}` }).click();
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(file);
    },
    saveAs: async (file, save) => {
      await electron.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
      }, file);
      await save();
      await expect.poll(() => existsSync(file)).toBe(true);
    },
    killEngine: () => process.kill(person.enginePid(), 'SIGKILL'),
    waitForEngine: async () => {
      await expect(page.getByTestId('engine-place')).toContainText('this machine');
      await expect(page.getByRole('alert').filter({ hasText: 'engine' })).toHaveCount(0);
    },
    expectProblems: (...what) => problems.expect(what),
  };
  return {
    application,
    close: async () => {
      // Without the question that quitting during a job asks.
      await electron.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
      await electron.close().catch(() => undefined);
      person.remove();
      closeDisplay();
    },
  };
}

/** Makes the system's dialog answer with a file, as a person would. */
async function answerDialog(electron: ElectronApplication, file: string): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, file);
}

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, address);
  await page.waitForSelector('main h1');
}

/** Process id of the program that holds a workspace. */
export function ownerOf(workspace: string): number {
  const owner = JSON.parse(readFileSync(path.join(workspace, 'owner.json'), 'utf8')) as {
    pid: number;
  };
  return owner.pid;
}
