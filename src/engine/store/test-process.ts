/** For tests: real child processes that use our modules, and folders that vanish. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A new empty folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'isoline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestProcess {
  readonly pid: number;
  /** The next line of its output; throws with what it said on stderr when it ended instead. */
  line(): Promise<string>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a Node process.
 *
 * @param code an ES module; `import` takes URLs of our modules
 */
export function startProcess(code: string): TestProcess {
  const child = spawn(process.execPath, ['--eval', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  return {
    pid: child.pid ?? 0,
    kill,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error(`The process ended: ${complaints}`);
      return next.value;
    },
  };
}
