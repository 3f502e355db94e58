/**
 * The engine as a process of its own, for a program that has a page of its own: the desktop window.
 *
 * Standard input: one line of JSON with the options, then a line `{"grant":"/path"}` for each further
 * folder or file that callers may name. Its end, like SIGTERM, ends the engine: none outlives its
 * window. Standard output: one line `{"port":N,"token":"…"}` once it listens, and a line
 * `{"granted":"/path"}` for each grant, in their order, once callers may name it: what comes in over
 * the network is not in step with standard input. Standard error: the log, whose last line says why a
 * start failed. Exit codes are those of the command line: 0, 2 and 3.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { IsolineError } from '../core/errors.ts';
import { GrantedFolders } from '../engine/datasets/granted-folders.ts';
import { openEngine } from '../engine/engine.ts';
import { registerJobKinds } from '../engine/job-kinds.ts';
import { windowOrigin } from './admission.ts';
import { log } from './log.ts';
import { startServer } from './start-server.ts';

const optionsSchema = z.object({
  /** The workspace's folder. */
  workspace: z.string().min(1),
  /** Where the window's page comes from. */
  origin: z.literal(windowOrigin),
  /** Folders and files that callers may name. */
  roots: z.array(z.string()),
  /** 0: a free one. */
  port: z.int().min(0).max(65_535),
});
type EngineOptions = z.infer<typeof optionsSchema>;
const grantSchema = z.object({ grant: z.string().min(1) });

// Whoever reads them has died with the window; the end of the input, which follows, ends the engine.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const stopped = new AbortController();
const stop = (): void => stopped.abort();
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
const folders = new GrantedFolders([]);
const lines = createInterface({ input: process.stdin });
lines.on('close', stop);
const firstLine = new Promise<string>((resolve) => {
  lines.once('line', (first) => {
    resolve(first);
    lines.on('line', takeGrant);
  });
});
try {
  const first = await Promise.race([firstLine, stopping()]);
  if (first !== undefined) await serve(optionsIn(first));
} catch (error) {
  process.exitCode = report(error);
}
// Standard input may still be open, as after SIGTERM.
process.stdin.destroy();

async function serve(options: EngineOptions): Promise<void> {
  for (const root of options.roots) grant(root);
  const engine = openEngine({ workspace: options.workspace, program: 'the Isoline window' });
  try {
    registerJobKinds(engine);
    const server = await startServer({ engine, folders, port: options.port, page: null });
    try {
      say({ port: server.port, token: server.token });
      await stopping();
    } finally {
      await server.close();
    }
  } finally {
    await engine.close();
  }
}

async function stopping(): Promise<void> {
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
}

function takeGrant(line: string): void {
  const message = grantSchema.safeParse(parseJson(line));
  if (message.success) {
    grant(message.data.grant);
    say({ granted: message.data.grant });
  } else log('A line of the standard input was not understood.');
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** What has vanished since it was chosen is not there to be read, which is no reason not to run. */
function grant(place: string): void {
  try {
    folders.grant(place);
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    log(error.message);
  }
}

/** @throws IsolineError (input) `options-wrong` */
function optionsIn(line: string): EngineOptions {
  const options = optionsSchema.safeParse(parseJson(line));
  if (options.success) return options.data;
  const reasons = options.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
  throw new IsolineError({
    code: 'options-wrong',
    sentence: `The engine was started with wrong options: ${reasons.join('; ')}.`,
  });
}

/** Undefined where the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function report(error: unknown): 2 | 3 {
  if (error instanceof IsolineError && error.kind === 'input') {
    log(error.message);
    return 2;
  }
  log('The engine failed.', error);
  log(error instanceof IsolineError ? error.message : `Isoline failed: ${String(error)}.`);
  return 3;
}
