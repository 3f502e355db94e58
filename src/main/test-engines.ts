/** For tests: small programs that behave as engines do, or as they should not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineState } from '../contract/shell.ts';
import type { EngineCommand } from './engine-files.ts';

/** A new empty folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'isoline-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Reads the options, announces itself, and ends with its input. */
const serves = `
  import { appendFileSync, writeFileSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  import path from 'node:path';
  let options;
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const message = JSON.parse(line);
    if (options === undefined) {
      options = message;
      appendFileSync(path.join(options.workspace, 'starts'), line + '\\n');
      writeFileSync(path.join(options.workspace, 'pid'), String(process.pid));
      console.log(JSON.stringify({ port: options.port, token: 'token-of-' + process.pid }));
    } else {
      appendFileSync(path.join(options.workspace, 'grants'), message.grant + '\\n');
      console.log(JSON.stringify({ granted: message.grant }));
    }
  });
  input.on('close', () => process.exit(0));
`;

/** What each program does once it runs. */
const programs = {
  serves,
  refuses: `console.error('The workspace is in use by another window.'); process.exit(2);`,
  talksNonsense: `console.log('Hello!'); setInterval(() => {}, 1000);`,
  announcesNonsense: `console.log('{"port":"many"}'); setInterval(() => {}, 1000);`,
  hangs: `process.stdin.resume(); setInterval(() => {}, 1000);`,
  isStubborn: `
    process.on('SIGTERM', () => console.error('No.'));
    console.log('{"port":4000,"token":"stubborn"}');
    setInterval(() => {}, 1000);
  `,
};

/** A command that runs one of the programs. */
export function engineThat(behaviour: keyof typeof programs): EngineCommand {
  const entry = path.join(temporaryFolder(), 'entry.mjs');
  writeFileSync(entry, programs[behaviour]);
  return { node: process.execPath, entry };
}

/** The states of an engine, to be waited for. */
export class StateLog {
  readonly states: EngineState[] = [];
  #heard: () => void = () => undefined;
  readonly listener = (state: EngineState): void => {
    this.states.push(state);
    this.#heard();
  };

  /** The names of all states so far. */
  get names(): string[] {
    return this.states.map(({ state }) => state);
  }

  /** Resolves with the newest state once a state of this name has come so many times. */
  async reached(name: EngineState['state'], times = 1): Promise<EngineState> {
    while (this.names.filter((other) => other === name).length < times) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
    return this.states.at(-1)!;
  }
}
