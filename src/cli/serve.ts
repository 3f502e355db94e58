import path from 'node:path';
import { createInterface } from 'node:readline';
import { Option } from 'commander';
import { IsolineError } from '../core/errors.ts';
import type { RunningServer } from '../server/start-server.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { openBrowser } from './open-browser.ts';
import { wholeNumber } from './options.ts';
import type { Results } from './results.ts';

interface ServeOptions {
  root: string[];
  host: string;
  port: number;
  open: boolean;
}

/** The page, as `npm run build` makes it. */
const builtPage = path.resolve(import.meta.dirname, '../../out/renderer');

/** Runs the engine with its page in a browser, until it is stopped. */
export const serve = serveCommand(builtPage);

/** @param page folder of the built page */
export function serveCommand(page: string): IsolineCommand<ServeOptions> {
  return {
    name: 'serve',
    summary: 'the application in a browser',
    options: [
      new Option(
        '--root <folder>',
        'a folder that the page may read datasets and models from; may be given several times',
      )
        .default([], 'none')
        .argParser((value: string, before: string[]) => [...before, path.resolve(value)]),
      new Option(
        '--host <name>',
        'name or address to listen on; what goes to other machines is not encrypted',
      ).default('127.0.0.1'),
      new Option('--port <n>', 'port to listen on, 1 to 65535; 0 for a free one')
        .default(0)
        .argParser(wholeNumber('--port', 0, 65_535)),
      new Option('--open', 'open the page in the browser').default(false),
    ],
    examples: ['isoline serve --root photos --open', 'isoline serve --root /data --port 7070'],
    run: (call) => runServer(page, call),
  };
}

async function runServer(
  page: string,
  { options, signal, results }: CommandCall<ServeOptions>,
): Promise<never> {
  const { root, host, port, json } = options;
  if (json !== undefined && json !== '-') throw secretsInFile(json);
  const { openEngine } = await import('../engine/engine.ts');
  const { registerJobKinds } = await import('../engine/job-kinds.ts');
  const { GrantedFolders } = await import('../engine/datasets/granted-folders.ts');
  const { startServer } = await import('../server/start-server.ts');
  const folders = new GrantedFolders(root);
  const engine = openEngine({ workspace: options.workspace, program: 'isoline serve' });
  try {
    registerJobKinds(engine);
    const server = await startServer({ engine, folders, host, port, page });
    try {
      engine.workspace.lock.announce(server.address);
      await announce(server, options, results);
      await untilStopped(server, results, signal);
    } finally {
      await server.close();
    }
  } finally {
    await engine.close();
  }
  throw signal.reason;
}

async function announce(
  server: RunningServer,
  { host, open }: ServeOptions,
  results: Results,
): Promise<void> {
  if (!isLoopback(host)) {
    console.error(
      `Warning: what goes to and from ${server.address} is not encrypted, images and tokens included. ` +
        'Leave out --host and use an SSH tunnel, or put a TLS proxy in front.',
    );
  }
  const start = server.newStartAddress();
  const { address, token } = server;
  await results.writeJson({ schema: 'isoline-serve-1', address, startAddress: start, token });
  await results.print(`Isoline runs. Open ${start}`);
  await results.print('The address works once; press Enter for a new one. Ctrl-C stops.');
  await results.print(
    `Other windows attach to ${address.replace(/^http/, 'ws')}/rpc with the token ${token}`,
  );
  if (!open) return;
  try {
    await openBrowser(start);
  } catch (error) {
    console.error(
      `No browser could be opened: ${(error as Error).message}. Open the address yourself.`,
    );
  }
}

/** A line from a person gets a new address; from anything but a terminal nothing is read. */
async function untilStopped(
  server: RunningServer,
  results: Results,
  signal: AbortSignal,
): Promise<void> {
  const lines = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null;
  lines?.on('line', () => void results.print(server.newStartAddress()));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  lines?.close();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function secretsInFile(file: string): IsolineError {
  return new IsolineError({
    code: 'secrets-in-file',
    sentence: 'The JSON of serve holds what opens the server, which does not belong into a file.',
    next: 'Read it from stdout: --json -.',
    subject: file,
  });
}
