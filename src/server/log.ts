import { inspect } from 'node:util';

/**
 * Tells the log, which is the standard error of the process.
 *
 * @param error written with all that is known of it
 */
export function log(sentence: string, error?: unknown): void {
  process.stderr.write(`${sentence}\n${error === undefined ? '' : `${inspect(error)}\n`}`);
}
