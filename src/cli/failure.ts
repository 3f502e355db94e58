import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { dataFolder } from '../contract/data-folder.ts';
import { IsolineError } from '../core/errors.ts';
import { exitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { printable } from './table.ts';

/**
 * Tells an error to a person on stderr, in one line: what happened, where, what to do next. A failure
 * of ours, and every error that nobody raised on purpose, also leaves a log with the whole of it.
 *
 * @param callArguments the arguments of the call, for the log
 * @returns the exit code that goes with the error
 */
export function reportFailure(error: unknown, callArguments: readonly string[]): ExitCode {
  if (error instanceof IsolineError && error.kind !== 'failure') {
    console.error(oneLine(error.message));
    return error.kind === 'interrupted' ? exitCode.interrupted : exitCode.input;
  }
  const told =
    error instanceof IsolineError
      ? error.message
      : `Isoline failed: ${error instanceof Error ? error.message : String(error)}`;
  const log = writeLog(error, callArguments);
  console.error(`${ended(oneLine(told))} ${log}`);
  return exitCode.failure;
}

/** Writes the log and says in a sentence where; without a place for it, the details themselves. */
function writeLog(error: unknown, callArguments: readonly string[]): string {
  const time = new Date().toISOString();
  const content = [
    `time       ${time}`,
    `call       isoline ${callArguments.join(' ')}`,
    `folder     ${process.cwd()}`,
    `node       ${process.version} ${process.platform} ${process.arch}`,
    '',
    inspect(error, { depth: 10 }),
    '',
  ].join('\n');
  const name = `${time.replaceAll(':', '-')}-${randomUUID().slice(0, 8)}.log`;
  let reason: unknown;
  const logs = path.join(dataFolder(process.platform, process.env, homedir()), 'logs');
  for (const folder of [logs, tmpdir()]) {
    try {
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, name);
      writeFileSync(file, content, { flag: 'wx' });
      return `The details are in ${file}`;
    } catch (writeError) {
      reason = writeError;
    }
  }
  return `The details could not be written (${String(reason)}):\n${content}`;
}

/** Files may be named anything: line breaks become spaces, and nothing else acts on a terminal. */
function oneLine(message: string): string {
  return printable(message.trim().replaceAll(/\s+/g, ' '));
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
