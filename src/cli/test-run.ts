/** For tests: real processes of `isoline`. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../engine/store/test-process.ts';

export const repository = path.resolve(import.meta.dirname, '../..');
export const launcher = path.join(repository, 'src/cli/isoline.js');
/** What the launcher loads before any TypeScript, from the repository's root. */
export const typeStripper = 'src/engine/jobs/strip-types.js';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Added to a bare environment: PATH, and a home of its own. */
  environment?: NodeJS.ProcessEnv;
  /** Default: the Node that runs the tests. */
  node?: string;
  /** Default: the launcher of this checkout. */
  program?: string;
}

/** A running `isoline`. */
export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Waits until stdout holds a text; throws where the process ends before. */
  readonly said: (text: string) => Promise<void>;
}

/** Starts `isoline` in a process group of its own, without a terminal. */
export function start(callArguments: readonly string[], options: RunOptions = {}): Running {
  const { environment = {}, node = process.execPath, program = launcher } = options;
  const home = temporaryFolder();
  const child = spawn(node, [program, ...callArguments], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_DATA_HOME: path.join(home, 'data'),
      ...environment,
    },
  });
  onTestFinished(() => {
    // The whole group, so that nothing outlives a failed test; it is gone already after a good one.
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  const said = async (text: string): Promise<void> => {
    while (!stdout.includes(text)) {
      const end = await Promise.race([once(child.stdout, 'data').then(() => null), ended]);
      if (end !== null && !stdout.includes(text)) {
        throw new Error(`It ended without saying "${text}": ${end.stderr}`);
      }
    }
  };
  return { child, ended, said };
}

/** Runs `isoline` to its end. */
export function run(callArguments: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(callArguments, options).ended;
}

/**
 * The real launcher over a program of the test's own.
 *
 * @param commands source of an array of commands; `IsolineError` is in scope
 * @returns the path of the launcher
 */
export function programWith(commands: string): string {
  const folder = temporaryFolder();
  const place = path.join(folder, 'src', 'cli');
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  copyFileSync(launcher, path.join(place, 'isoline.js'));
  mkdirSync(path.join(folder, path.dirname(typeStripper)), { recursive: true });
  copyFileSync(path.join(repository, typeStripper), path.join(folder, typeStripper));
  const url = (file: string): string => JSON.stringify(path.join(repository, 'src', file));
  writeFileSync(
    path.join(place, 'main.ts'),
    `import { main as realMain } from ${url('cli/main.ts')};
     import { IsolineError } from ${url('core/errors.ts')};
     const commands = ${commands};
     export const main = (callArguments: string[]) => realMain(callArguments, commands);`,
  );
  return path.join(place, 'isoline.js');
}

/** A Node on the PATH that is too old for Isoline; undefined where there is none. */
export function findOldNode(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const node = path.join(folder, 'node');
    if (folder.includes('node_modules') || !existsSync(node)) continue;
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
    if (Number(/^v(\d+)/.exec(version)?.[1]) < 24) return node;
  }
  return undefined;
}
