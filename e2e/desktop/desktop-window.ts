/** The real application in a real Electron, for end-to-end tests. */
import { _electron, expect } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const repository = path.join(import.meta.dirname, '../..');

/** Electron's program: of `ELECTRON_OVERRIDE_DIST_PATH`, else the installed one; null where neither is there. */
export function findElectron(): string | null {
  const names: Partial<Record<NodeJS.Platform, string>> = {
    win32: 'electron.exe',
    darwin: 'Electron.app/Contents/MacOS/Electron',
  };
  const name = names[process.platform] ?? 'electron';
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const program = path.join(
    named === undefined || named === ''
      ? path.join(repository, 'node_modules/electron/dist')
      : named,
    name,
  );
  return existsSync(program) ? program : null;
}

/** Why the window cannot be tested here; null where it can. */
export function whatIsMissing(): string | null {
  if (findElectron() === null) {
    return 'There is no Electron here: run npx install-electron, or name one in ELECTRON_OVERRIDE_DIST_PATH.';
  }
  if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return null;
  return spawnSync('Xvfb', ['-help']).error === undefined
    ? null
    : 'There is no display and no Xvfb to make one.';
}

let virtualDisplay: { process: ChildProcess; name: string } | undefined;

/** A display of our own where there is none. */
export async function openDisplay(): Promise<void> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return;
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  virtualDisplay = { process: server, name: `:${number.toString().trim()}` };
}

export function closeDisplay(): void {
  virtualDisplay?.process.kill();
  virtualDisplay = undefined;
}

/** A person's folders for one test: settings, workspaces and data. */
export class PersonsFolder {
  readonly path = mkdtempSync(path.join(os.tmpdir(), 'isoline-window-'));

  below(...names: string[]): string {
    return path.join(this.path, ...names);
  }

  /** The workspace that a first start opens. */
  get workspace(): string {
    return this.below('data', 'isoline', 'workspace');
  }

  /** Process id of the engine that holds the workspace. */
  enginePid(): number {
    const owner = JSON.parse(readFileSync(path.join(this.workspace, 'owner.json'), 'utf8')) as {
      pid: number;
    };
    return owner.pid;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Arguments and environment of a start of the application. */
export function startOf(
  person: PersonsFolder,
  more: readonly string[] = [],
  environment: Record<string, string> = {},
) {
  return {
    args: [
      path.join(repository, 'out/main/index.js'),
      // Electron's sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${person.below('user')}`,
      ...more,
    ],
    env: {
      ...(process.env as Record<string, string>),
      ...(virtualDisplay === undefined ? {} : { DISPLAY: virtualDisplay.name }),
      XDG_DATA_HOME: person.below('data'),
      LOCALAPPDATA: person.below('data'),
      ...environment,
    },
  };
}

export interface DesktopWindow {
  readonly application: ElectronApplication;
  readonly page: Page;
}

/** Starts the application and waits until its page is there. */
export async function openWindow(...start: Parameters<typeof startOf>): Promise<DesktopWindow> {
  const application = await _electron.launch({
    executablePath: findElectron() ?? '',
    cwd: repository,
    ...startOf(...start),
  });
  const page = await application.firstWindow();
  await page.waitForURL('app://isoline/**');
  return { application, page };
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function expectGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
}
